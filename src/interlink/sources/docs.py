"""`python -m interlink.sources.docs docs/sources` writes a page for each shipped source, and their list."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from interlink.mapping.fields import RowSpec
from interlink.mapping.spec import EntitySpec, LinkSpec, SourceSpec
from interlink.model.schema import Ontology, load_ontology
from interlink.readers import READERS
from interlink.sources import find_source, source_files
from interlink.sources.facts import facts
from interlink.sources.said import cell, code, names, said_property, said_where

__all__ = ["COMMAND", "INDEX", "render_pages", "write_pages"]

COMMAND = "python -m interlink.sources.docs docs/sources"
INDEX = "README.md"
HEAD = f"""# Sources that interlink ships

How a source is written is told in [sources](../sources.md), what schemas and properties mean in
[the model](../model.md), grades and handling in [markings](../markings.md). `interlink sources show NAME`
prints a source's file. These pages are written by `{COMMAND}`.
"""


def render_pages() -> dict[str, str]:
    """The text of every page by the name of its file, `README.md` among them."""
    ontology = load_ontology()
    specs = [find_source(name) for name in source_files()]
    pages = {f"{spec.source}.md": "\n".join(_page(spec, ontology)).rstrip() + "\n" for spec in specs}
    rows = [
        (f"[{code(spec.source)}]({spec.source}.md)", spec.title, spec.file.format, spec.delivery)
        for spec in specs
    ]
    index = [HEAD, *_table(("Source", "Delivers", "Format", "Delivery"), rows)]
    return {INDEX: "\n".join(index).rstrip() + "\n", **pages}


def write_pages(folder: Path) -> None:
    """Writes the pages, and removes those of sources that are no more."""
    pages = render_pages()
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        if path.name not in pages:
            path.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")


def _page(spec: SourceSpec, ontology: Ontology) -> Iterator[str]:
    yield f"# {spec.title}\n"
    yield f"{spec.description}\n"
    yield from _table(("", ""), facts(spec))
    yield f"```\ninterlink load {spec.source} FILE\n```\n"
    yield "## What the file holds\n"
    is_nested = READERS[spec.file.format].nested or len(spec.file_format().main_tables) > 1
    yield from _tables(spec) if is_nested else _columns(spec)
    if spec.derived:
        yield "Derived from them:\n"
        yield from _table(("Column", "Table", "From"), _derived_rows(spec))
    yield "## Entities\n"
    yield from _table(
        ("Schema", "Known by", "Properties"),
        (_entity_row(name, entity, ontology) for name, entity in spec.entities.items()),
    )
    if spec.links:
        yield "## Links\n"
        yield from _table(
            ("Type", "From", "To", "Properties"),
            (_link_row(link, ontology) for link in spec.links.values()),
        )


def _columns(spec: SourceSpec) -> Iterator[str]:
    """The columns of a flat file."""
    fmt = spec.file_format()
    read = {column for table, column in spec.used_columns() if table in fmt.main_tables}
    if spec.file.columns:
        yield f"No header; its columns in order: {names(spec.file.columns)}.\n"
        yield f"Read are {names(name for name in spec.file.columns if name in read)}.\n"
    else:
        yield f"Columns in any order: {names(sorted(read - set(spec.file.optional)))}.\n"
    if spec.file.optional:
        yield f"They may be left out: {names(spec.file.optional)}.\n"
    for name, table in fmt.tables.items():
        if table.column is not None:
            yield f"`{table.column}` holds several {name}s, parted at `{table.split or ';'}`.\n"


def _tables(spec: SourceSpec) -> Iterator[str]:
    """The tables of a nested file, and what is read of each."""
    used: dict[str, list[str]] = {}
    for held_by, column in sorted(spec.used_columns()):
        used.setdefault(held_by, []).append(column)
    rows = []
    for name, table in spec.file_format().tables.items():
        lies = code(table.path or "/") if table.parent is None else code(f"{table.parent}/{table.path}")
        if table.is_made:
            lies = f"made of {names([table.column] if table.column else table.pairs)} of {code(table.parent)}"
        given = spec.file.tables.get(name)
        marked = ", marked by itself" if given is not None and given.mark_by.columns() else ""
        rows.append((code(name), lies + marked, names(used.get(name, []))))
    yield from _table(("Table", "Lies at", "Read"), rows)


def _derived_rows(spec: SourceSpec) -> Iterator[tuple[str, str, str]]:
    for table, columns in spec.derived.items():
        for name, prop in columns.items():
            yield code(name), code(table), said_property(prop)


def _entity_row(name: str, entity: EntitySpec, ontology: Ontology) -> tuple[str, str, str]:
    schema = ontology.get(entity.schema_)
    key = " and ".join(map(said_property, entity.key))
    if schema.identity == "global" and entity.numbering is None:
        everywhere = f"{names(schema.key)} everywhere"
        key = f"{everywhere}, else {key}" if key else everywhere
    if entity.numbering is not None:
        key = f"{key}, as {entity.numbering}"
    shown = code(schema.name) if name == schema.name.lower() else f"{code(schema.name)} {name}"
    if entity.named:
        shown += ", named only"
    return _given(shown, entity), key, _properties(entity)


def _link_row(link: LinkSpec, ontology: Ontology) -> tuple[str, str, str, str]:
    kind = _given(code(ontology.get(link.schema_).graph_name), link)
    return kind, link.source, link.target, _properties(link)


def _given(shown: str, row: RowSpec) -> str:
    """The schema with the table whose rows give it, where the source names one, and on what condition."""
    table = "" if row.table is None else f" in {row.table}"
    return shown + table + said_where(row.where) + (", required" if row.required else "")


def _properties(row: RowSpec) -> str:
    """Each property with where it comes from, where that is not a column of its own name."""
    return "; ".join(
        code(name)
        if prop.model_dump(exclude_unset=True) == {"column": name}
        else f"{code(name)}: {said_property(prop)}"
        for name, prop in row.properties.items()
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from (f"| {' | '.join(map(cell, row))} |" for row in rows)
    yield ""


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
