"""Methods scored on a world: what each finds of what was planted."""

from __future__ import annotations

from interlink.worlds.scoring.scores import FIGURES, RESOLUTION, resolution, score

__all__ = ["FIGURES", "RESOLUTION", "resolution", "score"]
