"""What can be wrong with how a source marks its records, and with what would lose its marking on the way."""

from __future__ import annotations

from collections.abc import Iterator

from interlink.errors import nearest
from interlink.mapping.check_file import Problem, above
from interlink.mapping.fields import UP, PropertySpec
from interlink.mapping.marks import is_name
from interlink.mapping.spec import SourceSpec
from interlink.model.grades import SCHEMES, handling_codes
from interlink.model.marking import CATEGORIES, PURPOSES

__all__ = ["marking_problems"]


def marking_problems(spec: SourceSpec) -> Iterator[Problem]:
    """Codes, the columns that mark records, and values that would show with the marking of another row."""
    yield from _code_problems(spec)
    yield from _joined_problems(spec)
    yield from _apart_problems(spec)


def _code_problems(spec: SourceSpec) -> Iterator[Problem]:
    marking = spec.marking
    if spec.mark_by.whole and not spec.follows:
        yield (
            ("mark_by", "whole"),
            "only what is derived gives whole markings; name a column for each field",
        )
    if marking.scheme not in SCHEMES:
        named = [name for name in SCHEMES if name]
        yield (
            ("marking", "scheme"),
            f"'{marking.scheme}' is not one of {', '.join(named)}.{nearest(marking.scheme, named)}",
        )
        return
    scheme = SCHEMES[marking.scheme]
    for field, value, known in (
        ("source_grade", marking.source_grade, scheme.source),
        ("information_grade", marking.information_grade, scheme.information),
        *(("handling", code, handling_codes(marking.scheme)) for code in marking.handling),
        *(("purposes", purpose, PURPOSES) for purpose in marking.purposes),
        ("person_category", marking.person_category, CATEGORIES),
    ):
        if value is not None and value not in known:
            yield ("marking", field), f"'{value}' is not one of {', '.join(known)}.{nearest(value, known)}"
    for name in marking.releasable_to:
        if not is_name(name):
            yield ("marking", "releasable_to"), f"'{name}' is no name of an agency, country or alliance"


def _joined_problems(spec: SourceSpec) -> Iterator[Problem]:
    """Marking columns that cannot come along with what a table takes."""
    marks = set(spec.mark_by.columns().values())
    for name, table in spec.file.tables.items():
        for join in table.join:
            for column in sorted(marks.intersection(spec.derived.get(join.table, ()))):
                yield (
                    ("file", "tables", name, "join"),
                    f"rows of '{join.table}' are marked by '{column}', which is derived and does not come"
                    " along with what is taken from them; mark them by a column that is delivered",
                )


def _apart_problems(spec: SourceSpec) -> Iterator[Problem]:
    """Values of rows that are marked apart from the row whose marking they would show with."""
    for place, table, prop in _given(spec):
        for apart in sorted(_apart(spec, table, prop)):
            yield (
                place,
                f"rows of table '{apart}' are marked apart, so no value goes from them to the row that holds"
                f" them, nor back; say it by an entity of table '{apart}', which may have the same key",
            )


def _given(spec: SourceSpec) -> Iterator[tuple[tuple[str, ...], str, PropertySpec]]:
    """Each property that the source makes: its place in the file, its table, what gives it."""
    for kind, rows in (("entities", spec.entities), ("links", spec.links)):
        for name, row in rows.items():
            for prop, given in row.properties.items():
                yield (kind, name, "properties", prop), spec.table_of(row), given


def _apart(spec: SourceSpec, table: str, prop: PropertySpec) -> set[str]:
    """The tables marked apart that lie between a row and the rows that its value comes from."""
    tables = spec.file_format().tables
    passed: set[str] = set()
    for at, column in _read(spec, table, prop):
        if at in tables:
            passed.update({at} - {table}, [at, *above(spec, at)][: column.count(UP)])
    return {name for name in passed if tables[name].is_marked}


def _read(spec: SourceSpec, table: str, prop: PropertySpec) -> set[tuple[str, str]]:
    """Each (table, column) that a value comes from, also by way of what is derived."""
    found: set[tuple[str, str]] = set()
    waiting = set(prop.used_columns(table))
    while waiting:
        at, column = waiting.pop()
        found.add((at, column))
        derived = spec.derived.get(at, {}).get(column)
        waiting |= (set(derived.used_columns(at)) if derived is not None else set()) - found
    return found
