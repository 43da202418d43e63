"""How much is tried: little in `make test`, much in `make soak`, and what came of it."""

from __future__ import annotations

import os
from collections import Counter

__all__ = ["SOAK", "TALLY"]

# How often each random fault is tried, 0 in `make test`. Taken out of the environment, since interlink
# refuses settings that it does not know.
SOAK = int(os.environ.pop("INTERLINK_SOAK", "0"))
# By what was tried: how often, what was acknowledged, what was lost or half visible.
TALLY: dict[str, Counter[str]] = {}
