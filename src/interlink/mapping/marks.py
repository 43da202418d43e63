"""The marking of every row: its source's, unless the record says otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import polars as pl

from interlink.mapping.spec import SourceSpec
from interlink.model.fragment import marking_digest
from interlink.model.marking import Marking
from interlink.readers import Batch

__all__ = ["row_marks"]

# between the words of a column that holds several
PARTS = {"handling": r"[\s,;|]+", "releasable_to": r"\s*[,;|]\s*"}


def row_marks(
    spec: SourceSpec, batch: Batch, marking_id: Callable[[Marking], int]
) -> dict[str, pl.DataFrame]:
    """For each table `marking`, the number the ledger knows it by, and `mark`, its digest, row by row."""
    tables = spec.file_format().tables
    default = spec.marking.marking()
    overrides = {field: column for field, column in spec.mark_by.model_dump().items() if column}
    marks: dict[str, pl.DataFrame] = {}
    for name in spec.file_format().main_tables:
        frame = batch[name]
        present = {field: column for field, column in overrides.items() if column in frame.columns}
        marks[name] = (
            _overridden(frame, present, default, marking_id)
            if present
            else _marked(default, marking_id).select(pl.all().repeat_by(frame.height).explode())
            if frame.height
            else _marked(default, marking_id).clear()
        )
    while missing := [name for name in batch if name not in marks]:
        for name in missing:
            parent = tables[name].parent
            if parent in marks:
                marks[name] = _inherited(batch[name], batch[parent], marks[parent])
    return marks


def _marked(marking: Marking, marking_id: Callable[[Marking], int]) -> pl.DataFrame:
    number = pl.Series("marking", [marking_id(marking)], dtype=pl.Int16)
    return pl.DataFrame([number, pl.Series("mark", [marking_digest(marking)])])


def _overridden(
    frame: pl.DataFrame, columns: Mapping[str, str], default: Marking, marking_id: Callable[[Marking], int]
) -> pl.DataFrame:
    keys = frame.select(
        pl.col(column).list.join(";").alias(field)
        if isinstance(frame.schema[column], pl.List)
        else pl.col(column).alias(field)
        for field, column in columns.items()
    )
    distinct = keys.unique(maintain_order=True)
    marks = [_marked(_override(default, given), marking_id) for given in distinct.iter_rows(named=True)]
    empty = _marked(default, lambda _: 0).clear()
    known = pl.concat([distinct, pl.concat([empty, *marks])], how="horizontal")
    joined = keys.join(known, on=keys.columns, how="left", nulls_equal=True, maintain_order="left")
    return joined.select("marking", "mark")


def _override(default: Marking, given: Mapping[str, str | None]) -> Marking:
    """The default with what the record says; a list without any word in it says nothing."""
    changes: dict[str, str | tuple[str, ...]] = {}
    for field, text in given.items():
        if not (value := (text or "").strip()):
            continue
        if field not in PARTS:
            changes[field] = value
        elif words := tuple(word for word in re.split(PARTS[field], value) if word):
            changes[field] = words
    return replace(default, **changes)  # type: ignore[arg-type]  # the fields are MarkBySpec's


def _inherited(frame: pl.DataFrame, parent: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    known = marks.with_columns(parent["_item"].alias("_parent"))
    return (
        frame.select("_parent").join(known, on="_parent", how="left", maintain_order="left").drop("_parent")
    )
