"""Whatever is killed, whenever: what was acknowledged is there, and nothing else is half there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest
from dying import TASKS, delivery, said, source

from homes import Home, audience, export
from interlink.errors import StoreUnavailable
from interlink.graph.local import LocalStore
from interlink.graph.local_home import LocalHome

NAMES = "MATCH (p:Person) RETURN p.id, p.name"


class Dying:
    """The process that is to be killed, and the turns that it has acknowledged."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.turns: list[int] = []

    def await_ready(self) -> None:
        """Waits until it begins its first turn."""
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def await_turn(self) -> float:
        """Waits for the next turn to be acknowledged; gives the seconds that took."""
        began = time.monotonic()
        assert self.process.stdout is not None
        self.turns.append(int(self.process.stdout.readline()))
        return time.monotonic() - began

    def kill(self) -> list[int]:
        """Kills it; gives the turns acknowledged."""
        self.process.kill()
        assert self.process.stdout is not None
        rest = self.process.stdout.read()
        # A line without its end was not said.
        self.turns += [int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]
        return self.turns


@contextmanager
def dying(home: Home, task: str, store: Path, database: str, first: int) -> Iterator[Dying]:
    arguments = [home.root, task, store, database, first]
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("dying.py")), *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Dying(process)
    finally:
        process.kill()
        process.wait()


def leftovers(home: Home) -> int:
    """Rows of the lake whose load is not committed."""
    committed = home.ledger.committed()
    tables = [home.lake._tables.find(name) for name in home.lake._tables.names()]
    frames = [pl.scan_delta(table).select("load").collect() for table in tables if table is not None]
    return pl.concat(frames).filter(~pl.col("load").is_in(committed)).height


def check_lake(home: Home, task: str, acknowledged: list[int], counts: Counter[str]) -> int:
    """Holds the lake against what was acknowledged; gives the next turn's number."""
    loads = home.ledger.loads(state="committed")
    whole = max(acknowledged)
    if task == "first load":
        committed = {int(row.source.removeprefix("people")): row.id for row in loads}
        counts["lost"] += sum(turn not in committed for turn in acknowledged)
        counts["half visible"] += sum(
            home.names([load]) != said(turn) for turn, load in sorted(committed.items())
        )
        whole = max(committed)
    else:
        now = home.names(home.ledger.committed())
        turns = [turn for turn in (whole, whole + 1) if now == said(turn)]
        counts["half visible"] += not turns
        counts["lost"] += not turns
        whole = max(turns, default=whole)
    counts["acknowledged"] += len(acknowledged)
    counts["tried"] += 1
    return whole + 1


@pytest.mark.parametrize("task", TASKS)
def test_killed_at_any_moment_nothing_is_lost_or_half_there(
    task: str,
    tmp_path: Path,
    graph_store: LocalStore,
    database: str,
    rounds: int,
    tally: dict[str, Counter[str]],
) -> None:
    home, chance, turn = Home(tmp_path / "home"), random.Random(task), 0
    fresh = f"{database}_fresh"
    counts = tally.setdefault(f"kill -9 in {task}", Counter({"lost": 0, "half visible": 0}))
    for _ in range(rounds):
        with dying(home, task, graph_store.home, database, turn) as process:
            process.await_ready()
            time.sleep(chance.uniform(0, 2 * process.await_turn()))
            acknowledged = process.kill()

        after = check_lake(home, task, acknowledged, counts)
        if task == "rebuild":
            # A graph that is swapped is whole at every moment.
            held = {(str(row[0]), str(row[1])) for row in graph_store.read(database, NAMES).rows}
            seen = [
                {(f"people:person:{k}", name) for k, name in said(each)}
                for each in range(max(0, after - 3), after)
            ]
            counts["half visible"] += held not in seen
        home.load(delivery(after), source(task, after))
        assert leftovers(home) == 0
        assert home.ledger.loads(state="running") == []
        turn = after + 1
    if task in ("catch up", "rebuild"):
        home.builder(graph_store).catch_up(audience(database))
        home.builder(graph_store).catch_up(audience(fresh))
        assert export(graph_store, database) == export(graph_store, fresh)
        graph_store.drop_database(fresh)

    assert (counts["lost"], counts["half visible"]) == (0, 0)


def test_the_graph_store_killed_under_loads_loses_nothing(
    tmp_path: Path, own_store: LocalStore, rounds: int, tally: dict[str, Counter[str]]
) -> None:
    home, chance = Home(tmp_path / "home"), random.Random(7)
    counts = tally.setdefault("kill -9 of the embedded store", Counter({"lost": 0, "half visible": 0}))
    own_store.start()
    with dying(home, "catch up", own_store.home, "graph", 0) as process:
        process.await_ready()
        for _ in range(rounds):
            took = process.await_turn()
            time.sleep(chance.uniform(0, took))
            os.kill(_server(own_store), signal.SIGKILL)
            counts["tried"] += 1
        process.await_turn()
        acknowledged = process.kill()

    counts["acknowledged"] += len(acknowledged)
    committed = home.ledger.committed()
    counts["lost"] += len(committed) < len(acknowledged)
    home.builder(own_store).catch_up(audience("graph"))
    home.builder(own_store).catch_up(audience("fresh"))
    assert export(own_store, "graph") == export(own_store, "fresh")
    assert home.names(committed) in [said(turn) for turn in (acknowledged[-1], acknowledged[-1] + 1)]
    assert counts["lost"] == 0


def _server(store: LocalStore) -> int:
    """The process of the store, once it runs; never one that only had its number once."""
    files = LocalHome(store.home / "graph")
    for _ in range(600):
        running = files.server()
        if running is not None:
            return running.pid
        time.sleep(0.1)
    raise StoreUnavailable(f"{files.root}: no server within a minute")
