"""A source over the one that it extends: what is taken over, what is not, and where problems lie."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import yaml

from interlink.errors import SpecError
from interlink.mapping.extending import extend
from interlink.mapping.source_file import parse_fields, parse_source

GUESTS = """\
source: guests
title: Guests
publisher: {name: Hotel, country: NL}
licence: Restricted
delivery: full
marking: {source_grade: B, handling: H1}
schedule: every day
late_after: 2 days
fetch: {file: /inbox/guests.csv}
file: {format: csv, delimiter: ";"}
entities:
  guest:
    schema: Person
    key: [id]
    where: {kind: guest}
    properties: {name: name, birth_date: {first: [born, birth]}}
  room: {schema: Address, key: [room], properties: {full: room}}
links:
  stays: {schema: LocatedAt, source: guest, target: room}
lookups: {sexes: {m: male, v: female}}
expect: {Person: {least: 1}}
ignore: [remark]
"""
HEAD = "source: visitors\nextends: guests\n"


def guests(name: str, by: str) -> Mapping[str, object]:
    assert (name, by) == ("guests", "visitors")
    return parse_fields(GUESTS, "guests.yaml")


def problems(text: str) -> list[str]:
    with pytest.raises(SpecError) as caught:
        parse_source(text, "visitors.yaml", extended=guests)
    return list(caught.value.problems)


def test_what_a_source_does_not_say_is_taken_over() -> None:
    spec = parse_source(f"{HEAD}title: Visitors\nfile: {{format: excel}}\n", "visitors.yaml", extended=guests)
    base = parse_source(GUESTS, "guests.yaml")

    assert (spec.source, spec.extends, spec.title) == ("visitors", "guests", "Visitors")
    assert (spec.file.format, spec.file.delimiter) == ("excel", ";")
    assert (spec.entities, spec.links, spec.lookups, spec.ignore, spec.marking, spec.publisher) == (
        base.entities,
        base.links,
        base.lookups,
        base.ignore,
        base.marking,
        base.publisher,
    )


def test_a_field_that_the_other_does_not_have_may_be_null() -> None:
    spec = parse_source(f"{HEAD}marking: {{originator: null}}\nschedule: null\n", "v.yaml", extended=guests)

    assert (spec.marking.originator, spec.schedule) == ("", None)


def test_when_a_source_runs_and_where_from_is_its_own() -> None:
    spec = parse_source(HEAD, "visitors.yaml", extended=guests)

    assert (spec.schedule, spec.late_after, spec.fetch) == (None, None, None)


@pytest.mark.parametrize(
    ("given", "place", "expected"),
    [
        ("marking: {handling: H3}", "marking", {"source_grade": "B", "handling": "H3"}),
        ("publisher: {name: Hostel}", "publisher", {"name": "Hostel"}),
        ("lookups: {sexes: {x: other}}", "lookups", {"sexes": {"m": "male", "v": "female", "x": "other"}}),
        (
            "entities: {guest: {properties: {birth_date: geboren, gender: null}}}",
            "entities.guest.properties",
            {"name": "name", "birth_date": "geboren"},
        ),
        (
            "entities: {guest: {properties: {birth_date: {column: born}}}}",
            "entities.guest.properties.birth_date",
            {"column": "born"},
        ),
        ("entities: {guest: {where: {role: host}}}", "entities.guest.where", {"role": "host"}),
        ("entities: {guest: {key: [number, id]}}", "entities.guest.key", ["number", "id"]),
        ("links: {stays: null}", "links", {}),
        ("ignore: [other]", "ignore", ["other"]),
        ("expect: {Address: {least: 1}}", "expect", {"Person": {"least": 1}, "Address": {"least": 1}}),
    ],
)
def test_fields_are_taken_over_one_by_one_and_forms_of_a_value_are_not(
    given: str, place: str, expected: object
) -> None:
    found: object = extend(yaml.safe_load(given), yaml.safe_load(GUESTS))

    for part in place.split("."):
        assert isinstance(found, dict)
        found = found[part]
    assert found == expected


def test_neither_file_is_changed_by_the_other() -> None:
    base, fields = yaml.safe_load(GUESTS), {"marking": {"handling": "H2"}}

    extend(fields, base)

    assert (base, fields) == (yaml.safe_load(GUESTS), {"marking": {"handling": "H2"}})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "source: visitors\nextends: [guests]\n",
            "2: extends: expected the name of a source, found ['guests'].",
        ),
        (
            "extends: guests\n",
            "1: extends: the source that extends 'guests' needs a name of its own, 'source:'.",
        ),
        (
            f"{HEAD}file: {{format: cvs}}\n",
            "3: file.format: no reader for 'cvs'; there are csv, csv_files, edges, edifact, email, excel,"
            " json, jsonl, xml. Did you mean 'csv'?",
        ),
        (
            f"{HEAD}entities: {{guest: {{properties: {{nmae: name}}}}}}\n",
            "3: entities.guest.properties.nmae: property 'nmae' is not in schema Person."
            " Did you mean 'name'?",
        ),
        (
            f"{HEAD}entities: {{room: null}}\n",
            "2: links.stays.target (of 'guests'): no entity of this source is called 'room'.",
        ),
        (f"{HEAD}delivery: null\n", "3: delivery: field 'delivery' is missing"),
        (
            f"{HEAD}links: {{stay: null}}\n",
            "3: links.stay: 'guests' has nothing of this name that null could take away."
            " Did you mean 'stays'?",
        ),
        (
            f"{HEAD}entities: {{guest: {{properties: {{birthdate: null}}}}}}\n",
            "3: entities.guest.properties.birthdate: 'guests' has nothing of this name that null could take"
            " away. Did you mean 'birth_date'?",
        ),
    ],
)
def test_a_problem_names_the_line_and_from_where_it_was_taken_over(text: str, expected: str) -> None:
    assert problems(text) == [f"visitors.yaml:{expected}"]


def test_a_source_read_by_itself_extends_none() -> None:
    with pytest.raises(SpecError, match=r"visitors\.yaml:2: extends: no source is called 'guests' that"):
        parse_source(HEAD, "visitors.yaml")
