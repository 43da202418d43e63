"""Arrays for analytics: which entities, which links, and the records behind each link."""

from __future__ import annotations

from interlink.projection.attributes import Attributes, with_attributes
from interlink.projection.columns import MISSING_TIME
from interlink.projection.flat import Flat
from interlink.projection.narrow import UNCONSTRAINED, Constraints
from interlink.projection.projection import Projection

__all__ = [
    "MISSING_TIME",
    "UNCONSTRAINED",
    "Attributes",
    "Constraints",
    "Flat",
    "Projection",
    "with_attributes",
]
