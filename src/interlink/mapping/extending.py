"""A source that extends another: what it says goes before what the other says, the rest is taken over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from interlink.errors import UnknownName, nearest
from interlink.mapping.fetching import UNATTENDED

__all__ = ["EXTENDS", "Extended", "extend", "is_taken_over", "nothing_to_extend", "taken_in_vain"]

# By name, and the name of the source that extends it: the whole fields of a source.
# Raises UnknownName when there is none, SpecError when it is wrong.
Extended: TypeAlias = Callable[[str, str], Mapping[str, object]]

EXTENDS = "extends"
# What a source says for itself: its name, and when it runs and where from, so that no file is fetched twice.
ITS_OWN = ("source", EXTENDS, *UNATTENDED)
ANY = "*"
# Here fields are taken over one by one. Anywhere else what is given stands whole, such as a property, a
# `where` or a list: half of one with half of another means neither.
FIELD_BY_FIELD = frozenset(
    tuple(place.split("."))
    for place in (
        "marking",
        "mark_by",
        "hints",
        "expect",
        "lookups",
        "lookups.*",
        "file",
        "file.tables",
        "file.tables.*",
        "derived",
        "derived.*",
        "entities",
        "entities.*",
        "entities.*.properties",
        "links",
        "links.*",
        "links.*.properties",
    )
)
# Of these fields people choose the names, so that one that takes nothing away is misspelt.
NAMED = frozenset(
    tuple(place.split("."))
    for place in (
        "expect",
        "lookups",
        "lookups.*",
        "file.tables",
        "derived",
        "derived.*",
        "entities",
        "entities.*.properties",
        "links",
        "links.*.properties",
    )
)


def nothing_to_extend(name: str, by: str) -> Mapping[str, object]:
    """For a source that stands alone: UnknownName, whatever it extends."""
    raise UnknownName(f"no source is called '{name}' that '{by}' could extend: it is read by itself.")


def extend(fields: Mapping[str, object], base: Mapping[str, object]) -> dict[str, object]:
    """The fields of a source over those of the one that it extends; a null takes a field away."""
    return _over(fields, {name: value for name, value in base.items() if name not in ITS_OWN}, ())


def is_taken_over(place: tuple[str, ...], fields: object, base: object) -> bool:
    """Whether what stands at a place is the other source's, and not this one's."""
    for part in place:
        if not _has(base, part):
            return False
        if not _has(fields, part):
            return True
        fields, base = _at(fields, part), _at(base, part)
    return False


def taken_in_vain(
    fields: Mapping[str, object], base: Mapping[str, object], at: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each null that takes nothing away, by its place, and the name that may be meant."""
    for name, given in fields.items():
        before = base.get(name)
        if given is None and name not in base and _is_one_of(at, NAMED):
            yield (*at, str(name)), nearest(str(name), map(str, base))
        elif isinstance(given, Mapping) and isinstance(before, Mapping):
            yield from taken_in_vain(given, before, (*at, str(name)))


def _over(fields: Mapping[str, object], base: Mapping[str, object], at: tuple[str, ...]) -> dict[str, object]:
    merged = dict(base)
    for name, given in fields.items():
        place, before = (*at, str(name)), base.get(name)
        if given is None:
            merged.pop(name, None)
        elif isinstance(given, Mapping) and isinstance(before, Mapping) and _is_one_of(place, FIELD_BY_FIELD):
            merged[name] = _over(given, before, place)
        else:
            merged[name] = given
    return merged


def _is_one_of(place: tuple[str, ...], patterns: frozenset[tuple[str, ...]]) -> bool:
    return any(
        len(known) == len(place)
        and all(part in (ANY, given) for part, given in zip(known, place, strict=True))
        for known in patterns
    )


def _has(value: object, part: str) -> bool:
    if isinstance(value, Mapping):
        return part in value
    return isinstance(value, list) and part.isdigit() and int(part) < len(value)


def _at(value: object, part: str) -> object:
    if isinstance(value, Mapping):
        return value[part]
    return value[int(part)] if isinstance(value, list) else None
