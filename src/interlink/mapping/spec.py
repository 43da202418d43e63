"""A source: one YAML file that says how records become fragments, checked whole.

Everything that can be known without a delivery is checked here, and every problem is reported
together, with its line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from interlink.errors import SpecError
from interlink.mapping.check import Problem, problems_of
from interlink.mapping.fields import (
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
from interlink.mapping.places import explain, follows, line_of, lines_of, parse_yaml, without
from interlink.readers import FLAT_TABLE, FileFormat, TablePath

__all__ = ["EntitySpec", "LinkSpec", "PropertySpec", "RowSpec", "SourceSpec", "parse_source", "read_source"]


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
        used.update((t.parent, t.column) for t in self.file.tables.values() if t.parent and t.column)
        for table in self.file_format().main_tables:
            used.update((table, name) for name in self.mark_by.model_dump().values() if name)
            used.update((table, name) for name in self.only)
            if self.operation is not None:
                used.add((table, self.operation.column))
        return used


def read_source(path: Path) -> SourceSpec:
    """The source that a file describes.

    Raises
    ------
    SpecError   every problem found, one a line: `FILE:LINE: where: what. Did you mean ...?`
    """
    if not path.is_file():
        raise SpecError([f"{path}: no such file. Check the path, or see `interlink sources list`."])
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SpecError(
            [f"{path}: not UTF-8: {error.reason} at byte {error.start:,}. Save it as UTF-8."]
        ) from None
    return parse_source(text, str(path))


def parse_source(text: str, name: str) -> SourceSpec:
    """The source that `text` describes; `name` stands before each problem.

    Raises
    ------
    SpecError   every problem found
    """
    tree, raw = parse_yaml(text, name)
    lines, problems = lines_of(tree)
    spec: SourceSpec | None = None
    try:
        spec = SourceSpec.model_validate(raw)
    except ValidationError as error:
        wrong = [explain(SourceSpec, found) for found in error.errors()]
        problems += wrong
        problems += [problem for problem in _rest_problems(raw, error) if not follows(problem, wrong)]
    else:
        problems += problems_of(spec)
    if problems or spec is None:
        placed = sorted({(line_of(lines, place), ".".join(place), words) for place, words in problems})
        raise SpecError([f"{name}:{line}: {place}: {words}" for line, place, words in placed])
    return spec


def _rest_problems(raw: object, error: ValidationError) -> list[Problem]:
    """What else is wrong once the fields of the wrong form are left out."""
    mended: object = raw
    for _ in range(3):
        mended = without(mended, error.errors())
        try:
            return problems_of(SourceSpec.model_validate(mended))
        except ValidationError as again:
            error = again
    return []
