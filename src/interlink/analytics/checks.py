"""What several analytics refuse alike, in one wording."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from interlink.errors import QueryError
from interlink.projection import Projection
from interlink.projection.columns import Floats

__all__ = ["Weighed", "refuse_negative", "refuse_seed"]


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
    """Nothing where no weight is below 0.

    Raises
    ------
    QueryError   one is; the message names the least and its ends
    """
    if links.weight.size and links.weight.min() < 0:
        worst = int(links.weight.argmin())
        ends = f"'{projection.ids[links.source[worst]]}' and '{projection.ids[links.target[worst]]}'"
        raise QueryError(f"{analytic}: {what} {links.weight[worst]} between {ends}; expected 0 or more")


def refuse_seed(seed: int, analytic: str) -> None:
    """Nothing where the seed can be one.

    Raises
    ------
    QueryError   it is below 0
    """
    if seed < 0:
        raise QueryError(f"{analytic}: seed is {seed}; expected 0 or more")
