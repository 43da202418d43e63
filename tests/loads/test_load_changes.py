"""Deliveries of changes: what a record says takes the place of what it has said, and of nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from homes import Home, csv
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec

# the key of a record is no key of what it is about: two rows may say something of one firm
OWNERS = """
source: owners
title: Owners
publisher: {name: An agency}
licence: None
delivery: changes
operation: {column: op, delete: D, key: [nr]}
quarantine_limit: 0.5
file: {format: csv}
entities:
  firm: {schema: Person, key: [firm], required: true, properties: {name: name}}
  phone: {schema: Phone, properties: {number: phone}}
links:
  uses: {schema: Uses, source: firm, target: phone}
"""
ACME = [("1", "acme", "Old", "+31612345671", "U"), ("2", "acme", "Old", "+31612345672", "U")]
Row = tuple[str, ...]


def owners() -> SourceSpec:
    return parse_source(OWNERS, "owners.yaml")


def delivery(rows: list[Row]) -> str:
    return csv(rows, header="nr,firm,name,phone,op")


def said(home: Home) -> dict[str, list[tuple[str, str]]]:
    """By record key, the kind of each fragment that shows, and what it is about."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kind in ("Person", "Phone", "Uses"):
        rows = home.lake.scan(home.ontology.get(kind), home.ledger.committed()).collect()
        ends = rows["dst"] if kind == "Uses" else rows["entity"]
        for key, end in zip(rows["record_key"], ends, strict=True):
            found.setdefault(key, []).append((kind, end.rsplit(":", 1)[1]))
    return {key: sorted(of) for key, of in sorted(found.items())}


def whole(phone: str) -> list[tuple[str, str]]:
    return [("Person", "acme"), ("Phone", phone), ("Uses", phone)]


def test_a_record_takes_the_place_of_what_it_has_said_and_of_nothing_else(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(delivery(ACME[:1]), owners())
    home.load(delivery(ACME[1:]), owners())

    added = home.load(delivery([("3", "acme", "Old", "+31612345672", "U")]), owners())
    three = said(home)
    changed = home.load(delivery([("2", "acme", "Old", "+31612345679", "U")]), owners())
    again = said(home)
    gone = home.load(delivery([("3", "", "", "", "D")]), owners())

    assert three == {
        "1": whole("+31612345671"),
        "2": whole("+31612345672"),
        "3": whole("+31612345672"),
    }
    assert again == three | {"2": whole("+31612345679")}
    assert said(home) == {"1": whole("+31612345671"), "2": whole("+31612345679")}
    assert [report.fragments_retired for report in (added, changed, gone)] == [0, 2, 3]


@pytest.mark.parametrize(
    ("operations", "names"),
    [
        ([("Old", "U"), ("New", "U")], {("acme", "New")}),
        ([("Old", "U"), ("", "D")], set()),
        ([("Old", "U"), ("", "D"), ("New", "U")], {("acme", "New")}),
    ],
)
@pytest.mark.parametrize("parts", [1, 2])
def test_the_last_that_a_delivery_says_of_a_record_counts(
    tmp_path: Path, operations: list[tuple[str, str]], names: set[tuple[str, str]], parts: int
) -> None:
    home = Home(tmp_path)
    rows: list[Row] = [("1", "acme", name, "+31612345671", op) for name, op in operations]
    files = [tmp_path / f"part-{n}.csv" for n in range(parts)]
    for path, some in zip(files, [rows] if parts == 1 else [rows[:1], rows[1:]], strict=True):
        path.write_text(delivery(some), encoding="utf-8")

    report = home.loader.run(owners(), files)

    assert home.names(home.ledger.committed()) == names
    assert report.records == len(operations)
    assert len(home.shown()) == 3 * len(names)


def test_the_same_changes_again_change_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(delivery(ACME), owners())
    before = home.shown()

    again = home.load(delivery(ACME), owners())

    assert (again.fragments_added, again.fragments_retired) == (0, 0)
    assert home.shown() == before


def test_a_changed_record_in_quarantine_takes_nothing_back(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(delivery(ACME), owners())
    before = said(home)

    report = home.load(delivery([("1", "", "New", "", "U"), ("9", "bell", "B", "", "U")]), owners())

    assert (report.quarantined, report.fragments_retired) == (1, 0)
    assert said(home) == before | {"9": [("Person", "bell")]}
