"""A sample of every source loads, and is the same graph in either store."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import interlink as il
from homes import LINKS, NODES, by_id
from interlink.sources import find_source, source_files
from neo4j_server import Neo4jServer
from source_samples import sample_files

# Nobody delivers them.
MADE_HERE = {"by_hand", "derived_calls", "derived_routes"}
BY_SOURCE = """
MATCH (n) WHERE NOT n:InterlinkGraph UNWIND n.sources AS source RETURN source, count(*) AS nodes
"""
LINKS_BY_SOURCE = "MATCH ()-[r]->() UNWIND r.sources AS source RETURN source, count(*) AS links"
# By source, of how many nodes and links it says something.
COUNTS = {
    "baplie": (6, 6),
    "bills_of_lading": (9, 6),
    "bills_of_lading_csv": (9, 6),
    "call_records": (342, 2098),
    "chat": (10, 14),
    "coarri": (10, 12),
    "crossings": (16, 25),
    "cuscar": (17, 22),
    "declarations": (28, 30),
    "declarations_xml": (13, 11),
    "diffusions": (27, 19),
    "documents": (13, 10),
    "ecris": (5, 4),
    "edges": (2, 1),
    "email": (6, 15),
    "eu_sanctions": (6, 4),
    "followthemoney": (20, 29),
    "followthemoney_delta": (8, 8),
    "iftmin": (16, 13),
    "manifest": (1575, 4891),
    "missing_persons": (12, 11),
    "nominals": (11, 10),
    "notices": (149, 112),
    "ofac": (7, 2),
    "ofac_consolidated": (6, 2),
    "paxlst": (11, 15),
    "payments": (16, 19),
    "pole": (13, 22),
    "register": (1132, 1200),
    "seizures": (13, 12),
    "siena_pole": (17, 28),
    "stolen_art": (6, 3),
    "stolen_documents": (10, 4),
    "stolen_vehicles": (12, 8),
    "travel_records": (15, 20),
    "uk_sanctions": (10, 7),
    "un_sc": (4, 2),
    "unlocode": (1, 0),
    "vehicles": (15, 11),
    "vessel_positions": (4, 2),
    "vessel_snapshot": (6, 3),
    "world_port_index": (2, 0),
}


def expecting_nothing(folder: Path) -> Path:
    """A folder with every source as it is shipped, but for how much it expects: a sample is never whole."""
    folder.mkdir()
    for name, text in source_files().items():
        (folder / f"{name}.yaml").write_text(re.sub(r"least: \d+", "least: 0", text), encoding="utf-8")
    return folder


def test_every_source_is_one_graph_in_either_store(
    tmp_path: Path, neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = expecting_nothing(tmp_path / "own")
    monkeypatch.setenv("INTERLINK_SOURCES", str(own))
    monkeypatch.setenv("INTERLINK_GRAPH_PASSWORD", neo4j_server.password)
    # Where no graph is, loads are committed, and the graph catches up later with all of them at once.
    monkeypatch.setenv("INTERLINK_GRAPH_URI", "bolt://127.0.0.1:1")
    workspace = il.open(tmp_path / "home")
    names = [name for name in source_files() if name not in MADE_HERE]
    for name in names:
        files = sample_files(name, find_source(name), tmp_path)
        report = workspace.load(name, files)
        assert (report.state, report.quarantined) == ("committed", 0), name
    workspace.close()

    graphs, counts = [], []
    for uri in (neo4j_server.uri, None):
        with monkeypatch.context() as patched:
            if uri is None:
                patched.delenv("INTERLINK_GRAPH_URI")
                patched.delenv("INTERLINK_GRAPH_PASSWORD")
            else:
                patched.setenv("INTERLINK_GRAPH_URI", uri)
            workspace = il.open(tmp_path / "home")
            workspace.catch_up()
            graphs.append([by_id(workspace.cypher(each, max_rows=1_000_000)) for each in (NODES, LINKS)])
            nodes, links = (
                dict(workspace.cypher(each).rows)  # type: ignore[arg-type]  # a name and a count
                for each in (BY_SOURCE, LINKS_BY_SOURCE)
            )
            counts.append({name: (nodes.get(name, 0), links.get(name, 0)) for name in names})
            if uri is None:
                workspace.graph_stop()
            workspace.close()

    assert graphs[0] == graphs[1]
    assert counts == [COUNTS, COUNTS]
