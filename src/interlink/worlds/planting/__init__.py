"""Planting: networks are put into an ordinary block by exchanging the ends of ties that are there already."""

from __future__ import annotations

from interlink.worlds.planting.casting import prefer
from interlink.worlds.planting.draft import Draft, NoRoom, Step
from interlink.worlds.planting.planter import Planter

__all__ = ["Draft", "NoRoom", "Planter", "Step", "prefer"]
