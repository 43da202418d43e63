"""The fields of a source file: what each may hold, and what it means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from interlink.model.grades import SCHEMES, handling_codes
from interlink.model.marking import Marking

__all__ = [
    "BySchemaSpec",
    "EntitySpec",
    "FileSpec",
    "HintsSpec",
    "LinkSpec",
    "MarkBySpec",
    "MarkingSpec",
    "OperationSpec",
    "PropertySpec",
    "PublisherSpec",
    "RangeSpec",
    "RowSpec",
    "Strict",
    "Strings",
    "TableSpec",
    "Where",
    "template_columns",
]


def _column(value: object) -> object:
    """A bare text is the column of that name."""
    return {"column": value} if isinstance(value, str) else value


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


Strings = Annotated[list[str], BeforeValidator(_listed)]
# column -> values, any of which will do; "*" means that there is a value, "" that there is none
Where = dict[str, Strings]


class Strict(BaseModel):
    """Fields of a source file: unknown ones are refused, none is changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class PropertySpec(Strict):
    """Where a property's text comes from: exactly one of column, columns, first, all, template, literal.

    `first` takes the first part with a value, `all` the values of every part. `extract` keeps what
    the first group of a regular expression finds.
    """

    column: str | None = None
    columns: list[str] = []
    join: str | None = None
    first: list[Annotated[PropertySpec, BeforeValidator(_column)]] = []
    all: list[Annotated[PropertySpec, BeforeValidator(_column)]] = []
    template: str | None = None
    literal: Strings = []
    split: str | None = None
    extract: str | None = None
    lookup: str | None = None
    table: str | None = None
    where: Where = {}

    def used_columns(self, table: str) -> Iterator[tuple[str, str]]:
        """Each (table, column) this reads, given the entity's own table."""
        at = self.table or table
        if self.column is not None:
            yield at, self.column
        yield from ((at, name) for name in (*self.columns, *self.where, *template_columns(self.template)))
        for part in (*self.first, *self.all):
            yield from part.used_columns(at)


Property = Annotated[PropertySpec, BeforeValidator(_column)]


class RowSpec(Strict):
    """What an entity and a link have in common: the rows that give it, and what they say of it.

    A row gives it where `where` holds. A record whose row should and does not is kept apart when
    it is `required`.
    """

    schema_: str = Field(alias="schema")
    table: str | None = None
    key: list[Property] = []
    properties: dict[str, Property] = {}
    where: Where = {}
    required: bool = False


class EntitySpec(RowSpec):
    """One entity a row gives; `key` makes its id where the schema has no global one.

    Where `id` has a value, that is the id as it stands: of an entity that any source may speak of. One with
    an `id` and without properties is only named, and has no fragment.
    """

    id: Property | None = None

    @property
    def is_named_only(self) -> bool:
        """It stands at the end of links, and nothing is said of it."""
        return self.id is not None and not self.properties


class LinkSpec(RowSpec):
    """One link a row gives, between two entities of this source; without `key` its content is its id."""

    source: str
    target: str


class PublisherSpec(Strict):
    """Who issues the records."""

    name: str
    country: str | None = None
    url: str | None = None


class MarkingSpec(Strict):
    """The marking of every fragment of the source, unless a record says otherwise.

    `scheme` says whose codes grades and handling are; without it they are the letters and figures that
    Europol and Admiralty have. A grade left out is the scheme's "cannot be judged".
    """

    scheme: str = ""
    source_grade: str | None = None
    information_grade: str | None = None
    handling: Strings = ["H0"]
    originator: str = ""
    releasable_to: Strings = []
    purposes: Strings = []
    person_category: str | None = None
    is_fact: bool = True
    conditions: Strings = []

    def marking(self) -> Marking:
        """The model's marking; the scheme has to be a known one."""
        source, information = SCHEMES[self.scheme].unjudged
        codes = handling_codes(self.scheme)
        return Marking(
            source_grade=source if self.source_grade is None else self.source_grade,
            information_grade=information if self.information_grade is None else self.information_grade,
            handling=tuple(codes.get(code, code) for code in self.handling),
            originator=self.originator,
            releasable_to=tuple(self.releasable_to),
            purposes=tuple(self.purposes),
            person_category=self.person_category,
            is_fact=self.is_fact,
            source_scheme=self.scheme,
            information_scheme=self.scheme,
            conditions=tuple(self.conditions),
        )


class MarkBySpec(Strict):
    """Columns of the main table whose value, where there is one, overrides the source's marking."""

    source_grade: str | None = None
    information_grade: str | None = None
    handling: str | None = None
    originator: str | None = None
    releasable_to: str | None = None
    purposes: str | None = None
    person_category: str | None = None
    is_fact: str | None = None
    conditions: str | None = None


class HintsSpec(Strict):
    """How values are written; see `interlink.model.types.Hints`."""

    country: str | None = None
    day_first: bool = True
    decimal: str = "."
    timezone: str = "UTC"
    epoch: bool = False


class TableSpec(Strict):
    """A table of the file: at a path of a nested one, or the parts of a column of its parent's rows.

    The parts of a column stand in column `.`.
    """

    path: str = ""
    parent: str | None = None
    column: str | None = None
    split: str | None = None


class FileSpec(Strict):
    """How the delivered file is written."""

    format: str
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    columns: list[str] = []
    optional: list[str] = []
    null_values: list[str] = []
    tables: dict[str, TableSpec] = {}


class OperationSpec(Strict):
    """For `delivery: changes`: the column of the main table that tells deletions from the rest.

    `key` names the columns that tell its records apart: what a record says takes the place of all that
    the record of that key has said before, and a deletion takes it back.
    """

    column: str
    delete: Strings
    key: list[Property]


class BySchemaSpec(Strict):
    """The columns of records that name their own schema; see `interlink.mapping.by_schema`."""

    schema_: str = Field(alias="schema")
    key: str
    id: str
    source: str
    target: str
    properties: str


class RangeSpec(Strict):
    """The least and most fragments of a schema that a delivery may hold."""

    least: int = 0
    most: int | None = None


def template_columns(template: str | None) -> list[str]:
    """The columns a template names: `{CITY}, {COUNTRY}` names CITY and COUNTRY."""
    if not template:
        return []
    return [part.split("}", 1)[0] for part in template.split("{")[1:]]
