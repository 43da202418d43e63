"""Missing ties: pairs that are not linked in the records and probably are in life."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

from interlink.analytics.checks import refuse_seed
from interlink.analytics.cite import by_group, listed
from interlink.analytics.explain import count, list_names, loops_caveat
from interlink.analytics.finding import Finding, finding_of
from interlink.analytics.guessing import Score, auc, best_pairs, common_neighbours, ways
from interlink.analytics.multiplex import flats_by_layer
from interlink.analytics.stability import count_repeats, masks
from interlink.errors import QueryError, UnknownName, nearest
from interlink.projection import UNCONSTRAINED, Constraints, Flat, Projection
from interlink.projection.columns import Floats, Ints

__all__ = ["LEAST_AUC", "missing_ties"]

# A layer whose own links are found back less well than this proposes nothing.
LEAST_AUC = 0.6
# One way over a common neighbour.
SECONDS = 5e-8


@dataclass(frozen=True, eq=False)
class Guesses:
    """What one layer proposes: the pairs as vertices, best first, and how well it finds its own links."""

    number: int
    flat: Flat
    auc: float
    ends: Ints
    scores: Floats


def missing_ties(
    projection: Projection,
    *,
    score: Score = "resource_allocation",
    k: int = 20,
    where: Constraints = UNCONSTRAINED,
    resamples: int | None = None,
    seed: int = 0,
) -> Finding:
    """Pairs without a link whose common neighbours speak for one, layer by layer.

    Each layer is first asked about itself: its pairs are hidden a tenth at a time, and the share of
    comparisons in which a hidden pair scores more than a pair without a link is its `auc` (0.5 is
    chance). A layer below 0.6 proposes nothing. Links are taken without direction and weight.
    Frame, by layer in order of name, then rank: layer, rank (from 1), source, target (the smaller
    id first), source_caption, target_caption, score, common (ids of the common neighbours, in
    order), auc, confidence (share of repeats in which the pair is proposed again; where there were
    repeats). Pairs of equal score are in order of their ids. Table `layers`: layer, entities (that
    it links), links (pairs), auc (NaN where there is nothing to hide or nothing to compare with),
    proposed (rows). Measures: `auc` of each layer, as `auc_LAYER`. Evidence of a row: records of the
    links from both to their common neighbours; of a layer, all of its records. O(sum of squared
    numbers of neighbours), times eleven up to 20,000,000 of these, times two beyond, where one
    tenth alone is hidden.

    Options
    -------
    score      what each common neighbour adds: 1 over its links, 1 over their logarithm, or 1
    k          how many pairs each layer proposes at most
    resamples  repeats with a tenth of the links left out; empty: 20 where that is quick, else none
    seed       where chance starts: which links are hidden and left out

    Raises
    ------
    UnknownName   no such score; and as `Constraints` say
    QueryError    k is below 1, resamples are not 0 to 10,000, the seed is below 0

    References
    ----------
    Zhou, Lü and Zhang (2009), doi:10.1140/epjb/e2009-00335-8; Adamic and Adar (2003),
    doi:10.1016/S0378-8733(03)00009-1; Liben-Nowell and Kleinberg (2007), doi:10.1002/asi.20591
    """
    check(score, k, seed)
    projection = projection.narrow(where)
    flats = flats_by_layer(projection)
    repeats = count_repeats(resamples, SECONDS * sum(map(ways, flats)), "missing_ties")
    layers = [propose(number, flat, score, k, seed) for number, flat in enumerate(flats)]
    frame = describe(projection, layers)
    if repeats:
        frame["confidence"] = proposed_again(projection, layers, score, k, repeats=repeats, seed=seed)
    told = describe_layers(projection, layers)
    return finding_of(
        projection,
        "missing_ties",
        params={"score": score, "k": k, **where.said()},
        seed=seed,
        tables={"ties": frame, "layers": told},
        behind={
            "ties": lambda: listed([links for each in layers for links in links_behind(each)]),
            "layers": lambda: by_group(projection.layer.astype(np.int64), len(projection.layers)),
        },
        summary=summarise(frame, told),
        caveats=caveats(projection, told, repeats),
        packages=("scipy",),
        measures={f"auc_{projection.layers[each.number]}": each.auc for each in layers},
        resamples=repeats,
    )


def check(score: str, k: int, seed: int) -> None:
    """Nothing, or the error that says which argument cannot be used."""
    known = get_args(Score)
    if score not in known:
        raise UnknownName(
            f"missing_ties: no score '{score}'; expected {', '.join(known)}.{nearest(score, known)}"
        )
    if k < 1:
        raise QueryError(f"missing_ties: k is {k}; expected 1 or more")
    refuse_seed(seed, "missing_ties")


def propose(number: int, flat: Flat, score: Score, k: int, seed: int) -> Guesses:
    """What a layer proposes, nothing where its own links are not found back."""
    found = auc(flat, score, seed)
    none = np.zeros(0, dtype=np.int64), np.zeros(0)
    keys, scores = best_pairs(flat, score, k) if found >= LEAST_AUC else none
    ends = np.column_stack(np.divmod(keys, max(flat.n_nodes, 1)))
    return Guesses(number, flat, found, ends, scores)


def describe(projection: Projection, layers: Sequence[Guesses]) -> pd.DataFrame:
    """One row per pair proposed."""
    ends = np.concatenate([np.zeros((0, 2), dtype=np.int64), *(each.ends for each in layers)])
    sizes = [len(each.ends) for each in layers]
    common = [
        tuple(projection.ids[n] for n in common_neighbours(each.flat, *pair)[0].tolist())
        for each in layers
        for pair in each.ends.tolist()
    ]
    return pd.DataFrame(
        {
            "layer": pd.Series(np.repeat(np.array(projection.layers, dtype=object), sizes), dtype="str"),
            "rank": np.concatenate([np.zeros(0, dtype=np.int64), *(np.arange(1, n + 1) for n in sizes)]),
            "source": projection.ids_of(ends[:, 0]),
            "target": projection.ids_of(ends[:, 1]),
            "source_caption": projection.captions_of(ends[:, 0]),
            "target_caption": projection.captions_of(ends[:, 1]),
            "score": np.concatenate([np.zeros(0), *(each.scores for each in layers)]),
            "common": pd.Series(common, dtype=object),
            "auc": np.repeat(np.array([each.auc for each in layers], dtype=np.float64), sizes),
        }
    )


def describe_layers(projection: Projection, layers: Sequence[Guesses]) -> pd.DataFrame:
    """One row per layer."""
    linked = [np.unique(np.concatenate([each.flat.source, each.flat.target])).size for each in layers]
    return pd.DataFrame(
        {
            "layer": pd.Series(list(projection.layers), dtype="str"),
            "entities": np.array(linked, dtype=np.int64),
            "links": np.array([each.flat.n_pairs for each in layers], dtype=np.int64),
            "auc": np.array([each.auc for each in layers], dtype=np.float64),
            "proposed": np.array([len(each.ends) for each in layers], dtype=np.int64),
        }
    )


def proposed_again(
    projection: Projection, layers: Sequence[Guesses], score: Score, k: int, *, repeats: int, seed: int
) -> Floats:
    """For each row the share of repeats in which its layer proposes the pair again."""
    asked = [each for each in layers if len(each.ends)]
    held = [np.zeros(len(each.ends)) for each in asked]
    keys = [each.ends[:, 0] * projection.n_nodes + each.ends[:, 1] for each in asked]
    taken = [each.flat.source.astype(np.int64) * projection.n_nodes + each.flat.target for each in asked]
    for kept in masks(projection.n_links, repeats, seed):
        for each, again, ours, linked in zip(asked, held, keys, taken, strict=True):
            found, _ = best_pairs(each.flat.kept(kept, projection.weight), score, k, linked)
            np.add(again, np.isin(ours, found), out=again)
    return np.concatenate([np.zeros(0), *held]) / max(repeats, 1)


def links_behind(guesses: Guesses) -> Iterator[Ints]:
    """For each pair proposed the links from both to their common neighbours."""
    for pair in guesses.ends.tolist():
        _, ours, theirs = common_neighbours(guesses.flat, *pair)
        yield guesses.flat.links_of(np.column_stack([ours, theirs]).ravel())


def caveats(projection: Projection, layers: pd.DataFrame, repeats: int) -> Iterator[str]:
    """What a reader of these pairs must know."""
    if not projection.n_links:
        yield "There are no links: nothing speaks for any other."
        return
    yield "A pair proposed is a question to ask, not a link: nobody recorded that the two know each other."
    for name, found in zip(layers["layer"].tolist(), layers["auc"].tolist(), strict=True):
        if np.isnan(found):
            yield f"{name} is too small or too full to be tried on its own links: it proposes nothing."
        elif found < LEAST_AUC:
            yield (
                f"{name} finds its own hidden links hardly better than chance (auc {found:.2f}; "
                f"{LEAST_AUC} is the least): it proposes nothing."
            )
    yield "Who is watched most has most common neighbours, so that the well known are proposed first."
    if projection.directed:
        yield "The direction of links was not used."
    if layers["proposed"].any() and not repeats:
        yield "How firmly each pair is proposed was not measured: missing records can change the order."
    yield from loops_caveat(projection)


def summarise(frame: pd.DataFrame, layers: pd.DataFrame) -> str:
    """The layers first, then what each proposes in plain words."""
    if not len(frame):
        return "No pair is proposed."
    lines = [f"{count(len(frame), 'pair is', 'pairs are')} proposed."]
    proposing = layers[layers["proposed"] > 0]
    for name, found in zip(proposing["layer"].tolist(), proposing["auc"].tolist(), strict=True):
        pairs = frame[frame["layer"] == name]
        named = (pairs["source_caption"] + " and " + pairs["target_caption"]).tolist()
        lines.append(
            f"{name} finds its own hidden links in {found:.0%} of comparisons and proposes "
            f"{list_names(named, most=3)}."
        )
    return "\n".join(lines)
