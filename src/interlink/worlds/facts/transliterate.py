"""Names in Latin letters without diacritics, by the rule that the country's passports follow.

Greek: ELOT 743 (ISO 843 type 2). Ukrainian: Cabinet of Ministers resolution 55 of 2010. German: ICAO Doc 9303-3,
section 6 (ä as ae). Elsewhere diacritics are dropped.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["to_latin"]

GERMAN = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
TURKISH = {"ı": "i", "İ": "I"}
GREEK_PAIRS = {"ου": "ou", "γγ": "ng", "γκ": "gk", "γξ": "nx", "γχ": "nch"}
GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(),
        strict=True,
    )
)
UKRAINIAN = dict(
    zip(
        "абвгґдежзийіклмнопрстуфхцчшщьєїюя'",
        [
            *"a b v h g d e zh z y i i k l m n o p r s t u f kh ts ch sh shch".split(),
            "",
            *"ie i iu ia".split(),
            "",
        ],
        strict=True,
    )
)
UKRAINIAN_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def to_latin(text: str, country: str) -> str:
    """The name as a passport of the country has it in Latin letters, capital where the name has one."""
    if country == "GR":
        return " ".join(map(_greek, text.split(" ")))
    if country == "UA":
        return " ".join(map(_ukrainian, text.split(" ")))
    letters = {"DE": GERMAN, "TR": TURKISH}.get(country, {})
    return _plain("".join(letters.get(letter, letter) for letter in text))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _greek(word: str) -> str:
    # A diaeresis keeps two vowels apart, so pairs are read before it is dropped; accents go first.
    lower = re.sub("[\u0300\u0301]", "", unicodedata.normalize("NFD", word.lower()))
    lower = re.sub("^μπ", "b", lower)
    lower = re.sub("([αεη])υ(?!\u0308)(?=[θκξπστφχψ]|$)", r"\1f", lower)
    lower = re.sub("([αεη])υ(?!\u0308)", r"\1v", lower)
    for pair, latin in GREEK_PAIRS.items():
        lower = lower.replace(pair, latin)
    lower = lower.replace("\u0308", "")
    return "".join(GREEK.get(letter, letter) for letter in lower).capitalize()


def _ukrainian(word: str) -> str:
    lower = word.lower().replace("зг", "zgh")
    first = UKRAINIAN_FIRST.get(lower[:1], "")
    rest = lower[1:] if first else lower
    return (first + "".join(UKRAINIAN.get(letter, letter) for letter in rest)).capitalize()
