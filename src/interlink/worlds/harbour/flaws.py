"""Values broken on purpose, in records that have nothing to do with the ring."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from interlink.worlds.harbour.identifiers import with_wrong_last_digit
from interlink.worlds.harbour.ring import Ring

__all__ = ["Rows", "break_values"]

Rows = list[dict[str, str]]

# source, column, how many records, what becomes of the value.
FLAWS: tuple[tuple[str, str, int, Callable[[str], str]], ...] = (
    ("manifest", "imo", 4, with_wrong_last_digit),
    ("manifest", "containers", 5, with_wrong_last_digit),
    ("manifest", "discharged_on", 3, lambda _: "2026-02-31"),
    ("manifest", "consignee_country", 2, lambda _: "XQ"),
    ("register", "birth_date", 2, lambda value: f"{value[:4]}-02-31"),
    ("register", "phone", 2, lambda _: "56"),
    ("register", "nationality", 2, lambda _: "Ruritania"),
    ("call_records", "callee", 3, lambda _: "56"),
)


def break_values(rng: Random, sources: dict[str, Rows], ring: Ring) -> dict[str, int]:
    """Breaks values in place, each in a record of its own; how many, by 'source.column'."""
    marks = {
        *(firm.number for firm in ring.companies.values()),
        *(person.id for person in ring.members.values()),
        *ring.phones.values(),
    }
    counts = {}
    spent: set[tuple[str, int]] = set()
    for source, column, count, spoil in FLAWS:
        rows = sources[source]
        free = [
            place
            for place, row in enumerate(rows)
            if row[column] and (source, place) not in spent and marks.isdisjoint(row.values())
        ]
        for place in sorted(rng.sample(free, count)):
            rows[place][column] = spoil(rows[place][column])
            spent.add((source, place))
        counts[f"{source}.{column}"] = count
    return counts
