"""The fields of a source file: what each may hold, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from interlink.model.grades import SCHEMES, handling_codes
from interlink.model.marking import Marking
from interlink.readers import TablePath, table_path

__all__ = [
    "DERIVED",
    "UP",
    "BySchemaSpec",
    "EntitySpec",
    "FileSpec",
    "HintsSpec",
    "JoinSpec",
    "LinkSpec",
    "MarkBySpec",
    "MarkingSpec",
    "OperationSpec",
    "Property",
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


def _renamed(value: object) -> object:
    """Columns that keep their names, each by its own."""
    return {name: name for name in value} if isinstance(value, list) else value


Strings = Annotated[list[str], BeforeValidator(_listed)]
# before a column of a table that another holds: it is the holder's, `../REFERENCE`
UP = "../"
# before a column that the source derives itself
DERIVED = "="
# column -> values, any of which will do; "*" means that there is a value, "" that there is none
Where = dict[str, Strings]


class Strict(BaseModel):
    """Fields of a source file: unknown ones are refused, none is changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class PropertySpec(Strict):
    """Where a property's text comes from: exactly one of column, columns, first, all, template, literal.

    `first` takes the first part with a value, `all` the values of every part. `extract` keeps what
    the first group of a regular expression finds. The one value that `other_than` gives is left out. A
    `closed` lookup holds every code there is: one that it does not know is kept as delivered, and flagged.
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
    closed: bool = False
    table: str | None = None
    where: Where = {}
    other_than: Annotated[PropertySpec, BeforeValidator(_column)] | None = None

    def used_columns(self, table: str) -> Iterator[tuple[str, str]]:
        """Each (table, column) this reads, given the entity's own table."""
        at = self.table or table
        if self.column is not None:
            yield at, self.column
        yield from ((at, name) for name in (*self.columns, *self.where, *template_columns(self.template)))
        for part in (*self.first, *self.all):
            yield from part.used_columns(at)
        if self.other_than is not None:
            yield from self.other_than.used_columns(table)


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

    Entities of one `numbering` have ids of it and their key, whatever their schema, for a source whose
    records refer to each other by number alone. One that is `named` is only referred to: another record
    says what it is, so its schema may be abstract, and here it is the end of links and nothing else.
    Of properties it has those of a global id. Where `id` has a value, that is the id as it stands: of an
    entity of another source, of which only people who enter it by hand say more than its links.
    """

    numbering: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*$")
    named: bool = False
    id: Property | None = None

    @property
    def is_named_only(self) -> bool:
        """It stands at the end of links, and nothing is said of it."""
        return self.named or (self.id is not None and not self.properties)


class LinkSpec(RowSpec):
    """One link a row gives, between two entities of this source; without `key` its content is its id.

    An end comes from the row itself or one that holds it. With `source_ref` or `target_ref` it comes from the
    row of the same record that this column names by the `id` of its table.
    """

    source: str
    target: str
    source_ref: str | None = None
    target_ref: str | None = None

    def ends(self) -> tuple[tuple[str, str | None], tuple[str, str | None]]:
        """Source and target: the entity, and the column that names its row."""
        return (self.source, self.source_ref), (self.target, self.target_ref)


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
    """Columns whose value, where there is one, goes before the marking that the row has otherwise.

    A record has its source's, a row of a table that another holds has its holder's. `whole` is for what is
    derived: a whole marking as its canonical JSON, schemes and all.
    """

    source_grade: str | None = None
    information_grade: str | None = None
    handling: str | None = None
    originator: str | None = None
    releasable_to: str | None = None
    purposes: str | None = None
    person_category: str | None = None
    is_fact: str | None = None
    conditions: str | None = None
    whole: str | None = None

    def columns(self) -> dict[str, str]:
        """By field of a marking, the column named for it."""
        return {field: column for field, column in self.model_dump().items() if column}


class HintsSpec(Strict):
    """How values are written; see `interlink.model.types.Hints`."""

    country: str | None = None
    day_first: bool = True
    decimal: str = "."
    timezone: str = "UTC"
    epoch: bool = False


class JoinSpec(Strict):
    """Columns that a table takes from the row of another one whose `key` is what a row has in `by`.

    Without `key` the column is called the same in both. `take` names the columns, or gives their new names.
    Where it is `optional`, a row may have no partner; else the load warns of those without one.
    """

    table: str
    by: str
    key: str = ""
    take: Annotated[dict[str, str], BeforeValidator(_renamed)]
    optional: bool = False


class TableSpec(Strict):
    """A table of the file: at a path of a nested one, or the parts of a column of its parent's rows.

    The parts of a column stand in column `.`. With `pairs`, it is a row for each pair of values of two
    columns of its parent's rows, beside all the rest that these hold. `above` are whole paths of texts that
    lie beside what holds the records of a JSON document; each is a column of that name. A table of segments
    (EDIFACT) holds those that `holds` names, parted by spaces. `id` is the column by which links of the same
    record name its rows, `mark_by` says which columns mark them apart from the row that holds them.
    Of several CSV files, `path` is the name of the table's, in which `*` stands for any text; `columns` are
    those of one without a header, and one that is `optional` need not be delivered.
    """

    path: str = ""
    parent: str | None = None
    column: str | None = None
    split: str | None = None
    pairs: list[str] = []
    above: list[str] = []
    id: str | None = None
    mark_by: MarkBySpec = MarkBySpec()
    holds: str = ""
    columns: list[str] = []
    join: Annotated[list[JoinSpec], BeforeValidator(_listed)] = []
    optional: bool = False

    def table_path(self, marks: Iterable[str] = ()) -> TablePath:
        """The reader's view of the table; `marks` are the columns that mark the records of the source."""
        joins = [{**join, "marks": marks} for join in self.joins]
        return table_path({**self.written, "joins": joins})

    @cached_property
    def written(self) -> dict[str, object]:
        """The table as the reader takes it, without its joins: a check of a source asks a thousand times."""
        given = self.model_dump(exclude={"join", "id", "mark_by"})
        return {**given, "is_marked": bool(self.mark_by.columns())}

    @cached_property
    def joins(self) -> list[dict[str, object]]:
        """Its joins, without the columns that mark."""
        return [{**join.model_dump(), "key": join.key or join.by} for join in self.join]


class FileSpec(Strict):
    """How the delivered file is written.

    What EDIFACT counts of itself is `checked`, or where senders count wrongly `told` in the load's warnings.
    `skip_lines` stand before the header, or before the first row where `columns` are stated; `sheet` is the
    one of a workbook that counts, by default the first.
    """

    format: str
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    columns: list[str] = []
    optional: list[str] = []
    null_values: list[str] = []
    counts: Literal["checked", "told"] = "checked"
    skip_lines: int = Field(default=0, ge=0)
    sheet: str = ""
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
