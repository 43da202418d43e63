"""Content hashes: they tell statements apart, and stay what they are when schemas grow."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from interlink.model.fragment import fragment_columns, marking_digest, stated_once, with_hash
from interlink.model.marking import Marking
from interlink.model.schema import Property, Schema, load_ontology

PERSON = {
    "entity": "guests:person:1",
    "name": "Ada Vell",
    "alias": ["A. Vell", "Vellova"],
    "flagged": ["birth_date=31 February"],
    "records": 1,
}
CALLED = {
    "src": "phone:+31600000001",
    "dst": "phone:+31600000002",
    "duration_s": 61.5,
    "cell": "NL-1",
    "records": 1,
}


def frame(schema: Schema, *rows: dict[str, object]) -> pl.DataFrame:
    columns = fragment_columns(schema)
    return pl.DataFrame([{name: row.get(name) for name in columns} for row in rows], schema=columns)


def marks(height: int, marking: Marking = Marking()) -> pl.Series:  # noqa: B008 - frozen
    return pl.Series([marking_digest(marking)] * height)


def hashes(schema: Schema, *rows: dict[str, object], marking: Marking = Marking()) -> list[str]:  # noqa: B008
    return (
        with_hash(frame(schema, *rows), schema, marks(len(rows), marking))["hash"].bin.encode("hex").to_list()
    )


def test_hashes_stay_what_they_are() -> None:
    ontology = load_ontology()

    assert hashes(ontology.get("Person"), PERSON) == ["9b51339ff4797a58385e1c9aadc3bb34"]
    assert hashes(ontology.get("Called"), CALLED) == ["201ab7ed7d78a39ca7a09d77ad2c1901"]


def test_a_new_property_leaves_hashes_alone() -> None:
    schema = load_ontology().get("Person")
    grown = replace(schema, properties={"aaa": Property("aaa", "text", "A"), **schema.properties})
    turned = replace(schema, properties=dict(reversed(schema.properties.items())))

    assert hashes(grown, PERSON) == hashes(turned, PERSON) == hashes(schema, PERSON)


def test_every_part_of_a_statement_is_in_its_hash() -> None:
    schema = load_ontology().get("Person")
    others = [
        {"entity": "x"},
        {"name": "Ada"},
        {"alias": ["A. Vell"]},
        {"flagged": None},
        {"name": None, "title": ["Ada Vell"]},
        {"record_key": "1"},
    ]
    changed = [PERSON | other for other in others]

    found = hashes(schema, PERSON, *changed) + hashes(schema, PERSON, marking=Marking(source_grade="A"))

    assert len(set(found)) == len(found)


def test_load_and_place_are_not_in_the_hash() -> None:
    schema = load_ontology().get("Person")

    assert (
        len(set(hashes(schema, PERSON, PERSON | {"row": 9, "path": "/a", "records": 4, "marking": 3}))) == 1
    )


def test_equal_statements_become_one_with_the_first_place() -> None:
    schema = load_ontology().get("Person")
    rows = [PERSON | {"row": 3}, PERSON | {"name": "Bo", "row": 4}, PERSON | {"row": 5}]

    once = stated_once(frame(schema, *rows), schema, marks(3))

    assert once.select("name", "row", "records").rows() == [("Ada Vell", 3, 2), ("Bo", 4, 1)]
    assert once["hash"].to_list() == with_hash(frame(schema, *rows), schema, marks(3))["hash"].to_list()[:2]
