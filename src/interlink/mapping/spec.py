"""A source: one YAML file that says how records become fragments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from interlink.mapping.fetching import FetchSpec
from interlink.mapping.fields import (
    UP,
    BySchemaSpec,
    EntitySpec,
    FileSpec,
    HintsSpec,
    LinkSpec,
    MarkBySpec,
    MarkingSpec,
    OperationSpec,
    Property,
    PropertySpec,
    PublisherSpec,
    RangeSpec,
    RowSpec,
    Strict,
    Where,
)
from interlink.readers import FLAT_TABLE, FileFormat, TablePath

__all__ = ["EntitySpec", "LinkSpec", "PropertySpec", "RowSpec", "SourceSpec"]


class SourceSpec(Strict):
    """A whole source file, with what it takes over from the one that it `extends`.

    That name stands in no copy of the fields: who takes the same over and who writes it say the same.
    """

    source: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    extends: str | None = Field(default=None, exclude=True)
    title: str
    description: str = ""
    publisher: PublisherSpec
    licence: str
    delivery: Literal["full", "increment", "changes"]
    follows: bool = False
    graph: Literal["events", "totals"] = "events"
    edition: str | None = None
    operation: OperationSpec | None = None
    marking: MarkingSpec = MarkingSpec()
    mark_by: MarkBySpec = MarkBySpec()
    hints: HintsSpec = HintsSpec()
    file: FileSpec
    derived: dict[str, dict[str, Property]] = Field(default_factory=dict)
    entities: dict[str, EntitySpec]
    links: dict[str, LinkSpec] = Field(default_factory=dict)
    by_schema: BySchemaSpec | None = None
    lookups: dict[str, dict[str, str]] = Field(default_factory=dict)
    expect: dict[str, RangeSpec] = Field(default_factory=dict)
    ignore: list[str] = Field(default_factory=list)
    only: Where = Field(default_factory=dict)
    quarantine_limit: float = Field(default=0.05, ge=0, le=1)
    schedule: str | None = None
    late_after: str | None = None
    fetch: FetchSpec | None = None

    def file_format(self) -> FileFormat:
        """The reader's view of the file."""
        marks = sorted(set(self.mark_by.columns().values()))
        tables = {name: table.table_path(marks) for name, table in self.file.tables.items()}
        if not any(table.parent is None for table in tables.values()):
            tables = {FLAT_TABLE: TablePath(), **tables}
        return FileFormat(
            format=self.file.format,
            encoding=self.file.encoding,
            delimiter=self.file.delimiter,
            quote=self.file.quote,
            columns=tuple(self.file.columns),
            null_values=tuple(self.file.null_values),
            counts=self.file.counts,
            skip_lines=self.file.skip_lines,
            sheet=self.file.sheet,
            tables=tables,
        )

    def rows(self) -> tuple[RowSpec, ...]:
        """Every entity and link, in the source's order."""
        return (*self.entities.values(), *self.links.values())

    def made(self) -> tuple[RowSpec, ...]:
        """Every entity and link that fragments are made of: all but the entities that are only named."""
        return (*(each for each in self.entities.values() if not each.named), *self.links.values())

    def table_of(self, spec: RowSpec) -> str:
        """The table whose rows give this entity or link; by default the first main table."""
        return spec.table or self.file_format().main_tables[0]

    def used_columns(self) -> set[tuple[str, str]]:
        """Each (table, column) that the mapping reads; not what it derives itself."""
        used: set[tuple[str, str]] = set()
        for spec in self.rows():
            table = self.table_of(spec)
            used.update((table, name) for name in spec.where)
            for prop in (*spec.key, *spec.properties.values()):
                used.update(prop.used_columns(table))
            if isinstance(spec, EntitySpec) and spec.id is not None:
                used.update(spec.id.used_columns(table))
        for link in self.links.values():
            used.update((self.table_of(link), ref) for _, ref in link.ends() if ref is not None)
        for name, each in self.file.tables.items():
            used.update((name, column) for column in (each.id, *each.mark_by.columns().values()) if column)
            if each.parent and each.column:
                used.add((each.parent, each.column))
            if each.parent:
                used.update((each.parent, column) for column in each.pairs)
            for join in each.join:
                used.update([(name, join.by), (join.table, join.key or join.by)])
                used.update((join.table, column) for column in join.take.values())
        for table in self.file_format().main_tables:
            used.update((table, name) for name in self.mark_by.columns().values())
            used.update((table, name) for name in self.only)
            if self.operation is not None:
                used.add((table, self.operation.column))
                used.update(each for prop in self.operation.key for each in prop.used_columns(table))
        for table, given in self.derived.items():
            for prop in given.values():
                used.update(prop.used_columns(table))
        tables = self.file_format().tables
        used.update([above for at in used for above in _held_above(tables, *at)])
        used -= {(table, name) for table, given in self.derived.items() for name in given}
        paired = {name: each.parent for name, each in self.file.tables.items() if each.parent and each.pairs}
        return {(paired.get(table, table), column) for table, column in used}


def _held_above(tables: Mapping[str, TablePath], table: str, column: str) -> Iterator[tuple[str, str]]:
    """Where a column of a holder stands in the tables above."""
    parent = tables[table].parent if table in tables else None
    if column.startswith(UP) and parent is not None:
        yield parent, column.removeprefix(UP)
        yield from _held_above(tables, parent, column.removeprefix(UP))
