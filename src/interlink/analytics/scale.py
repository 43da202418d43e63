"""Weights made comparable: some libraries hold to tolerances that suit figures near 1 alone."""

from __future__ import annotations

import numpy as np

from interlink.projection.columns import Floats

__all__ = ["largest_near_one", "smallest_near_one"]

# Twice as much, added up, is still a number.
MOST = 1e300


def largest_near_one(values: Floats) -> Floats:
    """The values times a power of two, exactly, so that the largest is from 1 up to 2."""
    return _scaled(values, float(np.abs(values).max(initial=0.0)))


def smallest_near_one(values: Floats) -> Floats:
    """The values, all above 0, times a power of two, exactly, so that the smallest is from 1 up to 2."""
    return np.minimum(_scaled(values, float(values.min(initial=np.inf))), MOST)


def _scaled(values: Floats, measure: float) -> Floats:
    if not (np.isfinite(measure) and measure > 0):
        return values
    with np.errstate(over="ignore"):
        return np.asarray(np.ldexp(values, 1 - int(np.frexp(measure)[1])))
