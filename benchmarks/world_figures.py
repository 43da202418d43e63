"""What ordinary life in a generated world looks like in numbers, measured from its files.

`docs/worlds.md` has them beside published figures; a test measures anew what stands there. The world is a
medium one. Nothing is timed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import igraph
import numpy as np
import polars as pl
from measures import Measure, options, plain, report

from interlink.worlds.making import make_world

SIZE, SEED = "medium", 1
# An address with more people is no household: a clerk put there whoever gave none.
LARGEST_HOUSEHOLD = 12


def main() -> int:
    """Prints every figure."""
    given = options("Measure ordinary life in a generated world.")
    with TemporaryDirectory() as place:
        return report(figures(Path(place)), given.format)


def figures(place: Path) -> list[Measure]:
    """All figures of a medium world, which is made in a folder of the place."""
    folder = place / "world"
    make_world("ordinary", size=SIZE, seed=SEED, folder=folder, check=False)
    return [
        *calls(folder),
        *people(folder),
        *companies(folder),
        *trade(folder),
        *money(folder),
        *travel(folder),
    ]


def table(folder: Path, source: str) -> pl.DataFrame:
    """A source as it is written, empty texts as null."""
    return pl.read_csv(folder / f"{source}.csv", infer_schema=False)


def share(found: pl.Series) -> float:
    """The share that is true, in percent; null counts neither way."""
    return 100 * float(found.drop_nulls().mean() or 0.0)


def top_share(values: pl.Series, part: float) -> float:
    """How much of the sum the largest part of the values has, in percent."""
    ordered = values.sort(descending=True).to_numpy()
    return float(100 * ordered[: max(1, round(part * ordered.size))].sum() / ordered.sum())


def calls(folder: Path) -> Iterator[Measure]:
    """Contacts, calls a pair, hours, and how far one gets from phone to phone."""
    frame = table(folder, "call_records")
    pairs = frame.select(a=pl.min_horizontal("caller", "callee"), b=pl.max_horizontal("caller", "callee"))
    ties = pairs.group_by("a", "b").len()
    contacts = pl.concat([ties["a"], ties["b"]]).value_counts()["count"]
    yield plain("contacts a phone, mean", float(contacts.mean() or 0), "phones")
    yield plain("contacts a phone, median", float(contacts.median() or 0), "phones")
    yield plain("contacts a phone, 99th percentile", float(contacts.quantile(0.99) or 0), "phones")
    yield plain("contacts a phone, most", float(np.max(contacts.to_numpy())), "phones")
    yield plain("pairs that spoke once", share(ties["len"] == 1), "%")
    yield plain("calls of the busiest tenth of pairs", top_share(ties["len"], 0.1), "%")
    graph = igraph.Graph.TupleList(ties.select("a", "b").iter_rows())
    largest = max(graph.connected_components().sizes())
    yield plain("phones in the largest connected part", 100 * largest / graph.vcount(), "%")
    hour = frame["started_at"].str.slice(11, 2).cast(pl.Int64)
    yield plain("calls between 0 and 6 o'clock", share(hour < 6), "%")
    yield plain("calls in the busiest hour", share(hour == int(hour.mode()[0])), "%")


def people(folder: Path) -> Iterator[Measure]:
    """Households by address, and who lives abroad."""
    frame = table(folder, "documents")
    homes = frame.group_by("city", "address").len().filter(pl.col("len") <= LARGEST_HOUSEHOLD)["len"]
    yield plain("people a household, mean", float(homes.mean() or 0), "people")
    yield plain("households of one person", share(homes == 1), "%")
    lives = frame["holder_id"].str.slice(0, 2)
    yield plain("people who are nationals of another country", share(lives != frame["nationality"]), "%")
    yield plain("documents lost, stolen or revoked", share(frame["status"] != "valid"), "%")
    vehicles = table(folder, "vehicles")
    yield plain("vehicles reported stolen", share(vehicles["status"] == "stolen"), "%")


def companies(folder: Path) -> Iterator[Measure]:
    """Directors of several companies, and companies that companies own."""
    frame = table(folder, "register")
    directors = frame.filter(pl.col("role") == "director").unique(["party_id", "company_number"])
    held = directors.group_by("party_id").len()["len"]
    yield plain("directors of more than one company", share(held > 1), "%")
    yield plain("companies that one person directs, most", float(np.max(held.to_numpy())), "companies")
    owners = frame.filter(pl.col("role") == "owner").group_by("company_number")
    by_company = owners.agg((pl.col("party_type") == "company").any())["party_type"]
    yield plain("companies with a company as owner", share(by_company), "%")


def trade(folder: Path) -> Iterator[Measure]:
    """Transhipment, how few ship most, and how export and import declarations of one shipment agree."""
    frame = table(folder, "manifest").with_columns(pl.col("value").cast(pl.Float64))
    yield plain("shipments over a hub", share(frame["port_of_transhipment"].is_not_null()), "%")
    sold = frame.group_by("consignor", "consignor_country").agg(pl.col("value").sum())["value"]
    yield plain("exports of the largest tenth of exporters, by value", top_share(sold, 0.1), "%")
    boxes = frame.select("bill_of_lading", pl.col("containers").str.split(";")).explode("containers")
    shared = boxes.group_by("containers").len()["len"] > 1
    yield plain("containers with goods of more than one consignor", share(shared), "%")
    declared = table(folder, "declarations").drop_nulls("bill_of_lading")
    sides = [
        declared.filter(pl.col("procedure") == side).select(
            "bill_of_lading", pl.col("value").cast(pl.Float64), pl.col("weight_kg").cast(pl.Float64)
        )
        for side in ("import", "export")
    ]
    both = sides[0].join(sides[1], on="bill_of_lading", suffix="_export")
    ratio = both["value"] / both["value_export"]
    yield plain("declared at import over at export, median", float(ratio.median() or 0), "times")
    yield plain(
        "declared values that differ by a quarter or more", share((ratio > 1.25) | (ratio < 0.8)), "%"
    )
    heavier = both["weight_kg"] / both["weight_kg_export"]
    yield plain("declared weights that differ by a twentieth or more", share((heavier - 1).abs() > 0.05), "%")


def money(folder: Path) -> Iterator[Measure]:
    """What is paid, in euros where it is: first digits, wages, cash."""
    frame = table(folder, "payments").with_columns(pl.col("amount").cast(pl.Float64))
    yield plain("amounts that begin with 1", share(frame["amount"].cast(pl.String).str.starts_with("1")), "%")
    wages = frame.filter((pl.col("purpose") == "salary") & (pl.col("currency") == "EUR"))["amount"]
    yield plain("monthly wages in euros, median", float(wages.median() or 0), "EUR")
    tenths = [float(wages.quantile(part) or 0) for part in (0.1, 0.9)]
    yield plain("monthly wages in euros, ninth tenth over first", tenths[1] / tenths[0], "times")
    yield plain("payments in cash", share(frame["method"] == "cash"), "%")


def travel(folder: Path) -> Iterator[Measure]:
    """Who travels with whom, and how many ways back are recorded."""
    frame = table(folder, "crossings")
    yield plain("passages by own vehicle", share(frame["plate"].is_not_null()), "%")
    yield plain("ways back among passages", share(frame["direction"] == "exit"), "%")
    moment = frame.with_columns(at=pl.col("at").str.to_datetime("%Y-%m-%dT%H:%M:%SZ")).sort(
        "post", "direction", "at"
    )
    gap = moment.select(pl.col("at").diff().over("post", "direction").dt.total_seconds()).to_series()
    yield plain(
        "passages within five minutes of another at the post", share(gap.fill_null(10**6) <= 300), "%"
    )


if __name__ == "__main__":
    sys.exit(main())
