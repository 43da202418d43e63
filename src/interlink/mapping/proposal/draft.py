"""A draft of a source: entities and links that a file seems to give, each with what to check of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from interlink.mapping.proposal.columns import Column

__all__ = ["Draft", "Row"]


@dataclass
class Row:
    """An entity or, with ends, a link of the draft; `notes` say what was guessed and what to check."""

    name: str
    schema: str
    key: list[object] = field(default_factory=list)
    properties: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    ends: tuple[str, str] | None = None
    where: dict[str, str] = field(default_factory=dict)
    required: bool = False


@dataclass
class Draft:
    """What a file seems to give. `unsure` are links that it may give as well; they become comments."""

    columns: Sequence[Column]
    entities: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    unsure: list[tuple[Row, str]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    whys: dict[str, str] = field(default_factory=dict)

    def entity(self, row: Row) -> Row:
        """Adds an entity, under a name that none has yet."""
        row.name = self._free(row.name)
        self.entities.append(row)
        return row

    def link(self, row: Row) -> Row:
        """Adds a link, under a name that none has yet."""
        row.name = self._free(row.name)
        self.links.append(row)
        return row

    def take(self, column: Column | None) -> str | None:
        """The column's name, which is mapped from now on."""
        if column is None:
            return None
        self.used.add(column.name)
        return column.name

    def of(self, *kinds: str) -> list[Column]:
        """The columns of these kinds that are not mapped yet, in order."""
        return [each for each in self.columns if each.kind in kinds and each.name not in self.used]

    def first(self, *kinds: str) -> Column | None:
        """The first column of these kinds that is not mapped yet."""
        return next(iter(self.of(*kinds)), None)

    def ignored(self) -> Iterator[tuple[Column, str]]:
        """The columns that nothing maps, and why."""
        for column in self.columns:
            if column.name not in self.used:
                yield column, self.whys.get(column.name, "")

    def _free(self, name: str) -> str:
        taken = {row.name for row in (*self.entities, *self.links)}
        number = 2
        free = name
        while free in taken:
            free, number = f"{name}_{number}", number + 1
        return free
