"""Records of every schema of the model, invented: a graph in which any query may find something."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

from interlink.model.schema import Ontology, Property, Schema

__all__ = ["SOURCE", "write_records"]

# Statements of any schema, one a line.
SOURCE = "by_hand"
ENTITIES, LINKS = 3, 6
NAMES = (
    "Ada Vell",
    "ada vell",
    "Vell, Bo",
    "Ольга Вель",
    "عمر فيل",
    "连浩然",
    "Ömer Straße",
    "O'Vell \\ Co",
    "Vell",
)
DATES = ("2025-03-01", "2025-03", "2025", "2026-01-31", "2024-02-29", "1999-12-31")
TIMES = (
    "2026-01-02T10:00:00Z",
    "2026-01-02T10:00:00.250Z",
    "2025-12-31T23:30:00+02:00",
    "2024-02-29T00:00:00Z",
)
NUMBERS = ("0", "1", "2.5", "12.5", "99.99", "100", "7")
VALUES = {
    "date": DATES,
    "time": TIMES,
    "country": ("NL", "TR", "MA", "CN"),
    "currency": ("EUR", "USD"),
    "gender": ("male", "female"),
    "hs_code": ("030354", "610910", "870323"),
    "phone": ("+31612345678", "+31612345679", "+905321234567"),
    "email": ("ada@example.org", "bo@example.net"),
    "count": ("0", "1", "2", "7"),
    **dict.fromkeys(("money", "weight", "number", "share", "duration", "latitude", "longitude"), NUMBERS),
}


def write_records(ontology: Ontology, path: Path) -> Path:
    """A few entities of each kind, half of their properties empty, and links of each type among them."""
    chance = Random(0)
    with path.open("w", encoding="utf-8") as file:
        for number, record in enumerate(_records(ontology, chance)):
            said = {"entry": str(number), "op": "state", "is_fact": "fact", "by": "ada", "reason": "A test"}
            file.write(json.dumps(said | record | {"at": TIMES[0]}, ensure_ascii=False) + "\n")
    return path


def _records(ontology: Ontology, chance: Random) -> Iterator[dict[str, object]]:
    for schema in ontology.entities():
        for number in range(ENTITIES):
            yield {"schema": schema.name, "entity": _id(schema, number), "properties": _said(schema, chance)}
    for schema in ontology.links():
        assert schema.edge is not None
        sources, targets = (ontology.concrete(end) for end in (schema.edge.source, schema.edge.target))
        # a few kinds of end, so that paths meet
        ends = [
            (sources[0], targets[0]),
            (sources[-1], targets[-1]),
            (chance.choice(sources), chance.choice(targets)),
        ]
        for number in range(LINKS):
            source, target = ends[number % len(ends)]
            yield {
                "schema": schema.name,
                "from": _id(source, chance.randrange(2)),
                "to": _id(target, chance.randrange(ENTITIES)),
                "properties": _said(schema, chance),
            }


def _id(schema: Schema, number: int) -> str:
    return f"{schema.name.lower()}:{number}"


def _said(schema: Schema, chance: Random) -> dict[str, object]:
    return {name: _values(each, chance) for name, each in schema.properties.items() if chance.random() < 0.6}


def _values(each: Property, chance: Random) -> object:
    pool = VALUES.get(each.type, NAMES)
    return chance.sample(pool, min(2, len(pool))) if each.many else chance.choice(pool)
