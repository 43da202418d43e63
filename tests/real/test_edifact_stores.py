"""UN/EDIFACT files, the published ones and the samples, give the same graph in either store."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import interlink as il
from homes import LINKS, NODES, by_id
from neo4j_server import Neo4jServer

PUBLISHED = {"cuscar": "cuscar_simple.edi", "baplie": "D95BBAPLIE.edi", "coarri": "D95BCOARRI.edi"}
SAMPLES = Path(__file__).parents[1] / "sources" / "samples"
SAMPLED = ("cuscar", "iftmin", "baplie", "coarri", "paxlst")


def shown(workspace: il.Workspace) -> list[list[object]]:
    return [by_id(workspace.cypher(asked, max_rows=1_000_000)) for asked in (NODES, LINKS)]


def test_edifact_is_the_same_graph_in_either_store(
    shared_data: Path, tmp_path: Path, neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shared_data / "messages" / "edifact"
    neo4j = {"URI": neo4j_server.uri, "USER": neo4j_server.user, "PASSWORD": neo4j_server.password}

    with monkeypatch.context() as patched:
        for name, value in neo4j.items():
            patched.setenv(f"INTERLINK_GRAPH_{name}", value)
        workspace = il.open(tmp_path / "home")
        reports = [workspace.load(source, [folder / name]) for source, name in PUBLISHED.items()]
        reports += [workspace.load(source, [SAMPLES / f"{source}.edi"]) for source in SAMPLED]
        on_neo4j = shown(workspace)
        workspace.close()
    workspace = il.open(tmp_path / "home")
    embedded = shown(workspace)

    assert on_neo4j == embedded
    assert [(report.state, report.records, report.quarantined) for report in reports] == [
        *(("committed", records, 0) for records in (2, 3, 21)),
        *(("committed", records, 0) for records in (4, 2, 2, 2, 3)),
    ]
    # the 25 containers of the published files, and two of the samples: one has a number that is right
    counted = workspace.cypher("MATCH (c:Container) RETURN count(*)").rows
    shared = workspace.cypher(
        "MATCH (c:Container {number: 'CSQU3054383'})<-[:PACKED_IN]-(s) RETURN s.bill_of_lading, count(*)"
    ).rows
    assert counted == ((25 + 1 + 4,),)
    assert shared == (("VLD25001", 3),)
    card = workspace.card("container:OOLU8757889")
    (evidence,) = card.evidence
    file = folder / PUBLISHED["baplie"]
    assert (evidence.locator, evidence.file) == (
        "message 1907, segment 24",
        hashlib.sha256(file.read_bytes()).hexdigest(),
    )
    assert evidence.record is not None
    assert evidence.record.splitlines()[0] == "UNB+UNOA:2+LBCTI:01+OOCLIES:ZZ+160414:0307+1865'"
    assert evidence.record.splitlines()[-2:] == ["EQD+CN+OOLU8757889+4500+++5'", "NAD+CA+OOL:172:20'"]
    workspace.graph_stop()
    workspace.close()
