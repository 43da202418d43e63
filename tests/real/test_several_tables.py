"""Deliveries of several files that others published: counts that anybody can check in the files."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from interlink.mapping.apply import Mapped, map_batch
from interlink.model.schema import load_ontology
from interlink.readers import joined_tables, read_batches
from interlink.sources import find_source


def mapped(source: str, files: list[Path]) -> list[Mapped]:
    spec, ontology = find_source(source), load_ontology()
    joins = joined_tables(files, spec.file_format())
    return [
        map_batch(spec, ontology, joins.add(batch), marking_id=lambda _: 0)
        for file in files
        for batch in read_batches(file, spec.file_format())
    ]


def ids(found: list[Mapped], schema: str) -> set[str]:
    return set(pl.concat([each.fragments[schema]["entity"] for each in found]))


def test_every_row_of_the_list_of_ofac_is_mapped(shared_data: Path) -> None:
    folder = shared_data / "sanctions" / "ofac"
    names = ("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv")

    found = mapped("ofac", [folder / name for name in names])

    assert [each.records for each in found] == [7_379, 9_682, 11_696, 13]
    # ten remarks that go on are about nobody of this edition
    assert [each.quarantined.height for each in found] == [0, 0, 0, 10]
    assert len(ids(found, "Person")) == 3_845
    assert len(ids(found, "Organization")) == 2_994


def test_every_row_of_the_consolidated_list_of_ofac_is_mapped(shared_data: Path) -> None:
    folder = shared_data / "sanctions" / "ofac"
    names = ("cons_prim.csv", "cons_alt.csv", "cons_add.csv")

    found = mapped("ofac_consolidated", [folder / name for name in names])

    assert [each.records for each in found] == [442, 1_073, 574]
    assert [each.quarantined.height for each in found] == [0, 0, 0]
    # 363 rows are of no type, which are bodies
    assert (len(ids(found, "Person")), len(ids(found, "Organization"))) == (79, 363)


def test_every_port_of_the_index_is_a_place(shared_data: Path) -> None:
    found = mapped("world_port_index", [shared_data / "reference" / "ports" / "UpdatedPub150.csv"])

    assert sum(each.records for each in found) == 3_768
    assert sum(each.quarantined.height for each in found) == 0
    assert pl.concat([each.fragments["Place"]["records"] for each in found]).sum() == 3_768


def test_pole_has_its_people_and_crimes(shared_data: Path) -> None:
    found = mapped("pole", [shared_data / "investigations" / "pole" / "pole-data-importer.zip"])

    assert sum(each.quarantined.height for each in found) == 0
    assert len(ids(found, "Person")) == 369
    assert len(ids(found, "Report")) == 28_762
    assert sum(each.fragments["Knows"].height for each in found) == 586
