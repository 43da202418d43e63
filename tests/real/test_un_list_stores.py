"""The UN list in two editions gives the same graph in either store."""

from __future__ import annotations

from pathlib import Path

import pytest

import interlink as il
from homes import LINKS, NODES, by_id
from neo4j_server import Neo4jServer

EDITIONS = ("UN_consolidated_2020-11.xml", "UN_consolidated_watchman.xml")


def shown(workspace: il.Workspace) -> list[list[object]]:
    return [by_id(workspace.cypher(asked, max_rows=1_000_000)) for asked in (NODES, LINKS)]


def test_each_edition_is_the_same_graph_in_either_store(
    shared_data: Path, tmp_path: Path, neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    neo4j = {"URI": neo4j_server.uri, "USER": neo4j_server.user, "PASSWORD": neo4j_server.password}
    embedded: list[list[list[object]]] = []
    on_neo4j: list[list[list[object]]] = []

    for edition in EDITIONS:
        # The next edition reaches Neo4j as a difference, and the embedded store anew.
        with monkeypatch.context() as patched:
            for name, value in neo4j.items():
                patched.setenv(f"INTERLINK_GRAPH_{name}", value)
            workspace = il.open(home)
            workspace.load("un_sc", [shared_data / "sanctions" / "un" / edition])
            on_neo4j.append(shown(workspace))
            workspace.close()
        workspace = il.open(home)
        embedded.append(shown(workspace))
        workspace.graph_stop()
        workspace.close()

    assert on_neo4j == embedded
    assert len({str(each) for each in embedded}) == 2
