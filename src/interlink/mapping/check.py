"""What can be wrong with a source although every field has the right form."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from interlink.errors import SpecError, UnknownName, nearest
from interlink.mapping.check_fetching import fetching_problems
from interlink.mapping.check_file import Problem, column_problems, file_problems
from interlink.mapping.check_marks import marking_problems
from interlink.mapping.fields import DERIVED, EntitySpec, LinkSpec, PropertySpec, RowSpec
from interlink.mapping.spec import SourceSpec
from interlink.model.schema import Ontology, Schema, load_ontology
from interlink.model.types import Hints

__all__ = ["problems_of"]

TEMPLATE = re.compile(r"(?:[^{}]*\{[^{}]+\})+[^{}]*")
# What people enter: the one source that may speak of entities of another.
BY_HAND = "by_hand"
FORMS = ("column", "columns", "first", "all", "template", "literal")


def problems_of(spec: SourceSpec) -> list[Problem]:
    """Every problem of a well-formed source, as (place in the file, words)."""
    ontology = load_ontology()
    return [
        *file_problems(spec),
        *_delivery_problems(spec),
        *marking_problems(spec),
        *(
            p
            for name, entity in spec.entities.items()
            for p in _entity_problems(spec, ontology, name, entity)
        ),
        *(p for name, link in spec.links.items() for p in _link_problems(spec, ontology, name, link)),
        *_derived_problems(spec),
        *_other_sources_problems(spec),
        *column_problems(spec),
        *_hint_problems(spec),
        *_expect_problems(spec, ontology),
        *fetching_problems(spec),
        *_graph_problems(spec, ontology),
    ]


def _delivery_problems(spec: SourceSpec) -> Iterator[Problem]:
    if (spec.delivery == "changes") != (spec.operation is not None):
        yield (
            ("delivery",),
            "'operation' tells deletions from the rest; it goes with 'delivery: changes', and only there",
        )
    if spec.operation is None:
        return
    if not spec.operation.key:
        yield ("operation", "key"), "it must name the columns that tell the source's records apart"
    for number, given in enumerate(spec.operation.key):
        for table in spec.file_format().main_tables:
            yield from _form_problems(spec, ("operation", "key", str(number)), given, table)


def _derived_problems(spec: SourceSpec) -> Iterator[Problem]:
    tables = spec.file_format().tables
    for table, given in spec.derived.items():
        if table not in tables:
            yield ("derived", table), f"no table is called '{table}'.{nearest(table, tables)}"
            continue
        for name, prop in given.items():
            if not name.startswith(DERIVED):
                yield (
                    ("derived", table, name),
                    f"what is derived begins with '{DERIVED}', so '{DERIVED}{name}'",
                )
            yield from _form_problems(spec, ("derived", table, name), prop, table)


def _other_sources_problems(spec: SourceSpec) -> Iterator[Problem]:
    """What a source may not say of the entities of others, which join with its own by judgement alone."""
    if spec.source == BY_HAND:
        return
    words = f"only '{BY_HAND}' speaks of entities of other sources; those of this one have a 'key'"
    if spec.by_schema is not None:
        yield ("by_schema",), words


def _hint_problems(spec: SourceSpec) -> Iterator[Problem]:
    try:
        Hints(**spec.hints.model_dump())
    except SpecError as error:
        for problem in error.problems:
            place, _, words = problem.partition(": ")
            yield tuple(place.split(".")), words


def _schema(ontology: Ontology, name: str, *, link: bool, named: bool = False) -> tuple[Schema | None, str]:
    try:
        schema = ontology.get(name)
    except UnknownName as error:
        return None, str(error)
    if schema.abstract and not named:
        return (
            None,
            f"schema {name} is abstract; name one of {', '.join(s.name for s in ontology.concrete(name))}",
        )
    if schema.is_link != link:
        return None, f"schema {name} is {'a link' if schema.is_link else 'an entity'}, expected the other"
    return schema, ""


def _entity_problems(
    spec: SourceSpec, ontology: Ontology, name: str, entity: EntitySpec
) -> Iterator[Problem]:
    at = ("entities", name)
    yield from _table_problems(spec, at, entity)
    schema, problem = _schema(ontology, entity.schema_, link=False, named=entity.named)
    if schema is None:
        yield (*at, "schema"), problem
        yield from _property_problems(spec, at, None, entity)
        return
    if entity.id is not None:
        yield from _known_problems(spec, at, entity)
        return
    if schema.identity == "source" and not entity.key:
        yield at, f"schema {schema.name} has no global id, so 'key' must name the columns that make one"
    elif (entity.numbering or (entity.named and schema.abstract)) and not entity.key:
        yield at, "it is known by its number, so 'key' must name the columns that make one"
    if entity.named and (set(entity.properties) - set(schema.key) or entity.required):
        yield (
            at,
            "another record says what it is, so it has no properties here but those of its id, and cannot be"
            " required",
        )
    missing = [prop for prop in schema.key if prop not in entity.properties]
    if schema.identity == "global" and missing and not entity.key:
        yield (
            at,
            f"the id of {schema.name} is made of {', '.join(schema.key)}; {', '.join(missing)} is not mapped",
        )
    yield from _property_problems(spec, at, schema, entity)


def _known_problems(spec: SourceSpec, at: tuple[str, ...], entity: EntitySpec) -> Iterator[Problem]:
    """What is wrong with an entity that another source has: no source of records may speak of one."""
    if not spec.follows:
        yield (*at, "id"), "only what is derived names entities of other sources; give a 'key'"
    if entity.key or entity.properties:
        yield at, "an entity of another source has neither 'key' nor 'properties' here"
    if entity.id is not None:
        yield from _form_problems(spec, (*at, "id"), entity.id, spec.table_of(entity))


def _link_problems(spec: SourceSpec, ontology: Ontology, name: str, link: LinkSpec) -> Iterator[Problem]:
    at = ("links", name)
    yield from _table_problems(spec, at, link)
    schema, problem = _schema(ontology, link.schema_, link=True)
    if schema is None or schema.edge is None:
        yield (*at, "schema"), problem
        yield from _property_problems(spec, at, None, link)
        return
    for end, wanted in (("source", schema.edge.source), ("target", schema.edge.target)):
        named = getattr(link, end)
        if named not in spec.entities:
            yield (*at, end), f"no entity of this source is called '{named}'.{nearest(named, spec.entities)}"
            continue
        entity = spec.entities[named]
        if entity.schema_ in ontology.schemas and not ontology.schemas[entity.schema_].is_a(wanted):
            yield (*at, end), f"{schema.name} needs a {wanted} as {end}, '{named}' is a {entity.schema_}"
        if getattr(link, f"{end}_ref") is not None:
            yield from _ref_problems(spec, (*at, f"{end}_ref"), spec.table_of(link), spec.table_of(entity))
        elif not _reaches(spec, spec.table_of(link), spec.table_of(entity)):
            yield (
                (*at, end),
                f"'{named}' comes from table '{spec.table_of(entity)}', which is not '{spec.table_of(link)}'"
                " nor one that holds it",
            )
    yield from _property_problems(spec, at, schema, link)


def _ref_problems(spec: SourceSpec, place: tuple[str, ...], table: str, target: str) -> Iterator[Problem]:
    named = spec.file.tables.get(target)
    if named is None or named.id is None:
        yield place, f"table '{target}' does not say by which 'id' a row of it is named"
    if _main_of(spec, table) != _main_of(spec, target):
        yield place, f"rows of '{target}' never stand in one record with rows of '{table}'"


def _main_of(spec: SourceSpec, table: str) -> str | None:
    return next((name for name in spec.file_format().main_tables if _reaches(spec, table, name)), None)


def _reaches(spec: SourceSpec, table: str, ancestor: str) -> bool:
    tables = spec.file_format().tables
    at: str | None = table
    passed: set[str] = set()
    while at is not None and at in tables and at not in passed:
        if at == ancestor:
            return True
        passed.add(at)
        at = tables[at].parent
    return False


def _table_problems(spec: SourceSpec, at: tuple[str, ...], given: RowSpec) -> Iterator[Problem]:
    tables = spec.file_format().tables
    if given.table is not None and given.table not in tables:
        yield (*at, "table"), f"no table is called '{given.table}'.{nearest(given.table, tables)}"


def _property_problems(
    spec: SourceSpec, at: tuple[str, ...], schema: Schema | None, given: RowSpec
) -> Iterator[Problem]:
    """What is wrong with the properties of a row's fragment; without a schema, all but their names."""
    table = spec.table_of(given)
    for name, prop in given.properties.items():
        place = (*at, "properties", name)
        if schema is None:
            pass
        elif name not in schema.properties:
            near = nearest(name, schema.properties)
            yield place, f"property '{name}' is not in schema {schema.name}.{near}"
        elif not schema.properties[name].many and (prop.all or len(prop.literal) > 1):
            yield place, f"property '{name}' of {schema.name} has one value; 'first' takes one of several"
        yield from _form_problems(spec, place, prop, table)
    for number, prop in enumerate(given.key):
        yield from _form_problems(spec, (*at, "key", str(number)), prop, table)


def _form_problems(
    spec: SourceSpec, place: tuple[str, ...], prop: PropertySpec, table: str
) -> Iterator[Problem]:
    """What is wrong with where a text comes from; `table` is the one whose rows it is for."""
    forms = [form for form in FORMS if getattr(prop, form) not in (None, [])]
    if len(forms) != 1:
        found = ", ".join(forms) or "none"
        yield place, f"expected exactly one of {', '.join(FORMS)}; found {found}"
    if prop.template is not None and not TEMPLATE.fullmatch(prop.template):
        yield place, f"template '{prop.template}' names no column as {{COLUMN}}; a fixed text is a 'literal'"
    if prop.join is not None and not prop.columns:
        yield place, "'join' puts the values of 'columns' together; there are none here"
    if prop.lookup is not None and prop.lookup not in spec.lookups:
        yield place, f"no lookup is called '{prop.lookup}'.{nearest(prop.lookup, spec.lookups)}"
    if prop.closed and prop.lookup is None:
        yield place, "'closed' says that a 'lookup' holds every code; there is none here"
    tables = spec.file_format().tables
    if prop.table is not None:
        if prop.table not in tables:
            yield place, f"no table is called '{prop.table}'.{nearest(prop.table, tables)}"
        elif tables[prop.table].parent != table:
            yield place, f"table '{prop.table}' is not held by '{table}'"
    if prop.extract is not None:
        yield from _extract_problems((*place, "extract"), prop.extract)
    for form in ("first", "all"):
        for number, part in enumerate(getattr(prop, form)):
            yield from _form_problems(spec, (*place, form, str(number)), part, prop.table or table)
    if prop.other_than is not None:
        yield from _form_problems(spec, (*place, "other_than"), prop.other_than, table)


def _extract_problems(place: tuple[str, ...], pattern: str) -> Iterator[Problem]:
    # by the engine that runs it: it knows neither look-around nor back references
    try:
        groups = pl.select(pl.lit("").str.extract_groups(pattern)).to_series().dtype
    except pl.exceptions.ComputeError as error:
        words = str(error).strip().splitlines()[-1].removeprefix("error: ")
        yield place, f"'{pattern}' is no regular expression: {words}"
        return
    if not isinstance(groups, pl.Struct) or not groups.fields:
        yield place, f"'{pattern}' has no group; put what to keep in parentheses"


def _graph_problems(spec: SourceSpec, ontology: Ontology) -> Iterator[Problem]:
    made = {link.schema_ for link in spec.links.values()}
    totalled = sorted(schema.name for schema in ontology.links() if schema.total is not None)
    if spec.graph == "totals" and not made.intersection(totalled):
        yield ("graph",), f"only {', '.join(totalled)} have pair totals, and this source makes none of them"


def _expect_problems(spec: SourceSpec, ontology: Ontology) -> Iterator[Problem]:
    made = {given.schema_ for given in spec.made()}
    for name, expected in spec.expect.items():
        if expected.most is not None and expected.most < expected.least:
            yield ("expect", name), f"most is {expected.most}, less than least, {expected.least}"
        if name not in ontology.schemas:
            yield ("expect", name), f"no schema is called '{name}'.{nearest(name, ontology.schemas)}"
        elif name not in made:
            yield ("expect", name), f"nothing in this source makes a {name}"
