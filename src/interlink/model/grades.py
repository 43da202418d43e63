"""Grading schemes: the codes each knows, and the place of every code in one order, 0 the best.

Schemes use the same letters and figures for different things: 4 of Europol is "cannot be judged", 4 of the
Admiralty scale is "doubtful", and 3x5x2 has figures for the source and letters for the information. So a
code is never compared without its scheme; its place is. Places, for a source: 0 reliable without doubt,
1 mostly, 2 sometimes, 3 seldom, 4 not reliable, 5 cannot be judged. For information: 0 confirmed, 1 known to
the source itself or probably true, 2 borne out by others or possibly true, 3 doubtful, 4 improbable or
suspected to be false, 5 cannot be judged. A code that its scheme does not know has place 6.

References
----------
Europol Information Management handling and evaluation codes (4x4, H0-H3)
NPIA (2010), Guidance on the Management of Police Information, National Intelligence Model (5x5x5)
College of Policing, Authorised Professional Practice, Intelligence report (3x5x2)
NATO AJP-2.1, Allied Joint Doctrine for Intelligence Procedures (the Admiralty scale)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = [
    "HANDLING",
    "SCHEMES",
    "UNKNOWN",
    "Scheme",
    "grade_meaning",
    "grade_words",
    "handling_codes",
    "handling_place",
    "information_place",
    "likelihood",
    "needs_permission",
    "read_grade",
    "source_place",
]

HANDLING = ("H0", "H1", "H2", "H3")
# The place of what no scheme knows.
UNKNOWN = 6
# By the place of an information grade. No scheme gives numbers: these are chosen, in equal steps, with even
# chances for what cannot be judged and little for what nobody knows.
LIKELY = (0.95, 0.8, 0.6, 0.4, 0.2, 0.5, 0.2)
# By place; words that hold for every scheme, whose own say more.
SOURCE_MEANS = ("reliable", "mostly reliable", "sometimes reliable", "seldom reliable", "not reliable")
INFORMATION_MEANS = (
    "confirmed", "known to the source, or probably true", "borne out, or possibly true", "doubtful",
    "improbable, or suspected to be false",
)  # fmt: skip
UNJUDGED, UNHEARD = "cannot be judged", "unknown to its scheme"
# Shown beside a code whose scheme is named: `B (admiralty)`.
NAMED = "{code} ({scheme})"


@dataclass(frozen=True)
class Scheme:
    """Codes with their places, best first; `handling` gives the H-code that each of its own is as strict as.

    `unjudged` are the codes for source and information that say "cannot be judged". `on_permission` are the
    handling codes of its own that let nothing be passed on without permission.
    """

    name: str
    source: Mapping[str, int]
    information: Mapping[str, int]
    unjudged: tuple[str, str]
    handling: Mapping[str, str]
    on_permission: tuple[str, ...] = ()


def _places(codes: str, places: str) -> dict[str, int]:
    return {code: int(place) for code, place in zip(codes, places, strict=True)}


# The first is what a source has that names none: the letters and figures of Europol and Admiralty together.
# Handling of 5x5x5: 1 is open to law enforcement; 2 to 5 each limit who has it in a way that the H-codes
# leave to words, so they are as strict as H3; of these 4 (the originating agency alone) and 5 (refer to the
# originator) are passed on with permission only. Handling of 3x5x2: P is open to any policing purpose as H0
# is; C puts conditions in words, as H3 does.
SCHEMES: Mapping[str, Scheme] = {
    scheme.name: scheme
    for scheme in (
        Scheme("", _places("ABCDEFX", "0123455"), _places("123456", "012345"), ("X", "4"), {}),
        Scheme("4x4", _places("ABCX", "0135"), _places("1234", "0125"), ("X", "4"), {}),
        Scheme(
            "5x5x5",
            _places("ABCDE", "01245"),
            _places("12354", "01245"),
            ("E", "4"),
            {"1": "H0", "2": "H3", "3": "H3", "4": "H3", "5": "H3"},
            ("4", "5"),
        ),
        Scheme("3x5x2", _places("132", "145"), _places("ABCED", "12345"), ("2", "D"), {"P": "H0", "C": "H3"}),
        Scheme("admiralty", _places("ABCDEF", "012345"), _places("123456", "012345"), ("F", "6"), {}),
    )
}
# A handling code of a scheme's own is kept with its scheme's name: what else says P means something else.
OWN_HANDLING: Mapping[str, str] = {
    NAMED.format(code=code, scheme=scheme.name): like
    for scheme in SCHEMES.values()
    for code, like in scheme.handling.items()
}
ON_PERMISSION = frozenset(
    NAMED.format(code=code, scheme=scheme.name)
    for scheme in SCHEMES.values()
    for code in scheme.on_permission
) | {"H2"}


def read_grade(words: str) -> tuple[str, str]:
    """The code and the scheme that `grade_words` wrote."""
    code, opened, scheme = words.removesuffix(")").partition(" (")
    return (code, scheme) if opened and words.endswith(")") else (words, "")


def source_place(code: str, scheme: str = "") -> int:
    """The place of a source grade, 0 the best; of an unknown code or scheme the last."""
    return SCHEMES[scheme].source.get(code, UNKNOWN) if scheme in SCHEMES else UNKNOWN


def information_place(code: str, scheme: str = "") -> int:
    """The place of an information grade, 0 the best; of an unknown code or scheme the last."""
    return SCHEMES[scheme].information.get(code, UNKNOWN) if scheme in SCHEMES else UNKNOWN


def likelihood(code: str, scheme: str = "") -> float:
    """How likely what is so graded is taken to be right, where a number is needed; a convention of interlink.

    The grade of the source is no part of it: the two are never fused.
    """
    return LIKELY[information_place(code, scheme)]


def handling_place(code: str) -> int:
    """The place of a handling code, 0 the mildest; an unknown code is stricter than every known one."""
    like = OWN_HANDLING.get(code, code)
    return HANDLING.index(like) if like in HANDLING else len(HANDLING)


def needs_permission(code: str) -> bool:
    """What is so handled is passed on with its originator's permission only; so is what nobody knows."""
    return code in ON_PERMISSION or handling_place(code) == len(HANDLING)


def handling_codes(scheme: str) -> dict[str, str]:
    """By each handling code as a source of this scheme delivers it, the code as it is kept."""
    own = {code: NAMED.format(code=code, scheme=scheme) for code in SCHEMES[scheme].handling}
    return {**{code: code for code in HANDLING}, **own}


def grade_words(code: str, scheme: str) -> str:
    """A grade as people read it: the code as delivered, with its scheme where the source names one."""
    return NAMED.format(code=code, scheme=scheme) if scheme else code


def grade_meaning(code: str, scheme: str = "", *, of_source: bool) -> str:
    """A grade with what it means: `X (cannot be judged)`, `B (admiralty: mostly reliable)`."""
    place = (source_place if of_source else information_place)(code, scheme)
    means = SOURCE_MEANS if of_source else INFORMATION_MEANS
    known = SCHEMES.get(scheme)
    if place == UNKNOWN or known is None:
        said = UNHEARD
    else:
        is_unjudged = code == known.unjudged[not of_source] or place == len(means)
        said = UNJUDGED if is_unjudged else means[place]
    return f"{code} ({scheme}: {said})" if scheme else f"{code} ({said})"
