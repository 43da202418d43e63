"""What can be wrong with a query's header, beside the form of its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from interlink.errors import QueryError, nearest
from interlink.queries.check import Problem
from interlink.queries.spec import Header, Kind, Returns
from interlink.queries.values import read_value

__all__ = ["FAMILIES", "header_problems"]

# Folders of `cypher/`, with what they are about.
FAMILIES: Mapping[str, str] = {
    "ownership": "People and companies",
    "trade": "Trade and routes",
    "communications": "Communications",
    "money": "Money",
    "acts": "Acts and documents",
    "quality": "Quality of the records",
}
# What is a path on every system, and leads nowhere else.
ID = re.compile(r"[a-z][a-z0-9_-]{0,59}/[a-z0-9][a-z0-9_-]{0,59}")
# What is a name in Cypher without backticks, after `--param`, and at the head of a column in any program.
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
# Columns that stand beside those of a query: in a comparison, and in what is taken away.
TAKEN = re.compile(r"change|export_(?:by|at|purpose|reason|to|permission|marking)")
DRAWN: Mapping[Returns, frozenset[Kind]] = {
    "graph": frozenset(("node", "nodes", "link", "links", "path")),
    "path": frozenset(("path",)),
}


def header_problems(header: Header, id_: str) -> Iterator[Problem]:
    """What does not agree within a header, and with where its file lies."""
    yield from _name_problems(header, id_)
    yield from _column_problems(header)
    for name, parameter in header.params.items():
        yield from _called_problem(header, "params", name)
        if parameter.default is not None:
            yield from _value_problem(header, name, parameter.default, "default", ("params", name))
    yield from _example_problems(header)


def _name_problems(header: Header, id_: str) -> Iterator[Problem]:
    family = id_.partition("/")[0]
    if header.id != id_:
        yield header.line("id"), f"id is '{header.id}'; expected '{id_}', as the file lies and is called"
    elif not ID.fullmatch(id_):
        yield (
            header.line("id"),
            f"id is '{id_}'; expected family/name of small letters, digits and hyphens, up to 60 of each",
        )
    if family not in FAMILIES:
        known = ", ".join(FAMILIES)
        near = nearest(family, FAMILIES)
        yield 1, f"no family is called '{family}'; put the file into one of {known}.{near}"
    if not header.asks.rstrip().endswith("?"):
        yield header.line("asks"), "asks is no question; end it with '?'"
    if not header.tags:
        yield header.line("tags"), "there are no tags; give at least one, by which it is found"


def _column_problems(header: Header) -> Iterator[Problem]:
    if not header.columns:
        yield header.line("columns"), "there are no columns; name each that RETURN names, with its kind"
    if not header.key and header.returns != "value":
        yield header.line("key"), "there is no key; name the columns that no two rows have alike"
    for name in header.columns:
        yield from _called_problem(header, "columns", name)
        if TAKEN.fullmatch(name):
            yield (
                header.line("columns", name),
                f"columns: '{name}' is a column of interlink's own; call it otherwise",
            )
    for name in header.key:
        if name not in header.columns:
            yield header.line("key"), f"key: no column is called '{name}'.{nearest(name, header.columns)}"
    wanted = DRAWN.get(header.returns)
    if wanted and not wanted & set(header.columns.values()):
        kinds = " or ".join(sorted(wanted))
        yield header.line("returns"), f"returns {header.returns}, and no column is of kind {kinds}"


def _example_problems(header: Header) -> Iterator[Problem]:
    given, place = header.example.params, ("example", "params")
    for name, value in given.items():
        if name in header.params:
            yield from _value_problem(header, name, value, "example.params", place)
        else:
            near = nearest(name, header.params)
            yield header.line(*place), f"example.params: no parameter is called '{name}'.{near}"
    for name, parameter in header.params.items():
        if parameter.required and name not in given:
            yield header.line(*place), f"example.params: '{name}' is required and not given"
    for name in header.example.row:
        if name not in header.columns:
            near = nearest(name, header.columns)
            yield header.line("example", "row"), f"example.row: no column is called '{name}'.{near}"


def _called_problem(header: Header, field: str, name: str) -> Iterator[Problem]:
    if not NAME.fullmatch(name):
        yield (
            header.line(field, name),
            f"{field}: '{name}' is no name; expected a letter, then letters, digits and _, up to 60",
        )


def _value_problem(
    header: Header, name: str, given: object, called: str, place: tuple[str, ...]
) -> Iterator[Problem]:
    try:
        read_value(name, header.params[name], given)
    except QueryError as error:
        yield header.line(*place), f"{called}: {error}"
