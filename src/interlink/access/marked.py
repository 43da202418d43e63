"""The marking of what stands together, as the columns that every table that leaves has."""

from __future__ import annotations

import polars as pl

from interlink.access.look import Look
from interlink.model.marking import SEPARATOR, Marking

__all__ = ["MARKS", "marked"]

# The fields of a marking; several values of one are joined by "; ".
MARKS = {
    "source_grade": pl.String(),
    "source_scheme": pl.String(),
    "information_grade": pl.String(),
    "information_scheme": pl.String(),
    "handling": pl.String(),
    "conditions": pl.String(),
    "originator": pl.String(),
    "releasable_to": pl.String(),
    "purposes": pl.String(),
    "person_category": pl.String(),
    "is_fact": pl.Boolean(),
}


def marked(look: Look, said: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """One row for each value of these columns: the marking of its fragments, as texts."""
    sets = said.group_by(by).agg(pl.col("marking").unique().sort().alias("markings"))
    distinct = sets["markings"].unique()
    texts = [_texts(look.marking_of(numbers)) for numbers in distinct]
    known = pl.DataFrame(texts, schema=MARKS, orient="row").with_columns(distinct)
    return sets.join(known, on="markings", how="left").drop("markings")


def _texts(mark: Marking) -> tuple[str | bool, ...]:
    fields = {name: getattr(mark, name) for name in MARKS}
    return tuple(
        SEPARATOR.join(value) if isinstance(value, tuple) else "" if value is None else value
        for value in fields.values()
    )
