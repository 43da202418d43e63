"""The header of a saved query: what it asks, takes and returns."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

from pydantic import ConfigDict, Field, PrivateAttr

from interlink.mapping.fields import Strict

__all__ = ["Example", "Header", "Kind", "Parameter", "ParameterType", "Returns", "Scalar"]

Scalar: TypeAlias = bool | int | float | str | date | list[str]
Returns: TypeAlias = Literal["table", "graph", "path", "value"]
ParameterType: TypeAlias = Literal[
    "entity", "entities", "text", "texts", "integer", "number", "date", "time", "boolean", "country"
]
Kind: TypeAlias = Literal[
    "entity", "entities", "text", "texts", "integer", "number", "date", "time", "boolean", "country",
    "node", "link", "path", "nodes", "links",
]  # fmt: skip


class Parameter(Strict):
    """What is asked of whoever runs it; required without a default.

    `entity` is an id. `entities` and `texts` are lists. Dates and times reach the statement as ISO 8601 text,
    which `date($day)` and `datetime($since)` read on either store; dates may be partial.
    """

    type: ParameterType
    label: str
    help: str = ""
    default: Scalar | None = None
    min: float | None = None
    max: float | None = None
    choices: list[str] = Field(default_factory=list)

    @property
    def required(self) -> bool:
        """Whether a value has to be given."""
        return self.default is None


class Example(Strict):
    """A sample graph in which the query finds a row, by its columns; of it columns may be left out."""

    graph: str
    params: dict[str, Scalar] = Field(default_factory=dict)
    row: dict[str, Scalar | None]


class Header(Strict):
    """All that the lines before a statement say of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    asks: str
    returns: Returns
    columns: dict[str, Kind]
    key: list[str] = Field(default_factory=list)
    interactive: bool = False
    params: dict[str, Parameter] = Field(default_factory=dict)
    tags: list[str]
    typology: str = ""
    references: list[str] = Field(default_factory=list)
    reviewed: date
    example: Example
    _lines: dict[tuple[str, ...], int] = PrivateAttr(default_factory=dict)

    def line(self, *place: str) -> int:
        """The line of the file that says it, or the nearest one around it."""
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place, 1)
