"""What can be wrong with how a source says that a delivery of several files is written."""

from __future__ import annotations

from collections.abc import Iterator

from interlink.errors import nearest
from interlink.mapping.fields import JoinSpec, TableSpec
from interlink.mapping.spec import SourceSpec

__all__ = ["Problem", "several_problems"]

Problem = tuple[tuple[str, ...], str]


def several_problems(spec: SourceSpec) -> Iterator[Problem]:
    """Tables, the files they lie in, and what they take from each other."""
    tables = spec.file.tables
    if spec.file.columns:
        yield ("file", "columns"), "each table of csv_files states its own 'columns'"
    if not any(table.parent is None for table in tables.values()):
        yield ("file",), "csv_files has several tables, so 'tables' must say in which file each lies"
    lies: dict[str, str] = {}
    for name, table in tables.items():
        place = ("file", "tables", name)
        yield from _table_problems(spec, place, table)
        if table.path and (first := lies.setdefault(table.path.lower(), name)) != name:
            yield (*place, "path"), f"table '{first}' lies there already"
        for join in table.join:
            yield from _join_problems(spec, (*place, "join"), name, join)
        if name in _joined_by(spec, name):
            yield (*place, "join"), f"table '{name}' takes columns from itself"
    if spec.edition is not None and spec.edition.partition("/")[0] not in tables:
        yield ("edition",), f"expected TABLE/COLUMN, found '{spec.edition}'"


def _table_problems(spec: SourceSpec, place: tuple[str, ...], table: TableSpec) -> Iterator[Problem]:
    if table.parent is None and (not table.path or table.column):
        yield place, "expected 'path', the name of its file, in which '*' stands for any text"
    elif "/" in table.path:
        yield (*place, "path"), "a file is known by its name alone, without folders"
    elif table.parent is not None and (table.path or not table.column):
        yield place, "a table with a 'parent' is the parts of a 'column'"
    if table.parent is not None:
        known = [name for name, other in spec.file.tables.items() if other.parent is None]
        if table.parent not in known:
            yield (*place, "parent"), f"no table is called '{table.parent}'.{nearest(table.parent, known)}"
        if table.columns or table.join or table.optional:
            yield place, "'columns', 'join' and 'optional' are for a table with a file of its own"
        held_by = spec.file.tables.get(table.parent)
        if held_by is not None and any(table.column in join.take for join in held_by.join):
            yield (
                (*place, "column"),
                f"'{table.column}' is taken from another table, after parts are made: make them there",
            )
    for column in sorted({column for column in table.columns if table.columns.count(column) > 1}):
        yield (*place, "columns"), f"'{column}' is named twice"


def _join_problems(spec: SourceSpec, place: tuple[str, ...], name: str, join: JoinSpec) -> Iterator[Problem]:
    known = [each for each, table in spec.file.tables.items() if table.parent is None]
    if join.table not in known:
        yield (*place, "table"), f"no table is called '{join.table}'.{nearest(join.table, known)}"
    if not join.take:
        yield (*place, "take"), "it must name the columns to take"
    others = [each for each in spec.file.tables[name].join if each is not join]
    for new in join.take:
        if new in spec.file.tables[name].columns or any(new in other.take for other in others):
            yield (*place, "take"), f"the table has a column '{new}' already; give it another name"


def _joined_by(spec: SourceSpec, name: str) -> set[str]:
    """The tables that this one takes columns from, also those that these take from."""
    found: set[str] = set()
    waiting = {name}
    while waiting:
        at = spec.file.tables.get(waiting.pop())
        new = {join.table for join in at.join} - found if at is not None else set()
        found |= new
        waiting |= new
    return found
