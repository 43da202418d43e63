"""The entities that a group of columns gives, and how they hang together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from interlink.mapping.proposal.columns import Column
from interlink.mapping.proposal.draft import Draft, Row
from interlink.mapping.proposal.groups import Group

__all__ = ["Thing", "make_things"]

# What a group may give beside its party: the part that makes its id, its schema and the property.
IDENTIFIERS: Mapping[str, tuple[str, str]] = {
    "iban": ("BankAccount", "number"),
    "account": ("BankAccount", "number"),
    "phone": ("Phone", "number"),
    "email": ("Email", "address"),
    "wallet": ("Wallet", "address"),
    "document": ("Passport", "number"),
    "plate": ("NumberPlate", "number"),
    "vin": ("Vehicle", "vin"),
    "imo": ("Vessel", "imo"),
    "container": ("Container", "number"),
    "place": ("Place", "code"),
    "bill": ("Shipment", "bill_of_lading"),
}
DETAILS = {"Person": {"birth": "birth_date", "gender": "gender"}, "Company": {"lei": "lei"}}
ROLES = {"BankAccount": "account", "IdentityCard": "document", "Passport": "document", "NumberPlate": "plate"}


@dataclass
class Thing:
    """What a group gave: its entities by role, such as `party`, `account` or `phone`."""

    group: Group
    given: dict[str, Row] = field(default_factory=dict)


def make_things(draft: Draft, groups: list[Group], record_id: Column | None) -> list[Thing]:
    """The entities of each group; a party without a number of its own is told apart as well as can be."""
    things = []
    for group in groups:
        thing = Thing(group)
        for part in IDENTIFIERS:
            column = group.first(part)
            if column is not None and _role(part) not in thing.given:
                row = _identifier(draft, group, part, column)
                thing.given[_role(part)] = row
        if group.is_vessel and "imo" not in thing.given:
            thing.given["imo"] = _nameless_vessel(draft, group)
        if group.is_party and not {"vin", "container", "bill", "place"} & group.parts.keys():
            thing.given["party"] = _party(draft, group, record_id)
        _details(draft, thing)
        if thing.given:
            things.append(thing)
    return things


def _role(part: str) -> str:
    schema = IDENTIFIERS[part][0]
    return ROLES.get(schema, part)


def _identifier(draft: Draft, group: Group, part: str, column: Column) -> Row:
    schema, prop = IDENTIFIERS[part]
    notes = list(_told(column))
    if part == "document":
        is_card = "passport" not in " ".join((*group.stem, *column.words))
        schema = "IdentityCard" if is_card else "Passport"
        if is_card:
            notes.append("Passport or IdentityCard? The column does not say.")
        notes.append(
            "Its id is number and country: without the country it is another document in each source."
        )
    row = Row(_name(group, part), schema, properties={prop: draft.take(column)}, notes=notes)
    if part == "iban":
        row.properties["iban"] = column.name
    if part == "bill":
        row.key = [column.name]
    if part == "plate":
        country = group.first("country")
        row.properties |= {"country": draft.take(country)} if country is not None else {}
    if part in ("document", "plate") and "country" not in row.properties:
        row.key = [column.name]
    return draft.entity(row)


def _nameless_vessel(draft: Draft, group: Group) -> Row:
    row = Row(_name(group, "imo"), "Vessel")
    row.key = [draft.take(of[0]) for of in list(group.parts.values())[:1]]
    row.notes.append("Without an IMO number two ships of one name become one here, and meet none elsewhere.")
    return draft.entity(row)


def _details(draft: Draft, thing: Thing) -> None:
    """What else the group says of the entities that are no party."""
    group = thing.group
    account, vessel = thing.given.get("account"), thing.given.get("imo")
    if account is not None and (bic := group.first("bic")) is not None:
        account.properties["bic"] = draft.take(bic)
    if vessel is not None:
        for part, prop in (("name", "name"), ("mmsi", "mmsi"), ("country", "flag")):
            if (detail := group.first(part)) is not None:
                vessel.properties[prop] = draft.take(detail)


def _party(draft: Draft, group: Group, record_id: Column | None) -> Row:
    schema = "Person" if group.is_person or not group.is_company else "Company"
    notes = []
    if group.is_person and any(column.is_company for column in group.parts.get("name", ())):
        notes.append("Some of its names look like those of companies; 'where' can part the two.")
    elif not group.is_person and group.is_company:
        notes.append(
            "Its names look like those of companies; Organization, PublicBody and Person are others."
        )
    elif not group.is_person:
        notes.append("Nothing says whether it is a Person or a Company; Person is a guess.")
    properties: dict[str, object] = {}
    for column in group.parts.get("name", ()):
        prop = _name_property(column) if schema == "Person" else "name"
        if prop in properties:
            prop = "alias"
        if prop not in properties:
            properties[prop] = draft.take(column)
    properties = _with_whole_name(properties)
    for part, prop in DETAILS[schema].items():
        if (detail := group.first(part)) is not None:
            properties[prop] = draft.take(detail)
            notes += _told(detail)
    for column in (*group.parts.get("country", ()), *group.parts.get("address", ())):
        _also(properties, _place_property(column, schema), draft.take(column))
    row = Row(_name(group, "party", schema), schema, properties=properties, notes=notes)
    row.key = _party_key(draft, group, row, record_id)
    return draft.entity(row)


def _with_whole_name(properties: dict[str, object]) -> dict[str, object]:
    """With a name made of first and last name where there is no other: by it people are called and found."""
    if "name" in properties or not {"first_name", "last_name"} <= properties.keys():
        return properties
    parts = [properties["first_name"], properties["last_name"]]
    return {"name": {"columns": parts, "join": " "}, **properties}


def _party_key(draft: Draft, group: Group, row: Row, record_id: Column | None) -> list[object]:
    """What tells one party from another: its number, or the name with whatever else there is."""
    number = group.first("id") or group.first("lei")
    if number is not None:
        row.notes.append(
            f"Told apart by '{draft.take(number)}', of which the sample has {number.distinct:,}."
        )
        return [number.name]
    names = [column.name for column in group.parts.get("name", ())]
    birth = group.first("birth")
    if names and birth is not None:
        row.notes.append(
            "Told apart by name and birth date: two people who share both become one, one who is spelt in"
            " two ways becomes two."
        )
        return [*names, {"first": [birth.name, {"literal": "?"}]}]
    if names and record_id is not None:
        row.notes.append(
            f"Only a name tells it, which many may have: it is another in each record ('{record_id.name}')."
            " Where there is a number for it, name that in 'key'."
        )
        return [*names, draft.take(record_id)]
    row.notes.append(
        "CHECK: only this tells one from another, so that two of the same name become one. Is there a number?"
    )
    return [*names]


def _also(properties: dict[str, object], name: str, column: str | None) -> None:
    """Adds a column to a property that has many values."""
    before = properties.get(name)
    listed = before["columns"] if isinstance(before, dict) else [before] if before is not None else []
    properties[name] = {"columns": [*listed, column]} if listed else column


def _place_property(column: Column, schema: str) -> str:
    if column.kind != "country":
        return "address_text"
    words = set(column.words)
    if schema == "Person" and {"nationality", "citizenship"} & words:
        return "nationality"
    return "birth_country" if schema == "Person" and "birth" in words else "country"


def _name_property(column: Column) -> str:
    words = set(column.words)
    if {"first", "given", "forename", "firstname"} & words:
        return "first_name"
    if {"last", "family", "surname", "lastname"} & words:
        return "last_name"
    return "name"


def _told(column: Column) -> list[str]:
    return [f"'{column.name}': {doubt}." for doubt in column.doubts]


def _name(group: Group, part: str, schema: str = "") -> str:
    """A name for an entity, of the letters that names have here."""
    stem = re.sub(r"[^a-z0-9]+", "_", "_".join(group.stem)).strip("_")
    if not stem:
        return schema.lower() or _role(part)
    others = group.parts.keys() & ({*IDENTIFIERS} - {part})
    if part == "party" or not (group.is_party or others):
        return stem
    role = _role(part)
    return stem if stem.endswith(role) else f"{stem}_{role}"
