"""A source: one YAML file that says how records become fragments."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from interlink.mapping.fields import (
    BySchemaSpec,
    EntitySpec,
    FileSpec,
    HintsSpec,
    LinkSpec,
    MarkBySpec,
    MarkingSpec,
    OperationSpec,
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
    links: dict[str, LinkSpec] = Field(default_factory=dict)
    by_schema: BySchemaSpec | None = None
    lookups: dict[str, dict[str, str]] = Field(default_factory=dict)
    expect: dict[str, RangeSpec] = Field(default_factory=dict)
    ignore: list[str] = Field(default_factory=list)
    only: Where = Field(default_factory=dict)
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

    def rows(self) -> tuple[RowSpec, ...]:
        """Every entity and link, in the source's order."""
        return (*self.entities.values(), *self.links.values())

    def table_of(self, spec: RowSpec) -> str:
        """The table whose rows give this entity or link; by default the first main table."""
        return spec.table or self.file_format().main_tables[0]

    def used_columns(self) -> set[tuple[str, str]]:
        """Each (table, column) that the mapping reads."""
        used: set[tuple[str, str]] = set()
        for spec in self.rows():
            table = self.table_of(spec)
            used.update((table, name) for name in spec.where)
            for given in (*spec.key, *spec.properties.values()):
                used.update(given.used_columns(table))
            if isinstance(spec, EntitySpec) and spec.id is not None:
                used.update(spec.id.used_columns(table))
        used.update((t.parent, t.column) for t in self.file.tables.values() if t.parent and t.column)
        for table in self.file_format().main_tables:
            used.update((table, name) for name in self.mark_by.model_dump().values() if name)
            used.update((table, name) for name in self.only)
            if self.operation is not None:
                used.add((table, self.operation.column))
                used.update(each for given in self.operation.key for each in given.used_columns(table))
        return used
