"""Rankings held against the truth, and how hard a world is."""

from __future__ import annotations

from interlink.worlds.judging.hardness import LIMITS, Hardness, measure, measure_world
from interlink.worlds.judging.judge import Judge

__all__ = ["LIMITS", "Hardness", "Judge", "measure", "measure_world"]
