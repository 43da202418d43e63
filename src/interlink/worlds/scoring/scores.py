"""Scores methods on a world: how much of what was planted each finds, and how many innocents it names."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from interlink.worlds.finding.gather import PARTIES, QUESTIONS, Gathered, gather
from interlink.worlds.finding.parties import RESOLVERS
from interlink.worlds.judging import Judge
from interlink.worlds.ordinary.size import SAMPLE
from interlink.worlds.scoring.methods import METHODS, Method, find_method
from interlink.worlds.truth import Truth
from interlink.worlds.truth.file import TRUTH, missing_sources, read_truth

__all__ = ["FIGURES", "RESOLUTION", "resolution", "score"]

FIGURES = (
    "network_recall",
    "member_recall",
    "precision_at_10",
    "precision_at_50",
    "false_alarms_on_lookalikes",
)
RESOLUTION = (
    "method",
    "pairwise_precision",
    "pairwise_recall",
    "pairwise_f1",
    "cluster_precision",
    "cluster_recall",
    "cluster_f1",
    "seconds",
)
DIGITS = 4

Row = dict[str, object]
Told = Callable[[str], None]


def score(
    folder: Path,
    methods: Sequence[str] = (),
    *,
    seed: int = 0,
    say: Told = lambda _: None,
) -> list[Row]:
    """A row for each method and typology of the world: method, typology, the figures, seconds.

    Methods run first, in the order named or all of them, and the truth is opened when they are done.
    With n networks of a typology and a mean of s members, the first K = round(10·s) parties count:
    member_recall is the share of its members among them, network_recall that of networks half of whose
    members are, false_alarms_on_lookalikes how many parties of its look-alikes are there that are
    members of nothing planted. precision_at_10 and _at_50 are the shares of the first 10 and 50 parties
    that are its members. `seconds` is the method's, reading left out. A figure is None where it cannot be
    given because a file is missing; `say` is told which ones and why, and that a sample world is no measure.

    Raises
    ------
    UnknownName   no such method
    ReadError     the folder holds no world, or its truth is not of its files
    """
    asked = [find_method(name) for name in methods or METHODS]
    if not (folder / TRUTH).is_file():
        # says so before the methods take their time
        read_truth(folder)
    gathered = gather(folder)
    found: dict[str, tuple[tuple[str, ...], float]] = {}
    for method in asked:
        if gathered.questions is not None or not method.needs_questions:
            began = time.perf_counter()
            ranked = method.rank(gathered, seed=seed)
            found[method.name] = ranked, round(time.perf_counter() - began, 3)
    truth = read_truth(folder)
    judge = Judge(truth)
    if truth.size == SAMPLE:
        say(
            f"{truth.world} is a world to learn on, no measure of a method: ten times its one ring is most of"
            " its parties, so recall is high whatever the order."
        )
    lacking = _lacking(folder, truth, asked, gathered, judge, say=say)
    rows: list[Row] = []
    for method in asked:
        ranked, seconds = found.get(method.name, ((), None))
        places = judge.places(ranked)
        for typology in judge.typologies:
            given = (method.name, typology) not in lacking
            figures = _figures(judge, places, typology) if given else dict.fromkeys(FIGURES)
            rows.append({"method": method.name, "typology": typology, **figures, "seconds": seconds})
    return rows


def resolution(folder: Path, *, say: Told = lambda _: None) -> list[Row]:
    """A row for each way of joining entities into parties, beside the world's truth.

    Pairwise: of the pairs of entities that it joins the share that are one party, and of the pairs that
    are the share that it joins. Cluster: the same of whole parties of two entities or more, joined exactly.
    Of nothing joined the precision is 1, of nothing to join the recall. Entities of which only a file tells
    that is missing do not count; `say` is told which one.

    Raises
    ------
    ReadError   the folder holds no world, or its truth is not of its files
    """
    gathered = gather(folder)
    entities = gathered.entities.filter(pl.col("kind").is_in(PARTIES))
    joined = {}
    for name, resolver in RESOLVERS.items():
        began = time.perf_counter()
        joined[name] = resolver(gathered, entities), round(time.perf_counter() - began, 3)
    truth = read_truth(folder)
    if missing := missing_sources(folder, truth):
        say(f"{_gone(missing)}: what only these records tell of is neither joined nor counted.")
    clusters = {entity: number for number, cluster in enumerate(truth.same_as) for entity in cluster}
    alone = len(clusters)
    true = [clusters.get(entity, alone + number) for number, entity in enumerate(entities["id"].to_list())]
    rows: list[Row] = []
    for name, (labels, seconds) in joined.items():
        both = pl.DataFrame({"true": true, "made": labels}, schema={"true": pl.Int64, "made": pl.Int64})
        rows.append({"method": name, **_agreement(both), "seconds": seconds})
    return rows


def _figures(judge: Judge, places: Sequence[str], typology: str) -> Mapping[str, object]:
    figures = (
        round(judge.network_recall(places, typology), DIGITS),
        round(judge.member_recall(places, typology), DIGITS),
        round(judge.precision(places, typology, 10), DIGITS),
        round(judge.precision(places, typology, 50), DIGITS),
        judge.false_alarms(places, typology),
    )
    return dict(zip(FIGURES, figures, strict=True))


def _lacking(
    folder: Path,
    truth: Truth,
    methods: Sequence[Method],
    gathered: Gathered,
    judge: Judge,
    *,
    say: Told,
) -> set[tuple[str, str]]:
    """The method and typology of each figure that cannot be given, said in words."""
    missing = missing_sources(folder, truth)
    left = {
        network.typology
        for network in truth.networks
        if any(network.records.get(source) for source in missing)
    }
    lacking = {(method.name, typology) for method in methods for typology in left}
    if missing:
        gone = _gone(missing)
        if left:
            say(f"{gone}: no figures for {', '.join(sorted(left))}, which left records there.")
        for method in methods:
            if method.needs_all:
                say(f"{gone}: no figures for {method.name}, which goes by the records of every source.")
                lacking |= {(method.name, typology) for typology in judge.typologies}
    for method in methods:
        if method.needs_questions and gathered.questions is None:
            say(f"{QUESTIONS} is missing: no figures for {method.name}, which answers them.")
            lacking |= {(method.name, typology) for typology in judge.typologies}
    return lacking


def _gone(missing: Sequence[str]) -> str:
    return f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"


def _agreement(both: pl.DataFrame) -> Mapping[str, float]:
    """Precision, recall and their harmonic mean, of pairs and of whole clusters; `both` has true and made."""
    cells = both.group_by("true", "made").agg(pl.len().alias("size")).sort("true", "made")
    sizes = {name: both.group_by(name).agg(pl.len().alias(f"{name} size")) for name in ("true", "made")}

    def pairs(column: pl.Series) -> int:
        counts = column.to_numpy().astype(np.int64)
        return int((counts * (counts - 1) // 2).sum())

    right = cells.join(sizes["true"], on="true").join(sizes["made"], on="made")
    exact = right.filter(
        (pl.col("size") > 1)
        & (pl.col("size") == pl.col("true size"))
        & (pl.col("size") == pl.col("made size"))
    ).height
    whole = {name: (sizes[name][f"{name} size"] > 1).sum() for name in sizes}
    return {
        **_rates(
            "pairwise",
            pairs(cells["size"]),
            pairs(sizes["made"]["made size"]),
            pairs(sizes["true"]["true size"]),
        ),
        **_rates("cluster", exact, int(whole["made"]), int(whole["true"])),
    }


def _rates(what: str, right: int, made: int, true: int) -> Mapping[str, float]:
    precision = right / made if made else 1.0
    recall = right / true if true else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {
        f"{what}_precision": round(precision, DIGITS),
        f"{what}_recall": round(recall, DIGITS),
        f"{what}_f1": round(f1, DIGITS),
    }
