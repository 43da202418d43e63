"""A delivery's columns against its source."""

from __future__ import annotations

import polars as pl
import pytest

from interlink.errors import ReadError
from interlink.loads.columns import check_columns
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec

TEXT = """\
source: guests
title: Guest list
publisher: {name: Hotel}
licence: Restricted
delivery: full
file: {format: csv, optional: [phone]}
entities:
  guest:
    schema: Person
    key: [id]
    properties: {name: name, alias: phone, gender: c1, title: c2, position: c3, first_name: c4, last_name: c5}
ignore: [note]
"""


def spec(text: str = TEXT) -> SourceSpec:
    return parse_source(text, "guests.yaml")


def frame(*columns: str) -> pl.DataFrame:
    return pl.DataFrame(
        schema={name: pl.String() for name in (*columns, "_row", "_path", "_item", "_parent")}
    )


def test_a_column_nobody_knows_is_a_warning() -> None:
    columns = ["id", "name", "c1", "c2", "c3", "c4", "c5", "note", "room"]

    assert list(check_columns(spec(), {"record": frame(*columns)}, "g.csv")) == [
        "column 'room' is neither mapped nor ignored"
    ]


def test_all_below_a_path_may_be_ignored() -> None:
    nested = TEXT.replace("{format: csv,", "{format: xml, tables: {guest: {path: /guests/guest}},").replace(
        "[note]", "[stay/, guest/home/]"
    )
    columns = ["id", "stay/room", "stay/bed/size", "home/street", "stayed", "work/street"]

    assert list(check_columns(spec(nested), {"guest": frame(*columns)}, "g.xml")) == [
        "column 'guest/stayed' is neither mapped nor ignored",
        "column 'guest/work/street' is neither mapped nor ignored",
    ]


def test_warnings_are_not_endless() -> None:
    columns = ["id", "name", "c1", "c2", "c3", "c4", "c5", *(f"x{n:05}" for n in range(1_020))]

    found = list(check_columns(spec(), {"record": frame(*columns)}, "g.csv"))

    assert (len(found), found[-1]) == (21, "1,000 more columns of record are neither mapped nor ignored")


def test_the_wrong_file_is_refused_with_what_is_missing_and_there() -> None:
    columns = ["name", "nmae", *(f"x{n}" for n in range(11))]

    with pytest.raises(ReadError) as caught:
        list(check_columns(spec(), {"record": frame(*columns)}, "g.csv"))

    assert str(caught.value) == (
        "g.csv is not what source guests expects: no column c1, c2, c3, c4, c5, id;"
        " the file has name, nmae, x0, x1, x2, x3, x4, x5 and 5 more."
        " Name the right source or the right file."
    )


def test_a_header_that_may_be_a_record_is_not_shown() -> None:
    with pytest.raises(ReadError) as caught:
        list(check_columns(spec(), {"record": frame("7", "Ada Vell")}, "g.csv"))

    assert str(caught.value) == (
        "g.csv is not what source guests expects: no column c1, c2, c3, c4, c5, id and 1 more;"
        " its header names no column of the source. Name the right source or the right file."
    )


def test_nested_records_may_lack_any_path() -> None:
    text = TEXT.replace(
        "{format: csv, optional: [phone]}", "{format: xml, tables: {g: {path: /g}, s: {path: s, parent: g}}}"
    )

    found = list(check_columns(spec(text), {"g": frame("id"), "s": frame("b")}, "g.xml"))

    assert found == ["column 's/b' is neither mapped nor ignored"]
