"""The page about the ontology, `docs/model.md`, written from the schemas themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from interlink.model.schema import Ontology, Property, Schema, load_ontology

__all__ = ["render_model_docs"]

COMMAND = "python -m interlink.model.docs > docs/model.md"

INTRO = f"""# The model

Every record becomes fragments of these schemas: kinds of entity, and kinds of link between two entities.
The name in code type is the one to write: in a source file, as a node label, or as a relationship type.
An entity is known everywhere by the key of its schema, or only within its source where it has no key.
Dates may be partial (`1970`, `1970-05`), times are UTC, and what no record states is empty.
This page is written by `{COMMAND}` from `src/interlink/model/schemas/`.
"""

# Abstract schemas whose concrete schemas are shown together; a schema goes to the first it is.
ENTITY_GROUPS = ("Party", "Means", "Location", "Identifier", "Trade", "Act", "Thing")
LINK_GROUPS = ("Tie", "Handling", "Movement", "Involvement", "Exchange", "Link")


def render_model_docs(ontology: Ontology) -> str:
    """The whole page as Markdown: entities, then links, each in groups.

    Properties that a group shares are shown once, above its schemas. The same
    ontology always gives the same text.
    """
    lines = [INTRO]
    for title, groups, schemas in (
        ("Entities", ENTITY_GROUPS, ontology.entities()),
        ("Links", LINK_GROUPS, ontology.links()),
    ):
        lines.append(f"## {title}\n")
        shown: set[str] = set()
        for group in (ontology.get(name) for name in groups if name in ontology.schemas):
            members = [s for s in schemas if s.is_a(group.name) and s.name not in shown]
            shown.update(s.name for s in members)
            if members:
                lines.extend(_group(group, members))
    return "\n".join(lines).rstrip() + "\n"


def _group(group: Schema, members: list[Schema]) -> Iterator[str]:
    yield f"### {group.plural}\n"
    yield f"{group.description}\n"
    if not group.is_link:
        yield f"Links that end at any of them say `{group.name}`.\n"
    if group.properties:
        yield "Each has:\n"
        yield from _properties(group.properties.values())
    for schema in members:
        own = [p for p in schema.properties.values() if group.properties.get(p.name) != p]
        yield f"#### {schema.label}\n"
        yield f"{schema.description}\n"
        yield from _facts(schema)
        yield from _properties(own)


def _facts(schema: Schema) -> Iterator[str]:
    if schema.edge:
        ends = f"`{schema.edge.source}` {'to' if schema.edge.directed else 'with'} `{schema.edge.target}`"
        yield f"- Relationship type `{schema.graph_name}`, in source files `{schema.name}`: {ends}"
    else:
        yield f"- Label, also in source files: `{schema.name}`"
    if schema.identity == "global":
        yield f"- Known in every source by: {_names(schema.key)}"
    elif not schema.is_link:
        yield "- Known by: its source"
    since, until = schema.period
    if since and since == until:
        yield f"- Happens at: `{since}`"
    elif since or until:
        yield f"- Lasts: from {_name(since, 'ever')} until {_name(until, 'now')}"
    if schema.caption:
        yield f"- Caption: the first with a value of {_names(schema.caption)}"
    if schema.total:
        summed = f", and the sum of `{schema.total.sum}`" if schema.total.sum else ""
        yield f"- Total of each pair: `{schema.total.type}` with count, first and last{summed}"
    yield f"- FollowTheMoney: {_name(schema.followthemoney)}; STIX 2.1: {_name(schema.stix)}\n"


def _properties(properties: Iterable[Property]) -> Iterator[str]:
    cells = [
        (
            f"`{p.name}`",
            p.type,
            "many" if p.many else "one",
            p.description or p.label,
            _name(p.followthemoney, ""),
        )
        for p in properties
    ]
    if cells:
        yield "| Property | Type | Values | Meaning | FollowTheMoney |"
        yield "|---|---|---|---|---|"
        yield from (f"| {' | '.join(row)} |" for row in cells)
        yield ""


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _name(name: str | None, absent: str = "none") -> str:
    return f"`{name}`" if name else absent


if __name__ == "__main__":
    sys.stdout.write(render_model_docs(load_ontology()))
