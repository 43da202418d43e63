"""Folding: names of any script as Latin letters and digits, so that `Иванов` and `Ivanov` meet."""

from __future__ import annotations

import re

import polars as pl
from anyascii import anyascii

__all__ = ["fold", "fold_all"]

# Left out rather than parting words: O'Brien, and the soft sign that anyascii writes as one.
APOSTROPHES = "['`]"
OTHER = "[^a-z0-9]+"


def fold(text: str) -> str:
    """A name as Latin letters and digits in lower case, words apart by one blank; '' where none are left."""
    return re.sub(OTHER, " ", re.sub(APOSTROPHES, "", anyascii(text).lower())).strip()


def fold_all(texts: pl.Series) -> pl.Series:
    """`fold` of each text; only those that are not ASCII are folded one by one."""
    is_ascii = texts.str.len_bytes() == texts.str.len_chars()
    plain = (
        texts.str.to_lowercase()
        .str.replace_all(APOSTROPHES, "")
        .str.replace_all(OTHER, " ")
        .str.strip_chars()
    )
    rest = texts.filter(~is_ascii)
    folded = pl.Series([fold(text) for text in rest], dtype=pl.String)
    return plain.scatter(is_ascii.not_().arg_true(), folded) if rest.len() else plain
