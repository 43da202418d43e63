"""A source: one YAML file that says how records become fragments, checked whole.

Everything that can be known without a delivery is checked here, and every problem is reported
together, with its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from interlink.errors import SpecError, nearest
from interlink.mapping.check import problems_of
from interlink.model.marking import Marking
from interlink.readers import FLAT_TABLE, FileFormat, TablePath

__all__ = ["EntitySpec", "LinkSpec", "PropertySpec", "SourceSpec", "parse_source", "read_source"]


def _column(value: object) -> object:
    """A bare text is the column of that name."""
    return {"column": value} if isinstance(value, str) else value


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Strings = Annotated[list[str], BeforeValidator(_listed)]
# column -> values, any of which will do; "*" means that there is a value, "" that there is none
Where = dict[str, Strings]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class PropertySpec(_Strict):
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


class EntitySpec(_Strict):
    """One entity a row gives; `key` makes its id where the schema has no global one."""

    schema_: str = Field(alias="schema")
    table: str | None = None
    key: list[Property] = []
    properties: dict[str, Property] = {}
    where: Where = {}
    required: bool = False


class LinkSpec(_Strict):
    """One link a row gives, between two entities of this source; without `key` its content is its id."""

    schema_: str = Field(alias="schema")
    source: str
    target: str
    table: str | None = None
    key: list[Property] = []
    properties: dict[str, Property] = {}
    where: Where = {}
    required: bool = False


class PublisherSpec(_Strict):
    """Who issues the records."""

    name: str
    country: str | None = None
    url: str | None = None


class MarkingSpec(_Strict):
    """The marking of every fragment of the source, unless a record says otherwise."""

    source_grade: str = "X"
    information_grade: str = "4"
    handling: Strings = ["H0"]
    originator: str = ""
    releasable_to: Strings = []
    purposes: Strings = []
    person_category: str | None = None
    is_fact: bool = True

    def marking(self) -> Marking:
        """The model's marking."""
        return Marking(
            **{
                **self.model_dump(),
                "handling": tuple(self.handling),
                "releasable_to": tuple(self.releasable_to),
                "purposes": tuple(self.purposes),
            }
        )


class MarkBySpec(_Strict):
    """Columns of the main table whose value, where there is one, overrides the source's marking."""

    source_grade: str | None = None
    information_grade: str | None = None
    handling: str | None = None
    releasable_to: str | None = None
    person_category: str | None = None


class HintsSpec(_Strict):
    """How values are written; see `interlink.model.types.Hints`."""

    country: str | None = None
    day_first: bool = True
    decimal: str = "."
    timezone: str = "UTC"


class TableSpec(_Strict):
    """A table of the file: at a path of a nested one, or the parts of a column of its parent's rows.

    The parts of a column stand in column `.`.
    """

    path: str = ""
    parent: str | None = None
    column: str | None = None
    split: str | None = None


class FileSpec(_Strict):
    """How the delivered file is written."""

    format: str
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    columns: list[str] = []
    optional: list[str] = []
    null_values: list[str] = []
    tables: dict[str, TableSpec] = {}


class OperationSpec(_Strict):
    """For `delivery: changes`: the column of the main table that tells deletions from the rest."""

    column: str
    delete: Strings


class RangeSpec(_Strict):
    """The least and most fragments of a schema that a delivery may hold."""

    least: int = 0
    most: int | None = None


class SourceSpec(_Strict):
    """A whole source file."""

    source: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    description: str = ""
    publisher: PublisherSpec
    licence: str
    delivery: Literal["full", "increment", "changes"]
    edition: str | None = None
    operation: OperationSpec | None = None
    marking: MarkingSpec = MarkingSpec()
    mark_by: MarkBySpec = MarkBySpec()
    hints: HintsSpec = HintsSpec()
    file: FileSpec
    entities: dict[str, EntitySpec]
    links: dict[str, LinkSpec] = {}
    lookups: dict[str, dict[str, str]] = {}
    expect: dict[str, RangeSpec] = {}
    ignore: list[str] = []
    only: Where = {}
    quarantine_limit: float = Field(default=0.05, ge=0, le=1)

    def file_format(self) -> FileFormat:
        """The reader's view of the file."""
        tables = {name: TablePath(**table.model_dump()) for name, table in self.file.tables.items()}
        if not any(table.parent is None for table in tables.values()):
            tables = {FLAT_TABLE: TablePath(), **tables}
        return FileFormat(
            format=self.file.format,
            encoding=self.file.encoding,
            delimiter=self.file.delimiter,
            quote=self.file.quote,
            columns=tuple(self.file.columns),
            null_values=tuple(self.file.null_values),
            tables=tables,
        )

    def table_of(self, spec: EntitySpec | LinkSpec) -> str:
        """The table whose rows give this entity or link; by default the first main table."""
        return spec.table or self.file_format().main_tables[0]

    def used_columns(self) -> set[tuple[str, str]]:
        """Each (table, column) that the mapping reads."""
        used: set[tuple[str, str]] = set()
        for spec in (*self.entities.values(), *self.links.values()):
            table = self.table_of(spec)
            used.update((table, name) for name in spec.where)
            for given in (*spec.key, *spec.properties.values()):
                used.update(given.used_columns(table))
        used.update((t.parent, t.column) for t in self.file.tables.values() if t.parent and t.column)
        for table in self.file_format().main_tables:
            used.update((table, name) for name in self.mark_by.model_dump().values() if name)
            used.update((table, name) for name in self.only)
            if self.operation is not None:
                used.add((table, self.operation.column))
        return used


def template_columns(template: str | None) -> list[str]:
    """The columns a template names: `{CITY}, {COUNTRY}` names CITY and COUNTRY."""
    if not template:
        return []
    return [part.split("}", 1)[0] for part in template.split("{")[1:]]


def read_source(path: Path) -> SourceSpec:
    """The source that a file describes.

    Raises
    ------
    SpecError   every problem found, one a line: `FILE:LINE: where: what. Did you mean ...?`
    """
    if not path.is_file():
        raise SpecError([f"{path}: no such file. Check the path, or see `interlink sources list`."])
    return parse_source(path.read_text(encoding="utf-8"), str(path))


def parse_source(text: str, name: str) -> SourceSpec:
    """The source that `text` describes; `name` stands before each problem.

    Raises
    ------
    SpecError   every problem found
    """
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        raise SpecError([f"{place}: not YAML: {getattr(error, 'problem', error)}"]) from None
    if not isinstance(raw, Mapping):
        raise SpecError([f"{name}: expected fields such as 'source:' and 'entities:', found {type(raw).__name__}"])
    lines = _lines(tree)
    problems: list[tuple[tuple[str, ...], str]] = []
    spec: SourceSpec | None = None
    try:
        spec = SourceSpec.model_validate(raw)
    except ValidationError as error:
        problems.extend(_explain(raw, found) for found in error.errors())
    if spec is not None:
        problems.extend(problems_of(spec))
    if problems or spec is None:
        placed = sorted((_line_of(lines, place), ".".join(place), text) for place, text in problems)
        raise SpecError([f"{name}:{line}: {place}: {text}" for line, place, text in dict.fromkeys(placed)])
    return spec


def _explain(raw: object, error: Any) -> tuple[tuple[str, ...], str]:
    """One pydantic error as (place, words); unknown fields get the nearest known one."""
    place = tuple(str(part) for part in error["loc"] if not _is_validator(raw, part))
    if error["type"] == "extra_forbidden":
        known = _known_fields(place[:-1])
        return place, f"unknown field '{place[-1]}'.{nearest(place[-1], known)}"
    if error["type"] == "missing":
        return place[:-1] or ("source",), f"field '{place[-1]}' is missing"
    return place, f"{error['msg']}, found {error['input']!r}"


def _is_validator(raw: object, part: object) -> bool:
    return isinstance(part, str) and part.startswith("function-")


def _known_fields(place: tuple[str, ...]) -> list[str]:
    models: dict[str, type[BaseModel]] = {
        "publisher": PublisherSpec, "marking": MarkingSpec, "mark_by": MarkBySpec, "hints": HintsSpec,
        "file": FileSpec, "expect": RangeSpec,
    }  # fmt: skip
    model: type[BaseModel] = SourceSpec
    if place:
        model = models.get(place[0], SourceSpec)
        if place[0] in ("entities", "links"):
            model = EntitySpec if place[0] == "entities" else LinkSpec
            if len(place) > 2:
                model = PropertySpec
        if place[:2] == ("file", "tables"):
            model = TableSpec
    return [field.alias or name for name, field in model.model_fields.items()]


def _lines(node: yaml.Node | None, at: tuple[str, ...] = ()) -> dict[tuple[str, ...], int]:
    """The line of every place in the YAML."""
    if node is None:
        return {}
    found = {at: node.start_mark.line + 1}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*at, str(key.value))
            found.update(_lines(value, place))
            found[place] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            found.update(_lines(value, (*at, str(number))))
    return found


def _line_of(lines: Mapping[tuple[str, ...], int], place: tuple[str, ...]) -> int:
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)
