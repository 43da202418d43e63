"""Every analytic by name, with the parameters a form needs, read from its signature."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType, NoneType, UnionType
from typing import Literal, Union, get_args, get_origin, get_type_hints

from interlink.analytics.centrality import centrality
from interlink.analytics.communities import communities
from interlink.analytics.finding import Finding
from interlink.analytics.paths import paths
from interlink.errors import QueryError, UnknownName, nearest
from interlink.projection import Projection

__all__ = ["ANALYTICS", "Analytic", "Parameter", "find_analytic", "run"]

YES = frozenset({"true", "yes", "1", "on"})
NO = frozenset({"false", "no", "0", "off"})
WORDS = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}


@dataclass(frozen=True)
class Parameter:
    """One parameter of an analytic: enough to build a form field or a command-line option.

    `type` is str, int, float or bool; `choices` is empty unless only those are accepted;
    `optional` means that None, written as empty text, is accepted.
    """

    name: str
    type: type
    default: object
    required: bool
    optional: bool
    choices: tuple[str, ...]
    help: str

    def convert(self, value: object, analytic: str) -> object:
        """The value as this parameter's type; text is read.

        Raises
        ------
        QueryError    the value is not of this type
        UnknownName   the value is none of the choices
        """
        if self.optional and value in (None, ""):
            return None
        said = f"{analytic}: {self.name} is {value!r}"
        found = read_value(value, self.type)
        if found is None:
            raise QueryError(f"{said}; expected {WORDS[self.type]}")
        if self.choices and found not in self.choices:
            raise UnknownName(
                f"{said}; expected {', '.join(self.choices)}.{nearest(str(found), self.choices)}"
            )
        return found


@dataclass(frozen=True)
class Analytic:
    """An analytic: its name, its function, the question it answers, and its parameters."""

    name: str
    function: Callable[..., Finding]
    question: str
    parameters: tuple[Parameter, ...]


def read_value(value: object, kind: type) -> object | None:
    """The value as `kind`, None where it is not one."""
    if isinstance(value, str) and kind is not str:
        text = value.strip()
        if kind is bool:
            return True if text.lower() in YES else False if text.lower() in NO else None
        try:
            return int(text) if kind is int else float(text)
        except ValueError:
            return None
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    is_kind = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
    return value if is_kind else None


def describe_analytic(function: Callable[..., Finding], question: str) -> Analytic:
    """The registry's line for a function, its parameters read from signature and docstring."""
    hints, helps = get_type_hints(function), parameter_help(inspect.getdoc(function) or "")
    parameters = []
    for name, said in list(inspect.signature(function).parameters.items())[1:]:
        members = get_args(hints[name]) if get_origin(hints[name]) in (Union, UnionType) else (hints[name],)
        (hint,) = (m for m in members if m is not NoneType)
        choices = get_args(hint) if get_origin(hint) is Literal else ()
        required = said.default is inspect.Parameter.empty
        parameters.append(
            Parameter(
                name=name,
                type=str if choices else hint,
                default=None if required else said.default,
                required=required,
                optional=NoneType in members,
                choices=choices,
                help=helps[name],
            )
        )
    return Analytic(function.__name__, function, question, tuple(parameters))


def parameter_help(docstring: str) -> dict[str, str]:
    """What the Options section of a docstring says of each parameter, one a line."""
    _, _, section = docstring.partition("Options\n-------\n")
    return dict(re.findall(r"^(\w+) {2,}(.+)$", section.partition("\n\n")[0], re.MULTILINE))


ANALYTICS: Mapping[str, Analytic] = MappingProxyType(
    {
        line.name: line
        for line in (
            describe_analytic(centrality, "Who stands where among the links?"),
            describe_analytic(communities, "Which entities form groups?"),
            describe_analytic(paths, "How are two entities connected?"),
        )
    }
)


def find_analytic(name: str) -> Analytic:
    """The analytic of this name.

    Raises
    ------
    UnknownName   there is none; the message proposes the nearest
    """
    if name not in ANALYTICS:
        listed = ", ".join(ANALYTICS)
        raise UnknownName(f"no analytic is called '{name}'; there are {listed}.{nearest(name, ANALYTICS)}")
    return ANALYTICS[name]


def run(name: str, projection: Projection, params: Mapping[str, object]) -> Finding:
    """The finding of the analytic on the projection; texts among `params` are read by type.

    Raises
    ------
    UnknownName   no such analytic, parameter or choice
    QueryError    a parameter is missing or not of its type; also what the analytic itself raises
    """
    analytic = find_analytic(name)
    known = {p.name: p for p in analytic.parameters}
    for given in params:
        if given not in known:
            listed = ", ".join(known)
            raise UnknownName(f"{name}: no parameter '{given}'; expected {listed}.{nearest(given, known)}")
    missing = [p.name for p in analytic.parameters if p.required and p.name not in params]
    if missing:
        raise QueryError(f"{name}: {' and '.join(missing)} missing; expected a value for each")
    return analytic.function(
        projection, **{key: known[key].convert(value, name) for key, value in params.items()}
    )
