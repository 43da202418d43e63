"""Numbers written by a form, and a fixed shuffle of serials so that neighbours look unlike each other."""

from __future__ import annotations

import zlib
from functools import cache
from math import isqrt, prod

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from interlink.worlds.facts.columns import Integers

__all__ = ["Letters", "as_text", "room", "scramble", "spell"]

DIGITS = "0123456789"
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
CLASSES = {"#": DIGITS, "^": DIGITS[1:], "@": LETTERS, "*": DIGITS + LETTERS}
ROUNDS = 4

# One row of ASCII codes for each number.
Letters = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]


@cache
def alphabets(form: str) -> tuple[str, ...]:
    """What each place may hold: # a digit, ^ one but zero, @ a letter, * either, [..] one of these."""
    found: list[str] = []
    rest = form
    while rest:
        if rest[0] == "[":
            choice, _, rest = rest[1:].partition("]")
            found.append(choice)
        else:
            found.append(CLASSES.get(rest[0], rest[0]))
            rest = rest[1:]
    return tuple(found)


def room(form: str) -> int:
    """How many distinct numbers the form has."""
    return prod(len(alphabet) for alphabet in alphabets(form))


def spell(places: Integers, form: str) -> Letters:
    """The numbers of the form at those places of its order, one row of ASCII codes each."""
    choices = alphabets(form)
    written = np.empty((places.size, len(choices)), dtype=np.uint8)
    rest = places
    for column in range(len(choices) - 1, -1, -1):
        codes = np.frombuffer(choices[column].encode("ascii"), dtype=np.uint8)
        if codes.size == 1:
            written[:, column] = codes[0]
        else:
            rest, digit = np.divmod(rest, codes.size)
            written[:, column] = codes[digit]
    return written


def as_text(written: Letters) -> pl.Series:
    """The rows of ASCII codes as strings."""
    count, width = written.shape
    offsets = np.arange(count + 1, dtype=np.int64) * width
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(written))]
    return pl.Series(pa.Array.from_buffers(pa.large_string(), count, buffers)).rename("")


def scramble(serials: Integers, size: int, *, seed: int, name: str) -> Integers:
    """Each serial's place in a shuffle of 0..size-1 fixed by `seed` and `name`; no two serials share one.

    A Feistel network of four rounds on a rectangle just larger than `size`; what falls outside goes again.

    Raises
    ------
    ValueError   a serial is negative or not under `size`

    References
    ----------
    Black and Rogaway (2002), Ciphers with Arbitrary Finite Domains, doi:10.1007/3-540-45760-7_9
    """
    if serials.size and (serials.min() < 0 or serials.max() >= size):
        raise ValueError(
            f"{name}: serials run from {serials.min()} to {serials.max()}, expected 0 to {size - 1}; "
            "count them from 0 for each country"
        )
    sequence = np.random.SeedSequence(seed, spawn_key=(zlib.crc32(name.encode()),))
    keys = np.asarray(sequence.generate_state(ROUNDS, np.uint64), dtype=np.uint64)
    wide = isqrt(max(size - 1, 0)) + 1
    high = -(-size // wide)
    found = _rounds(serials.astype(np.uint64), high, wide, keys)
    outside = np.flatnonzero(found >= size)
    while outside.size:
        found[outside] = _rounds(found[outside], high, wide, keys)
        outside = outside[found[outside] >= size]
    return found.astype(np.int64)


def _rounds(places: Words, high: int, wide: int, keys: Words) -> Words:
    left, right = np.divmod(places, np.uint64(wide))
    for number, key in enumerate(keys):
        if number % 2:
            right = (right + _mixed(left, key) % np.uint64(wide)) % np.uint64(wide)
        else:
            left = (left + _mixed(right, key) % np.uint64(high)) % np.uint64(high)
    return left * np.uint64(wide) + right


def _mixed(values: Words, key: np.uint64) -> Words:
    """The finaliser of splitmix64 (Steele, Lea and Flood 2014, doi:10.1145/2714064.2660195)."""
    mixed = values ^ key
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
