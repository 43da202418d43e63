"""What is true of a world, and its file: what was planted, and which entities are one party."""

from __future__ import annotations

from interlink.worlds.truth.file import read_truth, write_truth
from interlink.worlds.truth.planted import Truth

__all__ = ["Truth", "read_truth", "write_truth"]
