"""Columns that speak of one thing: `payer`, `payer_id` and `payer_account` are of the payer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from interlink.mapping.proposal.columns import Column
from interlink.mapping.proposal.words import (
    COMPANY_WORDS,
    PART_WORDS,
    PERSON_WORDS,
    SIDES,
    VESSEL_WORDS,
    Side,
    word_set,
)

__all__ = ["Group", "grouped"]

# Kinds of columns that say something of a thing, rather than of the record.
PARTS = word_set(
    "name id country phone email iban account wallet bic birth gender document plate vin imo mmsi container"
    " bill place lei address"
)
# A number alone names a party where its column says so.
PARTY_WORDS = (
    PERSON_WORDS
    | COMPANY_WORDS
    | word_set(
        "customer party client subject user actor employee owner passenger beneficiary originator payer payee"
        " entity individual member name"
    )
)
# Parts that a party has of its own, and that no other column need name again.
OWN = frozenset({"birth", "gender", "document"})
# What a party may have without its name before it; a bare `id` is the record's.
OF_PARTY = PARTS - {"id", "vin", "plate", "imo", "mmsi", "container", "bill", "place"}
VESSEL_PARTS = frozenset({"imo", "mmsi"})
# Of these kinds a column that is called by a side alone, such as `source`, holds whatever stands at that end.
BARE = frozenset({"number", "count", "text", "label", "id"})


@dataclass(frozen=True)
class Group:
    """The columns of one thing by what they say of it; `side` is the end of an event at which it stands."""

    stem: tuple[str, ...]
    side: Side
    parts: Mapping[str, tuple[Column, ...]] = field(default_factory=dict)

    @property
    def is_party(self) -> bool:
        """It is a person or a body: it has a name, or a number that is called after one."""
        if self.is_vessel:
            return False
        if "name" in self.parts:
            return True
        return "id" in self.parts and (bool(self.side) or bool(PARTY_WORDS.intersection(self.stem)))

    @property
    def is_vessel(self) -> bool:
        """It is a ship: it has an IMO number, or is called one."""
        return "imo" in self.parts or bool(VESSEL_WORDS.intersection(self.stem))

    @property
    def is_company(self) -> bool:
        """Its names or its columns are those of a body."""
        named = any(column.is_company for column in self.parts.get("name", ()))
        return named or "lei" in self.parts or bool(COMPANY_WORDS.intersection(self.stem))

    @property
    def is_person(self) -> bool:
        """It has what only people have."""
        words = {*self.stem, *(word for column in self.parts.get("name", ()) for word in column.words)}
        return bool(OWN & self.parts.keys()) or bool(PERSON_WORDS.intersection(words))

    def first(self, part: str) -> Column | None:
        """The first column that says this of it."""
        return next(iter(self.parts.get(part, ())), None)


def grouped(columns: Sequence[Column]) -> list[Group]:
    """The things that the columns speak of, in order; the loose ones go to the one party."""
    has_sides = {"from", "to"} <= {_side(column.words) for column in columns}
    found: dict[tuple[str, ...], dict[str, list[Column]]] = {}
    numbered = {_stem(column.words) for column in columns if column.kind == "id"}
    for column in columns:
        part = _part(column, has_sides=has_sides)
        # `entity_b` beside `entity_b_id`
        if column.kind == "words" and column.words in numbered and not column.repeats:
            part = "name"
        if part:
            found.setdefault(_stem(column.words), {}).setdefault(part, []).append(column)
    groups = [
        Group(stem, _side(stem) if has_sides else "", {part: tuple(of) for part, of in parts.items()})
        for stem, parts in found.items()
    ]
    return _joined(groups)


def _joined(groups: list[Group]) -> list[Group]:
    """The parts without a name of their own, such as `birth_date`, go to the party that they can be of."""
    loose = next((group for group in groups if not group.stem), None)
    if loose is None:
        return groups
    vessel = next((group for group in groups if group.stem and group.is_vessel), None)
    if vessel is not None and loose.is_vessel:
        return _taking(groups, loose, vessel, VESSEL_PARTS)
    named = [group for group in groups if group.stem and group.is_party]
    people = [group for group in named if not group.is_company]
    if len(named) == 1 and ("name" not in loose.parts or "name" not in named[0].parts):
        return _taking(groups, loose, named[0], OF_PARTY)
    if len(people) == 1 and "name" not in loose.parts:
        return _taking(groups, loose, people[0], OWN)
    return groups


def _taking(groups: list[Group], loose: Group, taker: Group, parts: frozenset[str]) -> list[Group]:
    """The groups once `taker` has those parts of `loose` that it lacks."""
    taken = {part: of for part, of in loose.parts.items() if part in parts and part not in taker.parts}
    left = {part: of for part, of in loose.parts.items() if part not in taken}
    joined = [
        Group(group.stem, group.side, {**group.parts, **taken}) if group is taker else group
        for group in groups
    ]
    joined = [group for group in joined if group is not loose]
    return [*joined, Group((), "", left)] if left else joined


def _part(column: Column, *, has_sides: bool) -> str:
    """What the column says of a thing; empty where it speaks of the record."""
    if column.repeats or column.kind == "nothing":
        return ""
    if column.kind in BARE and has_sides and column.words and set(column.words) <= SIDES.keys():
        return "id"
    if column.kind == "text" and {"address", "street", "adres", "adresse"} & set(column.words):
        return "address"
    if column.kind == "name" and "address" in column.words:
        return "address"
    return column.kind if column.kind in PARTS else ""


def _stem(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without those at the end that say what of the thing it is."""
    end = len(words)
    while end and words[end - 1] in PART_WORDS:
        end -= 1
    return words[:end]


def _side(words: tuple[str, ...]) -> Side:
    sides = [SIDES[word] for word in (*words, "".join(words)) if word in SIDES]
    return sides[0] if sides else ""
