"""A source as a form: where each column goes, what entities are told apart by, and what links join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml
from pydantic import TypeAdapter

from interlink.errors import QueryError
from interlink.mapping.fields import Property, PropertySpec
from interlink.mapping.proposal.write import flow
from interlink.readers import FLAT_TABLE, READERS

__all__ = ["About", "Form", "FormEntity", "FormLink", "read_form", "write_form"]

PROPERTY: TypeAdapter[PropertySpec] = TypeAdapter(Property)


@dataclass(frozen=True)
class About:
    """What a source says of itself."""

    source: str
    title: str
    publisher: str
    licence: str
    delivery: str
    handling: tuple[str, ...]
    source_grade: str
    information_grade: str


@dataclass(frozen=True)
class FormEntity:
    """An entity: its schema, and the columns that tell one from another."""

    schema: str
    key: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormLink:
    """A link: its schema and its ends."""

    schema: str
    source: str
    target: str


@dataclass(frozen=True)
class Form:
    """A source whose fields people fill in; `columns` are the `entity.property` that each column goes to."""

    about: About
    columns: Mapping[str, tuple[str, ...]]
    entities: Mapping[str, FormEntity]
    links: Mapping[str, FormLink] = field(default_factory=dict)


def read_form(text: str, columns: Sequence[str]) -> Form:
    """The form of a source that is right, for the columns of its file."""
    raw = yaml.safe_load(text)
    goes: dict[str, list[str]] = {column: [] for column in columns}
    for name, row in _rows(raw):
        for prop, given in (row.get("properties") or {}).items():
            for column in _plain(given) or ():
                goes.setdefault(column, []).append(f"{name}.{prop}")
    marking = raw.get("marking", {})
    handling = marking.get("handling", ["H0"])
    about = About(
        source=raw["source"],
        title=raw["title"],
        publisher=raw["publisher"]["name"],
        licence=raw["licence"],
        delivery=raw["delivery"],
        handling=tuple([handling] if isinstance(handling, str) else handling),
        source_grade=str(marking.get("source_grade", "X")),
        information_grade=str(marking.get("information_grade", "4")),
    )
    return Form(
        about,
        {column: tuple(to) for column, to in goes.items()},
        {name: FormEntity(row["schema"], tuple(_key_columns(row))) for name, row in raw["entities"].items()},
        {
            name: FormLink(row["schema"], row["source"], row["target"])
            for name, row in (raw.get("links") or {}).items()
        },
    )


def write_form(text: str, form: Form) -> str:
    """The source with what the form says, without comments; what no form shows stays as it is."""
    raw = yaml.safe_load(text)
    about = form.about
    if not about.handling:
        raise QueryError("a handling code is needed; H0 is for any lawful use")
    if not form.entities:
        raise QueryError("no entity is left; name one that the columns tell of")
    raw |= {name: getattr(about, name) for name in ("source", "title", "licence", "delivery")}
    raw["publisher"] = {**raw["publisher"], "name": about.publisher}
    grades = {"source_grade": about.source_grade, "information_grade": about.information_grade}
    raw["marking"] = {**raw.get("marking", {}), **grades, "handling": list(about.handling)}
    before = {**raw["entities"], **(raw.get("links") or {})}
    raw["entities"] = {
        name: _entity(name, given, before.get(name), form) for name, given in form.entities.items()
    }
    raw["links"] = {name: _link(name, given, before.get(name), form) for name, given in form.links.items()}
    made = {row["schema"] for _, row in _rows(raw)}
    main = next(iter([*raw["links"].values(), *raw["entities"].values()]))["schema"]
    expected = {name: given for name, given in raw.get("expect", {}).items() if name in made}
    raw["expect"] = expected or {main: {"least": 1}}
    raw["ignore"] = _ignored(raw, form)
    return _written({name: value for name, value in raw.items() if value not in ({}, [])})


def _rows(raw: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [*raw["entities"].items(), *(raw.get("links") or {}).items()]


def _plain(given: object) -> list[str] | None:
    """The columns of a property that is a column or several; None where it is more than a form can show."""
    if isinstance(given, str):
        return [given]
    if isinstance(given, dict) and "columns" in given and set(given) <= {"columns", "join"}:
        return list(given["columns"])
    return None


def _key_columns(row: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for part in row.get("key", []):
        first = part.get("first", [None])[0] if isinstance(part, dict) else part
        found += [first] if isinstance(first, str) else _plain(part) or []
    return found


def _entity(name: str, given: FormEntity, before: Mapping[str, Any] | None, form: Form) -> dict[str, Any]:
    row = {**(before or {}), "schema": given.schema}
    if tuple(_key_columns(row)) != given.key:
        row["key"] = list(given.key)
    row["properties"] = _properties(name, row, form)
    return {field_: value for field_, value in row.items() if value not in ({}, [])}


def _link(name: str, given: FormLink, before: Mapping[str, Any] | None, form: Form) -> dict[str, Any]:
    row = {**(before or {}), "schema": given.schema, "source": given.source, "target": given.target}
    row["properties"] = _properties(name, row, form)
    return {field_: value for field_, value in row.items() if value not in ({}, [])}


def _properties(name: str, row: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """What the form does not show, then each property with the columns that go to it."""
    before = row.get("properties") or {}
    kept = {prop: given for prop, given in before.items() if _plain(given) is None}
    goes: dict[str, list[str]] = {}
    for column, targets in form.columns.items():
        for target in targets:
            entity, _, prop = target.partition(".")
            if entity == name:
                goes.setdefault(prop, []).append(column)
    return {**kept, **{prop: _given(before.get(prop), columns) for prop, columns in goes.items()}}


def _given(before: Any, columns: list[str]) -> Any:
    """A property of these columns, joined as it was before."""
    if sorted(_plain(before) or ()) == sorted(columns):
        return before
    joined = {"join": before["join"]} if isinstance(before, dict) and "join" in before else {}
    return columns[0] if len(columns) == 1 else {"columns": columns, **joined}


def _ignored(raw: Mapping[str, Any], form: Form) -> list[str]:
    """The columns that go nowhere, as the format names them."""
    used = {column for _, row in _rows(raw) for column in row.get("where", {})}
    for _, row in _rows(raw):
        for given in (*row.get("key", []), *row.get("properties", {}).values()):
            used |= {column for _, column in PROPERTY.validate_python(given).used_columns("")}
    prefix = f"{FLAT_TABLE}/" if READERS[raw["file"]["format"]].nested else ""
    return [f"{prefix}{column}" for column in form.columns if column not in used]


def _written(raw: Mapping[str, Any]) -> str:
    """YAML with a line for each field, and one for each property of an entity or link."""
    lines = []
    for name, value in raw.items():
        if name not in ("entities", "links"):
            lines.append(f"{name}: {flow(value)}")
            continue
        lines.append(f"{name}:")
        for row, fields in value.items():
            lines.append(f"  {flow(row)}:")
            lines += [
                f"    {field_}: {flow(given)}" for field_, given in fields.items() if field_ != "properties"
            ]
            if fields.get("properties"):
                lines.append("    properties:")
                lines += [f"      {prop}: {flow(given)}" for prop, given in fields["properties"].items()]
    return "\n".join(lines) + "\n"
