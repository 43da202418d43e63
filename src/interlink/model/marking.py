"""Markings: how good a statement is, who owns it, who may see it, and how a copy may be used.

Grades are kept as delivered and never fused; a normalised order stands beside each, so that the
lowest of several can be found. Sources: Europol Information Management handling and evaluation
codes (4x4 and H0-H3); 5x5x5 and 3x5x2 of the UK College of Policing; the Admiralty scale of
NATO AJP-2.1.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from interlink.errors import SettingsError, nearest

__all__ = [
    "HANDLING",
    "INFORMATION_ORDER",
    "PURPOSES",
    "SOURCE_ORDER",
    "Clearance",
    "Marking",
    "inherit",
    "is_visible",
    "source_rank",
]

# Best first. X, 4 and 6 say "cannot be assessed"; an unknown code counts as worse than all of them.
SOURCE_ORDER = ("A", "B", "C", "D", "E", "F", "X")
INFORMATION_ORDER = ("1", "2", "3", "4", "5", "6")
HANDLING = ("H0", "H1", "H2", "H3")

# Released to, or of use for, no one: what is left when restrictions have nothing in common.
NOBODY = "nobody"
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


@dataclass(frozen=True)
class Marking:
    """The marking of one fragment.

    `releasable_to` and `purposes` empty mean no restriction. `person_category` is the category
    per case (suspect, convicted, victim, witness, contact) where a source gives one. `is_fact`
    tells fact from personal assessment (Directive (EU) 2016/680, Art 7).
    """

    source_grade: str = "X"
    information_grade: str = "4"
    handling: tuple[str, ...] = ("H0",)
    originator: str = ""
    releasable_to: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    person_category: str | None = None
    is_fact: bool = True

    def to_json(self) -> str:
        """Canonical JSON: equal markings give equal text."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Marking:
        """The marking that `to_json` wrote."""
        fields = json.loads(text)
        for name in ("handling", "releasable_to", "purposes"):
            fields[name] = tuple(fields[name])
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


def handling_rank(code: str) -> int:
    """Place of a handling code, 0 the mildest; an unknown code is stricter than every known one."""
    return HANDLING.index(code) if code in HANDLING else len(HANDLING)


def source_rank(marking: Marking) -> int:
    """Place of a marking's source grade, 0 the best; an unknown code comes after every known one."""
    return _order(marking.source_grade, SOURCE_ORDER)[0]


def is_visible(marking: Marking, clearance: Clearance) -> bool:
    """The clearance may see what carries this marking.

    Refused by default: an empty clearance sees only what is unrestricted at H0. The local user
    (`everything`) is still held to the purposes a marking names.
    """
    if marking.purposes and clearance.purpose not in marking.purposes:
        return False
    if clearance.everything:
        return True
    if marking.releasable_to and not (clearance.agencies - {NOBODY}).intersection(marking.releasable_to):
        return False
    strictest = max(map(handling_rank, marking.handling), default=0)
    return strictest <= handling_rank(clearance.handling_ceiling)


def inherit(markings: Iterable[Marking]) -> Marking:
    """The marking of what is derived from all of these: strictest handling, lowest of each grade.

    Releasable-to and purposes are intersected among those that restrict; an intersection that is
    empty is released to no one, said by the list holding the single word "nobody". Originators
    and person categories are all kept, joined by "; ". The order of the markings does not matter,
    and what is derived twice is marked as if derived at once. Of nothing: `Marking()`.
    """
    given = set(markings)
    if not given:
        return Marking()
    return Marking(
        source_grade=max((m.source_grade for m in given), key=lambda g: _order(g, SOURCE_ORDER)),
        information_grade=max(
            (m.information_grade for m in given), key=lambda g: _order(g, INFORMATION_ORDER)
        ),
        handling=_codes(given),
        originator=_joined(m.originator for m in given),
        releasable_to=_intersect(m.releasable_to for m in given),
        purposes=_intersect(m.purposes for m in given),
        person_category=_joined(m.person_category or "" for m in given) or None,
        is_fact=all(m.is_fact for m in given),
    )


def _order(grade: str, order: tuple[str, ...]) -> tuple[int, str]:
    return (order.index(grade) if grade in order else len(order), grade)


def _codes(markings: Iterable[Marking]) -> tuple[str, ...]:
    codes = {code for marking in markings for code in marking.handling}
    return tuple(sorted(codes, key=lambda code: (handling_rank(code), code)))


def _joined(texts: Iterable[str]) -> str:
    return SEPARATOR.join(sorted({part for text in texts for part in text.split(SEPARATOR) if part}))


def _intersect(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    restricting = [set(names) for names in lists if names]
    if not restricting:
        return ()
    return tuple(sorted(set.intersection(*restricting) - {NOBODY})) or (NOBODY,)
