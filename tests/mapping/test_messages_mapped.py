"""Records whose parts refer to each other, are marked apart, and are known by the whole they stand in."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from interlink.errors import SpecError
from interlink.mapping.apply import Mapped, map_batch
from interlink.mapping.marks import UnknownCodes
from interlink.mapping.source_file import parse_source
from interlink.model.marking import Marking
from interlink.model.schema import load_ontology
from interlink.readers import read_batches

SOURCE = """\
source: letters
title: Letters
publisher: {name: Invented agency}
licence: Invented
delivery: increment
marking: {scheme: 4x4, source_grade: B, handling: H1}
mark_by: {handling: handling, originator: by}
file:
  format: json
  tables:
    letter: {path: /letters}
    person: {path: people, parent: letter, id: id, mark_by: {source_grade: grade, handling: handling}}
    phone: {path: phones, parent: person, id: id}
    tie: {path: ties, parent: letter, mark_by: {handling: handling}}
derived:
  tie:
    =kind: {template: "{kind} in {../number}"}
    =class: {first: [{column: kind, extract: "^(seen|met)$"}, {literal: other}]}
entities:
  person: {table: person, schema: Person, key: [../number, id], properties: {name: name}}
  phone: {table: phone, schema: Phone, properties: {number: number}}
  act:
    schema: Report
    key: [number]
    properties: {title: about, kind: {column: kind, lookup: kinds, closed: true}}
links:
  knows:
    table: tie
    schema: Knows
    source: person
    source_ref: from
    target: person
    target_ref: to
    where: {=class: seen}
    key: [=kind]
    properties: {kind: kind}
  uses: {table: tie, schema: Uses, source: person, source_ref: from, target: phone, target_ref: to}
  named: {table: person, schema: MentionedIn, source: person, target: act}
lookups: {kinds: {T: theft, F: fraud}}
"""
CLASS = "derived: nothing of table 'tie' is derived as '=clas'. Did you mean '=class'?"
APART = (
    "rows of table 'tie' are marked apart, so no value goes from them to the row that holds them, nor back;"
    " say it by an entity of table 'tie', which may have the same key"
)
LETTER = """\
{"letters": [
 {"number": "L1", "about": "Quay", "kind": "T", "handling": "H2", "by": "North", "people": [
   {"id": "P1", "name": "Ada", "grade": "A", "handling": "H0",
    "phones": [{"id": "T1", "number": "+31201234567"}]},
   {"id": "P2", "name": "Bo"}],
  "ties": [{"from": "P1", "to": "P2", "kind": "seen"}, {"from": "P2", "to": "T1", "handling": "H9"}]},
 {"number": "L2", "about": "Dock", "kind": "Z", "people": [{"id": "P1", "name": "Cy"}]}
]}
"""


def mapped(text: str = LETTER, source: str = SOURCE) -> tuple[Mapped, list[Marking]]:
    """What a delivery becomes, and the markings by number."""
    numbers: dict[Marking, int] = {}
    spec = parse_source(source, "letters.yaml")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letters.json"
        path.write_text(text, encoding="utf-8")
        (batch,) = read_batches(path, spec.file_format())
    found = map_batch(
        spec, load_ontology(), batch, marking_id=lambda marking: numbers.setdefault(marking, len(numbers))
    )
    return found, list(numbers)


def handled(found: Mapped, known: list[Marking], schema: str, column: str) -> dict[str, tuple[object, ...]]:
    """By the value of a column: source grade, handling and originator."""
    marks = {
        value: known[number] for value, number in found.fragments[schema].select(column, "marking").rows()
    }
    return {value: (mark.source_grade, mark.handling, mark.originator) for value, mark in marks.items()}


def test_what_a_record_holds_is_known_by_the_record_it_stands_in() -> None:
    found, _ = mapped()

    assert sorted(found.fragments["Person"].select("entity", "name").rows()) == [
        ("letters:person:L1|P1", "Ada"),
        ("letters:person:L1|P2", "Bo"),
        ("letters:person:L2|P1", "Cy"),
    ]


def test_a_link_joins_the_rows_of_its_record_that_it_names() -> None:
    found, _ = mapped()

    assert found.fragments["Knows"].select("entity", "src", "dst", "kind").rows() == [
        ("letters:knows:seen in L1", "letters:person:L1|P1", "letters:person:L1|P2", "seen")
    ]
    assert found.fragments["Uses"].select("src", "dst").rows() == [
        ("letters:person:L1|P2", "phone:+31201234567")
    ]


def test_a_part_is_marked_by_itself_and_else_as_the_record_that_holds_it() -> None:
    found, known = mapped()

    assert handled(found, known, "Person", "name") == {
        "Ada": ("A", ("H0",), "North"),
        "Bo": ("B", ("H2",), "North"),
        "Cy": ("B", ("H1",), ""),
    }
    # a part of a part is marked as what holds it
    assert handled(found, known, "Phone", "number") == {"+31201234567": ("A", ("H0",), "North")}
    assert handled(found, known, "Knows", "kind") == {"seen": ("B", ("H2",), "North")}
    assert handled(found, known, "Uses", "src") == {"letters:person:L1|P2": ("B", ("H9",), "North")}


def test_a_code_of_a_part_that_nobody_knows_is_told() -> None:
    found, _ = mapped()

    assert found.unknown == {("handling", "handling"): UnknownCodes(1, "/letters", 1)}


def test_a_code_that_a_closed_lookup_does_not_know_is_kept_and_flagged() -> None:
    found, _ = mapped()

    assert found.fragments["Report"].select("title", "kind", "flagged").rows() == [
        ("Quay", "theft", None),
        ("Dock", "Z", ["kind=Z"]),
    ]


@pytest.mark.parametrize("old", ['"to": "P2", ', '"kind": "seen"'])
def test_a_record_with_a_part_that_joins_nothing_is_kept_apart(old: str) -> None:
    found, _ = mapped(LETTER.replace(old, '"kind": "unheard of"' if "kind" in old else ""))

    assert found.quarantined.rows() == [
        (1, "/letters", "table 'tie': a row of it joins what no link of the source joins")
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [('"to": "T1"', '"to": "T7"'), ('"id": "T1"', '"id": "P1"')],
    ids=["names nothing", "names two"],
)
def test_a_record_whose_parts_name_nothing_or_two_things_is_kept_apart(old: str, new: str) -> None:
    found, _ = mapped(LETTER.replace(old, new))

    link, column = ("knows", "from") if new == '"id": "P1"' else ("uses", "to")
    assert found.quarantined.rows() == [
        (1, "/letters", f"link '{link}': '{column}' does not name one part of this record")
    ]
    assert found.fragments["Person"]["name"].to_list() == ["Cy"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "key: [number]",
            "key: [../number]",
            "file.tables.letter: no table holds 'letter', so '../number' is nobody's column",
        ),
        (
            "phone: {path: phones, parent: person, id: id}",
            "phone: {path: phones, parent: person}",
            "links.uses.target_ref: table 'phone' does not say by which 'id' a row of it is named",
        ),
        (
            "tie: {path: ties, parent: letter,",
            "tie: {path: /ties,",
            "file.tables.tie.mark_by: a table of records is marked by the source's own 'mark_by'",
        ),
        (
            "tie: {path: ties, parent: letter, mark_by: {handling: handling}}",
            "tie: {path: /ties}",
            "links.knows.source_ref: rows of 'person' never stand in one record with rows of 'tie'",
        ),
        (
            "kind: {column: kind, lookup: kinds, closed: true}",
            "kind: {column: kind, closed: true}",
            "entities.act.properties.kind: "
            "'closed' says that a 'lookup' holds every code; there is none here",
        ),
        ("where: {=class: seen}", "where: {=clas: seen}", CLASS),
        ("properties: {kind: kind}", "properties: {kind: =kind}", "links.knows.properties.kind: " + APART),
        ("properties: {kind: kind}", "properties: {kind: ../kind}", "links.knows.properties.kind: " + APART),
        (
            "{title: about,",
            "{title: {table: tie, column: kind},",
            "entities.act.properties.title: " + APART,
        ),
        (
            "=kind: {template",
            "kind: {template",
            "derived.tie.kind: what is derived begins with '=', so '=kind'",
        ),
        (
            "derived:\n  tie:",
            "derived:\n  ties:",
            "derived.ties: no table is called 'ties'. Did you mean 'tie'?",
        ),
    ],
)
def test_what_can_lead_nowhere_is_a_problem_of_the_source(old: str, new: str, problem: str) -> None:
    assert old in SOURCE

    with pytest.raises(SpecError) as caught:
        parse_source(SOURCE.replace(old, new), "letters.yaml")

    assert problem in [each.split(": ", 1)[1] for each in caught.value.problems]
