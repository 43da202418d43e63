"""What a link of the lake weighs: its records, what was paid, how likely or how recent it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import polars as pl

from interlink.errors import QueryError, UnknownName, nearest
from interlink.model.schema import Schema
from interlink.projection.columns import MISSING_TIME, Floats, Ints

__all__ = ["HALF_LIFE_DAYS", "Weight", "amount_of", "check_weight", "recency", "refuse_currencies"]

Weight = Literal["stated", "count", "amount", "confidence", "recency"]
HALF_LIFE_DAYS = 180
DAY_US = 86_400_000_000


def check_weight(weight: str, kinds: Sequence[Schema]) -> None:
    """Nothing, or the error that says which weight or kind cannot be used.

    Raises
    ------
    UnknownName   no such weight
    QueryError    an amount is asked of a kind of link that has none
    """
    known = get_args(Weight)
    if weight not in known:
        raise UnknownName(f"no weight '{weight}'; expected {', '.join(known)}.{nearest(weight, known)}")
    without = [kind.graph_name for kind in kinds if amount_of(kind) is None]
    if weight == "amount" and without:
        raise QueryError(
            f"links of kind {', '.join(without)} have no amount. Name kinds that have, such as PAID."
        )


def amount_of(kind: Schema) -> str | None:
    """The property that a total of this kind of link adds up, None where it has none."""
    return None if kind.total is None else kind.total.sum


def refuse_currencies(links: pl.DataFrame) -> None:
    """Nothing where all amounts are of one currency; they are never added up across several.

    Raises
    ------
    QueryError   they are of several, or one has no amount; the message says how many of each
    """
    counted = links.group_by(pl.col("currency").fill_null("none stated")).len().sort("currency")
    if counted.height > 1:
        said = ", ".join(f"{number:,} in {code}" for code, number in counted.iter_rows())
        raise QueryError(f"amounts of several currencies do not add up: {said}. Weigh by count, or narrow.")
    missing = links["weight"].null_count()
    if missing:
        raise QueryError(f"{missing:,} links have no amount. Weigh by count, or narrow.")


def recency(at: Ints, *, now: int | None) -> Floats:
    """Half for each 180 days that a link is older than `now`, or than the latest where that is None.

    `at` is in microseconds since 1970 UTC; a link without a time counts as the oldest.
    """
    timed = at[at != MISSING_TIME]
    if not timed.size:
        return np.ones(at.size)
    latest = int(timed.max()) if now is None else now
    moments = np.where(at == MISSING_TIME, timed.min(), at)
    return np.asarray(0.5 ** (np.maximum(latest - moments, 0) / (HALF_LIFE_DAYS * DAY_US)))
