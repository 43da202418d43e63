"""The marking of every row: its source's, unless the record says otherwise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

import polars as pl

from interlink.mapping.spec import SourceSpec
from interlink.model.fragment import marking_digest
from interlink.model.marking import HANDLING, INFORMATION_ORDER, SOURCE_ORDER, Marking
from interlink.readers import Batch

__all__ = ["row_marks", "unknown_codes"]

# between the words of a column that holds several
PARTS = {"handling": r"[\s,;|]+", "releasable_to": r"\s*[,;|]\s*"}
# the fields whose values are of a closed list
CODES: Mapping[str, tuple[str, ...]] = {
    "source_grade": SOURCE_ORDER,
    "information_grade": INFORMATION_ORDER,
    "handling": HANDLING,
}


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


def unknown_codes(spec: SourceSpec, batch: Batch) -> dict[tuple[str, str, str], int]:
    """By (field, column, code): how many records say a code of a marking that is none of the known ones.

    It is kept as delivered, and ranks behind every known one.
    """
    found: Counter[tuple[str, str, str]] = Counter()
    columns = {field: column for field, column in spec.mark_by.model_dump().items() if column}
    for frame in (batch[name] for name in spec.file_format().main_tables):
        for field, column in columns.items():
            if field not in CODES or column not in frame.columns:
                continue
            texts = frame.select(_joined(frame, column).alias("text"))["text"].drop_nulls()
            for text, count in texts.value_counts(name="count").iter_rows():
                for code in set(_words(field, text)) - set(CODES[field]):
                    found[field, column, code] += count
    return dict(found)


def _marked(marking: Marking, marking_id: Callable[[Marking], int]) -> pl.DataFrame:
    number = pl.Series("marking", [marking_id(marking)], dtype=pl.Int16)
    return pl.DataFrame([number, pl.Series("mark", [marking_digest(marking)])])


def _overridden(
    frame: pl.DataFrame, columns: Mapping[str, str], default: Marking, marking_id: Callable[[Marking], int]
) -> pl.DataFrame:
    keys = frame.select(_joined(frame, column).alias(field) for field, column in columns.items())
    distinct = keys.unique(maintain_order=True)
    marks = [_marked(_override(default, given), marking_id) for given in distinct.iter_rows(named=True)]
    empty = _marked(default, lambda _: 0).clear()
    known = pl.concat([distinct, pl.concat([empty, *marks])], how="horizontal")
    joined = keys.join(known, on=keys.columns, how="left", nulls_equal=True, maintain_order="left")
    return joined.select("marking", "mark")


def _joined(frame: pl.DataFrame, column: str) -> pl.Expr:
    """A column as one text a row, also where a record repeats it."""
    return pl.col(column).list.join(";") if isinstance(frame.schema[column], pl.List) else pl.col(column)


def _override(default: Marking, given: Mapping[str, str | None]) -> Marking:
    """The default with what the record says; a list without any word in it says nothing."""
    changes: dict[str, str | tuple[str, ...]] = {}
    for field, text in given.items():
        words = _words(field, text)
        if words:
            changes[field] = words if field in PARTS else words[0]
    return replace(default, **changes)  # type: ignore[arg-type]  # the fields are MarkBySpec's


def _words(field: str, text: str | None) -> tuple[str, ...]:
    """What a column says for a field; letter case does not tell a code from a known one."""
    value = (text or "").strip()
    words = re.split(PARTS[field], value) if field in PARTS else [value]
    known = {code.lower(): code for code in CODES.get(field, ())}
    return tuple(known.get(word.lower(), word) for word in words if word)


def _inherited(frame: pl.DataFrame, parent: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    known = marks.with_columns(parent["_item"].alias("_parent"))
    return (
        frame.select("_parent").join(known, on="_parent", how="left", maintain_order="left").drop("_parent")
    )
