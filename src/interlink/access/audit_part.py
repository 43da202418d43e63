"""What of an event's parameters may name a subject, and whom.

What is plain is named here, and has the shape of a name of ours or of a moment; all else is a secret. A text
that looks like an id is taken for one, whatever it is called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

__all__ = ["Secret", "part", "secrets_in", "subjects_of"]

PLAIN = frozenset(
    (
        "as_of",
        "breaks",
        "form",
        "from",
        "graph",
        "head",
        "links",
        "nodes",
        "on",
        "since",
        "true_on",
        "until",
        "what",
    )
)
IDS = frozenset(("id", "ids", "entity", "entities", "link", "subject", "subjects", "start", "end"))
# Never taken for an id, whatever they look like.
FREE = frozenset(("file", "files"))
# Sealed in one piece, names in it and all.
WHOLE = frozenset(("statement", "filters"))
# A name of ours, or a moment; what has another shape is sealed even where its name is plain.
STRUCTURAL = re.compile(r"[\w][\w .+-]{0,80}|\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-][\d:]+)?")
ID = re.compile(r"[\w.-]{1,80}:(?!//)\S{1,500}")
LINK = re.compile(r"[A-Z][A-Z_]*:.+>.+", re.DOTALL)
QUOTED = re.compile(r"'([^'\n]{3,600})'|\"([^\"\n]{3,600})\"")
# Ids may hold '>': a link is sealed for every way to part its ends, up to so many.
MOST_ENDS = 8


@dataclass(frozen=True)
class Secret:
    """A value to be sealed: under the keys of `subjects`, or its event's own where there are none.

    `mentions`: subjects named in it, by whom the event is found though the value is not theirs alone.
    """

    value: object
    subjects: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


def part(params: Mapping[str, object]) -> dict[str, object]:
    """The parameters with a `Secret` in place of whatever may name a subject.

    Their names are ours and stay. What is inside one, names and all, is sealed in one piece: who asks chooses
    them there.
    """
    whole = WHOLE | {"params"} if "statement" in params else WHOLE
    return {name: _part(name, value, whole) for name, value in params.items()}


def secrets_in(parted: object, place: str = "") -> Iterator[tuple[str, Secret]]:
    """Every secret with its place, such as `ids.3`."""
    if isinstance(parted, Secret):
        yield place, parted
    elif isinstance(parted, dict):
        for name, value in parted.items():
            yield from secrets_in(value, f"{place}.{name}" if place else name)
    elif isinstance(parted, list):
        for number, value in enumerate(parted):
            yield from secrets_in(value, f"{place}.{number}")


def subjects_of(id_: str) -> tuple[str, ...]:
    """Whom an id names: an entity itself, a link `TYPE:source>target` its ends; none where these are many."""
    if not LINK.fullmatch(id_):
        return (id_,)
    _, _, ends = id_.partition(":")
    parted = [(ends[:at], ends[at + 1 :]) for at, letter in enumerate(ends) if letter == ">"]
    found = tuple(dict.fromkeys(end for pair in parted for end in pair if end))
    return found if len(found) <= MOST_ENDS else ()


def _part(name: str, value: object, whole: frozenset[str]) -> object:
    if value is None or (isinstance(value, bool | int | float) and name not in whole | IDS):
        return value
    if name in whole or isinstance(value, Mapping):
        plain = _in_json(value)
        return Secret(plain, mentions=tuple(sorted(set(_mentioned(plain)))))
    if isinstance(value, list | tuple):
        return [_part(name, each, whole) for each in value]
    return _single(name, _in_json(value), is_plain=name in PLAIN or isinstance(value, date))


def _single(name: str, value: object, *, is_plain: bool) -> object:
    text = str(value)
    if is_plain and STRUCTURAL.fullmatch(text):
        return text
    is_id = name in IDS or (name not in FREE and ID.fullmatch(text) is not None)
    return Secret(value, subjects=subjects_of(text) if is_id else ())


def _mentioned(value: object) -> Iterator[str]:
    """The ids in a value that is sealed whole: texts that are ids, and those quoted in a statement."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _mentioned(name)
            yield from _mentioned(each)
    elif isinstance(value, list):
        for each in value:
            yield from _mentioned(each)
    elif isinstance(value, str):
        texts = (value, *(one or other for one, other in QUOTED.findall(value)))
        yield from (who for text in texts if ID.fullmatch(text) for who in subjects_of(text))


def _in_json(value: object) -> object:
    """The value as JSON has it: days and moments in ISO 8601, what JSON has not as its text."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): _in_json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_in_json(each) for each in value]
    return value.isoformat() if isinstance(value, date) else str(value)
