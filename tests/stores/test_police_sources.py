"""Every police source loads into either store, and the graphs are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

import interlink as il
from homes import LINKS, NODES, by_id
from neo4j_server import Neo4jServer
from police_samples import POLICE, sample

LABELS = "MATCH (n) WHERE NOT n:InterlinkGraph UNWIND labels(n) AS label RETURN label, count(*) AS nodes"
TYPES = "MATCH ()-[r]->() RETURN type(r) AS type, count(*) AS links"
WANTED = """
MATCH (n:Notice {colour: 'red'})<-[:SUBJECT_OF]-(:Person)-[:HOLDS]->(d:Passport)-[:SUBJECT_OF]->(s:StolenItem)
MATCH (n)-[:BASED_ON]->(w:Warrant)
RETURN n.reference AS notice, d.number AS passport, s.status AS reported, count(w) AS warrants
"""
THROUGH_ONE_NUMBER = """
MATCH (:IdentityCard {number: 'UAP7654321'})<-[:HOLDS]-(p:Person)
RETURN p.name AS name, p.sources AS sources
"""


def counts(workspace: il.Workspace, statement: str) -> dict[str, int]:
    return dict(sorted(workspace.cypher(statement).rows))  # type: ignore[arg-type]  # a name and a count


def asked(workspace: il.Workspace, statement: str) -> list[tuple[object, ...]]:
    return sorted(workspace.cypher(statement).rows, key=str)


def test_police_records_are_one_graph_in_either_store(
    tmp_path: Path, neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    neo4j = {"URI": neo4j_server.uri, "USER": neo4j_server.user, "PASSWORD": neo4j_server.password}
    found = []

    for settings in (neo4j, {}):
        with monkeypatch.context() as patched:
            for name, value in settings.items():
                patched.setenv(f"INTERLINK_GRAPH_{name}", value)
            workspace = il.open(home)
            for source in POLICE if settings else ():
                workspace.load(source, [sample(source)])
            shown = [by_id(workspace.cypher(each, max_rows=1_000_000)) for each in (NODES, LINKS)]
            counted = [counts(workspace, each) for each in (LABELS, TYPES)]
            found.append((shown, counted, asked(workspace, WANTED), asked(workspace, THROUGH_ONE_NUMBER)))
            if not settings:
                workspace.graph_stop()
            workspace.close()

    on_neo4j, embedded = found
    assert on_neo4j == embedded
    labels, types = embedded[1]
    assert labels == {
        "Address": 2,
        "BankAccount": 1,
        "Biometric": 6,
        "Conviction": 1,
        "IdentityCard": 5,
        "Notice": 10,
        "NumberPlate": 4,
        "Organization": 3,
        "Party": 21,
        "Passport": 5,
        "Person": 18,
        "Phone": 3,
        "RegistrationNumber": 1,
        "Report": 8,
        "Seizure": 1,
        "StolenItem": 14,
        "Vehicle": 4,
        "Vessel": 1,
        "Warrant": 2,
    }
    assert types == {
        "ASSOCIATE_OF": 1,
        "BASED_ON": 2,
        "HOLDS": 12,
        "LINKED_TO": 1,
        "LOCATED_AT": 3,
        "MEMBER_OF": 1,
        "MENTIONED_IN": 11,
        "OPERATES": 2,
        "OWNS": 1,
        "REGISTERED_UNDER": 5,
        "RELATED_TO": 1,
        "SUBJECT_OF": 35,
        "USES": 12,
    }
    assert embedded[2] == [("A-101/1-2031", "NX1234567", "lost", 2)]
    # a case for other purposes alone is in no graph made for analysis
    assert embedded[3] == [
        ("Olha Vel", ["diffusions"]),
        ("Olha Vel", ["nominals"]),
        ("Olha Vel", ["siena_pole"]),
    ]
