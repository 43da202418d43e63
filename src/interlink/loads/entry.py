"""What a person enters by hand: checked strictly, and written as a record of the source by_hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from interlink.errors import QueryError, nearest
from interlink.model.grades import HANDLING, SCHEMES, handling_place
from interlink.model.marking import CATEGORIES, Marking, inherit
from interlink.model.schema import Ontology, Schema

__all__ = ["BY_HAND", "LONGEST_REASON", "Entered", "Entry", "allowed_handling", "entry_record", "withdrawal"]

BY_HAND = "by_hand"
LONGEST_REASON = 400
# Neither for court nor for others without the permission of whoever entered it.
STRICT = ("H1", "H2")


@dataclass(frozen=True)
class Entry:
    """One statement about an entity, or about a link where it has `source` and `target`.

    `entity` is the id of one that is there, None for a new one. `entry` is the key of an earlier entry that
    this one takes the place of. `is_fact` tells fact from the assessment of whoever enters it; None, where
    nobody said, is refused. What a marking leaves out is the strictest that is sensible.
    """

    schema: str
    properties: Mapping[str, str | Sequence[str]]
    reason: str
    is_fact: bool | None
    entity: str | None = None
    source: str | None = None
    target: str | None = None
    entry: str | None = None
    source_grade: str = "X"
    information_grade: str = "4"
    handling: tuple[str, ...] | None = None
    releasable_to: tuple[str, ...] | None = None
    person_category: str | None = None


@dataclass(frozen=True)
class Entered:
    """What was entered: the key of the entry, the id that it is about (of a link, None), and its load.

    `kept` are values that could not be normalised and stand as they were entered; `graph` says whether the
    graph holds it yet.
    """

    entry: str
    entity: str | None
    load: int
    kept: int = 0
    graph: str = field(default="")


def allowed_handling(ceiling: str) -> tuple[str, ...]:
    """The strict codes that somebody with this ceiling can see themselves."""
    return tuple(code for code in STRICT if handling_place(code) <= handling_place(ceiling)) or ("H0",)


def entry_record(
    entry: Entry,
    ontology: Ontology,
    *,
    key: str,
    who: str,
    agency: str,
    at: str,
    ceiling: str,
    about: Sequence[Marking] = (),
) -> str:
    """The entry as a line of JSON, told by `who` at a moment.

    Unless it says for whom it is, it is for the agency of whoever enters it, where there is one. Nobody may
    see it who may not see what it is `about`, so it is never marked weaker than that.

    Raises
    ------
    UnknownName   no such schema
    QueryError    what is wrong with it, all of it
    """
    schema = ontology.get(entry.schema)
    handling = allowed_handling(ceiling) if entry.handling is None else entry.handling
    problems = [*_problems(entry, schema), *_marking_problems(entry, handling, ceiling)]
    if problems:
        raise QueryError("\n".join(problems))
    strict = (agency,) if agency else ()
    releasable = strict if entry.releasable_to is None else entry.releasable_to
    whole = inherit([Marking(handling=tuple(handling), releasable_to=tuple(releasable)), *about])
    remark = f"{entry.reason.strip()} ({who}, {at[:10]})"
    given = {name: values for name, values in _values(entry).items() if values}
    record: dict[str, object] = {
        "entry": key,
        "op": "state",
        "schema": schema.name,
        "entity": entry.entity,
        "from": entry.source,
        "to": entry.target,
        "properties": {**given, "remarks": [*given.get("remarks", []), remark]},
        "is_fact": "fact" if entry.is_fact else "assessment",
        "source_grade": entry.source_grade,
        "information_grade": entry.information_grade,
        "handling": list(whole.handling),
        "conditions": list(whole.conditions),
        "originator": who,
        "releasable_to": list(whole.releasable_to),
        "purposes": list(whole.purposes),
        "person_category": entry.person_category,
        "by": who,
        "at": at,
        "reason": entry.reason.strip(),
    }
    kept = {name: value for name, value in record.items() if value not in (None, [], "")}
    return json.dumps(kept, ensure_ascii=False) + "\n"


def withdrawal(key: str, *, reason: str, who: str, at: str) -> str:
    """A line of JSON that takes an entry back.

    Raises
    ------
    QueryError   no reason is given, or it is too long
    """
    if problems := list(_reason_problems(reason)):
        raise QueryError("\n".join(problems))
    record = {"entry": key, "op": "withdraw", "by": who, "at": at, "reason": reason.strip()}
    return json.dumps(record, ensure_ascii=False) + "\n"


def _values(entry: Entry) -> dict[str, list[str]]:
    """The values of each property, without empty ones."""
    listed = {
        name: [values] if isinstance(values, str) else list(values)
        for name, values in entry.properties.items()
    }
    return {name: [value.strip() for value in values if value.strip()] for name, values in listed.items()}


def _problems(entry: Entry, schema: Schema) -> list[str]:
    problems = list(_reason_problems(entry.reason))
    if entry.is_fact is None:
        problems.append("say whether it is a fact or your assessment")
    if schema.abstract:
        problems.append(
            f"{schema.name} is abstract: name a kind of it, such as one that `docs/model.md` lists"
        )
    given = [end is not None for end in (entry.source, entry.target)]
    if not all(given) if schema.is_link else any(given):
        ends = "the ids of its two ends" if schema.is_link else "no ends: they are for links"
        problems.append(f"{schema.name}: expected {ends}")
    if schema.is_link and entry.entity is not None:
        problems.append(f"{schema.name} is a link; an entity is corrected by its id, a link by its entry")
    values = _values(entry)
    for name, said in values.items():
        if name not in schema.properties:
            problems.append(f"{schema.name} has no property '{name}'.{nearest(name, schema.properties)}")
        elif len(said) > 1 and not schema.properties[name].many:
            problems.append(f"{name}: {schema.name} has one value of it, {len(said)} are given")
    if not schema.is_link and not any(values.values()):
        problems.append("nothing is entered: give a property a value")
    if not schema.is_link and entry.entity is None:
        missing = [name for name in schema.key if not values.get(name)]
        if missing:
            problems.append(f"a new {schema.name} needs {', '.join(missing)}, which make its id")
    return problems


def _reason_problems(reason: str) -> list[str]:
    if not reason.strip():
        return ["say why it is entered: a document, a case, or words"]
    if len(reason) > LONGEST_REASON:
        return [f"the reason has {len(reason):,} characters; {LONGEST_REASON} are the most"]
    return []


def _marking_problems(entry: Entry, handling: Sequence[str], ceiling: str) -> list[str]:
    problems = []
    for words, value, known in (
        ("source grade", entry.source_grade, SCHEMES[""].source),
        ("information grade", entry.information_grade, SCHEMES[""].information),
        ("person category", entry.person_category, CATEGORIES),
        *(("handling code", code, HANDLING) for code in handling),
    ):
        if value is not None and value not in known:
            problems.append(f"{words} '{value}': expected one of {', '.join(known)}")
    if not handling:
        problems.append("a handling code is needed; H0 is for any lawful use")
    above = [code for code in handling if code in HANDLING and handling_place(code) > handling_place(ceiling)]
    if above:
        problems.append(
            f"{', '.join(above)} is above {ceiling}, the strictest that you may see: you would not see it"
        )
    return problems
