"""What a source and its records say of their marking."""

from __future__ import annotations

import polars as pl
import pytest

from interlink.errors import SpecError
from interlink.mapping.marks import UnknownCodes, row_marks, unknown_codes
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec
from interlink.model.grades import SCHEMES, handling_place, information_place, needs_permission, source_place
from interlink.model.marking import Marking

SOURCE = """
source: reports
title: Reports
publisher: {{name: Invented agency}}
licence: Invented
delivery: full
marking: {{{marking}}}
mark_by:
  source_grade: sg
  information_grade: ig
  handling: codes
  originator: by
  releasable_to: to
  purposes: for
  person_category: who
  is_fact: fact
  conditions: words
file: {{format: csv, optional: [sg, ig, codes, by, to, for, who, fact, words]}}
entities: {{person: {{schema: Person, key: [id], properties: {{name: name}}}}}}
"""


def source(marking: str) -> SourceSpec:
    return parse_source(SOURCE.format(marking=marking), "reports.yaml")


def batch(*rows: dict[str, str]) -> dict[str, pl.DataFrame]:
    columns = ("sg", "ig", "codes", "by", "to", "for", "who", "fact", "words")
    frame = pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in columns},
        schema=dict.fromkeys(columns, pl.String),
    )
    places = {"_row": range(1, frame.height + 1), "_path": pl.Series([None] * frame.height, dtype=pl.String)}
    return {"record": frame.with_columns(**{name: pl.Series(name, of) for name, of in places.items()})}


def marks(spec: SourceSpec, *rows: dict[str, str]) -> list[Marking]:
    seen: list[Marking] = []

    def number(marking: Marking) -> int:
        if marking not in seen:
            seen.append(marking)
        return seen.index(marking)

    return [seen[n] for n in row_marks(spec, batch(*rows), number)["record"]["marking"]]


def test_a_record_overrides_every_field_of_its_sources_marking() -> None:
    spec = source('scheme: 3x5x2, source_grade: "1", information_grade: A, handling: P, originator: North')

    plain, own = marks(
        spec,
        {},
        {
            "sg": "3",
            "ig": "e",
            "codes": "c",
            "by": "Northern Customs, Ports",
            "to": "BE; Northern Customs | NL",
            "for": "Border control, warn",
            "who": "witness",
            "fact": "Assessment",
            "words": "ask first; then shred",
        },
    )

    named = {"source_scheme": "3x5x2", "information_scheme": "3x5x2"}
    assert plain == Marking("1", "A", ("P (3x5x2)",), "North", **named)
    assert own == Marking(
        "3",
        "E",
        ("C (3x5x2)",),
        "Northern Customs, Ports",
        ("BE", "Northern Customs", "NL"),
        ("border-control", "warn"),
        "witness",
        is_fact=False,
        conditions=("ask first; then shred",),
        **named,
    )


@pytest.mark.parametrize(
    ("scheme", "source_grade", "information_grade"),
    [("4x4", "X", "4"), ("5x5x5", "E", "4"), ("3x5x2", "2", "D"), ("admiralty", "F", "6")],
)
def test_what_a_source_does_not_grade_cannot_be_judged_in_its_own_scheme(
    scheme: str, source_grade: str, information_grade: str
) -> None:
    (marking,) = marks(source(f"scheme: {scheme}"), {})

    assert (marking.source_grade, marking.information_grade) == (source_grade, information_grade)
    assert source_place(source_grade, scheme) == information_place(information_grade, scheme) == 5


def test_a_source_without_a_scheme_is_marked_as_before_there_were_any() -> None:
    assert marks(source("handling: H1"), {}, {"sg": "a", "codes": "P"}) == [
        Marking("X", "4", ("H1",)),
        Marking("A", "4", ("P",)),
    ]


def test_codes_that_the_sources_scheme_does_not_know_are_kept_and_told() -> None:
    spec = source("scheme: admiralty")
    odd = {
        "sg": "X",
        "ig": "7",
        "codes": "H1;P",
        "to": "BE,-",
        "for": "warn,politics",
        "who": "bystander",
        "fact": "perhaps",
    }

    found = unknown_codes(spec, batch(odd, odd, {"to": ";", "who": "Suspect", "fact": "yes", "sg": "f"}))

    assert found == {
        ("source_grade", "sg"): UnknownCodes(2, None, 1),
        ("information_grade", "ig"): UnknownCodes(2, None, 1),
        ("handling", "codes"): UnknownCodes(2, None, 1),
        ("releasable_to", "to"): UnknownCodes(3, None, 1),
        ("purposes", "for"): UnknownCodes(2, None, 1),
        ("person_category", "who"): UnknownCodes(2, None, 1),
        ("is_fact", "fact"): UnknownCodes(2, None, 1),
    }
    (kept,) = marks(spec, odd)
    assert kept == Marking(
        "X",
        "7",
        ("H1", "P"),
        releasable_to=("BE", "-"),
        purposes=("warn", "politics"),
        person_category="bystander",
        is_fact=False,
        source_scheme="admiralty",
        information_scheme="admiralty",
    )


def test_every_mistake_in_the_marking_of_a_source_is_named() -> None:
    with pytest.raises(SpecError) as refused:
        source(
            "scheme: 3x5x2, source_grade: A, handling: [P, Q], purposes: warm, person_category: suspct,"
            ' releasable_to: ["-"]'
        )

    assert [problem.partition(": ")[2] for problem in refused.value.problems] == [
        "marking.handling: 'Q' is not one of H0, H1, H2, H3, P, C.",
        "marking.person_category: 'suspct' is not one of suspect, convicted, victim, witness, contact."
        " Did you mean 'suspect'?",
        "marking.purposes: 'warm' is not one of locate-wanted, locate-missing, identify,"
        " support-investigation, warn, identify-body, forensic-work, security-check, border-control,"
        " analysis. Did you mean 'warn'?",
        "marking.releasable_to: '-' is no name of an agency, country or alliance",
        "marking.source_grade: 'A' is not one of 1, 3, 2.",
    ]
    with pytest.raises(SpecError, match=r"'admirality' is not one of 4x4, .* Did you mean 'admiralty'"):
        source("scheme: admirality")


def test_the_same_code_has_the_place_that_its_scheme_gives_it() -> None:
    fours = {scheme: information_place("4", scheme) for scheme in SCHEMES}

    assert fours == {"": 3, "4x4": 5, "5x5x5": 5, "3x5x2": 6, "admiralty": 3}
    assert [source_place("C", scheme) for scheme in ("4x4", "5x5x5", "admiralty")] == [3, 2, 2]
    assert source_place("3", "3x5x2") < source_place("2", "3x5x2") < source_place("A", "3x5x2")
    assert source_place("A", "unheard of") == 6


@pytest.mark.parametrize(
    ("code", "place", "asks"),
    [
        ("H0", 0, False),
        ("H1", 1, False),
        ("H2", 2, True),
        ("H3", 3, False),
        ("P (3x5x2)", 0, False),
        ("C (3x5x2)", 3, False),
        ("1 (5x5x5)", 0, False),
        ("4 (5x5x5)", 3, True),
        ("P", 4, True),
        ("secret", 4, True),
    ],
)
def test_a_handling_code_is_as_strict_as_its_scheme_says(code: str, place: int, asks: bool) -> None:
    assert (handling_place(code), needs_permission(code)) == (place, asks)
