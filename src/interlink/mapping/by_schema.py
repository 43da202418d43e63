"""Records that name their own schema: one of any entity or link that the ontology has.

Such a record may be about an entity of another source, by its id: what somebody enters by hand stands beside
what that source said. Ends of links are named by id alone.
"""

from __future__ import annotations

from interlink.mapping.fields import BySchemaSpec, EntitySpec, LinkSpec, PropertySpec, Where
from interlink.mapping.spec import SourceSpec
from interlink.model.schema import Ontology, Schema, load_ontology

__all__ = ["with_every_schema"]

# What any end of a link is.
ANYTHING = "Thing"
ENDS = ("source", "target")


def with_every_schema(spec: SourceSpec) -> SourceSpec:
    """The source with an entity or link for each schema, where its records name their own."""
    if spec.by_schema is None:
        return spec
    ontology, told = load_ontology(), spec.by_schema
    ends = {
        end: EntitySpec(
            schema=ANYTHING, id=PropertySpec(column=getattr(told, end)), where=_of_links(ontology, told)
        )
        for end in ENDS
    }
    entities = {schema.name: _entity(schema, told) for schema in ontology.entities()}
    links = {schema.name: _link(schema, told) for schema in ontology.links()}
    return spec.model_copy(
        update={"entities": {**spec.entities, **ends, **entities}, "links": {**spec.links, **links}}
    )


def _entity(schema: Schema, told: BySchemaSpec) -> EntitySpec:
    return EntitySpec(
        schema=schema.name,
        id=PropertySpec(column=told.id),
        key=[PropertySpec(column=told.key)],
        properties=_properties(schema, told),
        where={told.schema_: [schema.name]},
        required=True,
    )


def _link(schema: Schema, told: BySchemaSpec) -> LinkSpec:
    return LinkSpec(
        schema=schema.name,
        key=[PropertySpec(column=told.key)],
        source=ENDS[0],
        target=ENDS[1],
        properties=_properties(schema, told),
        where={told.schema_: [schema.name]},
        required=True,
    )


def _properties(schema: Schema, told: BySchemaSpec) -> dict[str, PropertySpec]:
    return {name: PropertySpec(column=f"{told.properties}/{name}") for name in schema.properties}


def _of_links(ontology: Ontology, told: BySchemaSpec) -> Where:
    return {told.schema_: [schema.name for schema in ontology.links()]}
