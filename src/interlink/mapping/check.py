"""What can be wrong with a source although every field has the right form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from interlink.errors import UnknownName, nearest
from interlink.model.marking import HANDLING, INFORMATION_ORDER, PURPOSES, SOURCE_ORDER
from interlink.model.schema import Ontology, Schema, load_ontology
from interlink.readers import READERS

if TYPE_CHECKING:
    from interlink.mapping.spec import EntitySpec, LinkSpec, PropertySpec, SourceSpec

__all__ = ["problems_of"]

Problem = tuple[tuple[str, ...], str]
FORMS = ("column", "columns", "first", "all", "template", "literal")


def problems_of(spec: SourceSpec) -> list[Problem]:
    """Every problem of a well-formed source, as (place in the file, words)."""
    ontology = load_ontology()
    return [
        *_file_problems(spec),
        *_delivery_problems(spec),
        *_marking_problems(spec),
        *(p for name, entity in spec.entities.items() for p in _entity_problems(spec, ontology, name, entity)),
        *(p for name, link in spec.links.items() for p in _link_problems(spec, ontology, name, link)),
        *_column_problems(spec),
        *_expect_problems(spec, ontology),
    ]


def _file_problems(spec: SourceSpec) -> Iterator[Problem]:
    if spec.file.format not in READERS:
        yield (
            ("file", "format"),
            f"no reader for '{spec.file.format}'; there are {', '.join(READERS)}.{nearest(spec.file.format, READERS)}",
        )
        return
    nested = READERS[spec.file.format].nested
    for name, table in spec.file.tables.items():
        if table.column is None and not nested:
            yield ("file", "tables", name), f"{spec.file.format} files are flat; a table is the parts of a 'column'"
        if bool(table.column) == bool(table.path) or (table.column and not table.parent):
            yield ("file", "tables", name), "expected either 'path', or 'column' with 'parent' and 'split'"
    if nested and spec.file.format != "jsonl" and not spec.file.tables:
        yield ("file",), f"{spec.file.format} files nest, so 'tables' must say where records lie"
    for name, table in spec.file.tables.items():
        known = spec.file_format().tables
        if table.parent is not None and table.parent not in known:
            yield ("file", "tables", name, "parent"), f"no table is called '{table.parent}'.{nearest(table.parent, known)}"


def _delivery_problems(spec: SourceSpec) -> Iterator[Problem]:
    if (spec.delivery == "changes") != (spec.operation is not None):
        yield ("delivery",), "'operation' tells deletions from the rest; it goes with 'delivery: changes', and only there"


def _marking_problems(spec: SourceSpec) -> Iterator[Problem]:
    marking = spec.marking
    for field, value, known in (
        ("source_grade", marking.source_grade, SOURCE_ORDER),
        ("information_grade", marking.information_grade, INFORMATION_ORDER),
        *(("handling", code, HANDLING) for code in marking.handling),
        *(("purposes", purpose, PURPOSES) for purpose in marking.purposes),
    ):
        if value not in known:
            yield ("marking", field), f"'{value}' is not one of {', '.join(known)}.{nearest(value, known)}"


def _schema(ontology: Ontology, name: str, *, link: bool) -> tuple[Schema | None, str]:
    try:
        schema = ontology.get(name)
    except UnknownName as error:
        return None, str(error)
    if schema.abstract:
        return None, f"schema {name} is abstract; name one of {', '.join(s.name for s in ontology.concrete(name))}"
    if schema.is_link != link:
        return None, f"schema {name} is {'a link' if schema.is_link else 'an entity'}, expected the other"
    return schema, ""


def _entity_problems(spec: SourceSpec, ontology: Ontology, name: str, entity: EntitySpec) -> Iterator[Problem]:
    at = ("entities", name)
    yield from _table_problems(spec, at, entity)
    schema, problem = _schema(ontology, entity.schema_, link=False)
    if schema is None:
        yield (*at, "schema"), problem
        return
    if schema.identity == "source" and not entity.key:
        yield at, f"schema {schema.name} has no global id, so 'key' must name the columns that make one"
    missing = [prop for prop in schema.key if prop not in entity.properties]
    if schema.identity == "global" and missing and not entity.key:
        yield at, f"the id of {schema.name} is made of {', '.join(schema.key)}; {', '.join(missing)} is not mapped"
    yield from _property_problems(spec, at, schema, entity)


def _link_problems(spec: SourceSpec, ontology: Ontology, name: str, link: LinkSpec) -> Iterator[Problem]:
    at = ("links", name)
    yield from _table_problems(spec, at, link)
    schema, problem = _schema(ontology, link.schema_, link=True)
    if schema is None or schema.edge is None:
        yield (*at, "schema"), problem
        return
    for end, wanted in (("source", schema.edge.source), ("target", schema.edge.target)):
        named = getattr(link, end)
        if named not in spec.entities:
            yield (*at, end), f"no entity of this source is called '{named}'.{nearest(named, spec.entities)}"
            continue
        entity = spec.entities[named]
        if entity.schema_ in ontology.schemas and not ontology.schemas[entity.schema_].is_a(wanted):
            yield (*at, end), f"{schema.name} needs a {wanted} as {end}, '{named}' is a {entity.schema_}"
        if not _reaches(spec, spec.table_of(link), spec.table_of(entity)):
            yield (
                (*at, end),
                f"'{named}' comes from table '{spec.table_of(entity)}', which is not '{spec.table_of(link)}'"
                " nor one that holds it",
            )
    yield from _property_problems(spec, at, schema, link)


def _reaches(spec: SourceSpec, table: str, ancestor: str) -> bool:
    tables = spec.file_format().tables
    at: str | None = table
    while at is not None and at in tables:
        if at == ancestor:
            return True
        at = tables[at].parent
    return False


def _table_problems(spec: SourceSpec, at: tuple[str, ...], given: EntitySpec | LinkSpec) -> Iterator[Problem]:
    tables = spec.file_format().tables
    if given.table is not None and given.table not in tables:
        yield (*at, "table"), f"no table is called '{given.table}'.{nearest(given.table, tables)}"


def _property_problems(
    spec: SourceSpec, at: tuple[str, ...], schema: Schema, given: EntitySpec | LinkSpec
) -> Iterator[Problem]:
    for name, prop in given.properties.items():
        place = (*at, "properties", name)
        if name not in schema.properties:
            yield (
                place,
                f"property '{name}' is not in schema {schema.name}.{nearest(name, schema.properties)}",
            )
        yield from _form_problems(spec, place, prop, given)
    for number, prop in enumerate(given.key):
        yield from _form_problems(spec, (*at, "key", str(number)), prop, given)


def _form_problems(
    spec: SourceSpec, place: tuple[str, ...], prop: PropertySpec, given: EntitySpec | LinkSpec
) -> Iterator[Problem]:
    forms = [form for form in FORMS if getattr(prop, form)]
    if len(forms) != 1:
        found = ", ".join(forms) or "none"
        yield place, f"expected exactly one of {', '.join(FORMS)}; found {found}"
    if prop.lookup is not None and prop.lookup not in spec.lookups:
        yield place, f"no lookup is called '{prop.lookup}'.{nearest(prop.lookup, spec.lookups)}"
    tables = spec.file_format().tables
    if prop.table is not None:
        if prop.table not in tables:
            yield place, f"no table is called '{prop.table}'.{nearest(prop.table, tables)}"
        elif tables[prop.table].parent != spec.table_of(given):
            yield place, f"table '{prop.table}' is not held by '{spec.table_of(given)}'"
    if prop.extract is not None:
        try:
            groups = re.compile(prop.extract).groups
        except re.error as error:
            groups = -1
            yield (*place, "extract"), f"'{prop.extract}' is no regular expression: {error}"
        if groups == 0:
            yield (*place, "extract"), f"'{prop.extract}' has no group; put what to keep in parentheses"
    for part in (*prop.first, *prop.all):
        yield from _form_problems(spec, place, part, given)


def _column_problems(spec: SourceSpec) -> Iterator[Problem]:
    """Flat files with stated columns: what is used exists, and what exists is used or ignored."""
    if not spec.file.columns:
        return
    used = {column for _, column in spec.used_columns()}
    for column in sorted(used - set(spec.file.columns)):
        yield ("file", "columns"), f"the mapping reads '{column}'.{nearest(column, spec.file.columns)}"
    unused = [c for c in spec.file.columns if c not in used and c not in spec.ignore and c != spec.edition]
    for column in unused:
        yield ("file", "columns"), f"'{column}' is neither mapped nor in 'ignore'"
    for column in spec.ignore:
        if column in used:
            yield ("ignore",), f"'{column}' is ignored and mapped"


def _expect_problems(spec: SourceSpec, ontology: Ontology) -> Iterator[Problem]:
    made = {given.schema_ for given in (*spec.entities.values(), *spec.links.values())}
    for name in spec.expect:
        if name not in ontology.schemas:
            yield ("expect", name), f"no schema is called '{name}'.{nearest(name, ontology.schemas)}"
        elif name not in made:
            yield ("expect", name), f"nothing in this source makes a {name}"
