# ruff: noqa: E501 - one case a line, with the whole message
"""A source file is checked whole: every problem, with its line and a suggestion."""

from __future__ import annotations

from pathlib import Path

import pytest

from interlink.errors import SpecError
from interlink.mapping.source_file import parse_source, read_source
from interlink.readers import READERS

HEAD = """\
source: guests
title: Guest list
publisher: {name: Hotel}
licence: Restricted
delivery: full
"""
WHOLE = (
    HEAD
    + """\
file: {format: csv, columns: [id, name, city]}
entities:
  guest: {schema: Person, key: [id], properties: {name: name}}
ignore: [city]
"""
)


def problems(text: str) -> list[str]:
    with pytest.raises(SpecError) as caught:
        parse_source(text, "guests.yaml")
    return list(caught.value.problems)


def test_a_whole_source_has_no_problems() -> None:
    assert parse_source(WHOLE, "guests.yaml").source == "guests"


def test_problems_of_every_kind_are_reported_together() -> None:
    text = """\
source: guests
title: Guest list
licence: Restricted
delivery: ful
publisher: {name: Hotel, contry: NL}
hints: {timezone: Europe/Amsterdm, decimal: ";"}
marking: {handling: H9}
file: {format: csv, columns: [id, name, city], delimiter: ";;"}
entities:
  guest:
    schema: Person
    key: [id]
    properties: {nmae: name, gender: {template: male}, title: {colum: x}}
  hotel: {schema: Compny, key: [id], properties: {name: {lookup: stars, column: name}}}
  phone: {schema: Phone}
links:
  stays: {schema: Knows, source: guest, target: gest}
"""
    assert problems(text) == [
        "guests.yaml:4: delivery: Input should be 'full', 'increment' or 'changes', found 'ful'.",
        "guests.yaml:5: publisher.contry: unknown field 'contry'. Did you mean 'country'?",
        "guests.yaml:6: hints.decimal: ';' is no decimal mark; write '.' or ','",
        "guests.yaml:6: hints.timezone: 'Europe/Amsterdm' is no IANA time zone. Did you mean 'Europe/Amsterdam'?",
        "guests.yaml:7: marking.handling: 'H9' is not one of H0, H1, H2, H3.",
        "guests.yaml:8: file.columns: 'city' is neither mapped nor in 'ignore'",
        "guests.yaml:8: file.delimiter: expected one ASCII character, found ';;'",
        "guests.yaml:13: entities.guest.properties.gender: template 'male' names no column as {COLUMN};"
        " a fixed text is a 'literal'",
        "guests.yaml:13: entities.guest.properties.nmae: property 'nmae' is not in schema Person."
        " Did you mean 'name'?",
        "guests.yaml:13: entities.guest.properties.title.colum: unknown field 'colum'. Did you mean 'column'?",
        "guests.yaml:14: entities.hotel.properties.name: no lookup is called 'stars'.",
        "guests.yaml:14: entities.hotel.schema: no schema is called 'Compny'. Did you mean 'Company'?",
        "guests.yaml:15: entities.phone: the id of Phone is made of number; number is not mapped",
        "guests.yaml:17: links.stays.target: no entity of this source is called 'gest'. Did you mean 'guest'?",
    ]


def test_a_problem_names_the_file_it_is_in(tmp_path: Path) -> None:
    path = tmp_path / "guests.yaml"
    path.write_text(WHOLE.replace("licence: Restricted\n", ""), encoding="utf-8")

    with pytest.raises(SpecError) as caught:
        read_source(path)

    assert caught.value.problems == (f"{path}:1: licence: field 'licence' is missing",)


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("title: Zoë".encode("latin-1"))

    with pytest.raises(SpecError, match="no such file"):
        read_source(tmp_path / "absent.yaml")
    with pytest.raises(SpecError, match=r"not UTF-8: .* at byte 9"):
        read_source(tmp_path / "latin.yaml")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: [", "guests.yaml:1: not YAML: expected the node content, but found '<stream end>'"),
        ("", "guests.yaml: expected fields such as 'source:' and 'entities:', found nothing"),
        ("- a", "guests.yaml: expected fields such as 'source:' and 'entities:', found list"),
    ],
)
def test_what_is_no_source_is_refused(text: str, problem: str) -> None:
    assert problems(text) == [problem]


@pytest.mark.parametrize(
    ("was", "becomes", "problem"),
    [
        ("[id], prop", "[id], wher: {id: a}, prop", "8: entities.guest.wher: unknown field 'wher'. Did you mean 'where'?"),
        ("{name: name}", "{name: {literal: no}}", "8: entities.guest.properties.name.literal.0: expected text, found False. Put it in quotes."),
        ("{name: name}", "{name: {column: 7}}", "8: entities.guest.properties.name.column: expected text, found 7. Put it in quotes."),
        ("{name: name}", "{name: {column: name, literal: x}}", "8: entities.guest.properties.name: expected exactly one of column, columns, first, all, template, literal; found column, literal"),
        ("{name: name}", "{name: {all: [name]}}", "8: entities.guest.properties.name: property 'name' of Person has one value; 'first' takes one of several"),
        ("{name: name}", "{name: {first: [name, {template: '{id'}]}}", "8: entities.guest.properties.name.first.1: template '{id' names no column as {COLUMN}; a fixed text is a 'literal'"),
        ("{name: name}", "{name: {column: name, lookup: names}}", "8: entities.guest.properties.name: no lookup is called 'names'."),
        ("{name: name}", "{name: {column: name, table: rooms}}", "8: entities.guest.properties.name: no table is called 'rooms'."),
        ("{name: name}", "{name: {column: name, join: x}}", "8: entities.guest.properties.name: 'join' puts the values of 'columns' together; there are none here"),
        ("{name: name}", "{name: {column: name, extract: x}}", "8: entities.guest.properties.name.extract: 'x' has no group; put what to keep in parentheses"),
        ("{name: name}", "{name: {column: name, extract: '(?=(x))'}}", "8: entities.guest.properties.name.extract: '(?=(x))' is no regular expression: look-around, including look-ahead and look-behind, is not supported"),
        ("Person, key: [id]", "Person", "8: entities.guest: schema Person has no global id, so 'key' must name the columns that make one"),
        ("[id]", "[id], named: true", "8: entities.guest: another record says what it is, so it has no properties here but those of its id, and cannot be required"),
        ("Person, key: [id]", "Phone, numbering: all", "8: entities.guest: it is known by its number, so 'key' must name the columns that make one"),
        ("[id]", "[id], numbering: A b", "8: entities.guest.numbering: 'A b' is no name; expected a-z, 0-9 and _ with a letter first, such as phone_book. Name it so."),
        ("{name: name}", "{name: {column: name, other_than: {literal: []}}}", "8: entities.guest.properties.name.other_than: expected exactly one of column, columns, first, all, template, literal; found none"),
        ("Person", "Party", "8: entities.guest.schema: schema Party is abstract; name one of Company, Officer, Organization, Person, PublicBody"),
        ("Person", "Knows", "8: entities.guest.schema: schema Knows is a link, expected the other"),
        ("[city]", "[city, id]", "9: ignore: 'id' is ignored and mapped"),
        ("[city]", "[]", "6: file.columns: 'city' is neither mapped nor in 'ignore'"),
        ("[id, name, city]", "[id, city]", "6: file.columns: the mapping reads 'name'."),
        ("[id, name, city]", "[id, name, city, id]", "6: file.columns: 'id' is named twice"),
        ("format: csv", "format: cvs", f"6: file.format: no reader for 'cvs'; there are {', '.join(READERS)}. Did you mean 'csv'?"),
        ("csv,", "csv, encoding: utf-88,", "6: file.encoding: no encoding is called 'utf-88'; name one such as utf-8 or latin-1"),
        ("csv,", "csv, quote: ',',", "6: file.quote: expected one ASCII character that is not the delimiter, or '', found ','"),
        ("csv,", "csv, optional: [nmae],", "6: file.optional: 'nmae' is not mapped, so it need not be there. Did you mean 'name'?"),
        ("csv,", "csv, tables: {room: {path: /r}},", "6: file.tables.room: csv files are flat; a table is the parts of a 'column'"),
        ("csv,", "csv, tables: {a: {column: city, parent: a}},", "6: file.tables.a.parent: table 'a' holds itself"),
        ("full", "changes", "5: delivery: 'operation' tells deletions from the rest; it goes with 'delivery: changes', and only there"),
        ("full", "changes\noperation: {column: city, delete: D}", "6: operation: field 'key' is missing"),
        ("full", "changes\noperation: {column: city, delete: D, key: []}", "6: operation.key: it must name the columns that tell the source's records apart"),
        ("full", "changes\noperation: {column: city, delete: D, key: [{literal: a, column: id}]}", "6: operation.key.0: expected exactly one of column, columns, first, all, template, literal; found column, literal"),
        ("full", "changes\noperation: {column: city, delete: D, key: [nr]}", "7: file.columns: the mapping reads 'nr'."),
        ("ignore", "expect: {Persn: {least: 1}}\nignore", "9: expect.Persn: no schema is called 'Persn'. Did you mean 'Person'?"),
        ("ignore", "expect: {Person: {least: 2, most: 1}}\nignore", "9: expect.Person: most is 1, less than least, 2"),
        ("ignore", "edition: day\nignore", "9: edition: no column is called 'day'."),
        ("ignore", "title: Again\nignore", "9: title: 'title' is given twice, first in line 2"),
        ("source: guests", "source: Guests", "1: source: 'Guests' is no name; expected a-z, 0-9 and _ with a letter first, such as phone_book. Name it so."),
        ("ignore", "links: {l: {schema: LocatedAt, source: guest, target: guest}}\nignore", "9: links.l.target: LocatedAt needs a Location as target, 'guest' is a Person"),
    ],
)  # fmt: skip
def test_one_problem_is_one_line(was: str, becomes: str, problem: str) -> None:
    assert f"guests.yaml:{problem}" in problems(WHOLE.replace(was, becomes, 1))


NESTED = (
    HEAD
    + """\
file:
  format: xml
  tables:
    guest: {path: /guests/guest}
    stay: {path: stay, parent: guest}
entities:
  guest: {schema: Person, key: [id], properties: {name: name}}
"""
)


@pytest.mark.parametrize(
    ("was", "becomes", "problem"),
    [
        ("/guests/guest", "guests/guest", "9: file.tables.guest: a path begins with '/' in a table of records, and not in one that they hold"),
        ("parent: guest", "parent: gest", "10: file.tables.stay.parent: no table is called 'gest'. Did you mean 'guest'?"),
        ("path: stay, parent: guest", "path: /guests/guest", "10: file.tables.stay.path: table 'guest' lies there already"),
        ("    guest: {path: /guests/guest}\n", "    guest: {path: guest, parent: stay}\n", "6: file: xml files nest, so 'tables' must say where records lie"),
        ("{path: stay, parent: guest}", "{parent: guest}", "10: file.tables.stay: expected one of 'path', 'column' with 'parent' and 'split', 'pairs' with 'parent'"),
        ("{path: /guests/guest}", "{path: /guests/guest, above: [/day]}", "9: file.tables.guest.above: only records of JSON have texts above them"),
        ("{path: stay, parent: guest}", "{pairs: [a, b]}", "10: file.tables.stay: expected one of 'path', 'column' with 'parent' and 'split', 'pairs' with 'parent'"),
        ("{path: stay, parent: guest}", "{parent: guest, pairs: [a]}", "10: file.tables.stay.pairs: expected two columns, found a"),
        ("{path: stay, parent: guest}", "{parent: guest, pairs: [a, b]}\n    night: {path: night, parent: stay}", "11: file.tables.night.parent: 'stay' is made of columns and holds nothing"),
        ("xml", "jsonl", "8: file.tables"),
    ],
)  # fmt: skip
def test_tables_of_nested_files_are_checked(was: str, becomes: str, problem: str) -> None:
    text = NESTED.replace(was, becomes, 1)
    if "jsonl" in becomes:
        text = text.replace("path: stay, parent: guest", "path: /stays")

    assert any(found.startswith(f"guests.yaml:{problem}") for found in problems(text)), problems(text)


SEGMENTS = (
    HEAD
    + """\
file:
  format: edifact
  tables:
    cargo: {path: /CUSCAR/CNI, holds: RFF LOC}
    goods: {path: GID, parent: cargo, holds: FTX}
entities:
  shipment: {schema: Shipment, key: [CNI/2/1]}
"""
)


@pytest.mark.parametrize(
    ("was", "becomes", "problem"),
    [
        ("/CUSCAR/CNI", "/CUSCAR/CNI/GID", "9: file.tables.cargo.path: '/CUSCAR/CNI/GID' is neither a message, such as /IFTMIN, nor one and the segment that begins a record, such as /CUSCAR/CNI or /PAXLST/NAD[FL]"),
        ("GID", "goods", "10: file.tables.goods.path: 'goods' is no segment, such as GID or LOC[147]"),
        ("path: GID", "path: 'GID[1]'", "10: file.tables.goods.path: GID begins with no code that tells one from another"),
        ("RFF LOC", "RFF; LOC", "9: file.tables.cargo.holds: 'RFF;' is no segment's tag, such as RFF"),
        ("path: GID, parent: cargo", "path: /CUSCAR", "9: file.tables.cargo: it lies in the records of 'goods', so 'parent' must name that"),
        ("edifact", "xml", "9: file.tables.cargo.holds: it names the segments of a group, which only tables of edifact files have"),
        ("edifact\n", "edifact\n  counts: tol\n", "8: file.counts: Input should be 'checked' or 'told', found 'tol'."),
    ],
)  # fmt: skip
def test_tables_of_segments_are_checked(was: str, becomes: str, problem: str) -> None:
    assert f"guests.yaml:{problem}" in problems(SEGMENTS.replace(was, becomes, 1))


def test_a_link_needs_ends_from_its_own_row_or_above() -> None:
    text = NESTED + (
        "  stay: {table: stay, schema: Address, properties: {full: street, country: land}}\n"
        "links:\n"
        "  at: {schema: LocatedAt, source: guest, target: stay}\n"
    )
    assert problems(text) == [
        "guests.yaml:15: links.at.target: 'stay' comes from table 'stay', which is not 'guest' nor one that holds it"
    ]
