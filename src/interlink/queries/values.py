"""Values given for a query's parameters, checked before anything is sent."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from interlink.errors import QueryError, nearest
from interlink.queries.spec import Parameter, ParameterType

__all__ = ["read_params", "read_value"]

DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
COUNTRY = re.compile(r"[A-Z]{2}")


def read_params(declared: Mapping[str, Parameter], given: Mapping[str, object]) -> dict[str, object]:
    """A value for each declared parameter, as the statement takes it; what is not given has its default.

    Raises
    ------
    QueryError   one is not declared, missing, of another type, or out of bounds; each is named
    """
    problems = [
        f"no parameter is called '{name}'; there are {', '.join(declared) or 'none'}."
        f"{nearest(name, declared)}"
        for name in given
        if name not in declared
    ]
    found: dict[str, object] = {}
    for name, parameter in declared.items():
        value = given.get(name, parameter.default)
        if value is None:
            problems.append(
                f"{name} is missing: {parameter.label}, {EXPECTED[parameter.type]}."
                f" Give it by --param {name}=..."
            )
            continue
        try:
            found[name] = read_value(name, parameter, value)
        except QueryError as error:
            problems.append(str(error))
    if problems:
        raise QueryError("\n".join(problems))
    return found


def read_value(name: str, parameter: Parameter, given: object) -> object:
    """A value as the statement takes it.

    Raises
    ------
    QueryError   it is of another type, or out of bounds
    """
    try:
        value = READ[parameter.type](given)
    except (TypeError, ValueError, OverflowError):
        raise QueryError(f"{name}: expected {EXPECTED[parameter.type]}, found {given!r}") from None
    if isinstance(value, int | float) and not isinstance(value, bool):
        if parameter.max is not None and value > parameter.max:
            raise QueryError(f"{name}: at most {parameter.max:g}, found {given!r}")
        if parameter.min is not None and value < parameter.min:
            raise QueryError(f"{name}: at least {parameter.min:g}, found {given!r}")
    chosen = value if isinstance(value, list) else [value]
    wrong = [each for each in chosen if parameter.choices and each not in parameter.choices]
    if wrong:
        raise QueryError(f"{name}: expected one of {', '.join(parameter.choices)}, found {wrong[0]!r}")
    return value


def _text(given: object) -> str:
    if not isinstance(given, str) or not given.strip():
        raise ValueError
    # an argument that is no UTF-8 would reach the store as one that is none
    given.encode()
    return given.strip()


def _texts(given: object) -> list[str]:
    """A list as it is; a text is parted at its commas."""
    listed = given.split(",") if isinstance(given, str) else given
    if not isinstance(listed, list | tuple) or not listed:
        raise ValueError
    return [_text(each) for each in listed]


def _integer(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int | str):
        raise TypeError
    value = int(given)
    if not -(1 << 63) <= value < 1 << 63:
        raise OverflowError
    return value


def _number(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise TypeError
    value = float(given)
    if not math.isfinite(value):
        raise ValueError
    return value


def _boolean(given: object) -> bool:
    if isinstance(given, bool):
        return given
    said = {"true": True, "yes": True, "false": False, "no": False}.get(str(given).lower())
    if said is None:
        raise ValueError
    return said


def _date(given: object) -> str:
    if isinstance(given, date):
        return given.isoformat()[:10]
    text = _text(given)
    if not DAY.fullmatch(text):
        raise ValueError
    date.fromisoformat((text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10])
    return text


def _time(given: object) -> str:
    moment = given if isinstance(given, datetime) else datetime.fromisoformat(_text(_iso(given)))
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _iso(given: object) -> object:
    return given.isoformat() if isinstance(given, date) else given


def _country(given: object) -> str:
    text = _text(given).upper()
    if not COUNTRY.fullmatch(text):
        raise ValueError
    return text


READ: Mapping[ParameterType, Callable[[object], object]] = {
    "entity": _text,
    "entities": _texts,
    "text": _text,
    "texts": _texts,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "time": _time,
    "boolean": _boolean,
    "country": _country,
}
EXPECTED: Mapping[ParameterType, str] = {
    "entity": "the id of an entity",
    "entities": "ids of entities, with commas between",
    "text": "a text",
    "texts": "texts, with commas between",
    "integer": "a whole number",
    "number": "a number",
    "date": "a date such as 2026-03-01, 2026-03 or 2026",
    "time": "a time such as 2026-03-01T12:00:00Z",
    "boolean": "true or false",
    "country": "two letters of a country, such as NL",
}
