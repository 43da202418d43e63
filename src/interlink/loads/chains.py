"""Routes: the legs of one journey in order of time, as chains of places.

A journey is a shipment, else a container, else a voyage of a vessel, as one source names it; and a shipment
aboard a vessel whose port calls are known, from the port of its loading to that of its discharge.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from interlink.loads.derive import RESTS, Derivation, Derived, Inputs, as_record
from interlink.model.marking import inherit
from interlink.model.types import earliest, latest

__all__ = ["ROUTES"]

PLACE, VESSEL = "place:", "vessel:"
LAID = ("source", "file", "path", "row", "marking")
LEG = ("src", "dst", "departed_at", "arrived_at", "seq", *LAID)
SHIPMENT = ("entity", "bill_of_lading", "reference", "loaded_in", "discharged_in", *LAID)
DECLARED, OBSERVED = "legs of the shipment", "port calls of the vessel"
JOURNEY = {"journey": pl.String(), "basis": pl.String(), "shipment": pl.String()}
# A record names so many of what it rests on; the uses of a busy route name theirs one by one.
MOST_NAMED = 1_000


def routes(inputs: Inputs) -> Derived:
    """Each route with its uses, and who followed it; journeys whose legs do not fit together are told.

    What a source says itself of a shipment's route or a route's stops is not said again.
    """
    legs = inputs.fragments("Leg").collect()
    shipments = inputs.fragments("Shipment").select(SHIPMENT).collect()
    own, rests, several = _declared(legs, shipments)
    aboard, more, missed = _observed(legs, shipments, inputs.fragments("CarriedBy").collect())
    chained, gaps, overlaps = _chained(pl.concat([own, aboard]))
    chains = _chains(chained)
    known = chains.filter(pl.col("is_known"))
    stops = [
        chained.select(pl.col("chain").alias("of"), *LAID),
        chained.select("chain", "journey")
        .unique()
        .join(pl.concat([rests, more]), on="journey")
        .select(pl.col("chain").alias("of"), *LAID),
    ]
    support = pl.concat(stops).unique().join(known.select(pl.col("chain").alias("of"), "route"), on="of")
    notes = [
        ("chains that pass a place without UN/LOCODE, and make no route", chains.height - known.height),
        ("legs that begin elsewhere than the leg before ended, where a chain ends", gaps),
        ("legs without a time, or that depart before the leg before arrived, where a chain ends", overlaps),
        ("legs that name a shipment of which there are several, and are taken for none's", several),
        ("shipments whose vessel's port calls do not lead from their loading to their discharge", missed),
    ]
    return Derived(
        [*_routes(inputs, known, support), *_uses(inputs, known, support)],
        tuple(f"{words}: {count:,}" for words, count in notes if count),
    )


ROUTES = Derivation("derived_routes", ("Leg", "Shipment", "CarriedBy", "Follows", "StopsAt"), routes)


def _declared(legs: pl.DataFrame, shipments: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """The legs of journeys that sources name; what else these rest on; legs that name one of several."""
    carrier = pl.coalesce("imo", "vessel", pl.lit("?"))
    named = (
        pl.when(pl.col("shipment").is_not_null())
        .then(pl.concat_str(pl.lit("s"), "source", "shipment", separator="\x1f"))
        .when(pl.col("container").is_not_null())
        .then(pl.concat_str(pl.lit("c"), "source", "container", separator="\x1f"))
        .when(pl.col("voyage").is_not_null())
        .then(pl.concat_str(pl.lit("v"), "source", carrier, "voyage", separator="\x1f"))
    )
    numbers = pl.concat(
        [
            shipments.select("source", pl.col(name).alias("shipment"), "entity")
            for name in ("bill_of_lading", "reference")
        ]
    ).drop_nulls()
    whose = (
        numbers.unique()
        .group_by("source", "shipment")
        .agg(pl.len().alias("count"), pl.col("entity").min().alias("whose"))
    )
    found = legs.with_columns(named.alias("journey")).drop_nulls("journey")
    joined = found.join(whose, on=["source", "shipment"], how="left")
    own = joined.select(
        "journey",
        pl.lit(DECLARED).alias("basis"),
        pl.when(pl.col("count") == 1).then("whose").alias("shipment"),
        *LEG,
    )
    of = own.select("journey", pl.col("shipment").alias("entity")).drop_nulls().unique()
    rests = of.join(shipments.select("entity", *LAID), on="entity").select("journey", *LAID)
    return own, rests, joined.filter(pl.col("count") > 1).height


def _observed(
    legs: pl.DataFrame, shipments: pl.DataFrame, carried: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """The legs between port calls of vessels while a shipment was aboard; and what else these rest on.

    Also how many shipments went with a vessel whose calls do not lead from their loading to their discharge.
    """
    own = pl.all_horizontal(pl.col(name).is_null() for name in ("shipment", "container", "voyage"))
    calls = legs.filter(own & pl.col("imo").is_not_null()).select("imo", *LEG)
    moment = pl.Datetime("us", "UTC")
    trips = carried.select(
        pl.col("src").alias("shipment"),
        pl.col("dst").str.strip_prefix(VESSEL).alias("imo"),
        earliest(pl.col("loaded_on")).cast(moment).alias("from"),
        latest(pl.col("discharged_on")).cast(moment).dt.offset_by("1d").alias("until"),
        *LAID,
    ).drop_nulls(["from", "until"])
    ports = shipments.select("entity", "loaded_in", "discharged_in").drop_nulls().unique()
    # A shipment that is said to be loaded or discharged in two places is followed nowhere.
    ports = ports.filter(pl.len().over("entity") == 1)
    trips = trips.join(ports.rename({"entity": "shipment"}), on="shipment").unique(
        ["shipment", "imo", "from", "until"], keep="first", maintain_order=True
    )
    trips = trips.with_columns(
        pl.concat_str(pl.lit("o"), "shipment", "imo", pl.col("from").dt.epoch("s"), separator="\x1f").alias(
            "journey"
        )
    )
    during = (
        calls.join(trips.drop(LAID), on="imo")
        .filter(pl.col("departed_at") >= pl.col("from"), pl.col("arrived_at") < pl.col("until"))
        .sort("journey", "departed_at", "arrived_at", "src", "dst", "seq")
        .with_columns(pl.int_range(pl.len()).over("journey").alias("at"))
    )
    begins = pl.col("src") == pl.lit(PLACE) + pl.col("loaded_in")
    ends = pl.col("dst") == pl.lit(PLACE) + pl.col("discharged_in")
    first = pl.col("at").filter(begins).min().over("journey")
    last = pl.col("at").filter(ends).max().over("journey")
    kept = during.filter(pl.col("at").is_between(first, last))
    met = calls.select("imo").unique().join(trips, on="imo")
    missed = met.join(kept, on="journey", how="anti")["shipment"].n_unique()
    aboard = kept.select("journey", pl.lit(OBSERVED).alias("basis"), "shipment", *LEG)
    going = trips.join(kept.select("journey").unique(), on="journey")
    said = going.select("journey", pl.col("shipment").alias("entity")).join(
        shipments.select("entity", *LAID), on="entity"
    )
    rests = pl.concat([going.select("journey", *LAID), said.select("journey", *LAID)])
    return aboard, rests, missed


def _chained(legs: pl.DataFrame) -> tuple[pl.DataFrame, int, int]:
    """The legs in order, with the `chain` of each; how often a journey goes on elsewhere, and out of time.

    Of equal legs of a journey one counts, and one that stays where it is is none.
    """
    ordered = (
        legs.filter(pl.col("src") != pl.col("dst"))
        .with_columns(pl.coalesce("departed_at", "arrived_at").alias("at"))
        .sort("journey", "at", "arrived_at", "src", "dst", "source", "seq", nulls_last=True)
        .unique(["journey", "src", "dst", "departed_at", "arrived_at"], keep="first", maintain_order=True)
    )
    again = pl.col("journey") == pl.col("journey").shift()
    elsewhere = again & (pl.col("src") != pl.col("dst").shift())
    early = pl.coalesce("departed_at", "arrived_at") < pl.coalesce("arrived_at", "departed_at").shift()
    untimed = pl.col("at").is_null() | pl.col("at").shift().is_null()
    broken = again & ~elsewhere & (early.fill_null(value=False) | untimed)
    flags = ordered.with_columns(
        again.fill_null(value=False).alias("again"),
        elsewhere.fill_null(value=False).alias("elsewhere"),
        broken.fill_null(value=False).alias("broken"),
    )
    number = (~pl.col("again") | pl.col("elsewhere") | pl.col("broken")).cum_sum()
    return (
        flags.with_columns(number.cast(pl.String).alias("chain")),
        int(flags["elsewhere"].sum()),
        int(flags["broken"].sum()),
    )


def _chains(legs: pl.DataFrame) -> pl.DataFrame:
    """One row a chain: its places in order, its route's code, when it began and ended, and whose it is."""
    whole = legs.group_by("chain", maintain_order=True).agg(
        pl.col("src").first().append(pl.col("dst")).alias("stops"),
        pl.col("basis", "shipment").first(),
        pl.col("departed_at").first(),
        pl.col("arrived_at").last(),
    )
    codes = pl.col("stops").list.eval(pl.element().str.strip_prefix(PLACE))
    return whole.with_columns(
        pl.col("stops").list.eval(pl.element().str.starts_with(PLACE)).list.all().alias("is_known"),
        codes.alias("places"),
        codes.list.join(">").alias("route"),
    )


def _routes(inputs: Inputs, chains: pl.DataFrame, support: pl.DataFrame) -> Iterator[dict[str, object]]:
    """A record for each route, in order of its code."""
    held = inputs.support(support.with_columns(pl.col("route").alias("of")).select(RESTS).unique())
    stated = _stated(inputs, "StopsAt", ("src",))
    grouped = chains.group_by("route", "places", "stops").agg(
        pl.len().alias("uses"),
        pl.coalesce("departed_at", "arrived_at").min().alias("first_used"),
        pl.coalesce("arrived_at", "departed_at").max().alias("last_used"),
    )
    for row in grouped.sort("route").iter_rows(named=True):
        rests = held[row["route"]]
        stops = [{"place": place, "position": at} for at, place in enumerate(row.pop("stops"), 1)]
        if (f"route:{row['route']}", rests.marking) in stated:
            stops = []
        named = rests.rests_on[:MOST_NAMED]
        yield as_record("route", row) | {"stops": stops, "marking": rests.marking, "rests_on": named}


def _uses(inputs: Inputs, chains: pl.DataFrame, support: pl.DataFrame) -> Iterator[dict[str, object]]:
    """A record for each shipment that followed a route, in order of route, shipment and time."""
    held = inputs.support(support.select(RESTS).unique())
    stated = _stated(inputs, "Follows", ("src", "dst"))
    followed = chains.drop_nulls("shipment").sort("route", "shipment", "departed_at", "arrived_at", "basis")
    for row in followed.drop("stops", "places", "is_known").iter_rows(named=True):
        rests = held[row.pop("chain")]
        if (row["shipment"], f"route:{row['route']}", rests.marking) not in stated:
            yield as_record("use", row) | {"marking": rests.marking, "rests_on": rests.rests_on[:MOST_NAMED]}


def _stated(inputs: Inputs, schema: str, ends: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The ends of the links that sources give themselves, each with its marking as what is derived has it."""
    marks = {number: inherit([marking]).to_json() for number, marking in inputs.markings.items()}
    links = inputs.fragments(schema).select(*ends, "marking").unique().collect()
    return {(*row[:-1], marks[row[-1]]) for row in links.iter_rows()}
