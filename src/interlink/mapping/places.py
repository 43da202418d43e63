"""Where in a source file a problem lies, and what a wrong form means in words."""

from __future__ import annotations

import copy
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

import yaml
from pydantic import BaseModel

from interlink.errors import SpecError, nearest

__all__ = ["Place", "explain", "follows", "line_of", "lines_of", "parse_yaml", "without"]

Place = tuple[str, ...]
Problem = tuple[Place, str]
WORDS = {
    "string_type": "expected text",
    "list_type": "expected a list",
    "dict_type": "expected fields",
    "model_type": "expected fields",
    "bool_parsing": "expected true or false",
    "bool_type": "expected true or false",
    "int_parsing": "expected a whole number",
    "int_type": "expected a whole number",
    "float_parsing": "expected a number",
    "float_type": "expected a number",
}
# The only texts that have a pattern are names; see `SourceSpec.source` and `EntitySpec.numbering`.
NAME = "expected a-z, 0-9 and _ with a letter first, such as phone_book. Name it so."
# what stands in for a missing field while the rest is checked
STAND_IN: Mapping[str, object] = {
    "delivery": "full",
    "publisher": {"name": ""},
    "file": {"format": "csv"},
    "entities": {},
    "source": "x",
    "key": [],
}


def parse_yaml(text: str, name: str) -> tuple[yaml.Node | None, Mapping[str, object]]:
    """The YAML as nodes, which know their lines, and as values.

    Raises
    ------
    SpecError   not YAML, or no fields
    """
    try:
        tree, raw = _read(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        words = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise SpecError([f"{place}: not YAML: {words}"]) from None
    except ValueError as error:  # such as a date in a 13th month
        raise SpecError([f"{name}: not YAML: {error}. Put it in quotes."]) from None
    if not isinstance(raw, Mapping):
        found = "nothing" if raw is None else type(raw).__name__
        raise SpecError([f"{name}: expected fields such as 'source:' and 'entities:', found {found}"])
    return tree, raw


def lines_of(tree: yaml.Node | None) -> tuple[dict[Place, int], list[Problem]]:
    """The line of every place in the YAML, and the keys that are given twice."""
    lines: dict[Place, int] = {}
    doubled: list[Problem] = []
    for place, line in _walk(tree, ()):
        if place in lines:
            doubled.append((place, f"'{place[-1]}' is given twice, first in line {lines[place]}"))
        lines[place] = line
    return lines, doubled


def line_of(lines: Mapping[Place, int], place: Place) -> int:
    """The line of a place, or of the nearest one around it that is in the file."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


def explain(model: type[BaseModel], error: Any) -> Problem:
    """One error of pydantic as a problem; an unknown field gets the nearest known one."""
    place = tuple(str(part) for part in error["loc"] if part != "[key]")
    if error["type"] == "extra_forbidden":
        return place, f"unknown field '{place[-1]}'.{nearest(place[-1], _fields(model, place[:-1]))}"
    if error["type"] == "missing":
        return place[:-1] or place, f"field '{place[-1]}' is missing"
    given = error["input"]
    if error["type"] == "string_pattern_mismatch":
        return place, f"{given!r} is no name; {NAME}"
    hint = (
        " Put it in quotes." if error["type"] == "string_type" and not isinstance(given, list | dict) else ""
    )
    return place, f"{WORDS.get(error['type'], error['msg'])}, found {given!r}.{hint}"


def follows(problem: Problem, wrong: Iterable[Problem]) -> bool:
    """Whether a problem may only be there because fields of the wrong form were left out."""
    place, _ = problem
    return any(place[: len(part)] == part for part in (_around(at) for at, _ in wrong))


def without(raw: object, errors: Sequence[Any]) -> object:
    """The values without those that have the wrong form, and something in place of missing ones."""
    mended = copy.deepcopy(raw)
    for error in errors:
        *way, last = error["loc"]
        at: Any = mended
        for part in way:
            at = at[part] if isinstance(at, dict) and part in at else _entry(at, part)
        if error["type"] == "missing" and isinstance(at, dict):
            at[last] = copy.deepcopy(STAND_IN.get(str(last), ""))
        elif isinstance(at, dict):
            at.pop(last, None)
        elif isinstance(at, list) and isinstance(last, int) and last < len(at):
            at[last] = ""
    return mended


def _read(text: str) -> tuple[yaml.Node | None, object]:
    """The YAML as nodes and as values, by libyaml where PyYAML has it, which is five times as fast.

    What that refuses is read again by the other, which says better what it found and where.
    """
    try:
        return _read_by(getattr(yaml, "CSafeLoader", yaml.SafeLoader), text)
    except yaml.YAMLError:
        return _read_by(yaml.SafeLoader, text)


def _read_by(loader: Any, text: str) -> tuple[yaml.Node | None, object]:
    return yaml.compose(text, Loader=loader), yaml.load(text, Loader=loader)  # noqa: S506 - safe ones only


def _around(place: Place) -> Place:
    """The entity, link or property that a place is in; a place that lies in none stands alone."""
    depth = 4 if place[2:3] == ("properties",) else 2
    return place[:depth] if place[0] in ("entities", "links") else place


def _entry(at: object, part: object) -> object:
    return at[part] if isinstance(at, list) and isinstance(part, int) and part < len(at) else None


def _walk(node: yaml.Node | None, at: Place) -> Iterator[tuple[Place, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*at, str(key.value))
            if key.tag != "tag:yaml.org,2002:merge":
                yield place, key.start_mark.line + 1
                yield from _walk(value, place)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            place = (*at, str(number))
            yield place, value.start_mark.line + 1
            yield from _walk(value, place)


def _fields(model: type[BaseModel], place: Place) -> list[str]:
    """The fields that may stand at a place, found by the models' own annotations."""
    kind: Any = model
    for part in place:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            known = {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
            kind = known.get(part)
        elif isinstance(kind, types.GenericAlias):
            kind = get_args(kind)[-1]
        kind = get_args(kind)[0] if hasattr(kind, "__metadata__") else kind
        kind = (
            next((each for each in get_args(kind) if each is not type(None)), kind)
            if _is_optional(kind)
            else kind
        )
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [field.alias or name for name, field in kind.model_fields.items()]
    return []


def _is_optional(kind: object) -> bool:
    return type(None) in get_args(kind)
