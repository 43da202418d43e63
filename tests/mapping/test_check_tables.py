# ruff: noqa: E501 - one case a line, with the whole message
"""What a source says of several CSV files is checked whole: every problem with its line and what to do."""

from __future__ import annotations

import pytest

from interlink.errors import SpecError
from interlink.mapping.source_file import parse_source

BOOK = """\
source: book
title: People and their phones
publisher: {name: An agency}
licence: Restricted
delivery: full
edition: person/made
file:
  format: csv_files
  tables:
    person: {path: people.csv, columns: [id, name, made]}
    phone: {path: phones.csv, columns: [number, owner], join: {table: person, by: owner, key: id, take: {called: name}}}
    part: {parent: person, column: name, split: ";"}
entities:
  person: {table: person, schema: Person, key: [id], properties: {name: name}}
  phone: {table: phone, schema: Phone, properties: {number: number}}
"""
PERSON, PHONE, PART = (line for line in BOOK.splitlines() if line.startswith("    "))
JOIN = "join: {table: person, by: owner, key: id, take: {called: name}}"


def problems(text: str) -> list[str]:
    with pytest.raises(SpecError) as caught:
        parse_source(text, "book.yaml")
    return list(caught.value.problems)


def test_a_whole_source_has_no_problems() -> None:
    assert parse_source(BOOK, "book.yaml").file.tables["phone"].join[0].take == {"called": "name"}


@pytest.mark.parametrize(
    ("was", "becomes", "found"),
    [
        (
            "  format: csv_files\n",
            "  format: csv_files\n  columns: [id]\n",
            ["9: file.columns: each table of csv_files states its own 'columns'"],
        ),
        (
            PERSON,
            "    person: {columns: [id, name, made]}",
            [
                "10: file.tables.person: expected 'path', the name of its file, in which '*' stands for any text"
            ],
        ),
        (
            "people.csv",
            "in/people.csv",
            ["10: file.tables.person.path: a file is known by its name alone, without folders"],
        ),
        ("phones.csv", "People.CSV", ["11: file.tables.phone.path: table 'person' lies there already"]),
        ("[id, name, made]", "[id, name, name]", ["10: file.tables.person.columns: 'name' is named twice"]),
        (
            "parent: person",
            "parent: persom",
            ["12: file.tables.part.parent: no table is called 'persom'. Did you mean 'person'?"],
        ),
        (
            "parent: person, column: name",
            "parent: phone, column: called",
            [
                "12: file.tables.part.column: 'called' is taken from another table, after parts are made:"
                " make them there"
            ],
        ),
        (
            'split: ";"',
            'split: ";", path: parts.csv',
            ["12: file.tables.part: a table with a 'parent' is the parts of a 'column'"],
        ),
        (
            'split: ";"',
            'split: ";", optional: true',
            ["12: file.tables.part: 'columns', 'join' and 'optional' are for a table with a file of its own"],
        ),
        (
            "table: person, by",
            "table: persom, by",
            ["11: file.tables.phone.join.table: no table is called 'persom'. Did you mean 'person'?"],
        ),
        (
            "take: {called: name}",
            "take: {}",
            ["11: file.tables.phone.join.take: it must name the columns to take"],
        ),
        (
            "take: {called: name}",
            "take: {number: name}",
            [
                "11: file.tables.phone.join.take: the table has a column 'number' already; give it another name"
            ],
        ),
        (
            JOIN,
            f"join: [{JOIN[6:]}, {JOIN[6:]}]",
            [
                "11: file.tables.phone.join.take: the table has a column 'called' already; give it another name"
            ],
        ),
        (
            JOIN,
            JOIN.replace("table: person", "table: phone"),
            [
                "11: file.tables.phone.columns: the mapping reads 'id'.",
                "11: file.tables.phone.columns: the mapping reads 'name'. Did you mean 'number'?",
                "11: file.tables.phone.join: table 'phone' takes columns from itself",
            ],
        ),
        (
            "[id, name, made]}",
            "[id, name, made], join: {table: phone, by: id, key: owner, take: [number]}}",
            [
                "10: file.tables.person.join: table 'person' takes columns from itself",
                "11: file.tables.phone.join: table 'phone' takes columns from itself",
            ],
        ),
        ("edition: person/made", "edition: made", ["6: edition: expected TABLE/COLUMN, found 'made'"]),
    ],
)
def test_a_problem_is_told_with_its_line(was: str, becomes: str, found: list[str]) -> None:
    assert was in BOOK
    assert problems(BOOK.replace(was, becomes, 1)) == [f"book.yaml:{problem}" for problem in found]
