"""What tests of reading look at: a small world, and a workspace with a graph for tests of the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import interlink as il
from homes import called_home
from small_world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[il.Workspace]:
    """One home for the files that only look."""
    with called_home(tmp_path_factory.mktemp("doors")) as opened:
        yield opened
