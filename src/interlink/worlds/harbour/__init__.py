"""The harbour world: the sample world of the demo, in which one ring is planted."""

from __future__ import annotations

from interlink.worlds.harbour.build import Harbour, main, make_harbour, write_harbour

__all__ = ["Harbour", "main", "make_harbour", "write_harbour"]
