"""Port calls: vessels that lay still near a port for a while, by the positions that transponders reported.

Speed is over ground in knots (ITU-R M.1371, message 1). A call lasts from the first to the last position near
one port between which there is none elsewhere, none under way and no long silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from interlink.loads.derive import RESTS, Derivation, Derived, Inputs, as_record
from interlink.loads.near import nearest

__all__ = ["PORT_CALLS", "calls_of"]

PLACE = "place:"
# From the middle of a port, as lists of ports give it, to its berths.
NEAR_KM = 10.0
SLOW_KN = 1.0
DWELL = timedelta(hours=2)
# At berth a transponder reports every three minutes (ITU-R M.1371, table 1); where one was silent for as long
# as this, the vessel may have left and come back.
SILENT = timedelta(hours=24)
LAID = ("source", "file", "path", "row", "marking")


def port_calls(inputs: Inputs) -> Derived:
    """Each call of a vessel at a port, and each leg from one call to the next at another port."""
    positions = (
        inputs.fragments("Sighted")
        .select(pl.col("src").alias("vessel"), "at", "latitude", "longitude", "speed_kn", *LAID)
        .collect()
        .sort("vessel", "at", "latitude", "longitude", "speed_kn", *LAID)
    )
    timed = positions.drop_nulls("at")
    located = timed.drop_nulls(["latitude", "longitude"])
    laid = inputs.fragments("Place").filter(pl.col("latitude").is_not_null(), _is_port()).collect()
    ports = laid.filter(pl.col("entity").str.starts_with(PLACE)).sort("entity", "marking", "seq")
    ports = ports.unique("entity", keep="first", maintain_order=True)
    calls = calls_of(located, ports.select(pl.col("entity").alias("port"), "latitude", "longitude"))
    notes = [
        ("positions without a time, from which no port call follows", positions.height - timed.height),
        (
            "positions without a place on the map, from which no port call follows",
            timed.height - located.height,
        ),
        (
            "positions, and no port with a place on the map: load a list of ports",
            0 if ports.height else located.height,
        ),
    ]
    return Derived(
        [*_calls(inputs, calls, ports), *_legs(inputs, calls, ports)],
        tuple(f"{words}: {count:,}" for words, count in notes if count),
    )


PORT_CALLS = Derivation("derived_calls", ("Sighted", "Place", "Vessel"), port_calls)


def calls_of(positions: pl.DataFrame, ports: pl.DataFrame) -> pl.DataFrame:
    """The calls by vessel and time: vessel, port, arrived_at, departed_at, `first` and `last` position.

    `marked` are the first positions of each marking: without them the call might not be one. Positions come
    in order of vessel and time, with LAID. One without speed counts as one under way.
    """
    numbered = positions.with_row_index("number")
    still = numbered.filter(pl.col("speed_kn") < SLOW_KN)
    seen = numbered.join(nearest(still, ports, within_km=NEAR_KM), on="number", how="left").sort("number")
    stays = (
        (pl.col("vessel") == pl.col("vessel").shift())
        & (pl.col("port") == pl.col("port").shift())
        & (pl.col("at") - pl.col("at").shift() <= SILENT)
    )
    laid = pl.struct(LAID)
    return (
        seen.with_columns((~stays.fill_null(value=False)).cum_sum().alias("stay"))
        .drop_nulls("port")
        .group_by("stay", maintain_order=True)
        .agg(
            pl.col("vessel", "port").first(),
            pl.col("at").first().alias("arrived_at"),
            pl.col("at").last().alias("departed_at"),
            laid.first().alias("first"),
            laid.last().alias("last"),
            laid.filter(pl.col("marking").is_first_distinct()).alias("marked"),
        )
        .filter(pl.col("departed_at") - pl.col("arrived_at") >= DWELL)
        .drop("stay")
    )


def _is_port() -> pl.Expr:
    """Of a list that says what places are for (UN/LOCODE, function 1), the ports; of others every place."""
    functions = pl.col("functions").list
    return (functions.eval(pl.element().str.contains("^1|port")).list.any()).fill_null(value=True)


def _calls(inputs: Inputs, calls: pl.DataFrame, ports: pl.DataFrame) -> Iterator[dict[str, object]]:
    """A record for each call.

    It rests on its first and last position, one of each marking between, and the port's place on the map.
    """
    called = calls.with_row_index("of").with_columns(pl.col("of").cast(pl.String))
    support = inputs.support(_rests(called, ("first", "last"), ("marked",), ("port",), ports))
    for row in called.drop("first", "last", "marked").iter_rows(named=True):
        held = support[row.pop("of")]
        yield as_record("call", row) | {"marking": held.marking, "rests_on": held.rests_on}


def _legs(inputs: Inputs, calls: pl.DataFrame, ports: pl.DataFrame) -> Iterator[dict[str, object]]:
    """A record for each pair of calls, one after the other, of a vessel at two ports.

    It rests on the last position of the one call, the first of the next, one of each marking in both, both
    ports, and what sources call the vessel.
    """
    after = calls.with_columns(
        pl.col("vessel").shift(-1).alias("same"),
        pl.col("port").shift(-1).alias("to"),
        pl.col("arrived_at").shift(-1).alias("arrives"),
        pl.col("first").shift(-1).alias("next"),
        pl.col("marked").shift(-1).alias("next_marked"),
    ).filter(pl.col("vessel") == pl.col("same"), pl.col("port") != pl.col("to"))
    legs = after.select(
        pl.int_range(pl.len()).cast(pl.String).alias("of"),
        pl.col("port").alias("from"),
        "to",
        "departed_at",
        pl.col("arrives").alias("arrived_at"),
        "vessel",
        "last",
        "next",
        "marked",
        "next_marked",
    )
    names = _vessels(inputs)
    support = inputs.support(
        pl.concat(
            [
                _rests(legs, ("last", "next"), ("marked", "next_marked"), ("from", "to"), ports),
                legs.select("of", "vessel").join(names, on="vessel").select(RESTS),
            ]
        ).unique()
    )
    called = names.unique("vessel", keep="first", maintain_order=True).select("vessel", "name", "imo")
    for row in (
        legs.drop("last", "next", "marked", "next_marked")
        .join(called, on="vessel", how="left", maintain_order="left")
        .iter_rows(named=True)
    ):
        held = support[row.pop("of")]
        del row["vessel"]
        yield as_record("leg", row) | {"marking": held.marking, "rests_on": held.rests_on}


def _rests(
    of: pl.DataFrame,
    positions: tuple[str, ...],
    several: tuple[str, ...],
    at: tuple[str, ...],
    ports: pl.DataFrame,
) -> pl.DataFrame:
    """What records rest on: positions, lists of several, and the records of the ports."""
    named = [of.select("of", pl.col(name).alias("laid")).unnest("laid") for name in positions]
    named += [of.select("of", pl.col(name).alias("laid")).explode("laid").unnest("laid") for name in several]
    placed = [
        of.select("of", pl.col(name).alias("entity")).join(ports.select("entity", *LAID), on="entity")
        for name in at
    ]
    return pl.concat([frame.select(RESTS) for frame in (*named, *placed)]).unique()


def _vessels(inputs: Inputs) -> pl.DataFrame:
    """What sources call vessels: vessel, name, imo and LAID, the same one first each time."""
    found = (
        inputs.fragments("Vessel").select(pl.col("entity").alias("vessel"), "name", "imo", *LAID).collect()
    )
    return (
        found.drop_nulls("name")
        .sort("vessel", "name", "imo", *LAID)
        .unique(["vessel", "name", "imo", "marking"], keep="first", maintain_order=True)
    )
