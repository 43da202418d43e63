"""The marking of every row: its source's, unless the record says otherwise.

A record that takes columns from others is marked like all of them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from interlink.mapping.spec import SourceSpec
from interlink.model.fragment import marking_digest
from interlink.model.grades import SCHEMES, handling_codes
from interlink.model.marking import CATEGORIES, PURPOSES, Marking, inherit
from interlink.readers import MARKS, Batch

__all__ = ["UnknownCodes", "is_name", "row_marks", "unknown_codes"]

PLACE = pl.UInt32()
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
    known = _Markings(spec.marking.marking(), _codes(spec))
    places: dict[str, pl.Series] = {}
    for name in spec.file_format().main_tables:
        places[name] = _record_marks(spec, known, name, batch[name])
    while missing := [name for name in batch if name not in places]:
        for name in missing:
            parent = tables[name].parent
            if parent in places:
                inherited = _inherited(batch[name], batch[parent], places[parent])
                places[name] = known.overridden(batch[name], _columns(spec, name), inherited)
    used = pl.concat(places.values()).unique().to_list()
    numbers = [marking_id(each) if at in used else None for at, each in enumerate(known.markings)]
    marks = pl.DataFrame(
        {"marking": numbers, "mark": [marking_digest(each) for each in known.markings]},
        schema={"marking": pl.Int16, "mark": pl.String},
    )
    return {name: marks.select(pl.all().gather(at)) for name, at in places.items()}


@dataclass(frozen=True)
class UnknownCodes:
    """How many rows have a code of a marking that nobody knows, and the place of the first."""

    rows: int
    path: str | None
    row: int


def unknown_codes(spec: SourceSpec, batch: Batch) -> dict[tuple[str, str], UnknownCodes]:
    """By (field, column): the rows that say a code of a marking that is none of the known ones.

    It is kept as delivered, and ranks behind every known one: a grade is the lowest, a handling code the
    strictest, a purpose opens nothing, what is neither fact nor assessment is an assessment. Of a
    releasable-to list what names no one counts as such a code.
    """
    found: dict[tuple[str, str], UnknownCodes] = {}
    codes = _codes(spec)
    for name, frame in batch.items():
        for field, column in _columns(spec, name).items():
            if column not in frame.columns or not (field in codes or field == "releasable_to"):
                continue
            texts = frame.select(_joined(frame, column).alias("text"))["text"]
            odd = [text for text in texts.drop_nulls().unique() if _unknown(field, text, codes)]
            rows = frame.select("_path", "_row").filter(texts.is_in(odd))
            if rows.height:
                before = found.get((field, column), UnknownCodes(0, *rows.row(0)))
                found[field, column] = replace(before, rows=before.rows + rows.height)
    return found


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


def _record_marks(spec: SourceSpec, known: _Markings, name: str, frame: pl.DataFrame) -> pl.Series:
    """The places of the markings of a table's records: of all that a record has taken columns from, too."""
    places = known.overridden(frame, _columns(spec, name), pl.zeros(frame.height, dtype=PLACE, eager=True))
    if MARKS not in frame.columns:
        return places
    partners = frame[MARKS].struct.unnest()
    for number, join in enumerate(spec.file.tables[name].join):
        if str(number) in partners.columns:
            said = partners[str(number)]
            theirs = _record_marks(spec, known, join.table, said.struct.unnest())
            places = known.both(places, theirs.set(said.is_null(), None))
    return places


class _Markings:
    """The markings seen so far, the source's first, and how columns change them; rows hold places in them."""

    def __init__(self, default: Marking, codes: Mapping[str, Mapping[str, object]]) -> None:
        self.markings = [default]
        self._places = {default: 0}
        self._codes = codes

    def overridden(self, frame: pl.DataFrame, columns: Mapping[str, str], places: pl.Series) -> pl.Series:
        """The places of the rows' markings, with what these columns say in place of them."""
        present = {said: column for said, column in columns.items() if column in frame.columns}
        if not present:
            return places
        keys = frame.select(_joined(frame, column).alias(said) for said, column in present.items())
        keys = keys.with_columns(places.alias("place"))
        return _row_by_row(keys, lambda *row: self._own(row[-1], dict(zip(present, row[:-1], strict=True))))

    def both(self, places: pl.Series, others: pl.Series) -> pl.Series:
        """The places of what is made of both; where there is no other, of the row alone."""
        pairs = pl.DataFrame([places.alias("place"), others.alias("other")])
        return _row_by_row(pairs, self._of_both)

    def _of_both(self, place: int, other: int | None) -> int:
        if other is None or other == place:
            return place
        return self._place(inherit([self.markings[place], self.markings[other]]))

    def _own(self, place: int, given: Mapping[str, str | None]) -> int:
        return self._place(_override(self.markings[place], given, self._codes))

    def _place(self, marking: Marking) -> int:
        if marking not in self._places:
            self._places[marking] = len(self.markings)
            self.markings.append(marking)
        return self._places[marking]


def _row_by_row(keys: pl.DataFrame, place_of: Callable[..., int]) -> pl.Series:
    """The place for every row, which is asked once for each distinct one."""
    distinct = keys.unique(maintain_order=True)
    found = [place_of(*row) for row in distinct.iter_rows()]
    known = distinct.with_columns(pl.Series("found", found, dtype=PLACE))
    return keys.join(known, on=keys.columns, how="left", nulls_equal=True, maintain_order="left")["found"]


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


def _inherited(frame: pl.DataFrame, parent: pl.DataFrame, places: pl.Series) -> pl.Series:
    known = pl.DataFrame([parent["_item"].alias("_parent"), places.alias("place")])
    return frame.select("_parent").join(known, on="_parent", how="left", maintain_order="left")["place"]
