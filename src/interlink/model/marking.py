"""Markings: how good a statement is, who owns it, who may see it, and how a copy may be used.

Grades are kept as delivered, each with its scheme, and never fused; their places in the order of
`interlink.model.grades` say which of several is the lowest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from interlink.errors import SettingsError, nearest
from interlink.model.grades import HANDLING, grade_words, handling_place, information_place, source_place

__all__ = [
    "CATEGORIES",
    "NOBODY",
    "PURPOSES",
    "SEPARATOR",
    "Clearance",
    "Marking",
    "grades_of",
    "inherit",
    "is_visible",
    "originators_of",
    "source_rank",
]

# Released to, or of use for, no one: what is left when restrictions have nothing in common.
NOBODY = "nobody"
# Among the originators of what is derived: an input whose source names none.
UNSTATED = "not stated"
# Apart from the comma, which names of agencies hold.
SEPARATOR = "; "

# The closed list of INTERPOL's Rules on the Processing of Data, Art 10. No purpose exists for
# political, military, religious or racial matters (INTERPOL Constitution, Art 3).
PURPOSES = (
    "locate-wanted",
    "locate-missing",
    "identify",
    "support-investigation",
    "warn",
    "identify-body",
    "forensic-work",
    "security-check",
    "border-control",
    "analysis",
)
# The closed list of Directive (EU) 2016/680, Art 6: what a person is, in one case.
CATEGORIES = ("suspect", "convicted", "victim", "witness", "contact")
# What markings hold since schemes are named; left out where empty, so that older ones keep their text.
ADDED = ("source_scheme", "information_scheme", "conditions")


@dataclass(frozen=True)
class Marking:
    """The marking of one fragment.

    `releasable_to` and `purposes` empty mean no restriction. `person_category` is one of CATEGORIES, per
    case, where a source gives one. `is_fact` tells fact from personal assessment (Directive (EU) 2016/680,
    Art 7). The schemes say whose codes the grades are, each apart, since what is derived may have its
    source grade from one and its information grade from another. `conditions` are the words that go with
    H3, or with C of 3x5x2.
    """

    source_grade: str = "X"
    information_grade: str = "4"
    handling: tuple[str, ...] = ("H0",)
    originator: str = ""
    releasable_to: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    person_category: str | None = None
    is_fact: bool = True
    source_scheme: str = ""
    information_scheme: str = ""
    conditions: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Canonical JSON: equal markings give equal text."""
        fields = {name: value for name, value in asdict(self).items() if value or name not in ADDED}
        return json.dumps(fields, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Marking:
        """The marking that `to_json` wrote."""
        fields = json.loads(text)
        for name in ("handling", "releasable_to", "purposes", "conditions"):
            fields[name] = tuple(fields.get(name, ()))
        return cls(**fields)


@dataclass(frozen=True)
class Clearance:
    """What a principal may see.

    `agencies` are the names a releasable-to list may hold (agency, country, alliance);
    `handling_ceiling` is the strictest code seen. `everything` is the local single user, who owns
    all of the data in this home.

    Raises
    ------
    SettingsError   the ceiling is no handling code; taken for the strictest it would show all
    """

    agencies: frozenset[str] = frozenset()
    handling_ceiling: str = "H0"
    purpose: str | None = None
    everything: bool = False

    def __post_init__(self) -> None:
        if self.handling_ceiling not in HANDLING:
            raise SettingsError(
                f"handling ceiling '{self.handling_ceiling}': expected one of {', '.join(HANDLING)}."
                f"{nearest(self.handling_ceiling.upper(), HANDLING)}"
            )

    def with_purpose(self, purpose: str) -> Clearance:
        """The same clearance, while working for a purpose."""
        return replace(self, purpose=purpose)


def source_rank(marking: Marking) -> int:
    """Place of a marking's source grade, 0 the best; an unknown code comes after every known one."""
    return source_place(marking.source_grade, marking.source_scheme)


def is_visible(marking: Marking, clearance: Clearance) -> bool:
    """The clearance may see what carries this marking.

    Refused by default: an empty clearance sees only what is unrestricted at H0. The local user
    (`everything`) is still held to the purposes a marking names; a purpose that is not on the list opens
    nothing. An originator sees its own whatever the releasable-to list says, where all of it is its own.
    """
    if marking.purposes and clearance.purpose not in set(marking.purposes).intersection(PURPOSES):
        return False
    if clearance.everything:
        return True
    named = clearance.agencies - {NOBODY, ""}
    owner = _joined([marking.originator])
    if marking.releasable_to and not named.intersection((*marking.releasable_to, owner)):
        return False
    strictest = max(map(handling_place, marking.handling), default=0)
    return strictest <= handling_place(clearance.handling_ceiling)


def grades_of(marking: Marking) -> tuple[str, str]:
    """Source and information grade as people read them, with the scheme where the source names one."""
    return (
        grade_words(marking.source_grade, marking.source_scheme),
        grade_words(marking.information_grade, marking.information_scheme),
    )


def inherit(markings: Iterable[Marking]) -> Marking:
    """The marking of what is derived from all of these: strictest handling, lowest of each grade.

    Of grades of one place the last by scheme and code is kept. Releasable-to and purposes are intersected
    among those that restrict; an intersection that is empty is released to no one, said by the list holding
    the single word "nobody". Originators, person categories and conditions are all kept; an input without
    originator counts as one of its own, "not stated", beside others. The order of the markings does not
    matter, and what is derived twice is marked as if derived at once. Of nothing: `Marking()`.
    """
    given = set(markings)
    if not given:
        return Marking()
    source = max(given, key=lambda m: (source_rank(m), m.source_scheme, m.source_grade))
    information = max(
        given,
        key=lambda m: (
            information_place(m.information_grade, m.information_scheme),
            m.information_scheme,
            m.information_grade,
        ),
    )
    return Marking(
        source_grade=source.source_grade,
        source_scheme=source.source_scheme,
        information_grade=information.information_grade,
        information_scheme=information.information_scheme,
        handling=_codes(given),
        originator=_originators(given),
        releasable_to=_intersect(m.releasable_to for m in given),
        purposes=_intersect(m.purposes for m in given),
        person_category=_joined(m.person_category or "" for m in given) or None,
        is_fact=all(m.is_fact for m in given),
        conditions=tuple(sorted({words for m in given for words in m.conditions})),
    )


def _codes(markings: Iterable[Marking]) -> tuple[str, ...]:
    codes = {code for marking in markings for code in marking.handling}
    return tuple(sorted(codes, key=lambda code: (handling_place(code), code)))


def _originators(markings: Iterable[Marking]) -> str:
    """All of them. One that is missing is told, so that no one takes the rest for all: see `is_visible`."""
    joined = _joined(marking.originator or UNSTATED for marking in markings)
    return "" if joined == UNSTATED else joined


def originators_of(marking: Marking) -> tuple[set[str], bool]:
    """Who gave what is so marked, and whether all of them are named."""
    named = {name for name in marking.originator.split(SEPARATOR) if name}
    return named - {UNSTATED}, bool(named) and UNSTATED not in named


def _joined(texts: Iterable[str]) -> str:
    return SEPARATOR.join(sorted({part for text in texts for part in text.split(SEPARATOR) if part}))


def _intersect(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    restricting = [set(names) for names in lists if names]
    if not restricting:
        return ()
    return tuple(sorted(set.intersection(*restricting) - {NOBODY})) or (NOBODY,)
