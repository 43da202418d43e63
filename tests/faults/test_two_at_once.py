"""Loads, rebuilds and readers at once: whoever waits is told for whom, whoever reads sees whole loads."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from dying import delivery, said, source
from filelock import FileLock
from test_kills import dying

from homes import Home, audience, export
from interlink.errors import LoadError
from interlink.graph.local import LocalStore

READERS = 10


def test_a_second_load_of_a_source_waits_for_the_first(tmp_path: Path) -> None:
    home, lock = Home(tmp_path), FileLock(tmp_path / "locks" / "people.lock", thread_local=False)
    (tmp_path / "locks").mkdir()
    lock.acquire()
    release = threading.Timer(0.5, lock.release)
    release.start()

    report = home.load(delivery(0))

    release.join()
    assert report.state == "committed"


def test_a_second_load_that_waited_too_long_is_refused_by_name(tmp_path: Path) -> None:
    home = Home(tmp_path, wait_s=0.2)
    home.load(delivery(0))
    with (
        FileLock(tmp_path / "locks" / "people.lock"),
        pytest.raises(LoadError, match=r"another load of source people is running; waited 0 s.*loads list"),
    ):
        home.load(delivery(1))

    assert home.load(delivery(1), source("first load", 1)).state == "committed"
    assert home.names([1]) == said(0)


def test_ten_readers_see_whole_loads_while_two_sources_load_and_the_graph_is_rebuilt(
    tmp_path: Path, graph_store: LocalStore, database: str, rounds: int, tally: dict[str, Counter[str]]
) -> None:
    root = tmp_path / "home"
    Home(root).load(delivery(0))
    wrong: list[object] = []
    looks, ended = Counter[str](), threading.Event()

    def read() -> None:
        home = Home(root)
        while not ended.is_set():
            loads = home.ledger.committed()
            rows = home.lake.scan(home.ontology.get("Person"), loads).collect()
            for name in rows["source"].unique():
                shown = rows.filter(pl.col("source") == name).select("entity", "name").rows()
                seen = {(entity.rsplit(":", 1)[1], called) for entity, called in shown}
                turn = max(int(called.split()[1]) for _, called in seen if called != "Same")
                looks["tried"] += 1
                if seen != said(turn):
                    wrong.append((name, turn, loads))
        home.ledger.close()

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    with (
        dying(Home(root), "reload", graph_store.home, database, 1) as reloads,
        dying(Home(root), "first load", graph_store.home, database, 1) as first_loads,
    ):
        for process in (reloads, first_loads):
            process.await_ready()
        for reader in readers:
            reader.start()
        for _ in range(rounds):
            Home(root).builder(graph_store).rebuild(audience(database))
            reloads.await_turn()
            first_loads.await_turn()
        ended.set()
        for reader in readers:
            reader.join()
        acknowledged = len(reloads.kill()) + len(first_loads.kill())

    home = Home(root)
    home.builder(graph_store).catch_up(audience(database))
    kept = export(graph_store, database)
    home.builder(graph_store).rebuild(audience(database))
    counts = tally.setdefault("looks of ten readers", Counter())
    counts.update(
        {"tried": looks["tried"], "acknowledged": acknowledged, "lost": 0, "half visible": len(wrong)}
    )
    assert wrong == []
    assert looks["tried"] >= READERS
    assert len(home.ledger.committed()) > acknowledged
    assert export(graph_store, database) == kept
