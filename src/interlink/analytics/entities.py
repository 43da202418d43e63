"""What a finding says of single entities, as a graph can hold it."""

from __future__ import annotations

import polars as pl

from interlink.analytics.finding import Finding
from interlink.errors import QueryError

__all__ = ["entity_rows"]

# Of an entity itself, which the graph has from its records.
OWN = ("id", "caption")


def entity_rows(finding: Finding, table: str | None = None) -> pl.DataFrame:
    """A row an entity, by `id`: the table's columns of text, numbers, truth values and moments (in UTC).

    Without a name it is the first table that has one row an entity. A number that is not finite is null;
    columns of lists are left out.

    Raises
    ------
    UnknownName   the finding has no such table
    QueryError    it, or every table, is empty or has not one row an entity
    """
    fit = [name for name in finding.tables if _is_of_entities(finding, name)]
    chosen = next(iter(fit), finding.main) if table is None else table
    frame = finding.table(chosen)
    if chosen not in fit:
        asked = "no table has" if table is None else f"table '{table}' has not"
        able = f" Choose {' or '.join(fit)}." if fit else ""
        raise QueryError(
            f"{finding.analytic}: {asked} one row for each entity, by its `id`, which is what a graph can"
            f" hold.{able}"
        )
    said = (pl.Series(str(name), frame[name]) for name in frame.columns if name not in OWN)
    ids = pl.Series("id", frame["id"].tolist(), dtype=pl.String)
    return pl.DataFrame([ids, *(held for column in said if (held := _held(column)) is not None)])


def _is_of_entities(finding: Finding, name: str) -> bool:
    frame = finding.tables[name]
    if "id" not in frame.columns or not len(frame):
        return False
    return bool(frame["id"].is_unique and frame["id"].notna().all())


def _held(column: pl.Series) -> pl.Series | None:
    """The column as the graph holds it; None for one that it does not."""
    kind = column.dtype
    if kind.is_float():
        return column.cast(pl.Float64).set(~column.is_finite(), None)
    if kind.is_integer():
        return column.cast(pl.Int64)
    if isinstance(kind, pl.Datetime):
        return column.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return column if kind in (pl.String(), pl.Boolean()) else None
