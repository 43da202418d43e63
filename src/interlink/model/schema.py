"""The ontology: schemas read from `schemas/*.yaml`, checked whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from interlink.errors import SchemaError, UnknownName, nearest
from interlink.model.types import TYPES

__all__ = [
    "RESERVED",
    "Edge",
    "Ontology",
    "Property",
    "Schema",
    "Total",
    "build_ontology",
    "load_ontology",
    "relationship_type",
]

PROPERTY_FIELDS = frozenset(("type", "many", "label", "description", "followthemoney"))

# Fragments, nodes and relationships have these beside the properties, so a property may not.
FRAGMENT_COLUMNS = frozenset(
    ("seq", "entity", "source", "src", "dst", "hash", "load", "file", "path", "row", "records", "marking")
)
GRAPH_COLUMNS = frozenset(
    ("id", "caption", "sources", "first_seen", "last_seen", "source_grade", "information_grade", "handling")
)
RESERVED = FRAGMENT_COLUMNS | GRAPH_COLUMNS | {"flagged"}
# By libyaml where PyYAML has it, which is five times as fast.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Property:
    """One property of a schema; `many` means a list of values per fragment."""

    name: str
    type: str
    label: str
    many: bool = False
    description: str = ""
    followthemoney: str | None = None


@dataclass(frozen=True)
class Edge:
    """What makes a schema a link: the schemas its two ends may be."""

    source: str
    target: str
    directed: bool = True


@dataclass(frozen=True)
class Total:
    """The pair total kept beside single events: its relationship type and what is summed."""

    type: str
    sum: str | None = None


@dataclass(frozen=True)
class Schema:
    """A kind of entity, or of link where `edge` is set."""

    name: str
    label: str
    plural: str
    description: str
    abstract: bool = False
    ancestors: tuple[str, ...] = ()
    identity: str = "source"
    key: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    edge: Edge | None = None
    period: tuple[str | None, str | None] = (None, None)
    total: Total | None = None
    followthemoney: str | None = None
    stix: str | None = None
    properties: Mapping[str, Property] = field(default_factory=dict)

    @property
    def is_link(self) -> bool:
        """The schema is a kind of link."""
        return self.edge is not None

    @property
    def is_event(self) -> bool:
        """The schema is a link with one moment, such as a call, rather than a span."""
        return self.is_link and self.period[0] is not None and self.period[0] == self.period[1]

    @property
    def graph_name(self) -> str:
        """The node label or the relationship type that analysts write."""
        return relationship_type(self.name) if self.is_link else self.name

    def is_a(self, name: str) -> bool:
        """The schema is `name` or extends it, at any depth."""
        return name == self.name or name in self.ancestors


@dataclass(frozen=True)
class Ontology:
    """All schemas by name, in alphabetical order."""

    schemas: Mapping[str, Schema]

    def __iter__(self) -> Iterator[Schema]:
        return iter(self.schemas.values())

    def get(self, name: str) -> Schema:
        """The schema called `name`, by its own name or by its graph name (`Called` or `CALLED`).

        Raises
        ------
        UnknownName   no such schema; the message proposes the nearest
        """
        found = self.schemas.get(name) or self._by_graph_name().get(name)
        if found is None:
            known = set(self.schemas) | set(self._by_graph_name())
            raise UnknownName(f"no schema is called '{name}'.{nearest(name, known)}")
        return found

    def entities(self) -> tuple[Schema, ...]:
        """Every schema of entities that fragments can have."""
        return tuple(s for s in self if not s.is_link and not s.abstract)

    def links(self) -> tuple[Schema, ...]:
        """Every schema of links that fragments can have."""
        return tuple(s for s in self if s.is_link and not s.abstract)

    def concrete(self, name: str) -> tuple[Schema, ...]:
        """The schemas with fragments that are `name`: itself, or its descendants where abstract."""
        wanted = self.get(name).name
        return tuple(s for s in self if s.is_a(wanted) and not s.abstract)

    def _by_graph_name(self) -> dict[str, Schema]:
        return {s.graph_name: s for s in self}


def relationship_type(name: str) -> str:
    """`AssociateOf` as a relationship type: `ASSOCIATE_OF`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()


@lru_cache(maxsize=1)
def load_ontology() -> Ontology:
    """The shipped ontology.

    Raises
    ------
    SchemaError   any YAML is wrong; every problem of every file is reported together
    """
    folder = resources.files("interlink.model").joinpath("schemas")
    return build_ontology(
        {
            file.name.removesuffix(".yaml"): yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - a safe one
            for file in folder.iterdir()
            if file.name.endswith(".yaml")
        }
    )


def build_ontology(raw: Mapping[str, Any]) -> Ontology:
    """The ontology that these parsed files describe, by schema name.

    Raises
    ------
    SchemaError   with every problem found, one a line
    """
    problems: list[str] = []
    specs = {name: _well_formed(name, raw[name], problems) for name in sorted(raw)}
    schemas = {name: _schema(name, specs, problems) for name in specs}
    for schema in schemas.values():
        problems.extend(_check(schema, schemas))
    if problems:
        raise SchemaError("\n".join(problems))
    return Ontology(schemas)


def _is_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_edge(value: object) -> bool:
    return isinstance(value, dict) and {"source", "target"} <= set(value) <= {"source", "target", "directed"}


def _is_period(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(p is None or isinstance(p, str) for p in value)


def _is_total(value: object) -> bool:
    return isinstance(value, dict) and {"type"} <= set(value) <= {"type", "sum"}


SHAPES: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "extends": (lambda value: isinstance(value, str) or _is_names(value), "a schema or a list of schemas"),
    "key": (_is_names, "a list of properties"),
    "caption": (_is_names, "a list of properties"),
    "edge": (_is_edge, "source, target and, where it is not true, directed"),
    "period": (_is_period, "a list of two properties, either of them null where open"),
    "total": (_is_total, "type and, where something is summed, sum"),
    "properties": (lambda value: isinstance(value, dict), "properties with their type"),
}
SCHEMA_FIELDS = frozenset(SHAPES) | {
    "label",
    "plural",
    "description",
    "abstract",
    "identity",
    "followthemoney",
    "stix",
}


def _well_formed(name: str, spec: object, problems: list[str]) -> dict[str, Any]:
    """The fields of `spec` that can be read further; the others are reported."""
    where = f"schemas/{name}.yaml"
    if not isinstance(spec, dict):
        problems.append(f"{where}: holds no fields, expected at least label and description")
        return {}
    found: dict[str, Any] = {}
    for key, value in spec.items():
        if key not in SCHEMA_FIELDS:
            problems.append(f"{where}: unknown field '{key}'.{nearest(str(key), SCHEMA_FIELDS)}")
        elif value is not None and key in SHAPES and not SHAPES[key][0](value):
            problems.append(f"{where}: {key} is {value!r}, expected {SHAPES[key][1]}")
        else:
            found[key] = value
    properties = found.get("properties") or {}
    for prop, given in properties.items():
        if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", str(prop)):
            problems.append(f"{where}: properties.{prop}: expected lower-case words joined by underscores")
        elif not isinstance(given, dict):
            problems.append(f"{where}: properties.{prop} is {given!r}, expected {{type: ...}}")
    return found | {"properties": {str(k): v for k, v in properties.items() if isinstance(v, dict)}}


def _parents(spec: Mapping[str, Any]) -> list[str]:
    extends = spec.get("extends") or []
    return [extends] if isinstance(extends, str) else list(extends)


def _ancestors(name: str, specs: Mapping[str, Mapping[str, Any]], problems: list[str]) -> list[str]:
    """Ancestors of `name`, each once and before what it extends; reports what cannot be extended."""
    where = f"schemas/{name}.yaml"
    problems.extend(
        f"{where}: extends '{parent}', which does not exist.{nearest(parent, specs)}"
        for parent in _parents(specs[name])
        if parent not in specs
    )
    found = _reachable(name, specs)
    if name in found:
        problems.append(f"{where}: extends itself")
        found.remove(name)
    # Whatever a schema extends reaches fewer schemas than it does itself.
    return sorted(found, key=lambda each: -len(_reachable(each, specs)))


def _reachable(name: str, specs: Mapping[str, Mapping[str, Any]]) -> list[str]:
    found: list[str] = []
    queue = _parents(specs[name])
    while queue:
        parent = queue.pop(0)
        if parent in specs and parent not in found:
            found.append(parent)
            queue.extend(_parents(specs[parent]))
    return found


def _schema(name: str, specs: Mapping[str, Mapping[str, Any]], problems: list[str]) -> Schema:
    spec = specs[name]
    problems.extend(_property_problems(name, spec))
    ancestors = _ancestors(name, specs, problems)
    merged: dict[str, Any] = {}
    properties: dict[str, Property] = {}
    for each in (*reversed(ancestors), name):
        merged.update(specs[each])
        properties.update(_properties(specs[each]))
    edge = merged.get("edge")
    total = merged.get("total")
    since, until = merged.get("period") or (None, None)
    return Schema(
        name=name,
        label=str(spec.get("label") or name),
        plural=str(spec.get("plural") or spec.get("label") or name),
        description=str(spec.get("description") or ""),
        abstract=bool(spec.get("abstract", False)),
        ancestors=tuple(ancestors),
        identity=str(merged.get("identity") or "source"),
        key=tuple(merged.get("key") or ()),
        caption=tuple(merged.get("caption") or ()),
        edge=Edge(**edge) if edge else None,
        period=(since, until),
        total=Total(**total) if total else None,
        followthemoney=spec.get("followthemoney"),
        stix=spec.get("stix"),
        properties=properties,
    )


def _properties(spec: Mapping[str, Any]) -> dict[str, Property]:
    return {
        name: Property(
            name=name,
            type=str(given.get("type")),
            label=str(given.get("label", name.replace("_", " ").capitalize())),
            many=bool(given.get("many", False)),
            description=str(given.get("description", "")),
            followthemoney=given.get("followthemoney"),
        )
        for name, given in spec.get("properties", {}).items()
    }


def _property_problems(name: str, spec: Mapping[str, Any]) -> Iterator[str]:
    for prop, given in spec.get("properties", {}).items():
        where = f"schemas/{name}.yaml: properties.{prop}"
        for key in sorted(map(str, set(given) - PROPERTY_FIELDS)):
            yield f"{where}: unknown field '{key}'.{nearest(key, PROPERTY_FIELDS)}"
        if "type" not in given:
            yield f"{where}: has no type"
        elif str(given["type"]) not in TYPES:
            yield f"{where}: unknown type '{given['type']}'.{nearest(str(given['type']), TYPES)}"
        if prop in RESERVED:
            yield f"{where}: every fragment or node has '{prop}' of its own; choose another name"


def _check(schema: Schema, schemas: Mapping[str, Schema]) -> Iterator[str]:
    where = f"schemas/{schema.name}.yaml"
    summed = [schema.total.sum] if schema.total and schema.total.sum else []
    single = dict.fromkeys([*schema.key, *(p for p in schema.period if p), *summed])
    for name in dict.fromkeys([*single, *schema.caption]):
        if name not in schema.properties:
            near = nearest(name, schema.properties)
            yield f"{where}: names property '{name}', which it does not have.{near}"
        elif name in single and schema.properties[name].many:
            yield f"{where}: property '{name}' has many values, so it cannot be in key, period or total"
    if schema.identity not in ("source", "global"):
        yield f"{where}: identity is '{schema.identity}', expected 'source' or 'global'"
    if schema.identity == "global" and not schema.key and not schema.abstract:
        yield f"{where}: identity is global, so 'key' must name the properties that make the id"
    if schema.total and not schema.edge:
        yield f"{where}: has a total but no edge; only links are counted by pair"
    for end in (schema.edge.source, schema.edge.target) if schema.edge else ():
        if end not in schemas:
            yield f"{where}: edge end '{end}' is no schema.{nearest(end, schemas)}"
