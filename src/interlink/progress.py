"""How long work says how far it is."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Progress", "silent"]


class Progress(Protocol):
    """Takes a stage in one word, how many rows are done, and of how many where that is known."""

    def __call__(self, stage: str, done: int, total: int | None = None, /) -> None:
        """Says how far the stage is."""


def silent(stage: str, done: int, total: int | None = None, /) -> None:
    """Says nothing."""
    del stage, done, total
