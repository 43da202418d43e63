"""The links between the entities of a draft: who calls, pays, holds, uses, sends and owns."""

from __future__ import annotations

from collections.abc import Sequence

from interlink.mapping.proposal.columns import Column
from interlink.mapping.proposal.draft import Draft, Row
from interlink.mapping.proposal.things import Thing
from interlink.model.schema import load_ontology

__all__ = ["make_links"]

# Which of a side's entities an event joins, the first that both sides have.
ENDS = ("account", "wallet", "phone", "email", "party")
# Types of properties that hold any value as it stands.
WORDS = frozenset({"text", "name", "identifier"})
NUMBERS = frozenset({"count", "duration", "money", "number", "share", "weight"})
PARTY_OF = {"account": "Uses", "phone": "Uses", "email": "Uses", "wallet": "Uses", "document": "Holds"}


def make_links(draft: Draft, things: Sequence[Thing], record_id: Column | None) -> None:
    """Adds the links that the columns speak for; those of which nothing is sure become comments."""
    _of_parties(draft, things)
    if _trade(draft, things, record_id):
        return
    ends = _ends(things)
    if ends is not None:
        _event(draft, ends, record_id)
    _suggestions(draft, things)


def _of_parties(draft: Draft, things: Sequence[Thing]) -> None:
    """Each party uses the phones and accounts, and holds the documents, that its own columns name."""
    parties = [thing for thing in things if "party" in thing.given]
    for thing in things:
        owner, note = thing.given.get("party"), ""
        if owner is None and len(parties) == 1 and not thing.group.side:
            owner, note = parties[0].given["party"], "Taken for those of the one party in the record."
        for role, schema in PARTY_OF.items():
            if owner is not None and role in thing.given:
                target = thing.given[role]
                row = Row(f"{owner.name}_{role}", schema, ends=(owner.name, target.name))
                row.notes += [note] if note else []
                draft.link(row)


def _trade(draft: Draft, things: Sequence[Thing], record_id: Column | None) -> bool:
    """Whether records are shipments; then who sends and gets them, and what they travel in."""
    bill = next((thing.given["bill"] for thing in things if "bill" in thing.given), None)
    containers = [thing.given["container"] for thing in things if "container" in thing.given]
    sides = [(thing.group.side, thing.given["party"]) for thing in things if "party" in thing.given]
    if bill is None:
        if not containers or record_id is None:
            return False
        note = f"Nothing says so but the container; '{record_id.name}' tells one from another."
        bill = draft.entity(Row("shipment", "Shipment", [draft.take(record_id)], notes=[note]))
    for kind, prop in (
        ("money", "value"),
        ("currency", "currency"),
        ("weight", "weight_kg"),
        ("count", "packages"),
    ):
        if (column := draft.first(kind)) is not None:
            bill.properties[prop] = draft.take(column)
    _same_named(draft, bill)
    for side, party in sides:
        if side:
            schema = "ConsignedBy" if side == "from" else "ConsignedTo"
            draft.link(Row(f"{side}_{party.name}", schema, ends=(bill.name, party.name)))
    for container in containers:
        draft.link(Row(f"in_{container.name}", "PackedIn", ends=(bill.name, container.name)))
    for thing in things:
        if "imo" in thing.given:
            draft.link(Row("aboard", "CarriedBy", ends=(bill.name, thing.given["imo"].name)))
    return True


def _ends(things: Sequence[Thing]) -> tuple[Row, Row, str, str] | None:
    """The two that an event joins, what they are, and what is unsure of it."""
    sides = {
        side: [thing for thing in things if thing.group.side == side and thing.given.keys() & set(ENDS)]
        for side in ("from", "to")
    }
    if sides["from"] and sides["to"]:
        one, other = sides["from"][0], sides["to"][0]
        for role in ENDS:
            if role in one.given and role in other.given:
                return one.given[role], other.given[role], role, ""
        first, second = (next(role for role in ENDS if role in thing.given) for thing in (one, other))
        return one.given[first], other.given[second], first, ""
    for role in ENDS:
        given = [thing.given[role] for thing in things if role in thing.given]
        if len(given) == 2:
            said = f"From '{given[0].name}' to '{given[1].name}' by the order of their columns alone."
            return given[0], given[1], role, said
    return None


def _event(draft: Draft, ends: tuple[Row, Row, str, str], record_id: Column | None) -> None:
    one, other, role, said = ends
    has_time, money = draft.first("time", "date") is not None, draft.first("money")
    share = draft.first("share") if role == "party" else None
    row = Row("link", "LinkedTo", ends=(one.name, other.name), required=True)
    if money is not None:
        _paid(draft, row, money, record_id)
    elif role == "phone" and has_time:
        row.name, row.schema = "call", "Called"
        row.notes.append("Two phones and a time: one call a record. Messages would be Messaged.")
        if (length := draft.first("duration")) is not None:
            row.properties["duration_s"] = draft.take(length)
    elif role == "email" and has_time:
        row.name, row.schema = "message", "Messaged"
        row.notes.append("Two e-mail addresses and a time: one message a record.")
    elif share is not None:
        row.name, row.schema, row.required = "owns", "Owns", False
        if (one.schema, other.schema) == ("Company", "Person"):
            row.ends, said = (other.name, one.name), ""
        row.properties["share_percent"] = draft.take(share)
        row.where = {share.name: "*"}
        row.notes.append("Two parties and, where it stands, a share. CHECK which of the two owns the other.")
    else:
        _untyped(draft, row, said="" if said else "The columns name two sides.")
    if said:
        row.notes.append(said)
    _same_named(draft, row)
    _times(draft, row, draft.first("time") or draft.first("date"))
    row.notes += ["A record without both ends goes to quarantine."] * row.required
    draft.link(row)


def _paid(draft: Draft, row: Row, money: Column, record_id: Column | None) -> None:
    row.name, row.schema = "payment", "Paid"
    row.properties["amount"] = draft.take(money)
    row.notes.append(f"Two sides and an amount ('{money.name}'): one payment a record.")
    currency = draft.first("currency")
    if currency is not None:
        row.properties["currency"] = draft.take(currency)
    else:
        row.notes.append(
            "CHECK: no column is a currency. Where all are of one, add currency: {literal: EUR}."
        )
    if record_id is not None:
        row.properties["reference"] = draft.take(record_id)
    for column in draft.of("count"):
        if {"transactions", "payments", "transfers"} & set(column.words):
            row.properties["payments"] = draft.take(column)
            row.notes.append(f"'{column.name}' is how many payments a record stands for.")


def _untyped(draft: Draft, row: Row, *, said: str) -> None:
    row.notes.append(
        f"{said} CHECK: nothing says how the two are linked. Called, Messaged, Paid, Owns, Directs, Employs,"
        " Knows and others say more than LinkedTo; calls and payments join phones and accounts.".strip()
    )
    weights = draft.of("number", "count")
    if len(weights) == 1 and weights[0].kind == "number":
        row.properties["weight"] = draft.take(weights[0])
        row.notes.append(f"'{weights[0].name}' is taken for the strength of the link; it may be a duration.")


def _same_named(draft: Draft, row: Row) -> None:
    """Maps columns that are called as a property is, and whose values that can hold."""
    schema = load_ontology().get(row.schema)
    for column in draft.columns:
        prop = schema.properties.get("_".join(column.words))
        if prop is None or column.name in draft.used or prop.name in row.properties or column.repeats:
            continue
        if column.kind == prop.type or prop.type in WORDS or {column.kind, prop.type} <= NUMBERS:
            row.properties[prop.name] = draft.take(column)


def _times(draft: Draft, row: Row, at: Column | None) -> None:
    name = {"Owns": "since"}.get(row.schema, "at")
    if at is None or name in row.properties:
        return
    row.properties[name] = draft.take(at)
    row.notes += [f"'{at.name}': {doubt}." for doubt in at.doubts]
    if at.kind == "time" and not at.has_offset:
        row.notes.append(
            f"CHECK: '{at.name}' says no time zone, so it is read as UTC; else set hints.timezone."
        )
    later = draft.first(at.kind)
    if later is not None and row.schema in ("Owns", "LinkedTo"):
        row.properties["until"] = draft.take(later)
    elif later is not None:
        row.notes.append(f"When it was is '{at.name}'; it may as well be '{later.name}'.")
        draft.whys[later.name] = f"'{at.name}' is taken for when it was"


def _suggestions(draft: Draft, things: Sequence[Thing]) -> None:
    """Links that may be there, of which the file does not say that they are."""
    parties = [thing.given["party"] for thing in things if "party" in thing.given]
    means = [thing.given[role] for thing in things for role in ("vin", "imo") if role in thing.given]
    joined = {end for row in draft.links for end in row.ends or ()}
    for party in parties[:2]:
        for mean in means[:2]:
            row = Row(f"{party.name}_owns_{mean.name}", "Owns", ends=(party.name, mean.name))
            draft.unsure.append((row, "Whose it is the file does not say; or Operates"))
    for party in parties:
        if party.name not in joined and draft.links:
            other = (draft.links[0].ends or ("", ""))[0]
            row = Row(f"{party.name}_link", "LinkedTo", ends=(party.name, other))
            draft.unsure.append((row, f"What '{party.name}' has to do with the others the file does not say"))
