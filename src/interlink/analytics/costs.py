"""What it costs to walk a link: a hop, its weight, one over it, or how doubtful it is."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, get_args

import numpy as np

from interlink.analytics.centrality import link_lengths
from interlink.errors import QueryError, UnknownName, nearest
from interlink.projection import Flat, Projection
from interlink.projection.columns import Floats, Ints
from interlink.projection.merge import either

__all__ = ["COSTS", "HOPS", "Cost", "Costs", "costs_of"]

Cost = Literal["hops", "strength", "weight", "confidence"]

COSTS = {
    "hops": "the number of hops",
    "strength": "one over the strength of each link, added up",
    "weight": "the weight of each link, added up",
    "confidence": "how doubtful the links are, taken together",
}
# A link costs something however sure it is, so that of two sure ways the shorter one is cheaper.
SUREST = 0.999999
# A common multiple of more digits would make sums slower than the search.
MOST_BITS = 4096


@dataclass(frozen=True, eq=False)
class Costs:
    """What each pair costs, as floats to search by and exactly to compare by.

    `lengths` is above 0 or inf, None where each pair costs 1. `exact` gives for pairs, and what a path costs
    about, costs that `join` adds up from `nothing`; equal costs are equal. `total` is what they come to.
    """

    lengths: Floats | None
    exact: Callable[[Ints, float], tuple[list[Any], Callable[[Any], float]]]
    join: Callable[[Any, Any], Any] = operator.add
    nothing: Any = 0


HOPS = Costs(None, lambda pairs, _: ([1] * pairs.size, float))


def costs_of(projection: Projection, flat: Flat, cost: str, analytic: str) -> Costs:
    """What the pairs cost when asked so.

    Raises
    ------
    UnknownName   no such cost
    QueryError    a weight that counts is not above 0, or nothing says how likely links are
    """
    if cost not in get_args(Cost):
        known = get_args(Cost)
        raise UnknownName(f"{analytic}: no cost '{cost}'; expected {', '.join(known)}.{nearest(cost, known)}")
    if cost == "hops":
        return HOPS
    if cost == "confidence":
        return _doubts(projection, flat, analytic)
    inverse = link_lengths(projection, flat, analytic)
    if cost == "strength":
        return Costs(inverse, lambda pairs, cheapest: whole_costs(flat.weight[pairs], True, cheapest))
    return Costs(flat.weight, lambda pairs, cheapest: whole_costs(flat.weight[pairs], False, cheapest))


def whole_costs(values: Floats, strength: bool, cheapest: float) -> tuple[list[int], Callable[[Any], float]]:
    """The costs as whole numbers of one fraction, and what so many of them are worth.

    Values are taken as the decimals they print as, over their common multiple; where that has more than
    4,096 bits, to 64 bits of the cheapest path.
    """
    ratios = {value: Decimal(repr(value)).as_integer_ratio() for value in set(values.tolist())}
    if strength:
        ratios = {value: (under, over) for value, (over, under) in ratios.items()}
    scale = 1
    for _, under in sorted(ratios.values()):
        scale = math.lcm(scale, under)
        if scale.bit_length() > MOST_BITS:
            scale = max(1, int(Fraction(2**64) / Fraction(cheapest)))
            break
    whole = {value: max(1, round(Fraction(over * scale, under))) for value, (over, under) in ratios.items()}
    return [whole[value] for value in values.tolist()], lambda total: total / scale


def _doubts(projection: Projection, flat: Flat, analytic: str) -> Costs:
    """The negative logarithm of how likely each pair is, so that a path costs that of its links together.

    Exactly they are one over the likelihoods, multiplied: sums of logarithms would part what is equal.
    """
    if projection.confidence is None:
        raise QueryError(
            f"{analytic}: these links say nothing of their confidence. "
            "Choose another cost, or name the column that holds it when the projection is made."
        )
    pair_of_link = np.repeat(np.arange(flat.n_pairs), np.diff(flat.link_offsets))
    likely = np.minimum(either(projection.confidence[flat.links], pair_of_link, flat.n_pairs), SUREST)
    lengths = np.full(flat.n_pairs, np.inf)
    np.log(likely, out=lengths, where=likely > 0)
    return Costs(
        np.abs(lengths),
        lambda pairs, _: ([1 / Fraction(repr(share)) for share in likely[pairs].tolist()], _logarithm),
        join=operator.mul,
        nothing=Fraction(1),
    )


def _logarithm(odds: Fraction) -> float:
    """The logarithm of a fraction of 1 or more, whatever its size."""
    if odds < 2:
        return math.log1p(float(odds - 1))
    return math.log(odds.numerator) - math.log(odds.denominator)
