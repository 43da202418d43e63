"""Who had to do with whom and when: the graph that paths through time are sought in."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from interlink.model.types import earliest
from interlink.projection import Projection
from interlink.worlds.finding.parties import Parties

__all__ = ["timed_graph"]

STANDING = ("Directs", "Owns")
# Who crosses a border in one car shows papers one after the other.
TOGETHER_US = 3_600_000_000
CONTACT = {
    "source": pl.String(),
    "target": pl.String(),
    "layer": pl.String(),
    "at": pl.Int64(),
    "until": pl.Int64(),
}


def timed_graph(parties: Parties) -> Projection:
    """Parties, linked by what passes between two of them at a moment.

    Calls, payments and messages when they were; goods from loading to discharge; a border crossed in one car;
    a paper from whoever showed it to whoever shows it next. To direct or to own lasts: it links the two when
    it begins, and again whenever either of them does something. A phone or account that no record ties to a
    party stands for its user, by its own id.
    """
    events = pl.concat([pl.DataFrame(schema=CONTACT), *_events(parties)])
    contacts = pl.concat([events, *_lasting(parties, events)]).filter(pl.col("source") != pl.col("target"))
    contacts = contacts.unique().sort(*CONTACT)
    users = pl.concat([contacts["source"], contacts["target"], pl.Series(parties.ids, dtype=pl.String)])
    return Projection.from_links(
        contacts["source"].to_arrow(),
        contacts["target"].to_arrow(),
        at=contacts["at"].to_numpy(),
        until=contacts["until"].to_numpy(),
        layer=contacts["layer"].to_arrow(),
        nodes=users.unique().sort().to_arrow(),
    )


def _events(parties: Parties) -> Iterator[pl.DataFrame]:
    exchanges = parties.exchanges.drop_nulls("at")
    yield exchanges.select(
        pl.coalesce(_named(parties, "source"), "from").alias("source"),
        pl.coalesce(_named(parties, "target"), "to").alias("target"),
        pl.col("kind").alias("layer"),
        "at",
        pl.col("at").alias("until"),
    )
    for found in (_goods(parties), *_crossings(parties)):
        yield found.with_columns(_named(parties, "source"), _named(parties, "target"))


def _named(parties: Parties, column: str) -> pl.Expr:
    """The numbers of parties as their ids."""
    return pl.lit(pl.Series(parties.ids, dtype=pl.String)).gather(pl.col(column)).alias(column)


def _goods(parties: Parties) -> pl.DataFrame:
    """Shipments whose days are known, from consignor to consignee."""
    frame = parties.gathered.fragments.get("Shipment")
    if frame is None:
        return pl.DataFrame(schema=CONTACT)
    days = frame.drop_nulls(["loaded_on", "discharged_on"]).select(
        pl.col("entity").alias("thing"),
        *(
            earliest(pl.col(f"{day}_on")).cast(pl.Datetime("us", "UTC")).dt.epoch("us").alias(name)
            for day, name in (("loaded", "at"), ("discharged", "until"))
        ),
    )
    ends = parties.things.filter(pl.col("kind") == "Shipment").select("party", "thing", "link")
    sent, got = (ends.filter(pl.col("link") == link).drop("link") for link in ("ConsignedBy", "ConsignedTo"))
    return (
        sent.rename({"party": "source"})
        .join(got.rename({"party": "target"}), on="thing")
        .join(days.unique("thing", keep="first", maintain_order=True), on="thing")
        .select("source", "target", pl.lit("Shipped").alias("layer"), "at", "until")
    )


def _crossings(parties: Parties) -> Iterator[pl.DataFrame]:
    """Who crossed in one car, and who showed a paper that another had shown before."""
    frame = parties.gathered.fragments.get("BorderCrossing")
    if frame is None:
        return
    passages = (
        parties.things.filter(pl.col("kind") == "BorderCrossing")
        .select("party", "thing")
        .unique()
        .join(frame.unique("entity", keep="first"), left_on="thing", right_on="entity")
        .select("party", pl.col("at").dt.epoch("us"), "post", "registration_number", "document_number")
        .sort("at", "party")
    )
    cars = passages.drop_nulls("registration_number").select("party", "at", "post", "registration_number")
    yield (
        cars.rename({"party": "source"})
        .join(cars.rename({"party": "target", "at": "until"}), on=["post", "registration_number"])
        .filter(
            pl.col("source") != pl.col("target"), (pl.col("until") - pl.col("at")).is_between(0, TOGETHER_US)
        )
        .select(
            "source", "target", pl.lit("CrossedWith").alias("layer"), pl.col("until").alias("at"), "until"
        )
    )
    before = pl.col("party").shift().over("document_number")
    yield (
        passages.drop_nulls("document_number")
        .with_columns(before.alias("source"))
        .drop_nulls("source")
        .filter(pl.col("source") != pl.col("party"))
        .select(
            "source",
            pl.col("party").alias("target"),
            pl.lit("SameDocument").alias("layer"),
            "at",
            pl.col("at").alias("until"),
        )
    )


def _lasting(parties: Parties, events: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """What lasts, at its beginning and at each later moment at which one of the two does something."""
    party = parties.members.select("id", _named(parties, "party"))
    ties = (
        parties.gathered.links.filter(pl.col("kind").is_in(STANDING))
        .join(party.rename({"id": "source", "party": "tail"}), on="source")
        .join(party.rename({"id": "target", "party": "head"}), on="target")
        .select(
            pl.col("tail").alias("source"),
            pl.col("head").alias("target"),
            pl.col("kind").alias("layer"),
            "at",
        )
        .drop_nulls("at")
        .unique()
    )
    yield ties.with_columns(until="at")
    begun = ties.select("source", "target", "layer", pl.col("at").alias("since"))
    moments = pl.concat(
        [
            events.select(pl.col(end).alias("party"), pl.col(time).alias("at"))
            for end, time in (("source", "at"), ("target", "until"))
        ]
        + [ties.select(pl.col(end).alias("party"), "at") for end in ("source", "target")]
    ).unique()
    for end in ("source", "target"):
        yield (
            begun.join(moments, left_on=end, right_on="party")
            .filter(pl.col("at") >= pl.col("since"))
            .select("source", "target", "layer", "at", pl.col("at").alias("until"))
        )
