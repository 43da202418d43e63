"""A world made: drawn, planted, measured and written whole."""

from __future__ import annotations

from interlink.worlds.making.make import make_world

__all__ = ["make_world"]
