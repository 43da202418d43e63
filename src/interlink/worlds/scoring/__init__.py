"""Methods scored on a world: what each finds of what was planted."""

from __future__ import annotations

from interlink.worlds.scoring.chains import CHAINS, chains
from interlink.worlds.scoring.scores import FIGURES, RESOLUTION, resolution, score

__all__ = ["CHAINS", "FIGURES", "RESOLUTION", "chains", "resolution", "score"]
