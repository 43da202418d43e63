"""Which sources run by themselves, as their files say now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from interlink.errors import SpecError
from interlink.mapping.extending import Extended, nothing_to_extend
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec

__all__ = ["Plans", "places_of", "read_plans"]


@dataclass(frozen=True)
class Plans:
    """The scheduled sources, what is wrong with files that may schedule one, and every source's name."""

    specs: Mapping[str, SourceSpec]
    broken: Mapping[str, str]
    names: frozenset[str]


def read_plans(
    files: Mapping[str, str],
    *,
    stray: Mapping[str, str] = MappingProxyType({}),
    extended: Extended = nothing_to_extend,
) -> Plans:
    """The plans that source files state; only those that hold the word `schedule` are read.

    `stray` says what is wrong with schedules of sources that are not there. `extended` gives what a source
    extends; its schedule is not taken over.
    """
    specs: dict[str, SourceSpec] = {}
    broken = dict(stray)
    for name, text in files.items():
        if "schedule" not in text:
            continue
        try:
            spec = parse_source(text, f"{name}.yaml", extended=extended)
        except SpecError as error:
            broken[name] = f"its file is wrong, so nothing runs it: {error}"
            continue
        if spec.source != name:
            broken[name] = f"{name}.yaml says source '{spec.source}', expected '{name}' as the file is called"
        elif spec.schedule is not None:
            specs[name] = spec
    return Plans(specs, broken, frozenset({*files, *stray}))


def places_of(files: Mapping[str, str], *, extended: Extended = nothing_to_extend) -> dict[str, str]:
    """Where each source that fetches gets its deliveries, scheduled or not; wrong files are left out.

    `extended` gives what a source extends; where that fetches from is not taken over.
    """
    places: dict[str, str] = {}
    for name, text in files.items():
        if "fetch" not in text:
            continue
        try:
            spec = parse_source(text, f"{name}.yaml", extended=extended)
        except SpecError:
            continue
        if spec.source == name and spec.fetch is not None:
            places[name] = spec.fetch.place
    return places
