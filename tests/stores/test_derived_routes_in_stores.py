"""Routes that follow from legs, as both stores show them."""

from __future__ import annotations

from pathlib import Path

from homes import Home, audience
from interlink.graph.build import GraphBuilder
from interlink.graph.store import GraphStore
from interlink.loads.chains import ROUTES
from interlink.loads.derive import Deriver
from interlink.mapping.source_file import parse_source

GRAPH = "contract"
LEGS = """
source: legs
title: Legs
publisher: {name: A carrier}
licence: None
delivery: full
file: {format: csv}
entities:
  shipment: {schema: Shipment, key: [bill], properties: {bill_of_lading: bill}}
  here: {schema: Place, properties: {code: here}}
  there: {schema: Place, properties: {code: there}}
links:
  leg:
    schema: Leg
    source: here
    target: there
    properties: {shipment: bill, departed_at: left, arrived_at: came}
"""
ROWS = (
    "1,COCTG,PAMIT,2031-01-02,2031-01-09",
    "1,PAMIT,NLRTM,2031-01-10,2031-01-20",
    "2,COCTG,PAMIT,2031-01-03,2031-01-08",
    "2,PAMIT,NLRTM,2031-01-09,2031-01-30",
)
USED = """
MATCH (s:Shipment)-[:FOLLOWS]->(r:Route)
RETURN r.code AS code, r.uses AS uses, r.last_used AS last, count(s) AS shipments ORDER BY code
"""
STOPS = "MATCH (:Route {code: 'COCTG>PAMIT>NLRTM'})-[x:STOPS_AT]->(p:Place) RETURN p.code ORDER BY x.position"


def brought(home: Home, builder: GraphBuilder, rows: tuple[str, ...]) -> None:
    """A delivery of legs, what follows from it, and the graph of both."""
    home.load("\n".join(["bill,here,there,left,came", *rows]) + "\n", parse_source(LEGS, "legs.yaml"))
    outcome = Deriver(
        loader=home.loader,
        lake=home.lake,
        ledger=home.ledger,
        ontology=home.ontology,
        folder=home.root / "derived",
        derivations=(ROUTES,),
    ).run()
    assert outcome.delayed == ()
    builder.catch_up(audience(GRAPH))


def test_a_route_has_its_uses_and_stops_until_its_legs_are_retired(store: GraphStore, tmp_path: Path) -> None:
    home = Home(tmp_path)
    builder = home.builder(store)
    brought(home, builder, ROWS)

    (whole,) = store.read(GRAPH, USED).rows
    assert (whole[:2], str(whole[2])[:10], whole[3]) == (("COCTG>PAMIT>NLRTM", 2), "2031-01-30", 2)
    assert store.read(GRAPH, STOPS).rows == (("COCTG",), ("PAMIT",), ("NLRTM",))

    brought(home, builder, ROWS[:2])

    (fewer,) = store.read(GRAPH, USED).rows
    assert (fewer[:2], str(fewer[2])[:10], fewer[3]) == (("COCTG>PAMIT>NLRTM", 1), "2031-01-20", 1)
