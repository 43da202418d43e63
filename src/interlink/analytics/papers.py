"""What declarations and shipments say of goods, as figures that can be compared with those of peers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from interlink.errors import QueryError
from interlink.projection import MISSING_TIME, Projection
from interlink.projection.columns import Floats, Ints

__all__ = ["ATTRIBUTES", "Measure", "measures_of", "read_papers", "sides_of"]

ATTRIBUTES = (
    "currency",
    "destination_country",
    "hs_code",
    "origin_country",
    "packages",
    "procedure",
    "value",
    "weight_kg",
)
NUMBERS = ("packages", "value", "weight_kg")
DECLARED_IN, FOLLOWS = "DECLARED_IN", "FOLLOWS"
SIDES = ("export", "import")
PRICED = ("kind", "procedure", "currency")
WEIGHED = ("kind", "procedure")
# The digits of the commodity code, and what else peers share; the narrowest first.
OF_GOODS = tuple((digits, also) for digits in (6, 4, 2) for also in (("corridor", "year"), ("corridor",), ()))
OF_ROUTES = tuple((digits, ("corridor",)) for digits in (6, 4, 2, 0))
# What import is by export hardly depends on the goods; the few of a corridor would say less than all.
OF_MIRRORS: tuple[tuple[int, tuple[str, ...]], ...] = ((0, ()),)


@dataclass(frozen=True, eq=False)
class Measure:
    """One thing compared: a figure for each paper, and the groupings in which it has peers.

    `table` has a row per figure: vertex, figure, hs, corridor, records. A figure that `is_ratio` is a
    logarithm; `scopes` says in words what peers share in each grouping.
    """

    kind: str
    what: str
    table: pl.DataFrame
    groupings: tuple[Ints, ...]
    scopes: tuple[tuple[int, str], ...]
    is_ratio: bool

    @property
    def figures(self) -> Floats:
        """What is compared."""
        return self.table["figure"].to_numpy()


def read_papers(projection: Projection) -> pl.DataFrame:
    """What records say of goods, those that say the same of one entity at one time as one row.

    Columns: vertex, kind, at, year, hs (null where several codes are given), corridor, the attributes, and
    records, the numbers of the records that say so; in order of entity, time and values.

    Raises
    ------
    QueryError   the projection does not hold the commodity codes
    """
    told = projection.attributes
    if told is None or "hs_code" not in told.values.columns:
        raise QueryError(
            "trade: the projection does not say what goods are. Make it with the attributes "
            f"{', '.join(ATTRIBUTES)}; only hs_code is indispensable."
        )
    given = told.values
    texts = [name for name in ATTRIBUTES if name not in (*NUMBERS, "hs_code")]
    kinds = projection.kinds
    rows = pl.DataFrame(
        {
            "vertex": told.vertex.astype(np.int64),
            "kind": ["" if kinds is None else kinds[vertex] for vertex in told.vertex.tolist()],
            "at": told.at,
            "record": told.record,
            "hs": _commodity(given["hs_code"]),
            **{name: _column(given, name, pl.String()) for name in texts},
            **{name: _column(given, name, pl.Float64()) for name in NUMBERS},
        }
    )
    same = [name for name in rows.columns if name != "record"]
    day = pl.from_epoch(pl.when(pl.col("at") != MISSING_TIME).then("at"), time_unit="us")
    return (
        rows.group_by(same, maintain_order=True)
        .agg(pl.col("record").sort().alias("records"))
        .with_columns(
            day.dt.year().cast(pl.String).alias("year"),
            pl.concat_str("origin_country", "destination_country", separator=">").alias("corridor"),
        )
    )


def measures_of(projection: Projection, papers: pl.DataFrame) -> Iterator[Measure]:
    """Every measure that the papers and the links allow."""
    yield _ratio(papers, "price", "value per kg", ("value", "weight_kg"), always=PRICED)
    yield _ratio(papers, "weight", "kg per package", ("weight_kg", "packages"), always=WEIGHED)
    yield _routing(projection, papers)
    both = _mirrored(sides_of(projection, papers))
    for what, column in (
        ("value imported per value exported", "value"),
        ("kg imported per kg exported", "weight_kg"),
    ):
        yield _ratio(both, "mirror", what, (f"{column}_import", f"{column}_export"), scopes=OF_MIRRORS)


def sides_of(projection: Projection, papers: pl.DataFrame) -> pl.DataFrame:
    """What was declared of each shipment on either side: totals of its declarations in one currency.

    Of several records of one declaration the latest counts. Columns: vertex (the shipment), side, currency,
    hs, corridor, value, weight_kg (null where one declaration does not say), records (those that tie the two
    as well).
    """
    ties = _rows_of(projection, DECLARED_IN).rename({"source": "shipment", "target": "vertex"})
    declared = (
        papers.filter(pl.col("procedure").str.to_lowercase().is_in(SIDES))
        .sort("vertex", "at", maintain_order=True)
        .unique("vertex", keep="last", maintain_order=True)
        .join(ties, on="vertex", how="inner")
        .sort("shipment", "vertex")
    )
    said = [
        pl.when(pl.col(name).is_not_null().all()).then(pl.col(name).sum()).alias(name)
        for name in ("value", "weight_kg")
    ]
    one = [
        pl.when(pl.col(name).n_unique() == 1).then(pl.col(name).first()).alias(name)
        for name in ("hs", "corridor")
    ]
    return declared.group_by(
        pl.col("shipment").alias("vertex"),
        pl.col("procedure").str.to_lowercase().alias("side"),
        "currency",
        maintain_order=True,
    ).agg(*said, *one, pl.col("records").list.concat("tied").list.explode().unique().sort())


def _mirrored(sides: pl.DataFrame) -> pl.DataFrame:
    """Shipments declared on both sides in one currency, in order: values and weights of either."""
    export, imported = (sides.filter(pl.col("side") == side) for side in SIDES)
    return (
        export.join(imported, on=["vertex", "currency"], how="inner", nulls_equal=True, suffix="_import")
        .rename({"value": "value_export", "weight_kg": "weight_kg_export"})
        .with_columns(
            pl.coalesce("corridor", "corridor_import").alias("corridor"),
            pl.coalesce("hs", "hs_import").alias("hs"),
            pl.col("records").list.concat("records_import").list.unique(maintain_order=True).alias("records"),
        )
        .sort("vertex", "currency")
    )


def _ratio(
    papers: pl.DataFrame,
    kind: str,
    what: str,
    parts: tuple[str, str],
    *,
    always: Sequence[str] = (),
    scopes: Sequence[tuple[int, tuple[str, ...]]] = OF_GOODS,
) -> Measure:
    """The logarithm of one part by the other, where both are above 0."""
    above, below = parts
    usable = papers.filter(pl.col(above) > 0, pl.col(below) > 0)
    table = usable.with_columns((pl.col(above) / pl.col(below)).log().alias("figure"))
    return _measure(table, (kind, what), always, scopes, is_ratio=True)


def _routing(projection: Projection, papers: pl.DataFrame) -> Measure:
    """How many legs the route of each shipment has; a route is called by its places, `>` between them."""
    codes = papers.drop_nulls("hs").unique("vertex", keep="first", maintain_order=True).select("vertex", "hs")
    ways = _rows_of(projection, FOLLOWS)
    routes = [projection.caption_of(vertex).split(">") for vertex in ways["target"].to_list()]
    table = (
        ways.with_columns(
            pl.Series("figure", [len(places) - 1.0 for places in routes], dtype=pl.Float64),
            pl.Series("corridor", [f"{places[0]}>{places[-1]}" for places in routes], dtype=pl.String),
        )
        .rename({"source": "vertex", "tied": "records"})
        .filter(pl.col("figure") > 0)
        .join(codes, on="vertex", how="left", maintain_order="left")
    )
    return _measure(table, ("routing", "legs"), (), OF_ROUTES, is_ratio=False)


def _measure(
    table: pl.DataFrame,
    called: tuple[str, str],
    always: Sequence[str],
    scopes: Sequence[tuple[int, tuple[str, ...]]],
    *,
    is_ratio: bool,
) -> Measure:
    return Measure(
        kind=called[0],
        what=called[1],
        table=table,
        groupings=tuple(_groups(table, always, digits, also) for digits, also in scopes),
        scopes=tuple((digits, _words(digits, also)) for digits, also in scopes),
        is_ratio=is_ratio,
    )


def _groups(table: pl.DataFrame, always: Sequence[str], digits: int, also: Sequence[str]) -> Ints:
    """The number of each row's group: alike in all of these; -1 where one is missing."""
    code = pl.when(pl.col("hs").str.len_chars() >= digits).then(pl.col("hs").str.head(digits))
    parts = [
        *(pl.col(name).fill_null("") for name in always),
        *([code] if digits else []),
        *(pl.col(name) for name in also),
    ]
    if not parts:
        return np.zeros(table.height, dtype=np.int64)
    number = table.select(pl.concat_str(parts, separator="\x1f").rank("dense").cast(pl.Int64).alias("n"))["n"]
    return (number.fill_null(0) - 1).to_numpy()


def _words(digits: int, also: Sequence[str]) -> str:
    """What peers share: 'HS 6, corridor, year'."""
    return ", ".join([*([f"HS {digits}"] if digits else []), *also]) or "all"


def _rows_of(projection: Projection, layer: str) -> pl.DataFrame:
    """The links of a layer as records gave them: source, target, tied (their records); in order of ends."""
    rows = projection.rows
    number = projection.layers.index(layer) if layer in projection.layers else -1
    found = np.flatnonzero(rows.layer == number)
    return (
        pl.DataFrame(
            {
                "source": rows.source[found].astype(np.int64),
                "target": rows.target[found].astype(np.int64),
                "tied": rows.record[found],
            }
        )
        .group_by("source", "target")
        .agg(pl.col("tied").sort())
        .sort("source", "target")
    )


def _commodity(codes: pl.Series) -> pl.Series:
    """The one commodity code of each record, digits alone; null where there are several."""
    if isinstance(codes.dtype, pl.List):
        codes = pl.DataFrame({"code": codes}).select(
            pl.when(pl.col("code").list.len() == 1).then(pl.col("code").list.first())
        )["code"]
    digits = codes.cast(pl.String).str.replace_all(r"\D", "")
    return digits.set(digits == "", None).alias("hs")


def _column(values: pl.DataFrame, name: str, dtype: pl.DataType) -> pl.Series:
    """A column as this type, nulls where the records were not asked for it."""
    if name not in values.columns:
        return pl.Series(name, [None] * values.height, dtype=dtype)
    return values[name].cast(dtype)
