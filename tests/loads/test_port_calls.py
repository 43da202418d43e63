"""Port calls and legs that follow from positions, worked by hand; and the shipments aboard."""

from __future__ import annotations

import math
import os
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homes import Home
from interlink.loads.chains import ROUTES
from interlink.loads.derive import Deriver, Outcome
from interlink.loads.near import EARTH_KM, nearest
from interlink.loads.port_calls import PORT_CALLS
from interlink.mapping.source_file import parse_source
from interlink.sources import find_source

DATA = Path(os.environ.get("INTERLINK_DATA") or Path(__file__).parents[3] / "shared" / "data")
# UN/LOCODE's columns; NLRTM and BEANR are ports, NLAAA is a road terminal beside the berth.
PORTS = """\
,NL,RTM,Rotterdam,Rotterdam,ZH,12345---,AF,,,5155N 00430E,
,BE,ANR,Antwerpen,Antwerpen,VAN,12345---,AF,,,5113N 00425E,
,NL,AAA,Inland,Inland,ZH,--3-----,AF,,,5155N 00430E,
"""
POSITIONS = """\
mmsi,imo,name,lat,lon,timestamp,speed
244123456,9074729,VELDSTER,51.92,4.50,2031-03-01T06:00:00Z,0.2
244123456,9074729,VELDSTER,51.93,4.49,2031-03-01T08:00:00Z,0.0
244123456,9074729,VELDSTER,51.93,4.49,2031-03-01T09:30:00Z,0.1
244123456,9074729,VELDSTER,51.70,4.00,2031-03-01T15:00:00Z,12.4
244123456,9074729,VELDSTER,51.22,4.42,2031-03-02T01:00:00Z,0.0
244123456,9074729,VELDSTER,51.22,4.42,2031-03-02T03:00:00Z,0.3
538009999,,AIOLOS,51.92,4.50,2031-03-01T06:00:00Z,0.0
538009999,,AIOLOS,51.92,4.50,2031-03-01T07:59:00Z,0.0
538009999,,AIOLOS,51.92,4.50,2031-03-03T08:00:00Z,0.0
244000001,,PASSING,51.92,4.50,2031-03-01T06:00:00Z,8.0
244000001,,PASSING,51.92,4.50,2031-03-01T12:00:00Z,8.0
244000001,,PASSING,,,2031-03-01T13:00:00Z,0.0
"""
CARGO = """
source: cargo
title: Cargo
publisher: {name: A carrier}
licence: None
delivery: full
marking: {source_grade: C, information_grade: "3", handling: H1}
file: {format: csv}
entities:
  shipment:
    schema: Shipment
    key: [bill]
    properties: {bill_of_lading: bill, loaded_in: loaded, discharged_in: discharged}
  vessel: {schema: Vessel, key: [imo], properties: {imo: imo}}
links:
  carried:
    schema: CarriedBy
    source: shipment
    target: vessel
    properties: {loaded_on: from, discharged_on: until}
"""
SHIPMENTS = """\
bill,imo,loaded,discharged,from,until
1,9074729,NLRTM,BEANR,2031-03-01,2031-03-02
2,9074729,NLRTM,DEHAM,2031-03-01,2031-03-02
3,9074729,NLRTM,BEANR,2031-02-01,2031-02-20
"""


def derive(home: Home) -> Outcome:
    return Deriver(
        loader=home.loader,
        lake=home.lake,
        ledger=home.ledger,
        ontology=home.ontology,
        folder=home.root / "derived",
        derivations=(PORT_CALLS, ROUTES),
    ).run()


def load(home: Home, source: str, text: str) -> None:
    home.load(text, find_source(source))


def rows(home: Home, schema: str, *columns: str) -> list[tuple[object, ...]]:
    frame = home.lake.scan(home.ontology.get(schema), home.ledger.committed()).collect()
    derived = frame.filter(pl.col("source").str.starts_with("derived_"))
    return sorted(derived.select(columns).rows(), key=str)


def hour(day: int, at: int, minute: int = 0) -> datetime:
    return datetime(2031, 3, day, at, minute, tzinfo=UTC)


VELDSTER = "vessel:9074729"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    load(home, "unlocode", PORTS)
    load(home, "vessel_positions", POSITIONS)
    return home


def test_a_vessel_that_lies_still_near_a_port_for_two_hours_calls_there(home: Home) -> None:
    derive(home)

    # AIOLOS lay there for 1 h 59 min and was silent for two days after; PASSING was under way.
    assert rows(home, "Visited", "src", "dst", "arrived_at", "departed_at") == [
        (VELDSTER, "place:BEANR", hour(2, 1), hour(2, 3)),
        (VELDSTER, "place:NLRTM", hour(1, 6), hour(1, 9, 30)),
    ]
    assert rows(home, "Leg", "src", "dst", "departed_at", "arrived_at", "vessel", "imo", "mode") == [
        ("place:NLRTM", "place:BEANR", hour(1, 9, 30), hour(2, 1), "VELDSTER", "9074729", "sea")
    ]


def test_what_follows_from_positions_is_told_and_not_done_twice(home: Home) -> None:
    (calls, routes) = derive(home).reports

    assert calls.warnings == ("positions without a place on the map, from which no port call follows: 1",)
    assert (routes.fragments_added, derive(home)) == (0, Outcome())


def test_calls_come_with_the_ports(tmp_path: Path) -> None:
    home = Home(tmp_path)
    load(home, "vessel_positions", POSITIONS)
    (report, *_) = derive(home).reports
    assert "positions, and no port with a place on the map: load a list of ports: 11" in report.warnings

    load(home, "unlocode", PORTS)
    derive(home)

    assert len(rows(home, "Visited", "src")) == 2


def test_a_call_is_marked_like_positions_and_port(home: Home) -> None:
    derive(home)
    marks = home.ledger.markings()
    places, positions = (find_source(name).marking.marking() for name in ("unlocode", "vessel_positions"))

    (number,) = {row[0] for row in rows(home, "Visited", "marking")}

    found = marks[int(str(number))]
    assert (found.source_grade, found.information_grade) == (positions.source_grade, "2")
    assert found.originator == f"{places.originator}; not stated"


def test_a_call_that_a_hidden_position_holds_together_is_hidden_with_it(home: Home) -> None:
    spec = find_source("vessel_positions")
    marking = spec.marking.model_copy(update={"handling": ["H3"]})
    hidden = spec.model_copy(update={"source": "hidden_positions", "marking": marking})
    # Between 07:59 on the first and 08:00 on the third AIOLOS was silent, but for these.
    text = POSITIONS.splitlines()[0] + "\n"
    for day, at in ((2, "06:00"), (3, "04:00")):
        text += f"538009999,,AIOLOS,51.92,4.50,2031-03-0{day}T{at}:00Z,0.0\n"
    home.load(text, hidden)
    derive(home)
    marks = home.ledger.markings()

    found = {
        str(src): marks[int(str(number))].handling
        for src, port, number in rows(home, "Visited", "src", "dst", "marking")
        if port == "place:NLRTM"
    }
    assert sorted("H3" in handling for handling in found.values()) == [False, True]


def test_port_calls_join_the_shipments_aboard(home: Home) -> None:
    home.load(SHIPMENTS, parse_source(CARGO, "cargo.yaml"))

    (_, routes) = derive(home).reports

    # 2 went on to a port where the vessel did not call; 3 was aboard at another time.
    assert rows(home, "Follows", "src", "dst", "basis", "departed_at", "arrived_at") == [
        ("cargo:shipment:1", "route:NLRTM>BEANR", "port calls of the vessel", hour(1, 9, 30), hour(2, 1))
    ]
    marks = home.ledger.markings()
    (number,) = {row[0] for row in rows(home, "Follows", "marking")}
    assert (marks[int(str(number))].source_grade, marks[int(str(number))].handling) == ("C", ("H0", "H1"))
    assert routes.warnings == (
        "shipments whose vessel's port calls do not lead from their loading to their discharge: 2",
    )


def test_positions_are_in_the_graph_as_totals_alone(home: Home) -> None:
    assert home.ledger.in_totals(home.ledger.committed()) == {"vessel_positions"}


def test_a_real_snapshot_without_times_gives_vessels_and_no_call(tmp_path: Path) -> None:
    home = Home(tmp_path)
    load(home, "unlocode", PORTS)
    report = home.loader.run(find_source("vessel_snapshot"), [DATA / "messages" / "ais_sample" / "ais.csv"])

    (calls,) = derive(home).reports
    vessels = home.lake.scan(home.ontology.get("Vessel"), [report.load]).collect()

    assert (report.records, report.quarantined, report.warnings) == (1_250, 0, ())
    assert vessels["entity"].n_unique() == 1_178
    assert (calls.fragments_added, calls.warnings) == (
        0,
        ("positions without a time, from which no port call follows: 1,250",),
    )


PLACED = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The same distance by the angle between two vectors."""
    (lat, lon), (to_lat, to_lon) = (tuple(map(math.radians, each)) for each in (a, b))
    one, other = (
        (math.cos(p) * math.cos(q), math.cos(p) * math.sin(q), math.sin(p))
        for p, q in ((lat, lon), (to_lat, to_lon))
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.dist(one, other) / 2))


@given(
    st.lists(PLACED, min_size=1, max_size=8),
    st.lists(st.tuples(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2)), max_size=8),
    st.sampled_from([(0.0, 180.0), (89.95, 10.0), (-90.0, 0.0), (51.9, 4.5)]),
)
@settings(deadline=None)
def test_the_nearest_port_is_the_one_that_looking_at_all_finds(
    far: list[tuple[float, float]], steps: list[tuple[float, float]], around: tuple[float, float]
) -> None:
    near = [(max(-90.0, min(90.0, around[0] + a)), (around[1] + b + 180) % 360 - 180) for a, b in steps]
    ports = [*far, *near]
    points = [around, *far]

    found = nearest(
        pl.DataFrame(
            [(n, *at) for n, at in enumerate(points)],
            schema=["number", "latitude", "longitude"],
            orient="row",
        ),
        pl.DataFrame(
            [(f"{n:03}", *at) for n, at in enumerate(ports)],
            schema=["port", "latitude", "longitude"],
            orient="row",
        ),
        within_km=10.0,
    )

    for number, _, distance in found.iter_rows():
        assert distance == pytest.approx(min(km(points[number], at) for at in ports), abs=1e-3)
    within = {n for n, at in enumerate(points) if min(km(at, port) for port in ports) < 9.999}
    assert within <= set(found["number"])
