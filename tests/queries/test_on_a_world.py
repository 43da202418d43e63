"""Every saved query ends within its time limit on a world: a small one, in `make soak` a medium one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from interlink.queries import find_query, query_files
from interlink.workspace import Workspace, open_workspace
from interlink.worlds.truth import read_truth
from soak import SOAK

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from query_values import Values, planted_ids

from queries import load_world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Values]]:
    folder = tmp_path_factory.mktemp("world")
    load_world(folder, "medium" if SOAK else "small")
    workspace = open_workspace(folder / "home", reason="test")
    workspace.graph_rebuild()
    planted = planted_ids(read_truth(folder / "world"))
    yield workspace, Values(lambda text, params: workspace.cypher(text, params).rows, planted)
    workspace.graph_stop()
    workspace.close()


@pytest.mark.parametrize("id_", query_files())
def test_a_query_ends_within_its_limit(world: tuple[Workspace, Values], id_: str) -> None:
    workspace, values = world

    answer = workspace.run_query(id_, values.of(find_query(id_)))

    assert answer.columns == tuple(find_query(id_).header.columns)
