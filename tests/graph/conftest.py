"""One embedded graph server for the whole run, one database for each test."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from interlink.graph.local import LocalStore

NUMBERS = count(1)


@pytest.fixture(scope="session")
def graph_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    store = LocalStore(tmp_path_factory.mktemp("graph-home"), heap="1g")
    store.start()
    yield store
    store.stop()


@pytest.fixture
def database(graph_store: LocalStore) -> Iterator[str]:
    name = f"test{next(NUMBERS)}"
    graph_store.create_database(name)
    yield name
    graph_store.drop_database(name)


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[LocalStore]:
    """A store whose server the test may start, kill and stop."""
    store = LocalStore(tmp_path, heap="512m")
    yield store
    store.stop()
