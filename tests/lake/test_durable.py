"""What a committed load rests on is on the disk before the ledger says so: power may fail right after."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from deltalake import DeltaTable

from homes import Home, audience, csv
from interlink.graph.local import LocalStore
from interlink.lake.durable import sync_table
from interlink.lake.tables import Tables
from interlink.ledger import Ledger

FIRST = csv([("1", "Ada", "+31612345671"), ("2", "Bo", "+31612345672")])
SECOND = csv([("1", "Ada", "+31612345671"), ("3", "Cy", "+31612345673")])


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """The files and folders put on the disk so far, by the names they have now."""
    seen: set[tuple[int, int]] = set()
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        fsync(descriptor)
        seen.add((os.fstat(descriptor).st_dev, os.fstat(descriptor).st_ino))

    class ByName(set[Path]):
        def __contains__(self, path: object) -> bool:
            found = Path(str(path)).stat()
            return (found.st_dev, found.st_ino) in seen

    monkeypatch.setattr(os, "fsync", noted)
    return ByName()


def unsynced(folder: Path, synced: set[Path]) -> list[str]:
    return [str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path not in synced]


def test_lake_and_archive_are_on_the_disk_before_the_load_is_committed(
    tmp_path: Path, synced: set[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home")
    left: list[list[str]] = []
    commit = Ledger.commit_load

    def checked(ledger: Ledger, load: int, **rest: object) -> int:
        left.append([*unsynced(home.root / "lake", synced), *unsynced(home.root / "archive", synced)])
        return commit(ledger, load, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Ledger, "commit_load", checked)
    home.load(FIRST)
    home.load(SECOND)

    assert left == [[], []]


def test_a_plan_is_on_the_disk_before_the_graph_is_touched(
    tmp_path: Path,
    synced: set[Path],
    graph_store: LocalStore,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = Home(tmp_path / "home")
    home.load(FIRST)
    left: list[list[str]] = []
    write = LocalStore.write

    def checked(store: LocalStore, name: str, statements: object) -> object:
        if (home.root / "audiences" / database).exists():
            left.append(unsynced(home.root / "audiences" / database, synced))
        return write(store, name, statements)  # type: ignore[arg-type]

    monkeypatch.setattr(LocalStore, "write", checked)
    home.builder(graph_store).catch_up(audience(database))

    assert left
    assert not any(left)


def test_what_a_checkpoint_stands_in_for_is_on_the_disk_before_it(
    tmp_path: Path, synced: set[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home")
    home.load(FIRST)
    home.load(SECOND)
    left: list[list[str]] = []
    checkpoint = DeltaTable.create_checkpoint

    def checked(table: DeltaTable) -> None:
        left.append(unsynced(Path(urlsplit(table.table_uri).path), synced))
        checkpoint(table)

    monkeypatch.setattr(DeltaTable, "create_checkpoint", checked)
    home.lake.compact("people", many=1)

    assert left
    assert not any(left)
    assert unsynced(home.root / "lake", synced) == []


def test_commits_of_others_before_ours_are_put_on_the_disk_too(tmp_path: Path, synced: set[Path]) -> None:
    home, other = Home(tmp_path / "home"), Tables(str(tmp_path / "home" / "lake"))
    home.load(FIRST)
    other.append("Person", home.lake.scan(home.ontology.get("Person"), [1]).collect())

    sync_table(home.root / "lake" / "Person")

    assert unsynced(home.root / "lake" / "Person", synced) == []
