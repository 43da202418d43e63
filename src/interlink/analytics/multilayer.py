"""Communities over several layers at once: calls, meetings and money, each heard by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from interlink.analytics.checks import refuse_negative, refuse_seed
from interlink.analytics.cite import around, by_group
from interlink.analytics.explain import count, describe, list_names, loops_caveat
from interlink.analytics.finding import Finding, finding_of
from interlink.analytics.multiplex import (
    agreement,
    flats_by_layer,
    kept_by_layer,
    search_alone,
    search_multiplex,
    searches_of_all,
)
from interlink.analytics.partition import modularity, number_by_size
from interlink.analytics.stability import count_repeats, masks, membership_shares
from interlink.errors import QueryError, UnknownName, nearest
from interlink.projection import UNCONSTRAINED, Constraints, Flat, Projection
from interlink.projection.columns import Floats, Ints

__all__ = ["multilayer"]

# One search over one pair of one layer, at 1,000 pairs.
SECONDS = 1.5e-5


def multilayer(
    projection: Projection,
    *,
    layer_weights: Sequence[str] = (),
    resolution: float = 1.0,
    where: Constraints = UNCONSTRAINED,
    resamples: int | None = None,
    seed: int = 0,
) -> Finding:
    """Groups of entities that hold together over several layers at once.

    The groups are those with the largest sum of the layers' modularities, so that a layer of many
    links does not outvote one of few; each times its layer weight. Links are taken without
    direction; an entity without links is a community of its own. Communities are numbered from 1
    by size, largest first, then by their smallest id. Frame, by community, then id: id, caption
    (the id where there is none), community, community_size; for each layer in order of name
    `share_LAYER`: the share of the weight of the member's links that is of this layer (NaN where it
    has none); confidence (share of repeats in which the member is in what its group became; where
    there were repeats). Table `layers`: layer, counts (its layer weight), entities (that it links),
    links (pairs), quality (modularity of the groups in this layer), nmi (normalised mutual
    information, over the entities it links, of the groups with those that this layer would give
    alone; NaN where it has no weight). Measure `quality`: the mean of the layers' by layer weight.
    Evidence of a row: records of the links between the member and its own community; of a layer,
    all of its records. Up to 5,000 pairs in every layer the search is made ten times and the best
    kept; beyond that once, in two rounds. About O(m) per round.

    Options
    -------
    layer_weights  how much each layer counts, such as CALLED=1, KNOWS=2; those not named count 1, with 0 not
    resolution     higher finds more and smaller groups
    resamples      repeats with a tenth of the links left out; empty: 20 where that is quick, else none
    seed           where chance starts; the same seed gives the same groups

    Raises
    ------
    UnknownName   a layer weight is of no layer; and as `Constraints` say
    QueryError    a layer weight is no number of 0 or more, no layer counts, a weight is negative, the
                  resolution is not above 0, resamples are not 0 to 10,000, the seed is below 0

    References
    ----------
    Mucha, Richardson, Macon, Porter and Onnela (2010), doi:10.1126/science.1184819; Traag, Waltman
    and van Eck (2019), doi:10.1038/s41598-019-41695-z; Danon, Díaz-Guilera, Duch and Arenas (2005),
    doi:10.1088/1742-5468/2005/09/P09008
    """
    projection = projection.narrow(where)
    counts = read_layer_weights(layer_weights, projection.layers)
    check(projection, counts, resolution, seed)
    flats = flats_by_layer(projection)
    pairs = sum(flat.n_pairs for flat in flats)
    repeats = count_repeats(resamples, SECONDS * pairs * searches_of_all(flats), "multilayer")
    n_nodes = projection.n_nodes
    membership = number_by_size(search_multiplex(flats, n_nodes, counts, resolution, seed))
    sizes = np.bincount(membership, minlength=1)[1:]
    order = np.argsort(membership, kind="stable")
    frame = pd.DataFrame(
        {
            "id": projection.ids_of(order),
            "caption": projection.captions_of(order),
            "community": membership[order],
            "community_size": sizes[membership[order] - 1],
        }
    )
    for name, share in shares(projection, flats).items():
        frame[f"share_{name}"] = share[order]
    if repeats:
        again = (
            search_multiplex(kept_by_layer(flats, kept, projection), n_nodes, counts, resolution, seed)
            for kept in masks(projection.n_links, repeats, seed)
        )
        frame["confidence"] = membership_shares(membership - 1, again)[order]
    layers = describe_layers(projection, flats, membership, counts, resolution=resolution, seed=seed)
    inside = np.flatnonzero(membership[projection.source] == membership[projection.target])
    total = counts.sum()
    return finding_of(
        projection,
        "multilayer",
        params={
            "layer_weights": dict(zip(projection.layers, counts.tolist(), strict=True)),
            "resolution": resolution,
            **where.said(),
        },
        seed=seed,
        tables={"members": frame, "layers": layers},
        behind={
            "members": lambda: around(projection, order, inside),
            "layers": lambda: by_group(projection.layer.astype(np.int64), len(projection.layers)),
        },
        summary=summarise(projection, frame, layers),
        caveats=caveats(projection, layers, repeats),
        packages=("leidenalg", "igraph"),
        measures={"quality": float((layers["quality"] * counts).sum() / total) if total else 0.0},
        resamples=repeats,
    )


def read_layer_weights(given: Sequence[str], layers: Sequence[str]) -> Floats:
    """How much each of the layers counts, 1 where it is not named.

    Raises
    ------
    UnknownName   a weight is of no layer
    QueryError    a weight is no number of 0 or more
    """
    found = np.ones(len(layers))
    for each in given:
        name, _, text = each.rpartition("=")
        name = name.strip()
        try:
            weight = float(text)
        except ValueError:
            weight = float("nan")
        if not (name and np.isfinite(weight) and weight >= 0):
            raise QueryError(
                f"multilayer: layer weight '{each}'; expected LAYER=NUMBER with a number of 0 or more"
            )
        if name not in layers:
            listed = ", ".join(layers) or "none"
            raise UnknownName(f"multilayer: no layer '{name}'; there are {listed}.{nearest(name, layers)}")
        found[list(layers).index(name)] = weight
    return found


def check(projection: Projection, counts: Floats, resolution: float, seed: int) -> None:
    """Nothing, or the error that says which argument or weight cannot be used."""
    if counts.size and not counts.any():
        raise QueryError("multilayer: every layer weight is 0; expected at least one layer to count")
    if not (np.isfinite(resolution) and resolution > 0):
        raise QueryError(f"multilayer: resolution is {resolution}; expected above 0")
    refuse_seed(seed, "multilayer")
    refuse_negative(projection, projection, "multilayer")


def shares(projection: Projection, flats: Sequence[Flat]) -> Mapping[str, Floats]:
    """For each layer which share of the weight of each entity's links is of it."""
    sums = [
        np.bincount(flat.source, weights=flat.weight, minlength=flat.n_nodes)
        + np.bincount(flat.target, weights=flat.weight, minlength=flat.n_nodes)
        for flat in flats
    ]
    whole = np.sum(sums, axis=0) if sums else np.zeros(projection.n_nodes)
    none = np.full(projection.n_nodes, np.nan)
    return {
        name: np.divide(one, whole, out=none.copy(), where=whole > 0)
        for name, one in zip(projection.layers, sums, strict=True)
    }


def describe_layers(
    projection: Projection,
    flats: Sequence[Flat],
    membership: Ints,
    counts: Floats,
    *,
    resolution: float,
    seed: int,
) -> pd.DataFrame:
    """One row per layer: how well the groups fit it, and how far it would have given them alone."""
    linked = [np.unique(np.concatenate([flat.source, flat.target])) for flat in flats]
    alone = [search_alone(flat, resolution, seed) for flat in flats]
    return pd.DataFrame(
        {
            "layer": pd.Series(list(projection.layers), dtype="str"),
            "counts": counts,
            "entities": np.array([ends.size for ends in linked], dtype=np.int64),
            "links": np.array([flat.n_pairs for flat in flats], dtype=np.int64),
            "quality": np.array([modularity(flat, membership) for flat in flats], dtype=np.float64),
            "nmi": np.array(
                [
                    agreement(membership[ends], each[ends]) if flat.weight.any() else np.nan
                    for flat, ends, each in zip(flats, linked, alone, strict=True)
                ],
                dtype=np.float64,
            ),
        }
    )


def caveats(projection: Projection, layers: pd.DataFrame, repeats: int) -> Iterator[str]:
    """What a reader of these groups must know."""
    if not projection.n_links:
        yield "There are no links to group by: every entity is alone."
        return
    yield "A group shows who is linked in these records, not that its members know each other or act as one."
    yield "Small groups are joined as networks grow: compare with communities of one layer, too."
    if len(layers) == 1:
        yield "There is one layer: nothing is compared with it."
    else:
        yield "Shares add up weights of layers as they are: they compare only where all weigh the same thing."
    apart = layers.loc[layers["nmi"] < 0.5, "layer"].tolist()
    if apart:
        yield f"Alone, {list_names(apart)} would group these entities otherwise (agreement below 0.5)."
    if projection.directed:
        yield "The direction of links was not used."
    if not repeats:
        yield "How firmly each belongs was not measured: missing records can move members between groups."
    yield from loops_caveat(projection)


def summarise(projection: Projection, frame: pd.DataFrame, layers: pd.DataFrame) -> str:
    """Layers first, then the groups in plain words, the largest first."""
    sizes = frame.drop_duplicates("community")["community_size"].to_numpy()
    groups = int((sizes > 1).sum())
    said = count(len(layers), "layer", "layers")
    lines = [
        f"Among {describe(projection)} in {said} there are {count(groups, 'group', 'groups')} of two or more."
    ]
    known = layers[layers["nmi"].notna()]
    if len(known) > 1:
        best = int(known["nmi"].to_numpy().argmax())
        name, near = known["layer"].iloc[best], known["nmi"].iloc[best]
        lines.append(f"{name} alone comes nearest to them (agreement {near:.2f} of 1).")
    for community in range(1, min(groups, 5) + 1):
        members = frame.loc[frame["community"] == community, "caption"].tolist()
        lines.append(f"Group {community} has {len(members):,}: {list_names(members)}.")
    alone = int((sizes == 1).sum())
    if alone:
        lines.append(f"{count(alone, 'entity stands', 'entities stand')} alone.")
    return "\n".join(lines)
