"""Shipped sources on files that others published, counted again with nothing but the csv module."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pytest

from interlink.mapping.apply import Mapped, map_batch
from interlink.model.schema import load_ontology
from interlink.readers import read_batches, reader_for
from interlink.sources import find_source

UNLOCODE_ROWS = {1: 46_280, 2: 24_950, 3: 29_739}
CAVIAR_ACTORS = {1: 15, 2: 24, 3: 33, 4: 33, 5: 32, 6: 27}


def mapped(source: str, paths: Iterable[Path]) -> list[Mapped]:
    spec, ontology = find_source(source), load_ontology()
    return [
        map_batch(spec, ontology, batch, marking_id=lambda _: 0)
        for path in paths
        for batch in read_batches(path, spec.file_format())
    ]


def column(found: list[Mapped], schema: str, name: str) -> pl.Series:
    return pl.concat([one.fragments[schema][name] for one in found])


def rows(path: Path, encoding: str = "utf-8") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def test_every_place_of_unlocode_is_mapped(shared_data: Path) -> None:
    folder = shared_data / "reference" / "unlocode"
    paths = {part: folder / f"unlocode_2015-1_part{part}.csv" for part in UNLOCODE_ROWS}
    delivered = {part: rows(path, "latin-1") for part, path in paths.items()}
    codes = [row[1] + row[2] for part in delivered.values() for row in part if row[2].strip()]
    odd = {code for code in codes if not re.fullmatch("[A-Z]{2}[A-Z2-9]{3}", code)}

    found = mapped("unlocode", paths.values())
    fmt = find_source("unlocode").file_format()
    read = {
        part: sum(batch["record"].height for batch in read_batches(path, fmt)) for part, path in paths.items()
    }

    assert read == {part: len(lines) for part, lines in delivered.items()} == UNLOCODE_ROWS
    assert sum(one.records for one in found) == len(codes) == 100_625
    assert sum(one.quarantined.height for one in found) == 0
    assert column(found, "Place", "records").sum() == 100_625
    ids = set(column(found, "Place", "entity"))
    assert len(ids) == len(set(codes)) == 100_476
    # three codes hold a 0 or a 1, which no UN/LOCODE may
    assert {name for name in ids if not name.startswith("place:")} == {
        f"unlocode:place:{code}" for code in odd
    }
    assert sorted(odd) == ["DE9B0", "DEB90", "IT940"]


def test_every_row_of_unlocode_is_given_a_number(shared_data: Path) -> None:
    path = shared_data / "reference" / "unlocode" / "unlocode_2015-1_part2.csv"
    fmt = find_source("unlocode").file_format()
    last = rows(path, "latin-1")[-1]

    text = reader_for("csv").records(path, fmt, None, [24_950])[24_950]

    named = zip(fmt.columns, last, strict=True)
    assert text == "\n".join(f"{name}: {value}" for name, value in named if value)


def test_covert_networks_have_the_ties_of_their_index(shared_data: Path) -> None:
    folder = shared_data / "networks" / "covert"
    header, *index = rows(folder / "INDEX.csv")
    assert len(index) == 15

    for values in index:
        network = dict(zip(header, values, strict=True))
        path = folder / f"{network['file']}.edges.csv"
        _, *ties = rows(path)
        tied = {name for tie in ties for name in tie[:2]}

        found = mapped("edges", [path])

        assert sum(one.quarantined.height for one in found) == 0
        assert column(found, "LinkedTo", "src").len() == int(network["edges"]), path.name
        assert set(column(found, "Person", "name")) == tied, path.name
        assert column(found, "Person", "entity").n_unique() == len(tied) <= int(network["nodes"])


@pytest.mark.parametrize("phase", CAVIAR_ACTORS)
def test_caviar_matrices_keep_every_actor(phase: int, shared_data: Path) -> None:
    path = shared_data / "networks" / "caviar" / f"phase{phase}.csv"
    header, *cells = rows(path)
    expected = {
        (row[0], actor, float(value))
        for row in cells
        for actor, value in zip(header[1:], row[1:], strict=True)
        if float(value)
    }

    found = mapped("edges", [path])

    assert set(column(found, "Person", "name")) == set(header[1:])
    assert column(found, "Person", "entity").n_unique() == CAVIAR_ACTORS[phase]
    ends = [column(found, "LinkedTo", end).str.split("|").list.last() for end in ("src", "dst")]
    assert set(zip(*ends, column(found, "LinkedTo", "weight"), strict=True)) == expected
