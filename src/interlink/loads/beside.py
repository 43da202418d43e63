"""What stands beside a corrected record: the rest of its delivery, and whether it still counts.

A corrected record belongs to the delivery that it came with, so that it means what it would have meant there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from interlink.errors import LoadError
from interlink.lake import Archive
from interlink.ledger import Ledger, LoadRow
from interlink.ledger.corrections import Corrections, KeptApart
from interlink.loads.corrected import laid_out, spec_of_correction
from interlink.mapping.records import KEYS, record_keys
from interlink.mapping.spec import SourceSpec
from interlink.readers import Joined, read_batches

__all__ = ["NOTHING", "Part", "check_open", "delivered_beside"]

NOTHING = pl.DataFrame(schema=KEYS).drop("record_key")
NO_JOINS = Joined({})


@dataclass(frozen=True)
class Part:
    """A file of a load: how its source reads it, and the records of it that do not count (`row`, `path`).

    `number` is that of a file whose records an earlier load has counted, and which says again what it said;
    `joins` is what its tables take from each other.
    """

    spec: SourceSpec
    path: Path
    gone: pl.DataFrame
    number: int = 0
    joins: Joined = NO_JOINS


def check_open(spec: SourceSpec, kept: KeptApart, ledger: Ledger, *, mapping: str) -> LoadRow:
    """Passes where a record in quarantine can still be corrected, and gives the load that it came with.

    Raises
    ------
    LoadError   it was corrected, or what its source says now does not follow from its delivery any more
    """
    corrections = Corrections(ledger)
    made = {each.corrected.load: each for each in corrections.made(source=spec.source) if each.corrected}
    for load, each in made.items():
        if each.id == kept.id:
            raise LoadError(
                f"row {kept.row} of load {kept.load} was corrected by load {load} already."
                " Nothing was changed."
            )
    deliveries = [row for row in ledger.loads(source=spec.source, state="committed") if row.id not in made]
    (own,) = (row for row in deliveries if row.id == kept.load)
    if spec.delivery != own.delivery:
        raise LoadError(
            f"source {spec.source} was of '{own.delivery}' when load {own.id} came, and is now of"
            f" '{spec.delivery}'. Nothing was changed. Load a delivery of now, and correct that."
        )
    if spec.delivery != "full":
        return own
    last = deliveries[-1].id
    if last != own.id:
        raise LoadError(
            f"load {last} has since brought all that source {spec.source} says, so load {own.id} does not"
            f" count any more. Nothing was changed. See `interlink loads quarantine {last}`."
        )
    if corrections.mapping_of(own.id) != mapping:
        raise LoadError(
            f"the file of source {spec.source} has changed since load {own.id}. Nothing was changed. Load its"
            f" delivery anew by `interlink loads retry {own.id}`, and correct what is left then."
        )
    return own


@contextmanager
def delivered_beside(
    spec: SourceSpec, kept: KeptApart, correction: Path, ledger: Ledger, archive: Archive
) -> Iterator[list[Part]]:
    """The rest of a whole delivery with its corrections so far; nothing of another, which stands by itself.

    Raises
    ------
    LoadError   of a delivery of changes: what came later speaks of the record of the same key
    """
    if spec.delivery == "changes":
        _refuse_outdated(spec, kept, correction, ledger, archive)
    if spec.delivery != "full":
        yield []
        return
    apart = Corrections(ledger).kept_apart(kept.load)
    fixed = [each for each in apart if each.corrected is not None]
    delivered = list(ledger.files(ledger.load_files(kept.load)).values())
    corrections = list(ledger.files(each.corrected.file for each in fixed if each.corrected).values())
    out = pl.DataFrame(
        [(each.file, each.row, each.path) for each in [*fixed, kept]],
        schema={"file": pl.Int64, **NOTHING.schema},
        orient="row",
    )
    with laid_out([*delivered, *corrections], archive) as paths:
        yield [
            *(
                Part(spec, path, out.filter(pl.col("file") == file.id).drop("file"), file.id)
                for file, path in zip(delivered, paths, strict=False)
            ),
            *(
                Part(spec_of_correction(spec), path, NOTHING, file.id)
                for file, path in zip(corrections, paths[len(delivered) :], strict=True)
            ),
        ]


def _refuse_outdated(
    spec: SourceSpec, kept: KeptApart, correction: Path, ledger: Ledger, archive: Archive
) -> None:
    keys = _keys(spec_of_correction(spec), correction)["record_key"]
    loads = [row.id for row in ledger.loads(source=spec.source, state="committed") if row.id >= kept.load]
    for load in loads:
        numbers = ledger.load_files(load)
        files = ledger.files(numbers)
        corrected = {each.corrected.load for each in Corrections(ledger).made() if each.corrected}
        later = numbers[numbers.index(kept.file) :] if load == kept.load else numbers
        for file in (files[number] for number in later):
            with laid_out([file], archive) as (path,):
                found = _keys(spec_of_correction(spec) if load in corrected else spec, path)
            if load == kept.load and file.id == kept.file:
                found = found.filter(pl.col("row") > kept.row)
            if found["record_key"].is_in(keys.implode()).any():
                raise LoadError(
                    f"load {load} says later what became of the record of the same key ({file.name}), so the"
                    " corrected one would undo it. Nothing was changed."
                )


def _keys(spec: SourceSpec, path: Path) -> pl.DataFrame:
    empty = pl.DataFrame(schema=KEYS)
    found = [record_keys(spec, batch) for batch in read_batches(path, spec.file_format())]
    return pl.concat([empty, *found]).drop_nulls("record_key")
