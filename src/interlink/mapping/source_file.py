"""A source file, read and checked whole.

Everything that can be known without a delivery is checked here, and every problem is reported
together, with its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from interlink.errors import SpecError, UnknownName
from interlink.mapping.by_schema import with_every_schema
from interlink.mapping.check import problems_of
from interlink.mapping.check_file import Problem
from interlink.mapping.extending import (
    EXTENDS,
    Extended,
    extend,
    is_taken_over,
    nothing_to_extend,
    taken_in_vain,
)
from interlink.mapping.places import Place, explain, follows, line_of, lines_of, parse_yaml, without
from interlink.mapping.spec import SourceSpec

__all__ = ["parse_fields", "parse_source", "read_source"]


def read_source(path: Path, *, extended: Extended = nothing_to_extend) -> SourceSpec:
    """The source that a file describes.

    Raises
    ------
    SpecError   every problem found, one a line: `FILE:LINE: where: what. Did you mean ...?`
    """
    if not path.is_file():
        raise SpecError([f"{path}: no such file. Check the path, or see `interlink sources list`."])
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SpecError(
            [f"{path}: not UTF-8: {error.reason} at byte {error.start:,}. Save it as UTF-8."]
        ) from None
    return parse_source(text, str(path), extended=extended)


def parse_source(text: str, name: str, *, extended: Extended = nothing_to_extend) -> SourceSpec:
    """The source that `text` describes; `name` stands before each problem.

    `extended` gives the fields of the source that it extends, where it extends one.

    Raises
    ------
    SpecError   every problem found
    """
    spec, _ = _parsed(text, name, extended)
    return with_every_schema(spec)


def parse_fields(text: str, name: str, *, extended: Extended = nothing_to_extend) -> Mapping[str, object]:
    """The fields of the source that `text` describes, with those it takes over, as YAML gives them.

    Raises
    ------
    SpecError   every problem found
    """
    _, fields = _parsed(text, name, extended)
    return fields


def _parsed(text: str, name: str, extended: Extended) -> tuple[SourceSpec, Mapping[str, object]]:
    tree, given = parse_yaml(text, name)
    lines, problems = lines_of(tree)
    base = _base(given, f"{name}:{line_of(lines, (EXTENDS,))}: {EXTENDS}", extended)
    raw = {**extend(given, base), EXTENDS: given[EXTENDS]} if base else given
    problems += [
        (place, f"'{given[EXTENDS]}' has nothing of this name that null could take away.{hint}")
        for place, hint in taken_in_vain(given, base)
    ]
    spec: SourceSpec | None = None
    try:
        spec = SourceSpec.model_validate(raw)
    except ValidationError as error:
        wrong = [explain(SourceSpec, found) for found in error.errors()]
        problems += wrong
        problems += [problem for problem in _rest_problems(raw, error) if not follows(problem, wrong)]
    else:
        problems += problems_of(spec)
    if problems or spec is None:
        placed = sorted(
            {(*_place_of(place, lines, given, base), words) for place, words in problems},
            key=lambda each: (each[0], each[1], each[-1]),
        )
        raise SpecError([f"{name}:{line}: {place}: {words}" for line, place, words in placed])
    return spec, raw


def _base(given: Mapping[str, object], place: str, extended: Extended) -> Mapping[str, object]:
    """The fields of the source that this one extends; none where it extends none."""
    if EXTENDS not in given:
        return {}
    name, by = given[EXTENDS], given.get("source")
    if not isinstance(name, str):
        raise SpecError([f"{place}: expected the name of a source, found {name!r}."])
    if not isinstance(by, str):
        raise SpecError([f"{place}: the source that extends '{name}' needs a name of its own, 'source:'."])
    try:
        return extended(name, by)
    except UnknownName as error:
        raise SpecError([f"{place}: {error}"]) from None
    except SpecError as error:
        raise SpecError([f"{place}: '{name}' cannot be extended:", *error.problems]) from None


def _place_of(
    place: Place, lines: Mapping[Place, int], given: Mapping[str, object], base: Mapping[str, object]
) -> tuple[int, str]:
    """The line of a problem and what it is about; of what is taken over, the line that says from where."""
    if is_taken_over(place, given, base):
        return line_of(lines, (EXTENDS,)), f"{'.'.join(place)} (of '{given[EXTENDS]}')"
    return line_of(lines, place), ".".join(place)


def _rest_problems(raw: object, error: ValidationError) -> list[Problem]:
    """What else is wrong once the fields of the wrong form are left out."""
    mended: object = raw
    for _ in range(3):
        mended = without(mended, error.errors())
        try:
            return problems_of(SourceSpec.model_validate(mended))
        except ValidationError as again:
            error = again
    return []
