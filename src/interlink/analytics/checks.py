"""What several analytics refuse alike, in one wording."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from interlink.errors import QueryError
from interlink.projection import Projection
from interlink.projection.columns import Floats

__all__ = ["Weighed", "refuse_negative", "refuse_seed", "refuse_weightless"]

# One over less, added up, is no number.
LEAST = 1e-300


class Weighed(Protocol):
    """Links, pairs or contacts: ends by vertex number, and what each weighs."""

    @property
    def source(self) -> npt.NDArray[np.int32]:
        """Where each begins."""

    @property
    def target(self) -> npt.NDArray[np.int32]:
        """Where each ends."""

    @property
    def weight(self) -> Floats:
        """What each weighs."""


def refuse_negative(projection: Projection, links: Weighed, analytic: str, *, what: str = "weight") -> None:
    """Nothing where no weight is below 0; links of an entity to itself do not count.

    Raises
    ------
    QueryError   one is; the message names the least and its ends
    """
    least = _least(links, 0.0)
    if least is not None:
        raise QueryError(f"{analytic}: {what} {_words(projection, links, least)}; expected 0 or more")


def refuse_weightless(projection: Projection, analytic: str) -> None:
    """Nothing where every link weighs enough for one over its weight to be a length.

    Single links are looked at, not what several of a pair weigh together: a repeat may leave one of them.

    Raises
    ------
    QueryError   one weighs 0 or less, or too little; the message names the least and its ends
    """
    least = _least(projection, LEAST)
    if least is not None:
        expected = "above 0" if projection.weight[least] <= 0 else f"{LEAST} or more"
        raise QueryError(f"{analytic}: weight {_words(projection, projection, least)}; expected {expected}")


def _least(links: Weighed, bound: float) -> int | None:
    """The link that weighs least, of one entity to another; None where none weighs less than the bound."""
    light = np.flatnonzero(links.weight < bound)
    light = light[links.source[light] != links.target[light]]
    return int(light[links.weight[light].argmin()]) if light.size else None


def _words(projection: Projection, links: Weighed, number: int) -> str:
    ends = f"'{projection.ids[links.source[number]]}' and '{projection.ids[links.target[number]]}'"
    return f"{links.weight[number]} between {ends}"


def refuse_seed(seed: int, analytic: str) -> None:
    """Nothing where the seed can be one.

    Raises
    ------
    QueryError   it is below 0
    """
    if seed < 0:
        raise QueryError(f"{analytic}: seed is {seed}; expected 0 or more")
