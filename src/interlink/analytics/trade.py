"""Trade against its peers: prices, weights, routes, and what one side declares and the other does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import polars as pl

from interlink.analytics.cite import Behind, listed
from interlink.analytics.explain import count, describe, significant
from interlink.analytics.finding import Finding, finding_of
from interlink.analytics.papers import SIDES, Measure, measures_of, read_papers, sides_of
from interlink.analytics.peers import Peers, compare
from interlink.analytics.stability import count_repeats, masks
from interlink.errors import QueryError
from interlink.projection import UNCONSTRAINED, Constraints, Projection
from interlink.projection.columns import Floats, Ints

__all__ = ["trade"]

# All measures of one paper compared once, at 100,000 papers.
SECONDS = 1e-5
LEAST_SHARE = 0.5
LEAST_PEERS = 3
FRAME = (
    "rank", "kind", "what", "caption", "measure", "commodity", "scope", "peer_group", "peers", "direction",
    "expected", "found", "score",
)  # fmt: skip
CAVEATS = (
    "A figure unlike its peers' is a reason to ask, not proof: grades of quality, contracts and plain errors "
    "of unit or decimal point look the same.",
    "Import values include freight and insurance (CIF), export values do not (FOB): about a tenth between "
    "the two is usual and more on long or difficult ways. Incoterms differ, too, and are not known here.",
    "Kilograms may be gross or net, and a package a box or a container: papers do not say which.",
)


@dataclass(frozen=True)
class Asked:
    """From when on a figure is unlike those of its peers.

    Raises
    ------
    QueryError   threshold or tolerance is not a number from 0, or fewer than 3 peers are asked for
    """

    threshold: float
    tolerance: float
    least_peers: int

    def __post_init__(self) -> None:
        for name, value in (("threshold", self.threshold), ("tolerance", self.tolerance)):
            if not (np.isfinite(value) and value >= 0):
                raise QueryError(f"trade: {name} is {value}; expected 0 or more")
        if self.least_peers < LEAST_PEERS:
            raise QueryError(
                f"trade: least_peers is {self.least_peers}; expected {LEAST_PEERS} or more to compare with"
            )

    def is_unlike(self, measure: Measure, peers: Peers) -> npt.NDArray[np.bool_]:
        """Whether each figure is beyond the threshold and the tolerance; of routes only longer ones."""
        away = measure.figures - peers.expected
        if not measure.is_ratio:
            return np.asarray((peers.score >= self.threshold) & (away > 0))
        return np.asarray((np.abs(peers.score) >= self.threshold) & (np.abs(away) > np.log1p(self.tolerance)))


def trade(
    projection: Projection,
    *,
    threshold: float = 3.5,
    tolerance: float = 0.1,
    least_peers: int = 10,
    where: Constraints = UNCONSTRAINED,
    resamples: int | None = None,
    seed: int = 0,
) -> Finding:
    """Declarations and shipments whose price, weight, route or mirror is unlike those of their peers.

    Price is value per kg, weight kg per package, routing the legs of the route that a shipment follows,
    mirror what was declared at import by what was declared at export of one shipment, in value and in kg.
    Peers have the same kind, procedure and currency, and share commodity (HS 6), corridor and year; where
    fewer than `least_peers` do, corridor alone, then commodity alone, then the same by HS 4 and HS 2. Routes
    are compared within their first and last place, of HS 6, 4, 2, then of all goods; mirrors with all.
    The score is the distance from the peers' median in robust deviations, of logarithms but for routes: the
    median deviation over 0.6745, or 1.2533 mean deviations where half of the peers are equal.

    Frame: rank, kind (price, weight, routing, mirror), what (id), caption, measure, commodity, scope (what
    peers share), peer_group (number in `peers`), peers (how many others), direction (over, under), expected
    (their median), found, score, confidence (share of repeats, a tenth of the papers left out of the peers,
    in which it stays above the threshold); by score. Table `peers`: peer_group, measure, commodity, scope,
    papers, low (first tenth), median, high (last tenth). Table `unmirrored`: shipments of which one side
    alone is declared where more than half of those of their corridor have both: what, caption, side,
    corridor, peers, mirrored (share). Evidence: the records that say so; of a peer group all of its records.
    Measures: papers, compared (figures with enough peers), uncompared. O(n log n) for n papers.

    Options
    -------
    threshold     how many robust deviations from the median of its peers make a figure unlike theirs
    tolerance     a share by which figures may differ without being told
    least_peers   how many others there must be to compare with
    where         constraints on the records that count
    resamples     repeats with a tenth of the papers left out; empty: 20 where that is quick, else none
    seed          where chance starts; the same seed gives the same confidence

    Raises
    ------
    QueryError   the projection does not say what goods are; threshold or tolerance is not a number from 0,
                 fewer than 3 peers are asked for, resamples are not 0 to 10,000

    References
    ----------
    Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers, ASQC Quality Press; on mirrors and the
    share of freight in them Gara, Giammatteo and Tosti (2018), doi:10.2139/ssrn.3212626
    """
    asked = Asked(threshold, tolerance, least_peers)
    left = projection.narrow(where)
    papers = read_papers(left) if left.n_nodes else None
    measures = [] if papers is None else list(measures_of(left, papers))
    found = [compare(each.figures, each.groupings, least=least_peers) for each in measures]
    hits = [np.flatnonzero(asked.is_unlike(each, peers)) for each, peers in zip(measures, found, strict=True)]
    repeats = count_repeats(resamples, SECONDS * (0 if papers is None else papers.height), "trade")
    frame, groups, behind, behind_groups = told(left, measures, found, hits)
    if repeats:
        held = np.concatenate([np.zeros(0), *held_shares(measures, hits, asked, repeats, seed)])
        frame["confidence"] = held[frame.pop("place")]
    else:
        frame = frame.drop(columns="place")
    frame.insert(0, "rank", np.arange(1, len(frame) + 1))
    lone, behind_lone = unmirrored(left, papers, least_peers)
    compared = sum(int((peers.level >= 0).sum()) for peers in found)
    figures = sum(each.table.height for each in measures)
    return finding_of(
        left,
        "trade",
        params={
            "threshold": threshold,
            "tolerance": tolerance,
            "least_peers": least_peers,
            **where.said(),
        },
        seed=seed,
        tables={"anomalies": frame, "peers": groups, "unmirrored": lone},
        behind={
            "anomalies": lambda: behind,
            "peers": lambda: behind_groups,
            "unmirrored": lambda: behind_lone,
        },
        summary=summarise(left, frame, lone, compared),
        caveats=caveats(papers, figures - compared, repeats),
        packages=("polars",),
        measures={
            "papers": 0.0 if papers is None else float(papers.height),
            "compared": float(compared),
            "uncompared": float(figures - compared),
        },
        resamples=repeats,
        single_records=("anomalies", "peers", "unmirrored"),
    )


def held_shares(
    measures: Sequence[Measure], hits: Sequence[Ints], asked: Asked, repeats: int, seed: int
) -> list[Floats]:
    """For each hit of each measure the share of repeats in which it is one again."""
    ends = np.cumsum([each.table.height for each in measures])
    times = [np.zeros(each.size) for each in hits]
    for kept in masks(int(ends[-1]) if ends.size else 0, repeats, seed):
        parts = np.split(kept, ends[:-1]) if ends.size else []
        for n, (measure, part) in enumerate(zip(measures, parts, strict=True)):
            again = compare(measure.figures, measure.groupings, least=asked.least_peers, kept=part)
            times[n] += asked.is_unlike(measure, again)[hits[n]]
    return [each / repeats for each in times]


def told(
    projection: Projection, measures: Sequence[Measure], found: Sequence[Peers], hits: Sequence[Ints]
) -> tuple[pd.DataFrame, pd.DataFrame, Behind, Behind]:
    """The hits and the groups they were compared with, and the records behind either; not yet ranked."""
    rows: list[dict[str, object]] = []
    records: list[Ints] = []
    members: dict[tuple[int, int, int], Ints] = {}
    for number, (measure, peers, chosen) in enumerate(zip(measures, found, hits, strict=True)):
        vertex, codes = measure.table["vertex"].to_numpy(), measure.table["hs"].to_list()
        scores = significant(peers.score[chosen])
        for row, score in zip(chosen.tolist(), scores.tolist(), strict=True):
            level = int(peers.level[row])
            digits, scope = measure.scopes[level]
            key = (number, level, int(peers.group[row]))
            if key not in members:
                members[key] = np.flatnonzero(measure.groupings[level] == peers.group[row])
            rows.append(
                {
                    "kind": measure.kind,
                    "what": projection.ids[vertex[row]],
                    "caption": projection.caption_of(int(vertex[row])),
                    "measure": measure.what,
                    "commodity": (codes[row] or "")[: digits or None] if digits else "",
                    "scope": scope,
                    "peer_group": key,
                    "peers": int(peers.count[row]),
                    "direction": "over" if score > 0 else "under",
                    "expected": as_said(measure, peers.expected[row]),
                    "found": as_said(measure, measure.figures[row]),
                    "score": abs(score),
                    "place": len(rows),
                }
            )
            records.append(measure.table["records"][row].to_numpy())
    rows.sort(key=lambda row: (-float(str(row["score"])), row["kind"], row["what"], row["place"]))
    numbers: dict[object, int] = {}
    for each in rows:
        each["peer_group"] = numbers.setdefault(each["peer_group"], len(numbers) + 1)
    frame = pd.DataFrame(rows, columns=[*FRAME[1:], "place"])
    keys = sorted(members, key=lambda key: numbers[key])
    groups = pd.DataFrame(
        [described(measures[key[0]], key[1], members[key], numbers[key]) for key in keys],
        columns=["peer_group", "measure", "commodity", "scope", "papers", "low", "median", "high"],
    )
    behind = listed([records[place] for place in frame["place"].tolist()])
    of_groups = [measures[key[0]].table["records"].gather(members[key]).explode().to_numpy() for key in keys]
    return frame, groups, behind, listed(of_groups)


def described(measure: Measure, level: int, members: Ints, number: int) -> tuple[object, ...]:
    """A group of peers: its number, what it shares, how many it has, and what they have."""
    digits, scope = measure.scopes[level]
    code = (measure.table["hs"][int(members[0])] or "")[:digits] if digits else ""
    low, middle, high = (
        as_said(measure, value) for value in np.quantile(measure.figures[members], (0.1, 0.5, 0.9))
    )
    return number, measure.what, code, scope, members.size, low, middle, high


def as_said(measure: Measure, figure: float) -> float:
    """The figure as people say it, at ten significant digits."""
    return float(significant(np.array([np.exp(figure) if measure.is_ratio else figure]))[0])


def unmirrored(
    projection: Projection, papers: pl.DataFrame | None, least: int
) -> tuple[pd.DataFrame, Behind]:
    """Shipments declared on one side alone, where more than half of those of their corridor have both."""
    columns = ["what", "caption", "side", "corridor", "peers", "mirrored"]
    if papers is None:
        return pd.DataFrame(columns=columns), listed([])
    shipments = (
        sides_of(projection, papers)
        .group_by("vertex", maintain_order=True)
        .agg(
            pl.col("side").unique().sort(),
            pl.col("corridor").drop_nulls().first(),
            pl.col("records").explode().unique().sort(),
        )
        .with_columns((pl.col("side").list.len() == len(SIDES)).alias("both"))
        .drop_nulls("corridor")
        .with_columns((pl.len() - 1).over("corridor").cast(pl.Int64).alias("peers"))
        .with_columns((pl.col("both").sum() / pl.col("peers")).over("corridor").alias("mirrored"))
        .filter(~pl.col("both"), pl.col("peers") >= least, pl.col("mirrored") > LEAST_SHARE)
        .sort(["mirrored", "vertex"], descending=[True, False])
    )
    vertices = shipments["vertex"].to_numpy()
    frame = pd.DataFrame(
        {
            "what": projection.ids_of(vertices),
            "caption": projection.captions_of(vertices),
            "side": pd.Series([side[0] for side in shipments["side"].to_list()], dtype="str"),
            "corridor": pd.Series(shipments["corridor"].to_list(), dtype="str"),
            "peers": shipments["peers"].to_numpy(),
            "mirrored": shipments["mirrored"].to_numpy(),
        }
    )
    return frame, listed([each.to_numpy() for each in shipments["records"]])


def caveats(papers: pl.DataFrame | None, uncompared: int, repeats: int) -> Iterator[str]:
    """What a reader of these rows must know."""
    if papers is None or not papers.height:
        yield "There are no papers of goods to compare."
        return
    yield from CAVEATS
    if uncompared:
        yield f"{count(uncompared, 'figure has', 'figures have')} too few peers: nothing is said of them."
    several = papers.filter(pl.col("hs").is_null(), pl.col("value").is_not_null()).height
    if several:
        yield f"{count(several, 'paper names', 'papers name')} no commodity or several: not compared."
    if not repeats:
        yield "How firmly each holds was not measured."


def summarise(projection: Projection, frame: pd.DataFrame, lone: pd.DataFrame, compared: int) -> str:
    """How much was compared, then the most unlike, in plain words."""
    figures = count(compared, "figure", "figures")
    lines = [
        f"Among {describe(projection)}, {figures} were compared with peers; {len(frame):,} are unlike theirs."
    ]
    for kind, rows in frame.groupby("kind", sort=True):
        lines.append(f"By {kind}: {len(rows):,}.")
    lines += [
        f"{row['caption']}: {row['measure']} {row['found']:,.4g}, {row['direction']} the"
        f" {row['expected']:,.4g} of {count(row['peers'], 'peer', 'peers')} ({row['scope']})."
        for row in frame.head(5).to_dict("records")
    ]
    if len(lone):
        lines.append(f"{count(len(lone), 'shipment is', 'shipments are')} declared on one side alone.")
    return "\n".join(lines)
