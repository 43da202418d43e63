"""Loops as machine code: compiled when first needed, kept on disk for the next process."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

__all__ = ["is_few", "machine_code"]

# Over so many links the interpreter is done before the compiler is loaded, which takes half a second, and
# four the first time ever.
FEW = 5_000


def is_few(links: int) -> bool:
    """Whether a loop over so many links is best left to the interpreter; what it gives is the same."""
    return links <= FEW


@cache
def machine_code(loop: Callable[..., Any]) -> Callable[..., Any]:
    """The loop compiled for the types that it is called with; no other thread runs while it does."""
    import numba  # noqa: PLC0415 - takes longer to load than most commands run

    made: Callable[..., Any]
    try:
        made = numba.njit(cache=True)(loop)
    except RuntimeError:
        # Nowhere to keep it, as where every folder is read only: each process compiles its own.
        made = numba.njit(loop)
    return made
