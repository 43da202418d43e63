"""What can be wrong with how a source says that its file is written."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from interlink.errors import nearest
from interlink.mapping.check_tables import Problem, several_problems
from interlink.mapping.fields import DERIVED, UP
from interlink.mapping.spec import SourceSpec
from interlink.readers import READERS, edifact

__all__ = ["Problem", "above", "column_problems", "file_problems"]

# the formats whose rows stand under a header
ROWS = ("csv", "csv_files", "edges", "excel")


def file_problems(spec: SourceSpec) -> Iterator[Problem]:
    """Format, encoding, delimiter, quote and tables."""
    file = spec.file
    if file.format not in READERS:
        known = ", ".join(READERS)
        yield (
            ("file", "format"),
            f"no reader for '{file.format}'; there are {known}.{nearest(file.format, READERS)}",
        )
        return
    try:
        codecs.lookup(file.encoding)
    except LookupError:
        yield (
            ("file", "encoding"),
            f"no encoding is called '{file.encoding}'; name one such as utf-8 or latin-1",
        )
    if len(file.delimiter) != 1 or not file.delimiter.isascii() or file.delimiter in "\r\n":
        yield ("file", "delimiter"), f"expected one ASCII character, found {file.delimiter!r}"
    if file.quote and (len(file.quote) != 1 or not file.quote.isascii() or file.quote == file.delimiter):
        yield (
            ("file", "quote"),
            f"expected one ASCII character that is not the delimiter, or '', found {file.quote!r}",
        )
    for name in sorted({name for name in file.columns if file.columns.count(name) > 1}):
        yield ("file", "columns"), f"'{name}' is named twice"
    if file.sheet and file.format != "excel":
        yield ("file", "sheet"), f"{file.format} files have no sheets"
    if file.skip_lines and file.format not in ROWS:
        yield ("file", "skip_lines"), f"{file.format} files are not read by lines"
    if READERS[file.format].several:
        yield from several_problems(spec)
    else:
        yield from _table_problems(spec)


def _table_problems(spec: SourceSpec) -> Iterator[Problem]:
    tables, reader = spec.file.tables, READERS[spec.file.format]
    lies: dict[tuple[str | None, str], str] = {}
    for name, table in tables.items():
        yield from _lying_problems(spec, name)
        yield from _parent_problems(spec, name)
        if table.path and (first := lies.setdefault((table.parent, table.path), name)) != name:
            yield ("file", "tables", name, "path"), f"table '{first}' lies there already"
    if reader.nested and reader.at_paths and not any(table.parent is None for table in tables.values()):
        yield ("file",), f"{spec.file.format} files nest, so 'tables' must say where records lie"
    if reader.nested and not reader.at_paths and len(spec.file_format().main_tables) > 1:
        yield ("file", "tables"), f"records of {spec.file.format} are of one kind: one table holds all others"


def _lying_problems(spec: SourceSpec, name: str) -> Iterator[Problem]:
    """What is wrong with what a table's rows are made of."""
    table, place = spec.file.tables[name], ("file", "tables", name)
    is_made = bool(table.column or table.pairs)
    if not is_made and not READERS[spec.file.format].nested:
        yield place, f"{spec.file.format} files are flat; a table is the parts of a 'column'"
    elif [bool(table.path), bool(table.column), bool(table.pairs)].count(True) != 1 or (
        is_made and not table.parent
    ):
        yield place, "expected one of 'path', 'column' with 'parent' and 'split', 'pairs' with 'parent'"
    elif table.pairs and len(set(table.pairs)) != 2:
        yield (*place, "pairs"), f"expected two columns, found {', '.join(table.pairs)}"
    elif table.path and (table.parent is None) != table.path.startswith("/"):
        yield place, "a path begins with '/' in a table of records, and not in one that they hold"
    elif table.path and spec.file.format == "edifact":
        yield from _segment_problems(spec, name)
    if table.columns or table.join or table.optional:
        yield place, f"'columns', 'join' and 'optional' are for csv_files, not for {spec.file.format}"
    if table.above and (spec.file.format not in ("json", "jsonl") or table.parent is not None):
        yield (*place, "above"), "only records of JSON have texts above them"
    if table.holds and (spec.file.format != "edifact" or table.column):
        yield (
            (*place, "holds"),
            "it names the segments of a group, which only tables of edifact files have",
        )


def _parent_problems(spec: SourceSpec, name: str) -> Iterator[Problem]:
    """What is wrong with what holds a table."""
    table, known, place = spec.file.tables[name], spec.file_format().tables, ("file", "tables", name)
    if table.parent is not None and table.parent not in known:
        yield (*place, "parent"), f"no table is called '{table.parent}'.{nearest(table.parent, known)}"
    elif name in above(spec, name):
        yield (*place, "parent"), f"table '{name}' holds itself"
    elif table.parent is not None and known[table.parent].is_made:
        yield (*place, "parent"), f"'{table.parent}' is made of columns and holds nothing"
    if table.parent is None and table.mark_by.columns():
        yield (*place, "mark_by"), "a table of records is marked by the source's own 'mark_by'"


def _segment_problems(spec: SourceSpec, name: str) -> Iterator[Problem]:
    """What is wrong with a table of segments."""
    table, place = spec.file.tables[name], ("file", "tables", name)
    if table.parent is None and not edifact.MAIN.fullmatch(table.path):
        yield (
            (*place, "path"),
            f"'{table.path}' is neither a message, such as /IFTMIN, nor one and the segment that begins a"
            " record, such as /CUSCAR/CNI or /PAXLST/NAD[FL]",
        )
    if table.parent is not None and not edifact.CHILD.fullmatch(table.path):
        yield (*place, "path"), f"'{table.path}' is no segment, such as GID or LOC[147]"
    opening = table.path.rpartition("/")[2].partition("[")
    if opening[1] and opening[0] not in edifact.QUALIFIED:
        yield (*place, "path"), f"{opening[0]} begins with no code that tells one from another"
    for tag in table.holds.split():
        if not edifact.TAG.fullmatch(tag):
            yield (*place, "holds"), f"'{tag}' is no segment's tag, such as RFF"
    for other, given in spec.file.tables.items():
        around = table.parent is None and given.parent is None and table.path.rpartition("/")[0]
        if other != name and around and around == given.path:
            yield place, f"it lies in the records of '{other}', so 'parent' must name that"


def above(spec: SourceSpec, name: str) -> list[str]:
    """The tables that hold this one, the nearest first; itself among them where they go round."""
    tables = spec.file_format().tables
    found: list[str] = []
    at = tables[name].parent
    while at is not None and at in tables and at not in found:
        found.append(at)
        at = tables[at].parent
    return found


def column_problems(spec: SourceSpec) -> Iterator[Problem]:
    """Stated columns that nothing reads, read ones that are not stated, and ignored ones that are read."""
    used = spec.used_columns()
    tables = spec.file_format().tables
    for table, column in sorted(used):
        if column.startswith(UP) and table in tables and tables[table].parent is None:
            yield ("file", "tables", table), f"no table holds '{table}', so '{column}' is nobody's column"
        elif column.startswith(DERIVED):
            near = nearest(column, spec.derived.get(table, ()))
            yield ("derived",), f"nothing of table '{table}' is derived as '{column}'.{near}"
    nested = READERS[spec.file.format].nested if spec.file.format in READERS else True
    several = READERS[spec.file.format].several if spec.file.format in READERS else False
    read = {f"{table}/{column}" for table, column in used}
    read |= {column for _, column in used if not nested and not several}
    for column in spec.ignore:
        if column in read:
            yield ("ignore",), f"'{column}' is ignored and mapped"
    for column in spec.file.optional:
        if not nested and column not in read:
            yield (
                ("file", "optional"),
                f"'{column}' is not mapped, so it need not be there.{nearest(column, read)}",
            )
    if several:
        for name, each in spec.file.tables.items():
            if each.columns:
                yield from _stated_problems(spec, ("file", "tables", name, "columns"), name)
        return
    if nested or not spec.file.columns:
        return
    yield from _stated_problems(spec, ("file", "columns"), *spec.file_format().main_tables)
    if spec.edition is not None and spec.edition not in spec.file.columns:
        yield ("edition",), f"no column is called '{spec.edition}'.{nearest(spec.edition, spec.file.columns)}"


def _stated_problems(spec: SourceSpec, place: tuple[str, ...], *tables: str) -> Iterator[Problem]:
    """Columns that a source states for tables without a header, held against what it reads."""
    several = READERS[spec.file.format].several
    given = spec.file.tables[tables[0]].columns if several else spec.file.columns
    taken = {new for name in tables if several for join in spec.file.tables[name].join for new in join.take}
    read = {column for table, column in spec.used_columns() if table in tables}
    optional = {column for column in read for name in tables if f"{name}/{column}" in spec.file.optional}
    for column in sorted(read - taken - optional - set(given)):
        yield place, f"the mapping reads '{column}'.{nearest(column, given)}"
    for column in given:
        named = {column, f"{tables[0]}/{column}"}
        if column not in read and not named & {*spec.ignore, spec.edition}:
            yield place, f"'{column}' is neither mapped nor in 'ignore'"
