"""Names in Latin letters without diacritics, by the rule that the country's passports follow.

Greek: ELOT 743 (ISO 843 type 2). Ukrainian: resolution 55 of 2010 of the Cabinet of Ministers. German: ICAO
Doc 9303-3, section 6 (ä as ae). Elsewhere diacritics are dropped.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["to_latin"]

GERMAN = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
TURKISH = {"ı": "i", "İ": "I"}
GREEK_PAIRS = {"ου": "ou", "γγ": "ng", "γκ": "gk", "γξ": "nx", "γχ": "nch"}
GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
    "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
    "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
UKRAINIAN = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "y",
    "й": "i", "і": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "є": "ie",
    "ї": "i", "ю": "iu", "я": "ia", "'": "",
}  # fmt: skip
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
