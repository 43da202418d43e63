"""Finding entities by name, in any script, or by number.

Matches are ordered: the whole name or number, every word, the beginning of every word, part of the
name, a typing error. The nearest words are found by shared pairs of letters, then compared by the
ratio of Ratcliff and Obershelp (difflib).
"""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

import polars as pl

from interlink.errors import QueryError
from interlink.search.fold import fold
from interlink.search.names import NameIndex

__all__ = ["LONGEST", "WORDS", "find_names"]

# Longer than the names of companies are, shorter than a page pasted by mistake.
LONGEST = 300
# So many digits are a number, which people part as they like: +31 6 2449 5112.
LEAST_DIGITS = 4
WHOLE, WORDS, BEGINNINGS, PART, NEAREST, NEAR = 1.0, 0.9, 0.7, 0.5, 0.4, 0.3
CUTOFF = 0.75
MOST_NEAR = 3
COMPARED = 100


def find_names(
    names: NameIndex, text: str, *, limit: int = 20, schemas: Collection[str] | None = None
) -> pl.DataFrame:
    """The entities that `text` may mean, best first.

    Columns: `id`, `schema`, `match` (the name or number that met), `score` (1.0 the whole name or number,
    0.9 every word, 0.7 the beginning of every word, 0.5 part of it, 0.4 a typing error, 0.3 a greater one).
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
    words = list(dict.fromkeys(fold(text).split()))
    rows = names.rows if schemas is None else names.rows.filter(pl.col("schema").is_in(sorted(schemas)))
    if not words:
        return _ranked(rows.clear(), pl.lit(0.0), limit)
    query = _Query(fold(text))
    found = _ranked(
        rows.filter(query.is_whole | query.is_beginning | _every(words, " {}")), query.score(words), limit
    )
    if found.height:
        return found
    found = _ranked(
        rows.filter(query.is_part if query.number else query.is_part | _every(words, "{}")),
        pl.lit(PART),
        limit,
    )
    if found.height:
        return found
    near = [_nearest(names.words, word) for word in words]
    if not all(near):
        return found
    nearest = pl.when(_every([each[0] for each in near], " {} ")).then(NEAREST).otherwise(NEAR)
    return _ranked(rows.filter(pl.all_horizontal([_any(each) for each in near])), nearest, limit)


class _Query:
    """A folded text, compared with blanks left out where it is a name, and by its digits where a number."""

    def __init__(self, key: str) -> None:
        self.bare = key.replace(" ", "")
        digits = self.bare if self.bare.isdigit() and len(self.bare) >= LEAST_DIGITS else ""
        # 00 stands for the + of an international number, 0 for the country's own.
        self.number = digits.lstrip("0") if len(digits.lstrip("0")) >= LEAST_DIGITS else digits
        self.has_digits = sum(c.isdigit() for c in self.bare) >= LEAST_DIGITS

    @property
    def is_whole(self) -> pl.Expr:
        """The name or number, however its parts are set apart."""
        same = pl.col("bare") == self.bare
        return same | (pl.col("bare") == self.number) if self.number else same

    @property
    def is_beginning(self) -> pl.Expr:
        """A number that begins with the text."""
        if not self.has_digits:
            return pl.lit(value=False)
        return pl.col("bare").str.starts_with(self.number or self.bare)

    @property
    def is_part(self) -> pl.Expr:
        """A number of which the text is a part."""
        if not self.has_digits:
            return pl.lit(value=False)
        return pl.col("bare").str.contains(self.number or self.bare, literal=True)

    def score(self, words: list[str]) -> pl.Expr:
        """How near a name is, of those that hold the beginning of every word."""
        return (
            pl.when(self.is_whole).then(WHOLE).when(_every(words, " {} ")).then(WORDS).otherwise(BEGINNINGS)
        )


def _every(words: list[str], form: str) -> pl.Expr:
    return pl.all_horizontal([_padded().str.contains(form.format(word), literal=True) for word in words])


def _any(words: list[str]) -> pl.Expr:
    return pl.any_horizontal([_padded().str.contains(f" {word} ", literal=True) for word in words])


def _padded() -> pl.Expr:
    return pl.lit(" ") + pl.col("key") + pl.lit(" ")


def _ranked(rows: pl.DataFrame, score: pl.Expr, limit: int) -> pl.DataFrame:
    order = [pl.col("score"), pl.col("key").str.len_chars(), pl.col("id"), pl.col("text")]
    return (
        rows.with_columns(score.alias("score"))
        .sort(order, descending=[True, False, False, False])
        .unique("id", keep="first", maintain_order=True)
        .head(limit)
        .select("id", "schema", pl.col("text").alias("match"), "score")
    )


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
