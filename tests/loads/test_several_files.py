"""A delivery of several CSV files as one load: what tables take from each other, and what is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from homes import Home
from interlink.errors import LoadError, ReadError, StaleEdition
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec
from interlink.readers import locator, reader_for
from packed_files import zipped

BOOK = """\
source: book
title: People and their phones
publisher: {name: An agency}
licence: None
delivery: full
edition: person/made
marking: {handling: H0}
file:
  format: csv_files
  tables:
    person: {path: "*people.csv"}
    phone:
      path: "*phones.csv"
      join: {table: person, by: owner, key: id, take: {owner_name: name}}
    note: {path: notes.csv, columns: [person, text], optional: true}
entities:
  person: {table: person, schema: Person, key: [id], required: true, properties: {name: name}}
  owner: {table: phone, schema: Person, key: [owner], required: true, properties: {name: owner_name}}
  phone: {table: phone, schema: Phone, properties: {number: number}}
  noted: {table: note, schema: Person, key: [person], required: true, properties: {remarks: text}}
links:
  uses: {table: phone, schema: Uses, source: owner, target: phone}
ignore: [made, read.me]
"""
PEOPLE = b"id,name,made\n1,Ada Vell,2031-01-02\n2,Bo Ruun,2031-01-02\n"
PHONES = b"number,owner\n+31612345601,1\n+31612345602,2\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def book(**changes: str) -> SourceSpec:
    text = BOOK
    for was, becomes in changes.items():
        assert was in text
        text = text.replace(was, becomes)
    return parse_source(text, "book.yaml")


def written(folder: Path, **files: bytes) -> list[Path]:
    """A file for each name, which stands without its `.csv`."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{name}.csv" for name in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.write_bytes(content)
    return paths


def packed(folder: Path, **files: bytes) -> list[Path]:
    path = folder / "delivery.zip"
    path.write_bytes(zipped({f"in/{name}.csv": content for name, content in files.items()}))
    return [path]


def names(home: Home) -> set[tuple[str, str]]:
    rows = home.lake.scan(home.ontology.get("Person"), home.ledger.committed()).collect()
    return set(rows.select("entity", "name").iter_rows())


def without_folder(error: Exception, folder: Path) -> str:
    return str(error).replace(f"{folder}/", "")


@pytest.mark.parametrize("deliver", [written, packed])
def test_files_side_by_side_and_members_of_a_zip_file_load_alike(
    deliver: Callable[..., list[Path]], home: Home, tmp_path: Path
) -> None:
    report = home.loader.run(book(), deliver(tmp_path, people=PEOPLE, phones=PHONES))

    assert (report.records, report.quarantined, report.warnings) == (4, 0, ())
    assert names(home) == {("book:person:1", "Ada Vell"), ("book:person:2", "Bo Ruun")}


def test_letter_case_and_what_stands_before_the_name_do_not_matter(home: Home, tmp_path: Path) -> None:
    files = written(tmp_path / "in", **{"2031 People": PEOPLE, "PHONES": PHONES})

    assert home.loader.run(book(), files).records == 4


def test_the_order_of_files_does_not_matter(home: Home, tmp_path: Path) -> None:
    people, phones = written(tmp_path / "in", people=PEOPLE, phones=PHONES)
    first = home.loader.run(book(), [people, phones])
    second = home.loader.run(book(), [phones, people])

    assert (first.fragments_added, second.fragments_added, second.fragments_retired) == (6, 0, 0)


def test_a_row_without_a_partner_is_loaded_and_told_with_its_place(home: Home, tmp_path: Path) -> None:
    strays = PHONES + b"+31612345603,8\n+31612345604,9\n"

    report = home.loader.run(book(), packed(tmp_path, people=PEOPLE, phones=strays))

    assert report.warnings == (
        "table 'phone': 2 rows name a 'owner' that table 'person' does not have;"
        " the first is in/phones.csv, row 3",
    )
    assert report.records == 6


def test_an_optional_join_tells_nothing_of_rows_without_a_partner(home: Home, tmp_path: Path) -> None:
    files = written(tmp_path / "in", people=PEOPLE, phones=PHONES + b"+31612345603,8\n")
    loose = book(**{"take: {owner_name: name}}": "take: {owner_name: name}, optional: true}"})

    assert home.loader.run(loose, files).warnings == ()


def test_rows_that_repeat_each_other_have_one_key(home: Home, tmp_path: Path) -> None:
    files = written(tmp_path / "in", people=PEOPLE + b"1,Ada Vell,2031-01-02\n", phones=PHONES)

    assert home.loader.run(book(), files).warnings == ()


REFUSED = {
    "a key of two rows": (
        {"people": PEOPLE + b"1,Ada Wells,2031-01-02\n", "phones": PHONES},
        "people.csv: 'id' is the same in row 1 and in row 3 of people.csv, which say different things."
        " Table 'person' is joined by it, so it has to tell its rows apart.",
    ),
    "a key of two files": (
        {"people": PEOPLE, "more people": b"id,name,made\n2,Bo R.,2031-01-02\n", "phones": PHONES},
        "people.csv: 'id' is the same in row 2 and in row 1 of more people.csv, which say different things."
        " Table 'person' is joined by it, so it has to tell its rows apart.",
    ),
    "a column taken that is not there": (
        {"people": b"id,nom,made\n1,Ada,2031\n", "phones": PHONES},
        "people.csv: people.csv has no column name, which other tables take from it."
        " Is this the file the source expects?",
    ),
    "a column of its own that it is to take": (
        {"people": PEOPLE, "phones": b"number,owner,owner_name\n+31612345601,1,Bo\n"},
        "table 'phone' has a column 'owner_name' of its own, which it is to take from 'person'."
        " Give it another name in 'take'.",
    ),
    "a file that is missing": (
        {"people": PEOPLE},
        "people.csv: no file *phones.csv. Give all files of the delivery together.",
    ),
    "a file in which no table is": (
        {"people": PEOPLE, "phones": PHONES, "fax": b"a\n1\n"},
        "fax.csv: no table is in a file of this name (its name); expected *people.csv, *phones.csv,"
        " notes.csv. Is this the delivery the source expects?",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_files_that_do_not_belong_together_change_nothing(case: str, home: Home, tmp_path: Path) -> None:
    files, words = REFUSED[case]

    with pytest.raises(ReadError) as refused:
        home.loader.run(book(), written(tmp_path / "in", **files))

    assert without_folder(refused.value, tmp_path / "in") == words
    assert names(home) == set()


def test_a_member_that_is_missing_is_named(home: Home, tmp_path: Path) -> None:
    with pytest.raises(ReadError) as refused:
        home.loader.run(book(), packed(tmp_path, people=PEOPLE, notes=b"1,seen\n"))

    assert without_folder(refused.value, tmp_path) == (
        "delivery.zip: no file *phones.csv. Give all files of the delivery together."
    )


def test_members_that_nobody_expects_are_told_and_ignored_ones_are_not(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "delivery.zip"
    path.write_bytes(zipped({"people.csv": PEOPLE, "phones.csv": PHONES, "read.me": b"", "fax.csv": b""}))

    assert home.loader.run(book(), [path]).warnings == (
        "file 'fax.csv' in delivery.zip is not read: no table is in a file of this name",
    )


def test_two_tables_in_one_file_are_refused(home: Home, tmp_path: Path) -> None:
    both = book(**{'"*phones.csv"': '"*p*.csv"'})

    with pytest.raises(
        ReadError, match=re.escape("people.csv: tables person and phone would both be in it.")
    ):
        home.loader.run(both, written(tmp_path / "in", people=PEOPLE, phones=PHONES))


@pytest.mark.parametrize("deliver", [written, packed])
def test_a_fragment_says_in_which_file_and_row_its_record_stands(
    deliver: Callable[..., list[Path]], home: Home, tmp_path: Path
) -> None:
    files = deliver(tmp_path, people=PEOPLE, phones=PHONES)
    home.loader.run(book(), files)
    spec = book().file_format()
    rows = home.lake.scan(home.ontology.get("Phone"), home.ledger.committed()).collect()

    places = list(rows.sort("entity").select("path", "row").iter_rows())

    folder = "in/" if deliver is packed else ""
    assert [locator(spec, *place) for place in places] == [
        f"{folder}phones.csv, row 1",
        f"{folder}phones.csv, row 2",
    ]
    assert reader_for("csv_files").records(files[-1], spec, places[1][0], [places[1][1]]) == {
        2: "number: +31612345602\nowner: 2"
    }


def test_an_edition_older_than_the_committed_one_is_refused(home: Home, tmp_path: Path) -> None:
    home.loader.run(book(), written(tmp_path / "new", people=PEOPLE, phones=PHONES))
    older = written(tmp_path / "old", people=PEOPLE.replace(b"2031", b"2030"), phones=PHONES)

    with pytest.raises(StaleEdition, match="this edition is of 2030-01-02, older than the committed one of"):
        home.loader.run(book(), older)

    assert home.loader.run(book(), older, allow_older=True).state == "committed"


def test_tables_can_take_what_another_one_took(home: Home, tmp_path: Path) -> None:
    chained = book(
        **{
            "note: {path: notes.csv, columns: [person, text], optional: true}": (
                "note: {path: notes.csv, columns: [number, text],"
                " join: {table: phone, by: number, take: {person: owner, text_of: owner_name}}}"
            ),
            "properties: {remarks: text}": "properties: {name: text_of, remarks: text}",
        }
    )
    files = written(tmp_path / "in", notes=b"+31612345602,seen\n", phones=PHONES, people=PEOPLE)

    home.loader.run(chained, files)

    rows = home.lake.scan(home.ontology.get("Person"), home.ledger.committed()).collect()
    noted = rows.filter(pl.col("remarks").list.len() > 0)
    assert noted.select("entity", "name", "remarks").rows() == [("book:person:2", "Bo Ruun", ["seen"])]


def test_records_that_cannot_be_mapped_are_told_with_the_file_inside(home: Home, tmp_path: Path) -> None:
    nameless = b"id,name,made\n,Ada Vell,2031-01-02\n2,Bo Ruun,2031-01-02\n"

    with pytest.raises(LoadError) as failed:
        home.loader.run(book(), packed(tmp_path, people=nameless, phones=PHONES))

    assert "(in/people.csv, row 1: entity 'person': its key is empty" in str(failed.value)
