"""Which names hold a word: the distinct words of all names, each with the rows it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["Mask", "Words", "index_words"]

Mask: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Words:
    """Word n of `words`, in order, stands in the rows `rows[offsets[n]:offsets[n + 1]]` of `height`.

    There are far fewer words than names, so that a look at each word is cheap.
    """

    words: pl.Series
    offsets: npt.NDArray[np.int64]
    rows: npt.NDArray[np.uint32]
    height: int

    def is_word(self, *words: str) -> Mask:
        """The rows in which one of these words stands."""
        return self._rows(self.words.is_in(pl.Series(words, dtype=pl.String).implode()))

    def has_beginning(self, text: str) -> Mask:
        """The rows in which a word begins with the text."""
        return self._rows(self.words.str.starts_with(text))

    def has_part(self, text: str) -> Mask:
        """The rows in which a word holds the text."""
        return self._rows(self.words.str.contains(text, literal=True))

    def _rows(self, chosen: pl.Series) -> Mask:
        found = np.zeros(self.height, dtype=bool)
        for n in chosen.arg_true().to_list():
            found[self.rows[self.offsets[n] : self.offsets[n + 1]]] = True
        return found


def index_words(keys: pl.Series) -> Words:
    """The words of folded names, which are parted by one blank. O(n log n)."""
    distinct = keys.to_frame("key").with_row_index("row")
    each = distinct.with_columns(pl.col("key").str.split(" ")).explode("key")
    grouped = each.group_by("key").agg("row").sort("key")
    lengths = grouped["row"].list.len().to_numpy()
    return Words(
        words=grouped["key"],
        offsets=np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]),
        rows=grouped["row"].explode(empty_as_null=False).to_numpy(),
        height=keys.len(),
    )
