"""Routes that follow from legs: whole chains, marked like their legs, brought up to date and never twice."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homes import Home
from interlink.errors import LoadError, SpecError
from interlink.lake import Lake
from interlink.loads.chains import ROUTES
from interlink.loads.derive import Deriver, Outcome
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec
from interlink.model.marking import Marking, inherit

LEGS = """
source: {source}
title: Legs
publisher: {{name: A carrier}}
licence: None
delivery: full
marking: {{source_grade: B, information_grade: "2", handling: H0}}
mark_by: {{source_grade: grade, handling: handling, releasable_to: for}}
file: {{format: csv}}
expect: {{Leg: {{least: 0}}}}
entities:
  shipment: {{schema: Shipment, key: [bill], properties: {{bill_of_lading: bill}}}}
  here: {{schema: Place, properties: {{code: here}}}}
  there: {{schema: Place, properties: {{code: there}}}}
links:
  leg:
    schema: Leg
    source: here
    target: there
    properties: {{shipment: bill, container: box, departed_at: left, arrived_at: came}}
"""
HEADER = "bill,box,here,there,left,came,grade,handling,for"
A, B, C, D = "COCTG", "PAMIT", "NLRTM", "BEANR"


def legs(source: str = "legs") -> SourceSpec:
    return parse_source(LEGS.format(source=source), "legs.yaml")


def csv(rows: Iterable[str]) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


def leg(bill: str, here: str, there: str, left: int, came: int, more: str = ",,") -> str:
    return f"{bill},,{here},{there},2031-01-{left:02},2031-01-{came:02},{more}"


def derive(home: Home) -> Outcome:
    return Deriver(
        loader=home.loader,
        lake=home.lake,
        ledger=home.ledger,
        ontology=home.ontology,
        folder=home.root / "derived",
        derivations=(ROUTES,),
    ).run()


def shown(home: Home, schema: str) -> pl.DataFrame:
    frame = home.lake.scan(home.ontology.get(schema), home.ledger.committed()).collect()
    return frame.filter(pl.col("source") == "derived_routes")


def routes(home: Home) -> dict[str, tuple[int, str, str]]:
    """By code: uses, first and last day."""
    found = (
        shown(home, "Route")
        .drop_nulls("uses")
        .select("code", "uses", pl.col("first_used", "last_used").dt.strftime("%d"))
    )
    return {code: (uses, first, last) for code, uses, first, last in found.iter_rows()}


def follows(home: Home) -> set[tuple[str, str]]:
    return set(shown(home, "Follows").select("src", "dst").iter_rows())


FIRST = [leg("1", B, C, 10, 20), leg("1", A, B, 2, 9), leg("2", A, B, 3, 8), leg("2", B, C, 8, 30)]


def test_legs_of_a_shipment_make_a_route_with_its_uses(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(csv([*FIRST, leg("3", C, D, 5, 6)]), legs())

    (report,) = derive(home).reports

    assert routes(home) == {"COCTG>PAMIT>NLRTM": (2, "02", "30"), "NLRTM>BEANR": (1, "05", "06")}
    assert follows(home) == {
        ("legs:shipment:1", "route:COCTG>PAMIT>NLRTM"),
        ("legs:shipment:2", "route:COCTG>PAMIT>NLRTM"),
        ("legs:shipment:3", "route:NLRTM>BEANR"),
    }
    stops = shown(home, "StopsAt").filter(pl.col("src") == "route:COCTG>PAMIT>NLRTM").sort("position")
    assert stops.select("dst", "position").rows() == [
        ("place:COCTG", 1),
        ("place:PAMIT", 2),
        ("place:NLRTM", 3),
    ]
    assert (report.source, report.state, report.warnings) == ("derived_routes", "committed", ())
    # Nothing is said of the shipments and places that only another source knows.
    assert shown(home, "Shipment").height == shown(home, "Place").height == 0


def test_a_record_names_the_records_it_rests_on(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(csv([leg("1", A, B, 2, 9), leg("1", B, C, 10, 20)]), legs())
    derive(home)

    (number,) = home.ledger.load_files(home.ledger.committed()[-1])
    files = home.ledger.files()
    path = home.archive.verified(files[number].sha256)
    assert path is not None
    head, *records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    assert head == {"derivation": "derived_routes", "read": "after 1 loads"}
    own = {"source": "legs", "sha256": files[1].sha256}
    assert [(each["kind"], each["rests_on"]) for each in records] == [
        (kind, [{**own, "locator": "row 1"}, {**own, "locator": "row 2"}]) for kind in ("route", "use")
    ]


def test_what_follows_is_marked_like_all_that_it_rests_on(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(csv([leg("1", A, B, 2, 9, "A,H2,NL;BE"), leg("1", B, C, 10, 20, "C,,BE;DE")]), legs())
    derive(home)
    marks = home.ledger.markings()

    numbers = {number for name in ("Route", "Follows", "StopsAt") for number in shown(home, name)["marking"]}

    assert {marks[number] for number in numbers} == {
        Marking(source_grade="C", information_grade="2", handling=("H0", "H2"), releasable_to=("BE",))
    }


def test_nothing_is_derived_where_no_input_changed(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(csv(FIRST), legs())
    assert len(derive(home).reports) == 1

    home.load(csv(FIRST), legs())
    home.load("id,name,phone\n1,Ada,\n")

    assert derive(home) == Outcome()
    assert [row.source for row in home.ledger.loads()] == ["legs", "derived_routes", "legs", "people"]


def test_without_a_leg_there_is_nothing_to_derive(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load("id,name,phone\n1,Ada,\n")

    assert derive(home) == Outcome()


def test_a_leg_that_is_retired_takes_its_use_along(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(csv(FIRST), legs())
    derive(home)
    before = home.ledger.committed()
    home.load(csv(FIRST[:2]), legs())
    derive(home)

    assert routes(home) == {"COCTG>PAMIT>NLRTM": (1, "02", "20")}
    assert follows(home) == {("legs:shipment:1", "route:COCTG>PAMIT>NLRTM")}
    # As known before, it was as it was.
    then = home.lake.scan(home.ontology.get("Route"), before).collect().drop_nulls("uses")
    assert then["uses"].to_list() == [2]

    home.load(csv([]), legs())
    derive(home)
    assert (routes(home), follows(home)) == ({}, set())


def test_gaps_and_broken_time_order_end_a_chain_and_are_told(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(
        csv(
            [
                leg("1", A, B, 2, 9),
                leg("1", C, D, 10, 20),  # goes on elsewhere
                leg("2", A, B, 2, 9),
                leg("2", B, C, 5, 20),  # leaves before it came
                "3,,COCTG,NOWHERE,2031-01-01,2031-01-02,,,",
                leg("4", A, A, 2, 9),
            ]
        ),
        legs(),
    )

    (report,) = derive(home).reports

    assert routes(home) == {
        "COCTG>PAMIT": (2, "02", "09"),
        "NLRTM>BEANR": (1, "10", "20"),
        "PAMIT>NLRTM": (1, "05", "20"),
    }
    assert report.warnings == (
        "chains that pass a place without UN/LOCODE, and make no route: 1",
        "legs that begin elsewhere than the leg before ended, where a chain ends: 1",
        "legs without a time, or that depart before the leg before arrived, where a chain ends: 1",
    )


def test_what_a_source_says_itself_is_not_said_again(tmp_path: Path) -> None:
    spec = LEGS.format(source="legs") + (
        "  follows: {schema: Follows, source: shipment, target: route}\n"
        "  first: {schema: StopsAt, source: route, target: here, properties: {position: {literal: '1'}}}\n"
    )
    spec = spec.replace(
        "links:", "  route: {schema: Route, properties: {code: {template: '{here}>{there}'}}}\nlinks:"
    )
    home = Home(tmp_path)
    home.load(csv([leg("1", A, B, 2, 9)]), parse_source(spec, "legs.yaml"))
    derive(home)

    assert routes(home) == {"COCTG>PAMIT": (1, "02", "09")}
    assert (follows(home), shown(home, "StopsAt").height) == (set(), 0)


def test_a_bill_of_two_shipments_names_neither(tmp_path: Path) -> None:
    home = Home(tmp_path)
    more = "  other: {schema: Shipment, key: [box], properties: {bill_of_lading: bill}}\nlinks:"
    spec = parse_source(LEGS.format(source="legs").replace("links:", more), "legs.yaml")
    home.load(csv([leg("1", A, B, 2, 9).replace("1,,", "1,MSKU3070118,", 1)]), spec)

    (report,) = derive(home).reports

    assert (routes(home), follows(home)) == ({"COCTG>PAMIT": (1, "02", "09")}, set())
    assert report.warnings == (
        "legs that name a shipment of which there are several, and are taken for none's: 1",
    )


def test_a_derivation_that_fails_is_told_and_done_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    home.load(csv(FIRST), legs())
    derive(home)
    home.load(csv([*FIRST, leg("3", C, D, 5, 6)]), legs())

    def full(*_: object, **__: object) -> None:
        raise LoadError("the disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(Lake, "append", full)
        outcome = derive(home)

    assert outcome.reports == ()
    assert outcome.delayed == (
        "derived_routes is not up to date: the disk is full. What it said before shows until the"
        " next load, or `interlink loads derive`.",
    )
    assert list(routes(home)) == ["COCTG>PAMIT>NLRTM"]
    derive(home)
    assert set(routes(home)) == {"COCTG>PAMIT>NLRTM", "NLRTM>BEANR"}


def test_only_what_is_derived_names_entities_of_others_and_whole_markings() -> None:
    spec = LEGS.format(source="legs").replace("key: [bill], properties: {bill_of_lading: bill}", "id: bill")
    spec = spec.replace("mark_by: {", "mark_by: {whole: grade, ")

    with pytest.raises(SpecError) as error:
        parse_source(spec, "legs.yaml")

    assert [problem.split(": ", 1)[1] for problem in error.value.problems] == [
        "mark_by.whole: only what is derived gives whole markings; name a column for each field",
        "entities.shipment.id: only what is derived names entities of other sources; give a 'key'",
    ]


JOURNEYS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3"]),
        st.sampled_from([A, B, C, D]),
        st.sampled_from([A, B, C, D]),
        st.integers(1, 20),
        st.integers(0, 8),
        st.sampled_from(["A,H0,", "B,H1,NL", "C,H2,NL;BE"]),
    ).map(lambda each: leg(each[0], each[1], each[2], each[3], each[3] + each[4], each[5])),
    min_size=1,
    max_size=12,
)


@given(JOURNEYS, st.integers(0, 1_000))
@settings(max_examples=15, deadline=None)
def test_neither_the_order_of_records_nor_deriving_twice_changes_what_follows(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], seed: int
) -> None:
    said = []
    for order in (rows, random.Random(seed).sample(rows, len(rows))):
        home = Home(tmp_path_factory.mktemp("home"))
        home.load(csv(order), legs())
        derive(home)
        assert derive(home) == Outcome()
        marks = home.ledger.markings()
        said.append(
            {
                (name, row[0], marks[row[1]])
                for name in ("Route", "Follows", "StopsAt")
                for row in shown(home, name).select("hash", "marking").iter_rows()
            }
        )
        held = {
            marks[number] for number in home.lake.scan(home.ontology.get("Leg"), [1]).collect()["marking"]
        }
        strictest = inherit(held)
        assert all(set(mark.handling) <= set(strictest.handling) for _, _, mark in said[-1])

    assert said[0] == said[1]
