"""Connecting many suspects at once: a light tree between them, or the entities that are near to all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from interlink.analytics.cite import listed
from interlink.analytics.costs import COSTS, Cost, costs_of
from interlink.analytics.explain import count, describe, list_names, significant
from interlink.analytics.finding import Finding, finding_of
from interlink.analytics.nearby import nearness, walk_scores
from interlink.analytics.stability import count_repeats, repeated_flats
from interlink.analytics.steiner import passing_shares, tree_between
from interlink.errors import QueryError, UnknownName, nearest
from interlink.projection import UNCONSTRAINED, Constraints, Flat, Projection
from interlink.projection.columns import Floats, Ints
from interlink.projection.merge import take_ranges

__all__ = ["connect"]

Method = Literal["tree", "walk"]
# One search over one pair, at 100,000 pairs; of a walk, for one suspect.
SECONDS = {"tree": 3e-7, "walk": 1e-6}
# Scores that a walk holds at most: entities times suspects.
MOST_SCORES = 50_000_000


@dataclass(frozen=True, eq=False)
class Asked:
    """Which suspects to connect, and how."""

    suspects: Ints
    method: str
    cost: str
    size: int


@dataclass(frozen=True, eq=False)
class Net:
    """What connects the suspects: pairs of entities, and how each entity scores in it."""

    pairs: Ints
    scores: dict[int, float]


def connect(
    projection: Projection,
    ids: Sequence[str],
    *,
    method: Method = "tree",
    cost: Cost = "hops",
    size: int = 30,
    where: Constraints = UNCONSTRAINED,
    resamples: int | None = None,
    seed: int = 0,
) -> Finding:
    """What connects many suspects: a light tree, or the entities that are near to all of them.

    Directions are not used; layers are merged first, links of an entity to itself left out. A tree is at
    most 2(1 - 1/s) times as costly as the cheapest between s suspects. A walk starts over at each suspect
    in turn, taking cheap links more often; the entities where all of the walks are often are kept, and
    the links among them and the suspects. Suspects that nothing connects are told apart in the caveats.
    Frame: id, caption (the id where there is none), role (suspect, or between), score (tree: share of the
    pairs of other suspects that it lies between; walk: geometric mean of the shares of the walks' time),
    confidence (share of repeats in which it is connected, or not, as here; where there were repeats);
    suspects by id, then those between, highest score first. Table `links`: source, target, layer, weight,
    records (how many), confidence (share of repeats in which the two are joined again). Measures `parts`:
    in how many the suspects are; `cost`: that of all links, added up. Evidence of a row: the records of
    the entity's links here; of a link, its own. O(m log n), times the repeats; of a walk O(m) for each
    suspect and step.

    Options
    -------
    ids        ids of the suspects, two or more
    method     tree (the fewest or cheapest links that connect them), or walk (who is near to all)
    cost       hops (each link 1), strength (1/weight), weight, or confidence (-log of how likely it is)
    size       how many entities there may be between them; for walk
    resamples  repeats with a tenth of the links left out; empty: 20 where that is quick, else none
    seed       where the chance of what repeats leave out starts

    Raises
    ------
    UnknownEntity   a suspect is not in the projection, or an entity to avoid
    UnknownName     no such method, cost, layer, kind or grade
    QueryError      fewer than two suspects or a text in place of a list, size is below 1, a weight that
                    counts is not above 0, links say nothing of their confidence, a walk of too many suspects,
                    or resamples are not 0 to 10,000

    References
    ----------
    Mehlhorn (1988), doi:10.1016/0020-0190(88)90066-X; Tong and Faloutsos (2006),
    doi:10.1145/1150402.1150448
    """
    if method not in get_args(Method):
        known = get_args(Method)
        raise UnknownName(
            f"connect: no method '{method}'; expected {', '.join(known)}.{nearest(method, known)}"
        )
    if size < 1:
        raise QueryError(f"connect: size is {size}; expected 1 or more")
    if isinstance(ids, str):
        raise QueryError(f"connect: ids is the text '{ids}'; expected a list, such as ['{ids}', 'another']")
    suspects = np.unique(np.array([projection.index_of(each) for each in ids], dtype=np.int64))
    if suspects.size < 2:
        raise QueryError(f"connect: {suspects.size} suspects; expected the ids of two or more")
    if method == "walk" and suspects.size * projection.n_nodes > MOST_SCORES:
        most = max(2, MOST_SCORES // projection.n_nodes)
        raise QueryError(
            f"connect: a walk of {suspects.size:,} suspects; expected at most {most:,} among "
            f"{projection.n_nodes:,} entities. Ask for a tree, or narrow the projection."
        )
    named = tuple(projection.ids[vertex] for vertex in suspects)
    projection = projection.narrow(replace(where, ends=named))
    flat = projection.flat(directed=False)
    lengths = lengths_of(projection, flat, cost)
    once = SECONDS[method] * flat.n_pairs * (1 if method == "tree" else suspects.size)
    repeats = count_repeats(resamples, once, "connect")
    asked = Asked(suspects, method, cost, size)
    part = parts_of(flat, np.isfinite(lengths))[suspects]
    net = find_net(flat, lengths, asked)
    entities, links = order_of(net, suspects), flat.links_of(net.pairs)
    frame, joined = describe_entities(projection, net, entities, suspects), describe_links(projection, links)
    if repeats:
        flats = repeated_flats(projection, repeats, seed, directed=False)
        alike, held = shares_again(projection, flat, net, asked, flats)
        frame["confidence"] = alike[entities]
        joined["confidence"] = np.repeat(held, np.diff(flat.link_offsets)[net.pairs])
    return finding_of(
        projection,
        "connect",
        params={
            "ids": list(named),
            "method": method,
            "cost": cost,
            **({"size": size} if method == "walk" else {}),
            **where.said(),
        },
        seed=seed,
        tables={"entities": frame, "links": joined},
        behind={
            "entities": lambda: listed([touching(projection, links, vertex) for vertex in entities.tolist()]),
            "links": lambda: (np.arange(links.size + 1), links),
        },
        summary=summarise(projection, frame, part, net, cost),
        caveats=[
            *gaps(projection, suspects, part, where),
            *caveats(projection, part, joined_in(flat, net, asked, part)),
        ],
        packages=("scipy",),
        measures={
            "parts": float(np.unique(part).size),
            "cost": float(lengths[net.pairs].sum()),
        },
        resamples=repeats,
    )


def shares_again(
    projection: Projection, flat: Flat, net: Net, asked: Asked, repeats: Iterator[Flat]
) -> tuple[Floats, Floats]:
    """For each vertex the share of repeats in which it is joined, or not, as here; the same of each pair."""
    nodes, keys = nodes_and_keys(flat, net)
    alike, held, done = np.zeros(flat.n_nodes), np.zeros(keys.size), 0
    for repeat in repeats:
        found = find_net(repeat, lengths_of(projection, repeat, asked.cost), asked)
        nodes_again, keys_again = nodes_and_keys(repeat, found)
        alike += nodes == nodes_again
        held += np.isin(keys, keys_again)
        done += 1
    return alike / max(done, 1), held / max(done, 1)


def lengths_of(projection: Projection, flat: Flat, cost: str) -> Floats:
    """What each pair costs; inf where it is not to be walked."""
    lengths = costs_of(projection, flat, cost, "connect").lengths
    return np.ones(flat.n_pairs) if lengths is None else lengths


def parts_of(flat: Flat, usable: npt.NDArray[np.bool_]) -> Ints:
    """The part that each vertex is in, by number, where only these pairs connect."""
    if usable.all():
        return flat.parts
    return parts_joined(flat, np.flatnonzero(usable), np.arange(flat.n_nodes))


def joined_in(flat: Flat, net: Net, asked: Asked, part: Ints) -> Ints:
    """The part of each suspect where only what is shown connects; a tree joins whatever can be joined."""
    return part if asked.method == "tree" else parts_joined(flat, net.pairs, asked.suspects)


def parts_joined(flat: Flat, pairs: Ints, vertices: Ints) -> Ints:
    """The part that each of the vertices is in, by number, where only these pairs connect."""
    ends = np.concatenate([vertices, flat.source[pairs], flat.target[pairs]])
    known, number = np.unique(ends, return_inverse=True)
    joined = (number[vertices.size : vertices.size + pairs.size], number[vertices.size + pairs.size :])
    ways = sparse.coo_matrix((np.ones(pairs.size), joined), shape=(known.size, known.size))
    return np.asarray(connected_components(ways, directed=False)[1], dtype=np.int64)[number[: vertices.size]]


def find_net(flat: Flat, lengths: Floats, asked: Asked) -> Net:
    """What connects the suspects, by the method asked for."""
    suspects = asked.suspects
    if asked.method == "tree":
        pairs = tree_between(flat, suspects, lengths)
        ends = zip(flat.source[pairs].tolist(), flat.target[pairs].tolist(), strict=True)
        return Net(pairs, passing_shares(ends, set(suspects.tolist())))
    usable = np.isfinite(lengths)
    strength = np.exp(-lengths) if asked.cost == "confidence" else 1.0 / lengths
    parts = parts_of(flat, usable)
    near = significant(nearness(walk_scores(flat, suspects, strength), parts[suspects], parts))
    others = np.setdiff1d(np.flatnonzero(near > 0), suspects)
    chosen = others[np.lexsort((others, -near[others]))[: asked.size]]
    is_in = np.zeros(flat.n_nodes, dtype=bool)
    is_in[chosen] = is_in[suspects] = True
    pairs = np.flatnonzero(is_in[flat.source] & is_in[flat.target] & usable)
    kept = np.flatnonzero(is_in)
    return Net(pairs, dict(zip(kept.tolist(), near[kept].tolist(), strict=True)))


def order_of(net: Net, suspects: Ints) -> Ints:
    """The suspects by id, then those between, highest score first, then by id."""
    others = np.setdiff1d(np.array(sorted(net.scores), dtype=np.int64), suspects)
    scores = np.array([net.scores[vertex] for vertex in others.tolist()])
    return np.concatenate([suspects, others[np.lexsort((others, -scores))]])


def nodes_and_keys(flat: Flat, net: Net) -> tuple[Ints, Ints]:
    """Which vertices are on a link of the net, and each pair of it as one number."""
    nodes = np.zeros(flat.n_nodes, dtype=np.int64)
    source, target = flat.source[net.pairs].astype(np.int64), flat.target[net.pairs]
    nodes[source] = nodes[target] = 1
    return nodes, source * flat.n_nodes + target


def describe_entities(projection: Projection, net: Net, entities: Ints, suspects: Ints) -> pd.DataFrame:
    """One row per entity that is a suspect or between them."""
    role = np.where(np.isin(entities, suspects), "suspect", "between")
    return pd.DataFrame(
        {
            "id": projection.ids_of(entities),
            "caption": projection.captions_of(entities),
            "role": pd.Series(role, dtype="str"),
            "score": np.array([net.scores.get(vertex, 0.0) for vertex in entities.tolist()]),
        }
    )


def describe_links(projection: Projection, links: Ints) -> pd.DataFrame:
    """One row per link, in order of the pairs."""
    return pd.DataFrame(
        {
            "source": projection.ids_of(projection.source[links].astype(np.int64)),
            "target": projection.ids_of(projection.target[links].astype(np.int64)),
            "layer": pd.Series([projection.layers[n] for n in projection.layer[links]], dtype="str"),
            "weight": projection.weight[links],
            "records": take_ranges(projection.record_offsets, projection.records, links)[1],
        }
    )


def touching(projection: Projection, links: Ints, vertex: int) -> Ints:
    """Those of the links that the vertex is an end of."""
    at = (projection.source[links] == vertex) | (projection.target[links] == vertex)
    return np.asarray(links[at])


def gaps(projection: Projection, suspects: Ints, part: Ints, where: Constraints) -> Iterator[str]:
    """Which suspects nothing connects, and why where that is known."""
    barred = {str(each) for each in where.avoid} & {projection.ids[vertex] for vertex in suspects}
    if barred:
        yield f"Among the entities to avoid, so that nothing connects them: {list_names(sorted(barred))}."
    if not projection.n_links:
        yield "The constraints leave no link at all; widen them." if where.said() else "There are no links."
    groups = [suspects[part == each].tolist() for each in dict.fromkeys(part.tolist())]
    if len(groups) > 1:
        named = "; ".join(list_names([projection.caption_of(v) for v in each], most=20) for each in groups)
        yield f"These records do not connect all suspects. They are in {len(groups)} parts: {named}."


def caveats(projection: Projection, part: Ints, joined: Ints) -> Iterator[str]:
    """What else a reader must know; `part` of each suspect in all records, and `joined` in what is shown."""
    if np.unique(joined).size > np.unique(part).size:
        yield "What is shown does not join all suspects that could be joined: ask for a larger size."
    yield "Who lies between suspects is linked to them in these records; that makes nobody a suspect."
    yield "Time was not checked: of two links on a way the later may be the older."
    if projection.directed:
        yield "The direction of links was not used."


def summarise(projection: Projection, frame: pd.DataFrame, part: Ints, net: Net, cost: str) -> str:
    """What connects the suspects, in plain words; the frame begins with them, `part` has one of each."""
    between = frame["caption"].tolist()[part.size :]
    lines = [
        f"{part.size:,} suspects, among {describe(projection)}, are in "
        f"{count(np.unique(part).size, 'part', 'parts')}; "
        f"{count(net.pairs.size, 'pair of entities is', 'pairs of entities are')} shown, by {COSTS[cost]}."
    ]
    if between:
        lines.append(f"{count(len(between), 'entity lies', 'entities lie')} between: {list_names(between)}.")
    return "\n".join(lines)
