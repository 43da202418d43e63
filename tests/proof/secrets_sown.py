"""Words that nobody can guess: each tells by itself under which marking the record stands that said it."""

from __future__ import annotations

import re
from random import Random

__all__ = ["FIRST", "IS_SECRET", "LETTERS", "Words", "in_cyrillic", "numbers_in", "secrets_in"]

# No word of any language begins so, and no code or tail holds either letter: a word is found inside another.
FIRST = "qx"
LETTERS = "abcdefghijklmnoprstuvwyz"
CYRILLIC = dict(zip(FIRST + LETTERS, "щъабцдефгчийклмнопрстужвызэ", strict=False))
LATIN = {letter: latin for latin, letter in CYRILLIC.items()}
IS_SECRET = re.compile(r"qx([a-pr-wyz]{4})([a-pr-wyz]{0,6})|щъ([а-я]{4})([а-я]{0,6})", re.IGNORECASE)
# Numbers long enough to be nobody's by chance: of phones, companies, people, containers, handsets.
NUMBER = re.compile(r"[a-z0-9]*[0-9][a-z0-9]*", re.IGNORECASE)
LEAST_DIGITS, LEAST_BARE = 6, 8
# As Dutch exchanges write a number of their own: 0612345678, 06-12345678, 0031 612345678.
NATIONAL = re.compile(r"(?<!\d)(?:0031 |0)(\d-?\d{8}|\d{2}-?\d{7})(?!\d)")


class Words:
    """Draws words, never one twice."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def code(self) -> str:
        """Four letters that no other marking has."""
        return self._new(4)

    def word(self, code: str) -> str:
        """A word of the marking of this code, of twelve letters."""
        return FIRST + code + self._new(6)

    def _new(self, length: int) -> str:
        while True:
            drawn = "".join(self._rng.choices(LETTERS, k=length))
            if drawn not in self._taken:
                self._taken.add(drawn)
                return drawn


def in_cyrillic(word: str) -> str:
    """The word in another script, which reads back to the same one."""
    return "".join(CYRILLIC[letter] for letter in word)


def secrets_in(text: str) -> set[str]:
    """The words in a text, wherever they stand, in either script; cut ones, too, from six letters on."""
    found = set()
    for latin, tail, cyrillic, rest in IS_SECRET.findall(text):
        letters = (latin + tail).lower() or "".join(
            LATIN.get(each, "?") for each in (cyrillic + rest).lower()
        )
        found.add(letters)
    return found


def numbers_in(text: str) -> set[str]:
    """The numbers in a text that are told from all others: with letters six digits long, without eight."""
    found = set()
    for word in NUMBER.findall(text):
        digits = sum(letter.isdigit() for letter in word)
        if digits >= (LEAST_BARE if digits == len(word) else LEAST_DIGITS):
            found.add(word.lower())
    return found | {"31" + number.replace("-", "") for number in NATIONAL.findall(text)}
