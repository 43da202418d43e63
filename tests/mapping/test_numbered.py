"""Records that refer to each other by number alone, and pairs of the values that they repeat."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from interlink.loads.columns import check_columns
from interlink.mapping.apply import Mapped, map_batch
from interlink.mapping.source_file import parse_source
from interlink.model.schema import load_ontology
from interlink.readers import read_batches

REGISTER = """\
source: firms
title: Firms and who holds them
publisher: {name: A register}
licence: None
delivery: full
file:
  format: jsonl
  tables:
    entry: {path: /}
    holding: {parent: entry, pairs: [owner, owned]}
entities:
  firm:
    schema: Company
    numbering: entry
    key: [nr]
    where: {kind: firm}
    properties:
      name: name
      alias: {all: [name, names], other_than: name}
  person: {schema: Person, numbering: entry, key: [nr], where: {kind: person}, properties: {name: name}}
  owner: {table: holding, schema: Party, numbering: entry, key: [owner], named: true}
  owned: {table: holding, schema: Thing, numbering: entry, key: [owned], named: true}
links:
  owns: {table: holding, schema: Owns, source: owner, target: owned, properties: {share_percent: share}}
"""
SPEC = parse_source(REGISTER, "firms.yaml")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "firms.jsonl"


def mapped(path: Path, *records: object) -> Mapped:
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    (batch,) = read_batches(path, SPEC.file_format())
    assert list(check_columns(SPEC, batch, path.name)) == []
    return map_batch(SPEC, load_ontology(), batch, marking_id=lambda _: 0)


def owns(found: Mapped) -> list[tuple[object, ...]]:
    if "Owns" not in found.fragments:  # no row of the batch could give one
        return []
    return found.fragments["Owns"].select("src", "dst", "share_percent", "row").rows()


def test_a_link_finds_its_ends_whatever_these_are(path: Path) -> None:
    found = mapped(
        path,
        {"nr": 1, "kind": "person", "name": "Ada Vell"},
        {"nr": 2, "kind": "firm", "name": "Veld"},
        {"kind": "share", "owner": 1, "owned": 2, "share": "60"},
        {"kind": "share", "owner": 2, "owned": 3},
    )

    ids = {name: frame["entity"].to_list() for name, frame in found.fragments.items() if name != "Owns"}
    assert ids == {"Person": ["firms:entry:1"], "Company": ["firms:entry:2"]}
    assert owns(found) == [
        ("firms:entry:1", "firms:entry:2", 60.0, 3),
        ("firms:entry:2", "firms:entry:3", None, 4),
    ]
    assert found.quarantined.rows() == []


def test_a_record_that_names_several_gives_each_pair(path: Path) -> None:
    found = mapped(path, {"owner": [1, 2], "owned": [3, 4], "share": "10"}, {"owner": 5, "owned": [6]})

    assert owns(found) == [
        *((f"firms:entry:{a}", f"firms:entry:{b}", 10.0, 1) for a in (1, 2) for b in (3, 4)),
        ("firms:entry:5", "firms:entry:6", None, 2),
    ]


@pytest.mark.parametrize("record", [{"owner": 1}, {"owner": [], "owned": 2}, {"owner": None, "owned": 2}])
def test_a_record_that_only_names_says_nothing_and_is_kept_apart(path: Path, record: object) -> None:
    found = mapped(path, {"nr": 1, "kind": "firm", "name": "Veld"}, record)

    assert owns(found) == []
    assert found.quarantined.rows() == [(2, None, "nothing in this record could be mapped")]


def test_the_value_that_another_property_takes_can_be_left_out(path: Path) -> None:
    found = mapped(
        path,
        {"nr": 1, "kind": "firm", "name": "Veld", "names": ["Vell", " Veld ", "Vel"]},
        {"nr": 2, "kind": "firm", "name": "Veld"},
        {"nr": 3, "kind": "firm", "name": ["Veld", "Vel"], "names": "Vell"},
    )

    assert found.fragments["Company"].select("name", pl.col("alias").list.sort()).rows() == [
        ("Veld", ["Vel", "Vell"]),
        ("Veld", None),
        ("Veld", ["Vel", "Vell"]),
    ]
