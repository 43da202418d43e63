"""How much of the leak test is run: little in `make test`, all of it in `make proof`, and what came of it."""

from __future__ import annotations

import os
from collections import Counter

__all__ = ["CASE", "PROOF", "SEED", "TALLY"]

# How many cases are judged, 0 in `make test`. Taken out of the environment, since interlink refuses settings
# that it does not know.
PROOF = int(os.environ.pop("INTERLINK_PROOF", "0"))
SEED = int(os.environ.pop("INTERLINK_PROOF_SEED", "7"))
# The number of a case to judge alone, 0 for all.
CASE = int(os.environ.pop("INTERLINK_PROOF_CASE", "0"))
# By door: how many calls and cases, how many of these of a hidden marking, how many told or lacked something.
TALLY: dict[str, Counter[str]] = {}
