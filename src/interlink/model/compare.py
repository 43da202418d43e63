"""How alike two cleaned values are, from 0 to 1, per kind of value."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

import polars as pl
from anyascii import anyascii

from interlink.model.clean_dates import earliest, latest

__all__ = ["compare_dates", "compare_degrees", "compare_names", "compare_numbers", "compare_times", "is_same"]

DAY_SECONDS = 86_400.0


def is_same(left: str, right: str) -> float:
    """1.0 for the same value, else 0.0."""
    return float(left == right)


def compare_names(left: str, right: str) -> float:
    """1.0 for names equal but for script, accents, case, punctuation and order; else below 1.

    Each token counts by its length, as like as the token of the other name most like it
    (Jaro-Winkler: Winkler 1990, "String Comparator Metrics and Enhanced Decision Rules").
    Symmetric. Nothing left after folding is alike only if it is equal as written.
    """
    ours, theirs = _tokens(left), _tokens(right)
    if not ours or not theirs:
        return is_same(left, right)
    if ours == theirs:
        return 1.0
    scored = [(len(a), max(_jaro_winkler(a, b) for b in theirs)) for a in ours]
    scored += [(len(b), max(_jaro_winkler(a, b) for a in ours)) for b in theirs]
    total = sum(length * score for length, score in scored) / sum(length for length, _ in scored)
    return min(total, 0.99)


def compare_dates(left: str, right: str) -> float:
    """By the days they may mean: equal 1.0, one within the other 0.8, a year in common 0.3, else 0.0."""
    if left == right:
        return 1.0
    (start, end), (other_start, other_end) = _days(left), _days(right)
    if not (start and end and other_start and other_end):
        return 0.0
    within = start <= other_start and other_end <= end
    around = other_start <= start and end <= other_end
    if within or around:
        return 0.8
    return 0.3 if max(start[:4], other_start[:4]) <= min(end[:4], other_end[:4]) else 0.0


def compare_times(left: str, right: str) -> float:
    """1.0 at the same moment, falling evenly to 0.0 at a day apart; ISO 8601 in, as rendered."""
    apart = datetime.fromisoformat(left) - datetime.fromisoformat(right)
    return max(0.0, 1.0 - abs(apart.total_seconds()) / DAY_SECONDS)


def compare_numbers(left: str, right: str) -> float:
    """1.0 less the difference as a share of the larger; 0.0 for opposite signs."""
    ours, theirs = float(left), float(right)
    if ours == theirs:
        return 1.0
    return max(0.0, 1.0 - abs(ours / 2 - theirs / 2) / (max(abs(ours), abs(theirs)) / 2))


def compare_degrees(left: str, right: str) -> float:
    """1.0 at the same degree, falling evenly to 0.0 at one degree apart."""
    return max(0.0, 1.0 - abs(float(left) - float(right)))


@lru_cache(maxsize=65_536)
def _tokens(name: str) -> tuple[str, ...]:
    return tuple(sorted(re.findall("[a-z0-9]+", re.sub("['`]", "", anyascii(name).casefold()))))


@lru_cache(maxsize=65_536)
def _days(date: str) -> tuple[str | None, str | None]:
    value = pl.Series([date])
    first, last = earliest(value).cast(pl.Utf8)[0], latest(value).cast(pl.Utf8)[0]
    return first, last


def _jaro_winkler(left: str, right: str) -> float:
    if left == right:
        return 1.0
    reach = max(len(left), len(right)) // 2 - 1
    taken = [False] * len(right)
    ours: list[str] = []
    for i, char in enumerate(left):
        for j in range(max(0, i - reach), min(len(right), i + reach + 1)):
            if not taken[j] and right[j] == char:
                taken[j] = True
                ours.append(char)
                break
    if not ours:
        return 0.0
    theirs = [char for char, is_taken in zip(right, taken, strict=True) if is_taken]
    swaps = sum(a != b for a, b in zip(ours, theirs, strict=True)) / 2
    matched = len(ours)
    jaro = (matched / len(left) + matched / len(right) + (matched - swaps) / matched) / 3
    prefix = next(
        (i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
    return jaro + min(prefix, 4) * 0.1 * (1 - jaro)
