"""Every analytic by name, with the parameters a form needs, read from its signature."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

from interlink.analytics.brokerage import brokerage
from interlink.analytics.bursts import bursts
from interlink.analytics.centrality import centrality
from interlink.analytics.communities import communities
from interlink.analytics.connect import connect
from interlink.analytics.disruption import disruption
from interlink.analytics.finding import Finding
from interlink.analytics.journeys import journeys
from interlink.analytics.missing_ties import missing_ties
from interlink.analytics.money import money
from interlink.analytics.multilayer import multilayer
from interlink.analytics.network import network
from interlink.analytics.papers import ATTRIBUTES
from interlink.analytics.paths import paths
from interlink.analytics.phases import phases
from interlink.analytics.robustness import robustness
from interlink.analytics.trade import trade
from interlink.errors import QueryError, UnknownName, nearest
from interlink.projection import UNCONSTRAINED, Constraints, Projection

__all__ = ["ANALYTICS", "Analytic", "Parameter", "find_analytic", "run"]

YES = frozenset({"true", "yes", "1", "on"})
NO = frozenset({"false", "no", "0", "off"})
# What the help says of a parameter that is an entity.
NAMES_ENTITY = re.compile(r"\bids? of\b|\bof these entities\b")
WORDS = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}


@dataclass(frozen=True)
class Parameter:
    """One parameter of an analytic: enough to build a form field or a command-line option.

    `type` is str, int, float or bool; of `many`, several of them are given, as text with commas between;
    `choices` is empty unless only those are accepted; `optional` means that None, written as empty text, is
    accepted. One that `constrains` is a part of the constraints on links.
    """

    name: str
    type: type
    default: object
    required: bool
    optional: bool
    choices: tuple[str, ...]
    help: str
    many: bool = False
    constrains: bool = False

    @property
    def names_entities(self) -> bool:
        """Whether its values are ids of entities; people give their names, too."""
        return NAMES_ENTITY.search(self.help) is not None

    def convert(self, value: object, analytic: str) -> object:
        """The value as this parameter's type; text is read.

        Raises
        ------
        QueryError    the value is not of this type
        UnknownName   the value is none of the choices
        """
        if self.many:
            return tuple(read_list(value))
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
    """An analytic: its name, its function, the question it answers, and its parameters.

    `attributes` are the properties of entities that it compares; a projection for it is made with them.
    """

    name: str
    function: Callable[..., Finding]
    question: str
    parameters: tuple[Parameter, ...]
    attributes: tuple[str, ...] = ()


def read_list(value: object) -> list[str]:
    """The texts of a list, or those between the commas of a text; empty ones are left out."""
    if value is None:
        return []
    parts = value if isinstance(value, Collection) and not isinstance(value, str) else str(value).split(",")
    return [text for part in parts if (text := str(part).strip())]


def read_value(value: object, kind: type) -> object | None:
    """The value as `kind`, None where it is not one."""
    if isinstance(value, np.generic):
        value = value.item()
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


def describe_analytic(
    function: Callable[..., Finding], question: str, attributes: tuple[str, ...] = ()
) -> Analytic:
    """The registry's line for a function, its parameters read from signature and docstring."""
    parameters = []
    for name, said in list(inspect.signature(function).parameters.items())[1:]:
        if said.default is UNCONSTRAINED:
            parameters += parameters_of(Constraints, leave_out=("ends",), constrains=True)
        else:
            parameters.append(parameter_of(function, name, said.default))
    return Analytic(function.__name__, function, question, tuple(parameters), attributes)


def parameters_of(given: type, *, leave_out: tuple[str, ...], constrains: bool) -> list[Parameter]:
    """A parameter for each field of a dataclass."""
    return [
        parameter_of(given, each.name, each.default, constrains=constrains)
        for each in fields(given)
        if each.name not in leave_out
    ]


def parameter_of(
    owner: Callable[..., object], name: str, default: object, *, constrains: bool = False
) -> Parameter:
    """One parameter of a function, or field of a dataclass, by its type and what the docstring says."""
    hint = get_type_hints(owner)[name]
    members = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    kinds = [member for member in members if member not in (NoneType, date, datetime)]
    (kind,) = kinds
    many = get_origin(kind) in (Sequence, Collection)
    choices = get_args(kind) if get_origin(kind) is Literal else ()
    required = default is inspect.Parameter.empty
    return Parameter(
        name=name,
        type=get_args(kind)[0] if many else str if choices else kind,
        default=None if required else default,
        required=required,
        optional=NoneType in members,
        choices=choices,
        help=parameter_help(inspect.getdoc(owner) or "")[name],
        many=many,
        constrains=constrains,
    )


def parameter_help(docstring: str) -> dict[str, str]:
    """What the Options section of a docstring says of each parameter, one a line."""
    _, _, section = docstring.partition("Options\n-------\n")
    return dict(re.findall(r"^(\w+) {2,}(.+)$", section.partition("\n\n")[0], re.MULTILINE))


ANALYTICS: Mapping[str, Analytic] = MappingProxyType(
    {
        line.name: line
        for line in (
            describe_analytic(network, "What is the network like as a whole?"),
            describe_analytic(paths, "How are two entities connected?"),
            describe_analytic(journeys, "How could something have got from one to another in time?"),
            describe_analytic(connect, "What connects many suspects?"),
            describe_analytic(communities, "Which entities form groups?"),
            describe_analytic(robustness, "How much could be missing before groups or ranks change?"),
            describe_analytic(centrality, "Who stands where among the links?"),
            describe_analytic(disruption, "Whose absence would part the network most?"),
            describe_analytic(multilayer, "Which entities form groups over several kinds of links at once?"),
            describe_analytic(money, "Which payments look like moving money about?"),
            describe_analytic(trade, "Which goods are priced, packed or sent unlike others?", ATTRIBUTES),
            describe_analytic(brokerage, "Who stands between groups, and how?"),
            describe_analytic(missing_ties, "Which pairs are probably linked although no record says so?"),
            describe_analytic(
                bursts, "When do contacts come faster than usual, and how does traffic change?"
            ),
            describe_analytic(
                phases, "What becomes of groups as time goes by, and who goes on under another id?"
            ),
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
    read: dict[str, Any] = {key: known[key].convert(value, name) for key, value in params.items()}
    narrowing = {key: value for key, value in read.items() if known[key].constrains}
    others = {key: value for key, value in read.items() if key not in narrowing}
    if narrowing:
        others["where"] = Constraints(**narrowing)
    return analytic.function(projection, **others)
