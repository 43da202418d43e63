"""The network as a whole: what kinds of links it has, how dense it is, and whether it holds together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from interlink.analytics.cite import by_group
from interlink.analytics.explain import count, describe, loops_caveat
from interlink.analytics.finding import Finding, finding_of
from interlink.analytics.stability import count_repeats, repeated_flats
from interlink.projection import UNCONSTRAINED, Constraints, Flat, Projection
from interlink.projection.columns import Ints

__all__ = ["network"]

# The shortest paths from one entity, over one pair.
SECONDS = 2e-8
# Above this, the longest of all shortest paths is not sought.
MOST_WALKED = 50_000_000


def network(
    projection: Projection,
    *,
    where: Constraints = UNCONSTRAINED,
    resamples: int | None = None,
    seed: int = 0,
) -> Finding:
    """What the whole network is like, before anyone in it is looked at.

    Frame, a row per kind of link (layer), in order of name: layer; entities: how many it links;
    links: pairs of entities, by direction where the projection has any; records: how many stand
    behind them; weight: the sum; likely: the mean confidence of its links (NaN where no record
    says); first and last (NaT where no time is known). Table `measures`: measure, value, low and
    high (the middle nine tenths of what repeats gave; where there were any), words. They are
    entities, linked (share with any link), pairs, density (share of possible pairs), components
    (of two or more), largest (share of entities in the largest), transitivity (share of open
    triangles that are closed), reciprocity (share of pairs linked both ways, directed only),
    centralization (Freeman's, of degree: 1 a star, 0 all alike), diameter (the longest shortest
    path, direction ignored; NaN in networks too large to seek it in); also as `measures`. Evidence
    of a row: the records of the layer. O(m), and O(n·m) where the diameter is sought.

    Options
    -------
    where       constraints on the links that count
    resamples   repeats with a tenth of the links left out; empty: 20 where that is quick, else none
    seed        where the chance of what repeats leave out starts

    Raises
    ------
    QueryError   resamples are not 0 to 10,000; also what the constraints raise

    References
    ----------
    Wasserman and Faust (1994), Social Network Analysis, sections 4.3, 5.2 and 6.5; Freeman (1978),
    doi:10.1016/0378-8733(78)90021-7
    """
    projection = projection.narrow(where)
    flat = projection.flat(directed=projection.directed)
    repeats = count_repeats(resamples, SECONDS * walked(flat), "network")
    values = measure(flat)
    table = pd.DataFrame({"measure": list(values), "value": np.array(list(values.values()))})
    if repeats:
        again = [
            list(measure(each).values())
            for each in repeated_flats(projection, repeats, seed, directed=projection.directed)
        ]
        table["low"], table["high"] = np.quantile(np.array(again), (0.05, 0.95), axis=0)
    table["words"] = [WORDS[name] for name in values]
    return finding_of(
        projection,
        "network",
        params=where.said(),
        seed=seed,
        tables={"layers": projection.layer_table.copy(), "measures": table},
        behind={"layers": lambda: by_group(projection.layer.astype(np.int64), len(projection.layers))},
        summary=summarise(projection, values),
        caveats=caveats(projection, values),
        packages=("igraph",),
        measures=values,
        resamples=repeats,
    )


WORDS = {
    "entities": "entities, linked or not",
    "linked": "share of entities with any link to another",
    "pairs": "pairs of entities that are linked",
    "density": "share of possible pairs that are linked",
    "components": "parts of two or more that nothing links to each other",
    "largest": "share of entities in the largest part",
    "transitivity": "share of pairs with a common neighbour that are linked themselves",
    "reciprocity": "share of links that are answered by one the other way",
    "centralization": "how much it hangs on one entity: 1 a star, 0 all alike",
    "diameter": "steps between the two that are farthest apart",
}


def measure(flat: Flat) -> dict[str, float]:
    """The measures of the whole, in their order."""
    n, graph = flat.n_nodes, flat.graph
    sizes = np.bincount(flat.parts, minlength=1)
    possible = n * (n - 1) / (1 if flat.directed else 2)
    undirected = graph.as_undirected() if flat.directed else graph
    degrees = np.array(undirected.degree(), dtype=np.int64)
    values = {
        "entities": float(n),
        "linked": np.count_nonzero(flat.degrees) / n if n else 0.0,
        "pairs": float(flat.n_pairs),
        "density": flat.n_pairs / possible if possible else 0.0,
        "components": float((sizes > 1).sum()),
        "largest": float(sizes.max()) / n if n else 0.0,
        "transitivity": number(undirected.transitivity_undirected()),
    }
    if flat.directed:
        values["reciprocity"] = number(graph.reciprocity()) if flat.n_pairs else float("nan")
    values["centralization"] = centralization(degrees)
    is_sought = flat.n_pairs and walked(flat) <= MOST_WALKED
    values["diameter"] = float(undirected.diameter(directed=False)) if is_sought else float("nan")
    return values


def walked(flat: Flat) -> int:
    """How many pairs are walked over to know every shortest path."""
    return flat.n_nodes * (flat.n_nodes + flat.n_pairs)


def number(found: float | None) -> float:
    """The figure, NaN where igraph knows none."""
    return float("nan") if found is None else float(found)


def centralization(degrees: Ints) -> float:
    """How far degrees are from all alike, as a share of what a star of as many has."""
    n = degrees.size
    return float((degrees.max() - degrees).sum()) / ((n - 1) * (n - 2)) if n > 2 else 0.0


def caveats(projection: Projection, values: dict[str, float]) -> Iterator[str]:
    """What a reader of these figures must know."""
    if not projection.n_links:
        yield "There are no links: every entity stands alone."
        return
    yield "This is the network that records show: who was watched most is linked most, others are missing."
    if np.isnan(values["diameter"]):
        yield "The network is too large to seek the two that are farthest apart."
    yield from loops_caveat(projection)


def summarise(projection: Projection, values: dict[str, float]) -> str:
    """The whole in plain words."""
    lines = [f"{describe(projection)} of {count(len(projection.layers), 'kind', 'kinds')}."]
    if not projection.n_links:
        return lines[0]
    parts = count(int(values["components"]), "part", "parts")
    linked, largest = f"{values['linked']:.0%}", f"{values['largest']:.0%}"
    lines.append(f"{linked} are linked to another, in {parts}; {largest} are in the largest.")
    lines.append(f"{values['density']:.2%} of all possible pairs are linked.")
    if not np.isnan(values["transitivity"]):
        lines.append(f"Of two with a common neighbour, {values['transitivity']:.0%} are linked themselves.")
    if values["centralization"] >= 0.5:
        lines.append("Much of it hangs on one entity.")
    return "\n".join(lines)
