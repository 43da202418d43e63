"""What the records say of each party by itself, as a row of numbers: all an attack on single ones has."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from interlink.model.schema import Schema, load_ontology
from interlink.model.types import earliest
from interlink.worlds.finding.parties import Parties

__all__ = ["Features", "matrix", "party_features", "telling"]

Features = pl.DataFrame
DAY = 86_400_000_000
# Night by UTC, which is within four hours of local time in most of the countries.
NIGHT = (22, 5)
CODED = ("text", "country", "currency", "gender", "place", "hs_code")


def party_features(parties: Parties) -> Features:
    """A row for each party, in order, every column a number or null; columns in order of name.

    Counts of links by kind, direction and source; distinct neighbours; of calls and payments how many,
    how much, when, at what hours, with how many others, and how the two directions compare; of every thing
    dealt with the numbers that records give (weights, values, prices per kilogram beside what is usual for
    the commodity); documents, phones, accounts; age, country, dates. No neighbour's features are in it.
    """
    base = pl.DataFrame({"party": pl.int_range(len(parties.ids), dtype=pl.Int32, eager=True)})
    for number, frame in enumerate(_parts(parties)):
        clashing = {name: f"{name} {number}" for name in frame.columns if name in base.columns[1:]}
        base = base.join(frame.rename(clashing), on="party", how="left", maintain_order="left")
    whole = base.drop("party")
    return whole.select(pl.col(name).cast(pl.Float64) for name in sorted(whole.columns))


def matrix(features: Features, columns: list[str]) -> npt.NDArray[np.float64]:
    """The features as an array with these columns; one that is not there is not a number."""
    values = np.full((features.height, len(columns)), np.nan, order="F")
    for place, name in enumerate(columns):
        if name in features.columns:
            values[:, place] = _column(features, name)
    return values


def telling(features: Features) -> list[str]:
    """The columns that tell parties apart, each once: trees never split by the others."""
    kept: dict[bytes, str] = {}
    for name in features.columns:
        column = _column(features, name)
        if not np.array_equal(column, np.full_like(column, column[0] if column.size else 0), equal_nan=True):
            kept.setdefault(hashlib.sha256(column.tobytes()).digest(), name)
    return list(kept.values())


def _column(features: Features, name: str) -> npt.NDArray[np.float64]:
    return features[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _parts(parties: Parties) -> Iterator[pl.DataFrame]:
    yield from _links(parties)
    yield from _about(parties)
    yield from _exchanges(parties)
    yield from _dealings(parties)


def _links(parties: Parties) -> Iterator[pl.DataFrame]:
    things = parties.things.with_columns(
        pl.concat_str("link", pl.when("is_source").then(pl.lit(">")).otherwise(pl.lit("<")), "kind").alias(
            "way"
        )
    )
    yield _wide(
        things.group_by("party", "way").agg(pl.len().alias("links"), pl.col("thing").n_unique()), "way"
    )
    yield _wide(
        things.group_by("party", "feed").agg(pl.len().alias("links"), pl.col("row").n_unique()), "feed"
    )
    yield things.group_by("party").agg(
        pl.len().alias("all links"), pl.col("thing").n_unique().alias("all things")
    )
    ties = parties.gathered.links
    party = parties.members.select("id", "party")
    for mine, other in (("source", "target"), ("target", "source")):
        among = ties.join(party, left_on=mine, right_on="id").join(
            party.rename({"party": "other"}), left_on=other, right_on="id"
        )
        counted = among.group_by("party", "kind").agg(
            pl.len().alias(f"ties as {mine}"), pl.col("other").n_unique().alias(f"others as {mine}")
        )
        yield _wide(counted, "kind")


def _about(parties: Parties) -> Iterator[pl.DataFrame]:
    """Of every property of the party's own statements: numbers, dates, how many values, which country."""
    party = parties.members.select("id", "party")
    yield parties.members.group_by("party").agg(
        pl.len().alias("entities"), (pl.col("kind") == "Company").max().cast(pl.Int8).alias("is a company")
    )
    for name in ("Person", "Company"):
        frame = parties.gathered.fragments.get(name)
        if frame is not None:
            stated = frame.join(party, left_on="entity", right_on="id")
            yield stated.group_by("party").agg(*_summaries(stated, load_ontology().get(name), name))


def _exchanges(parties: Parties) -> Iterator[pl.DataFrame]:
    """Of each kind of event by direction: counts, sums, times, others; and how the directions compare."""
    for schema in load_ontology().links():
        frame = parties.gathered.fragments.get(schema.name)
        if frame is None or not schema.is_a("Exchange"):
            continue
        own = ["feed", "row"]
        events = parties.exchanges.filter(pl.col("kind") == schema.name)
        said = frame.select(
            *own,
            *(name for name in schema.properties if name != "at"),
            pl.col("src").alias("from"),
            pl.col("dst").alias("to"),
        )
        events = events.join(said.unique([*own, "from", "to"]), on=[*own, "from", "to"], how="left")
        sides = []
        for mine, other, end in (("source", "target", "to"), ("target", "source", "from")):
            word = f"{schema.name} {'out' if mine == 'source' else 'in'}"
            mine_only = events.drop_nulls(mine).rename({mine: "party"}).unique(["party", *own], keep="first")
            side = (
                mine_only.sort("party", "at")
                .group_by("party", maintain_order=True)
                .agg(
                    pl.len().alias(f"{word} n"),
                    pl.col(end).n_unique().alias(f"{word} others"),
                    (pl.col(end).n_unique() / pl.len()).alias(f"{word} others a record"),
                    pl.col(end).unique_counts().max().alias(f"{word} with one"),
                    pl.col(other).is_null().mean().alias(f"{word} with nobody known"),
                    *_times(word),
                    *_summaries(mine_only, schema, word, leave=("at",)),
                )
            )
            yield side
            sides.append(side)
        word = schema.name
        both = sides[0].join(sides[1], on="party", how="full", coalesce=True)
        # A number that no record gives has no sum.
        given = [name for name in _numbers(schema) if f"{word} out {name} sum" in both.columns]
        ratios = [
            (
                pl.col(f"{word} out {what}").fill_null(0) / (pl.col(f"{word} in {what}").fill_null(0) + 1)
            ).alias(f"{word} out by in {what}")
            for what in ("n", "others", *(f"{name} sum" for name in given))
        ]
        yield both.select("party", *ratios)


def _dealings(parties: Parties) -> Iterator[pl.DataFrame]:
    """Of each kind of thing by way of dealing: its own numbers, and when."""
    things = pl.concat([parties.things, _declared(parties)]).with_columns(
        pl.when("is_source").then(pl.lit("")).otherwise(pl.lit(" by")).alias("by")
    )
    for (kind, link, by), rows in things.partition_by(
        "kind", "link", "by", as_dict=True, maintain_order=True
    ).items():
        frame = parties.gathered.fragments.get(str(kind))
        schema = load_ontology().get(str(kind))
        word = f"{kind} {link}{by}"
        if rows["at"].null_count() < rows.height:
            yield rows.sort("party", "at").group_by("party", maintain_order=True).agg(*_times(word))
        if frame is None:
            continue
        stated = _priced(frame.unique("entity", keep="first", maintain_order=True)).rename(
            {"entity": "thing"}
        )
        dealt = rows.select("party", "thing").unique().join(stated, on="thing").sort("party", "thing")
        extra = [name for name in ("price", "price beside usual") if name in dealt.columns]
        yield dealt.group_by("party").agg(*_summaries(dealt, schema, word), *_spread(extra, word))


def _declared(parties: Parties) -> pl.DataFrame:
    """The customs declarations of a party's shipments, as things dealt with in the way of the shipment."""
    declared = parties.gathered.links.filter(pl.col("kind") == "DeclaredIn")
    joined = parties.things.join(declared.select("source", "target"), left_on="thing", right_on="source")
    return joined.with_columns(
        pl.col("target").alias("thing"),
        pl.lit("Declaration").alias("kind"),
        pl.concat_str("link", pl.lit(" declared")).alias("link"),
    ).select(parties.things.columns)


def _priced(frame: pl.DataFrame) -> pl.DataFrame:
    """The statements with a price per kilogram, and how far it is from what is usual for the commodity."""
    if not {"value", "weight_kg"} <= set(frame.columns):
        return frame
    price = (pl.col("value") / pl.when(pl.col("weight_kg") > 0).then("weight_kg")).log1p()
    frame = frame.with_columns(price.alias("price"))
    goods = pl.col("hs_code").list.first() if "hs_code" in frame.columns else pl.lit("")
    return frame.with_columns(
        (pl.col("price") - pl.col("price").median().over(goods)).alias("price beside usual")
    )


def _times(word: str) -> list[pl.Expr]:
    at = pl.col("at")
    gap = at.diff() / DAY
    moment = pl.from_epoch("at", time_unit="us")
    night = (moment.dt.hour() >= NIGHT[0]) | (moment.dt.hour() < NIGHT[1])
    return [
        (at.min() / DAY).alias(f"{word} first"),
        (at.max() / DAY).alias(f"{word} last"),
        ((at.max() - at.min()) / DAY).alias(f"{word} span"),
        (at.median() / DAY).alias(f"{word} middle"),
        (at.std() / DAY).alias(f"{word} spread"),
        gap.median().alias(f"{word} gap"),
        gap.max().alias(f"{word} longest gap"),
        (gap.std() / gap.mean()).alias(f"{word} burstiness"),
        (at // DAY).n_unique().alias(f"{word} days"),
        (at // DAY).drop_nulls().unique_counts().max().alias(f"{word} busiest day"),
        night.mean().alias(f"{word} at night"),
        (moment.dt.weekday() >= 6).mean().alias(f"{word} at weekends"),
        moment.dt.hour().mean().alias(f"{word} hour"),
    ]


def _numbers(schema: Schema) -> list[str]:
    kinds = ("money", "weight", "number", "count", "share", "duration")
    return [name for name, prop in schema.properties.items() if prop.type in kinds and not prop.many]


def _spread(names: Sequence[str], word: str) -> Iterator[pl.Expr]:
    for name in names:
        value, said = pl.col(name).cast(pl.Float64), f"{word} {name}"
        yield value.sum().alias(f"{said} sum")
        yield value.median().alias(f"{said} median")
        yield value.min().alias(f"{said} least")
        yield value.max().alias(f"{said} most")
        yield (value.std() / value.mean()).alias(f"{said} spread")
        yield (value % 100 == 0).mean().alias(f"{said} round")


def _summaries(
    frame: pl.DataFrame, schema: Schema, word: str, leave: tuple[str, ...] = ()
) -> Iterator[pl.Expr]:
    """Of each property that has values: numbers spread out, dates as days, others as counts and codes."""
    yield pl.len().alias(f"{word} statements")
    yield from _spread([name for name in _numbers(schema) if frame[name].null_count() < frame.height], word)
    for name, prop in schema.properties.items():
        if name in leave or name in _numbers(schema) or frame[name].null_count() == frame.height:
            continue
        if prop.type == "date" and not prop.many:
            day = earliest(pl.col(name)).to_physical().cast(pl.Float64)
            yield day.min().alias(f"{word} {name} first")
            yield day.max().alias(f"{word} {name} last")
            yield day.median().alias(f"{word} {name} middle")
            continue
        first = pl.col(name).list.first() if prop.many else pl.col(name)
        yield first.drop_nulls().n_unique().alias(f"{word} {name} values")
        yield first.is_null().mean().alias(f"{word} {name} missing")
        if prop.type in CODED:
            yield _code(first.drop_nulls().mode().sort().first()).alias(f"{word} {name} commonest")
        if prop.type == "date":
            yield first.str.slice(0, 4).str.to_integer(strict=False).min().alias(f"{word} {name} year")


def _code(text: pl.Expr) -> pl.Expr:
    """Text as a number, the same in every world: its first six bytes."""
    first = text.cast(pl.String).str.to_lowercase().str.slice(0, 6).cast(pl.Binary).bin.slice(0, 6)
    return first.bin.encode("hex").str.to_integer(base=16, dtype=pl.Int64, strict=False)


def _wide(counted: pl.DataFrame, on: str) -> pl.DataFrame:
    """Counts by party and way as a row for each party, 0 where there is none."""
    values = [name for name in counted.columns if name not in ("party", on)]
    found = [
        counted.select("party", on, value)
        .with_columns(pl.concat_str(on, pl.lit(f" {value}")).alias(on))
        .pivot(on, index="party", values=value, sort_columns=True)
        for value in values
    ]
    whole = found[0]
    for more in found[1:]:
        whole = whole.join(more, on="party", how="full", coalesce=True)
    return whole.sort("party").fill_null(0)
