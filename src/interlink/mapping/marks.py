"""The marking of every row: its source's, unless the record says otherwise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

import polars as pl

from interlink.mapping.spec import SourceSpec
from interlink.model.fragment import marking_digest
from interlink.model.grades import SCHEMES, handling_codes
from interlink.model.marking import CATEGORIES, PURPOSES, Marking
from interlink.readers import Batch

__all__ = ["is_name", "row_marks", "unknown_codes"]

# between the words of a column that holds several
NAMES = r"\s*[,;|]\s*"
PARTS = {"handling": r"[\s,;|]+", "releasable_to": NAMES, "purposes": NAMES}
# what a column may say for a fact, and for an assessment by whoever reports it
FACT = {
    **dict.fromkeys(("fact", "true", "yes", "y", "1"), True),
    **dict.fromkeys(("assessment", "personal assessment", "opinion", "false", "no", "n", "0"), False),
}


def row_marks(
    spec: SourceSpec, batch: Batch, marking_id: Callable[[Marking], int]
) -> dict[str, pl.DataFrame]:
    """For each table `marking`, the number the ledger knows it by, and `mark`, its digest, row by row."""
    tables = spec.file_format().tables
    known = _Markings(_codes(spec))
    default = known.mark(spec.marking.marking())
    marks: dict[str, pl.Series] = {}
    for name in spec.file_format().main_tables:
        own = pl.Series("mark", [default], dtype=pl.String).new_from_index(0, batch[name].height)
        marks[name] = known.overridden(batch[name], _columns(spec, name), own)
    while missing := [name for name in batch if name not in marks]:
        for name in missing:
            parent = tables[name].parent
            if parent in marks:
                inherited = _inherited(batch[name], batch[parent], marks[parent])
                marks[name] = known.overridden(batch[name], _columns(spec, name), inherited)
    used = pl.concat(marks.values()).unique(maintain_order=True)
    numbers = pl.Series("marking", [marking_id(known.by_mark[mark]) for mark in used], dtype=pl.Int16)
    numbered = pl.DataFrame([used, numbers])
    return {
        name: each.to_frame().join(numbered, on="mark", how="left", maintain_order="left")
        for name, each in marks.items()
    }


def unknown_codes(spec: SourceSpec, batch: Batch) -> dict[tuple[str, str, str], int]:
    """By (field, column, code): how many records say a code of a marking that is none of the known ones.

    It is kept as delivered, and ranks behind every known one: a grade is the lowest, a handling code the
    strictest, a purpose opens nothing, what is neither fact nor assessment is an assessment. Of a
    releasable-to list what names no one counts as such a code.
    """
    found: Counter[tuple[str, str, str]] = Counter()
    codes = _codes(spec)
    for name, frame in batch.items():
        for field, column in _columns(spec, name).items():
            if column not in frame.columns or not (field in codes or field == "releasable_to"):
                continue
            texts = frame.select(_joined(frame, column).alias("text"))["text"].drop_nulls()
            for text, count in texts.value_counts(name="count").iter_rows():
                for code in _unknown(field, text, codes):
                    found[field, column, code] += count
    return dict(found)


def is_name(text: str) -> bool:
    """It may be the name of an agency, a country or an alliance: it has letters."""
    return any(letter.isalpha() for letter in text)


def _unknown(field: str, text: str, codes: Mapping[str, Mapping[str, object]]) -> set[str]:
    words = _words(field, text)
    if field == "releasable_to":
        # a list of nothing is told, too: it restricts nothing, which may not be what was meant
        return {word for word in words or [text.strip()] if word and not is_name(word)}
    return {word for word in words if _folded(field, word) not in codes[field]}


def _codes(spec: SourceSpec) -> Mapping[str, Mapping[str, object]]:
    """For each field of a closed list, by code as a column may spell it: what is kept."""
    scheme = SCHEMES[spec.marking.scheme]
    known: Mapping[str, Mapping[str, object]] = {
        "source_grade": {code: code for code in scheme.source},
        "information_grade": {code: code for code in scheme.information},
        "handling": handling_codes(scheme.name),
        "purposes": {code: code for code in PURPOSES},
        "person_category": {code: code for code in CATEGORIES},
        "is_fact": FACT,
    }
    return {
        field: {_folded(field, code): kept for code, kept in codes.items()} for field, codes in known.items()
    }


def _columns(spec: SourceSpec, table: str) -> dict[str, str]:
    """By field of a marking, the column of the table that says it."""
    given = spec.file.tables.get(table)
    return (spec.mark_by if given is None or given.parent is None else given.mark_by).columns()


class _Markings:
    """The markings seen so far, by digest, and how columns change them."""

    def __init__(self, codes: Mapping[str, Mapping[str, object]]) -> None:
        self.by_mark: dict[str, Marking] = {}
        self._codes = codes

    def mark(self, marking: Marking) -> str:
        mark = marking_digest(marking)
        self.by_mark[mark] = marking
        return mark

    def overridden(self, frame: pl.DataFrame, columns: Mapping[str, str], marks: pl.Series) -> pl.Series:
        """The marks of the rows, with what these columns say in place of it."""
        present = {said: column for said, column in columns.items() if column in frame.columns}
        if not present:
            return marks
        keys = frame.select(_joined(frame, column).alias(said) for said, column in present.items())
        keys = keys.with_columns(marks)
        distinct = keys.unique(maintain_order=True)
        own = [self._own(*row) for row in distinct.select("mark", pl.struct(*present)).iter_rows()]
        known = distinct.with_columns(pl.Series("own", own, dtype=pl.String))
        joined = keys.join(known, on=keys.columns, how="left", nulls_equal=True, maintain_order="left")
        return joined["own"].alias("mark")

    def _own(self, mark: str, given: Mapping[str, str | None]) -> str:
        return self.mark(_override(self.by_mark[mark], given, self._codes))


def _joined(frame: pl.DataFrame, column: str) -> pl.Expr:
    """A column as one text a row, also where a record repeats it."""
    return pl.col(column).list.join(";") if isinstance(frame.schema[column], pl.List) else pl.col(column)


def _override(
    default: Marking, given: Mapping[str, str | None], codes: Mapping[str, Mapping[str, object]]
) -> Marking:
    """The default with what the record says; a list without any word in it says nothing."""
    changes: dict[str, object] = {}
    whole = given.get("whole")
    default = Marking.from_json(whole) if whole else default
    for field, text in given.items():
        if field == "whole":
            continue
        # A category stays as it is spelt: its fragments are known by it since before there was a list.
        known = {} if field == "person_category" else codes.get(field, {})
        words = tuple(known.get(_folded(field, word), word) for word in _words(field, text))
        if not words:
            continue
        if field == "is_fact":
            # neither the one nor the other: not to be relied on as a fact
            changes[field] = words[0] is True
        else:
            changes[field] = words if field in PARTS or field == "conditions" else words[0]
    return replace(default, **changes)  # type: ignore[arg-type]  # the fields are MarkBySpec's


def _words(field: str, text: str | None) -> list[str]:
    """What a column says for a field, as delivered."""
    value = (text or "").strip()
    return [word for word in (re.split(PARTS[field], value) if field in PARTS else [value]) if word]


def _folded(field: str, word: str) -> str:
    """How a code is looked up: letter case does not tell one from another, nor a space in a purpose."""
    return re.sub(r"[\s_]+", "-", word.lower()) if field == "purposes" else word.lower()


def _inherited(frame: pl.DataFrame, parent: pl.DataFrame, marks: pl.Series) -> pl.Series:
    known = pl.DataFrame([parent["_item"].alias("_parent"), marks])
    return frame.select("_parent").join(known, on="_parent", how="left", maintain_order="left")["mark"]
