"""The same name as somebody else writes it: another transliteration, a typing error, another order."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["respell"]

# Spellings of one sound in different transliterations, from what is written to what else is.
SOUNDS = (
    ("ou", "u"), ("u", "ou"), ("ou", "oo"), ("ch", "tch"), ("tch", "ch"), ("sh", "ch"), ("ch", "sh"),
    ("kh", "h"), ("kh", "ch"), ("h", "kh"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("f", "ph"),
    ("y", "i"), ("i", "y"), ("ia", "ya"), ("ya", "ia"), ("iu", "yu"), ("yu", "iu"), ("ii", "y"),
    ("ij", "y"), ("ei", "ey"), ("ai", "ay"), ("ee", "i"), ("i", "ee"), ("oo", "u"), ("oe", "o"),
    ("oe", "eu"), ("ue", "u"), ("ae", "a"), ("aa", "a"), ("a", "aa"), ("eo", "o"), ("eu", "u"), ("c", "k"),
    ("k", "c"), ("q", "k"), ("x", "ks"), ("ks", "x"), ("z", "s"), ("s", "z"), ("ss", "s"), ("dj", "j"),
    ("j", "dj"), ("zh", "j"), ("v", "w"), ("w", "v"), ("b", "v"), ("oui", "wi"), ("aoui", "awi"),
    ("awi", "aoui"), ("al ", "el "), ("el ", "al "), ("mann", "man"), ("meier", "mayer"),
    ("mueller", "muller"), ("poulos", "pulos"), ("enko", "enco"),
)  # fmt: skip
# How often which: another sound, a letter doubled, dropped, swapped with the next, words in another order.
KINDS = (0.45, 0.12, 0.16, 0.15, 0.12)
SPACE = ord(" ")
Codes = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def respell(rng: np.random.Generator, latin: pl.Series) -> pl.Series:
    """Each name in another plausible spelling; never the same as it was, unless it is a single letter.

    A name that a kind of change leaves as it is gets another: letters are swapped, or else doubled.
    """
    kind = rng.choice(len(KINDS), size=latin.len(), p=KINDS)
    where = rng.random(latin.len())
    codes = _codes(latin)
    swapped, doubled = _swapped(codes, where), _doubled(codes, where)
    changed = _with_sound(rng, latin, pl.Series(kind == 0))
    made = (changed, doubled, _dropped(codes, where), swapped, _last_first(latin), swapped, doubled)
    result = latin
    for number, each in enumerate(made):
        # The last two are for what is still unchanged.
        wanted = pl.Series(kind == number) if number < len(KINDS) else result == latin
        result = each.zip_with(wanted, result)
    return result.rename(latin.name)


def _with_sound(rng: np.random.Generator, latin: pl.Series, wanted: pl.Series) -> pl.Series:
    """Where wanted, one sound of the name spelled otherwise at its first place; each word has a capital."""
    lower = latin.filter(wanted).str.to_lowercase()
    found = np.column_stack([lower.str.contains(old, literal=True).to_numpy() for old, _ in SOUNDS])
    chosen = np.argmax(found * rng.random(found.shape), axis=1)
    result = lower.clone()
    for number, (old, new) in enumerate(SOUNDS):
        rows = pl.Series(np.flatnonzero((chosen == number) & found[:, number]))
        result = result.scatter(rows, lower[rows].str.replace(old, new, literal=True))
    # Series.scatter writes into the series it is called on.
    return latin.clone().scatter(wanted.arg_true(), result.str.to_titlecase())


def _codes(text: pl.Series) -> Codes:
    """One row of code points for each text, filled with zeros, one more column than the longest needs."""
    longest = text.str.len_chars().max()
    width = (longest if isinstance(longest, int) else 0) + 1
    return np.array(text.to_list(), dtype=f"U{width}").view(np.uint32).reshape(text.len(), width)


def _text(codes: Codes) -> pl.Series:
    return pl.Series(np.ascontiguousarray(codes).view(f"U{codes.shape[1]}").ravel().tolist(), dtype=pl.Utf8)


def _one_of(fitting: Flags, where: Floats) -> npt.NDArray[np.int64]:
    """For each row one of its fitting columns, which by `where` (0 to 1); past the end where none fits."""
    counted = np.cumsum(fitting, axis=1)
    wanted = (where * counted[:, -1]).astype(np.int64)
    place = np.sum(counted <= wanted[:, None], axis=1)
    return np.asarray(np.where(counted[:, -1] > 0, place, fitting.shape[1]))


def _letters(codes: Codes) -> Flags:
    """Letters after the first of the name."""
    letters: Flags = (codes != 0) & (codes != SPACE)
    letters[:, 0] = False
    return letters


def _dropped(codes: Codes, where: Floats) -> pl.Series:
    columns = np.arange(codes.shape[1])
    source = columns + (columns >= _one_of(_letters(codes), where)[:, None])
    padded = np.pad(codes, ((0, 0), (0, 1)))
    return _text(np.take_along_axis(padded, source, axis=1))


def _doubled(codes: Codes, where: Floats) -> pl.Series:
    columns = np.arange(codes.shape[1])
    source = columns - (columns > _one_of(_letters(codes), where)[:, None])
    return _text(np.take_along_axis(codes, source, axis=1))


def _swapped(codes: Codes, where: Floats) -> pl.Series:
    """Two letters of one word, not its first, in the other order; they differ."""
    letters = _letters(codes)
    inner = letters[:, 1:] & letters[:, :-1]
    fitting = np.pad(inner[:, 1:] & (codes[:, 2:] != codes[:, 1:-1]), ((0, 0), (1, 0)))
    fitting[:, 1:] &= codes[:, :-2] != SPACE
    place = _one_of(fitting, where)
    rows = np.flatnonzero(place < fitting.shape[1])
    first, second = place[rows], place[rows] + 1
    result = codes.copy()
    result[rows, first], result[rows, second] = codes[rows, second], codes[rows, first]
    return _text(result)


def _last_first(latin: pl.Series) -> pl.Series:
    """The last word before the others; a name of one word stays."""
    return latin.str.replace(r"^(.+) (\S+)$", "$2 $1")
