"""Finding entities by name, in any script, or by number.

Matches are ordered: the whole name or number, every word, the beginning of every word, part of the
name, a typing error. The nearest words are found by shared pairs of letters, then compared by the
ratio of Ratcliff and Obershelp (difflib).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from functools import reduce

import numpy as np
import numpy.typing as npt
import polars as pl

from interlink.errors import QueryError
from interlink.search.fold import fold
from interlink.search.names import NameIndex
from interlink.search.words import Mask

__all__ = ["LONGEST", "WORDS", "find_names"]

# Longer than the names of companies are, shorter than a page pasted by mistake.
LONGEST = 300
# So many digits are a number, which people part as they like: +31 6 2449 5112.
LEAST_DIGITS = 4
WHOLE, WORDS, BEGINNINGS, PART, NEAREST, NEAR = 1.0, 0.9, 0.7, 0.5, 0.4, 0.3
CUTOFF = 0.75
MOST_NEAR = 3
COMPARED = 100
# So many names an entity has at most, as a rule.
SPARE = 20


def find_names(
    names: NameIndex, text: str, *, limit: int = 20, schemas: Collection[str] | None = None
) -> pl.DataFrame:
    """The entities that `text` may mean, best first.

    Columns: `id`, `schema`, `caption`, `match` (the name or number that met), `score` (1.0 the whole name or
    number, 0.9 every word, 0.7 the beginning of every word, 0.5 part of it, 0.4 a typing error, 0.3 a
    greater one).
    Equal scores are ordered by the shorter name, then id. `limit` counts entities; `schemas` are names,
    None for all.

    Raises
    ------
    QueryError   the text is longer than any name
    """
    if len(text) > LONGEST:
        raise QueryError(
            f"the text to search for has {len(text):,} characters;"
            f" expected a name or number, at most {LONGEST}"
        )
    key = fold(text)
    parts = list(dict.fromkeys(key.split()))
    wanted = None if schemas is None else sorted(schemas)
    if not parts:
        return _ranked(names.rows.clear(), np.zeros(0), limit)
    number = _Number(key)
    whole = _mask(names, number.is_whole)
    every = _all(names.words.is_word(part) for part in parts)
    begun = _all(names.words.has_beginning(part) for part in parts)
    score = np.select([whole, every, begun], [WHOLE, WORDS, BEGINNINGS], 0.0)
    if number.has_digits:
        score[_mask(names, number.is_beginning) & (score == 0.0)] = BEGINNINGS
    found = _found(names, score, wanted, limit)
    if found.height:
        return found
    held = _mask(names, number.is_part) if number.has_digits else np.zeros(names.rows.height, dtype=bool)
    if not number.digits:
        held |= _all(names.words.has_part(part) for part in parts)
    found = _found(names, np.where(held, PART, 0.0), wanted, limit)
    if found.height:
        return found
    near = [_nearest(names.words.words, part) for part in parts]
    if not all(near):
        return found
    any_near = _all(names.words.is_word(*each) for each in near)
    nearest = _all(names.words.is_word(each[0]) for each in near)
    return _found(names, np.select([any_near & nearest, any_near], [NEAREST, NEAR], 0.0), wanted, limit)


class _Number:
    """A folded text, compared with blanks left out where it is a name, and by its digits where a number."""

    def __init__(self, key: str) -> None:
        self.bare = key.replace(" ", "")
        digits = self.bare if self.bare.isdigit() and len(self.bare) >= LEAST_DIGITS else ""
        # 00 stands for the + of an international number, 0 for the country's own.
        self.digits = digits.lstrip("0") if len(digits.lstrip("0")) >= LEAST_DIGITS else digits
        self.has_digits = sum(c.isdigit() for c in self.bare) >= LEAST_DIGITS

    @property
    def is_whole(self) -> pl.Expr:
        """The name or number, however its parts are set apart."""
        same = pl.col("bare") == self.bare
        return same | (pl.col("bare") == self.digits) if self.digits else same

    @property
    def is_beginning(self) -> pl.Expr:
        """A number that begins with the text."""
        return pl.col("bare").str.starts_with(self.digits or self.bare)

    @property
    def is_part(self) -> pl.Expr:
        """A number of which the text is a part."""
        return pl.col("bare").str.contains(self.digits or self.bare, literal=True)


def _mask(names: NameIndex, holds: pl.Expr) -> Mask:
    return names.rows.select(holds.alias("holds"))["holds"].to_numpy()


def _all(masks: Iterable[Mask]) -> Mask:
    return reduce(np.logical_and, masks)


def _found(
    names: NameIndex, score: npt.NDArray[np.float64], schemas: list[str] | None, limit: int
) -> pl.DataFrame:
    """The entities of the rows with a score, best first."""
    at = np.flatnonzero(score)
    rows, scores = names.rows[at], score[at]
    if schemas is not None:
        kept = rows["schema"].is_in(schemas)
        rows, scores = rows.filter(kept), scores[kept.to_numpy()]
    return _ranked(rows, scores, limit)


def _ranked(rows: pl.DataFrame, score: npt.NDArray[np.float64], limit: int) -> pl.DataFrame:
    """The best row of each entity: by score, then the shorter name, id and text."""
    scored = rows.with_columns(pl.Series("score", score), pl.col("key").str.len_chars().alias("length"))
    return (
        _likely(scored, limit)
        .sort("score", "length", "id", "text", descending=[True, False, False, False])
        .unique("id", keep="first", maintain_order=True)
        .head(limit)
        .select("id", "schema", "caption", pl.col("text").alias("match"), "score")
    )


def _likely(scored: pl.DataFrame, limit: int) -> pl.DataFrame:
    """The rows that may be among the first, so that ids and texts of the others need not be sorted."""
    most = SPARE * limit
    if not 0 < most < scored.height:
        return scored
    order = np.round(scored["score"].to_numpy() * 10) * (1 << 32) - scored["length"].to_numpy()
    best = scored.filter(pl.Series(order >= np.partition(order, -most)[-most]))
    return best if best["id"].n_unique() >= limit else scored


def _nearest(words: pl.Series, word: str) -> list[str]:
    """The words nearest to `word`, nearest first; itself where it is one."""
    pairs = sorted({f" {word} "[at : at + 2] for at in range(len(word) + 1)})
    padded = pl.lit(" ") + pl.col("word") + pl.lit(" ")
    shared = pl.sum_horizontal([padded.str.contains(pair, literal=True).cast(pl.Int32) for pair in pairs])
    likely = (
        words.alias("word")
        .to_frame()
        .filter((pl.col("word").str.len_chars().cast(pl.Int64) - len(word)).abs() <= max(2, len(word) // 3))
        .select(
            "word", (shared / pl.max_horizontal(pl.col("word").str.len_chars() + 1, len(pairs))).alias("near")
        )
        .filter(pl.col("near") > 0)
        .sort("near", "word", descending=[True, False])
        .head(COMPARED)
    )
    return get_close_matches(word, likely["word"].to_list(), n=MOST_NEAR, cutoff=CUTOFF)
