"""What tests of reading look at: a small world, and a workspace with a graph for tests of the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import interlink as il
from small_world import World

CALLS = (
    "caller,callee,started_at,duration_s\n"
    "+31612345678,+31612345679,2026-01-02T10:00:00Z,60\n"
    "+31612345679,+31612345680,2026-01-03T10:00:00Z,60\n"
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[il.Workspace]:
    folder = tmp_path_factory.mktemp("doors")
    (folder / "calls.csv").write_text(CALLS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("INTERLINK_GRAPH_HEAP", "512m")
        opened = il.open(folder / "home", reason="case 7")
    opened.load("call_records", [folder / "calls.csv"])
    yield opened
    opened.graph_stop()
    opened.close()
