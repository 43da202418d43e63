"""Register entries as rows of register.csv."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from random import Random

from interlink.worlds.harbour.cast import Person, Relation, draw_date

__all__ = ["register_rows"]


def register_rows(rng: Random, relations: Iterable[Relation]) -> list[dict[str, str]]:
    """One row for each entry, ordered by company number, role and party; `since` is after incorporation."""
    rows = []
    for relation in relations:
        company, party = relation.company, relation.party
        person = party if isinstance(party, Person) else None
        last = relation.until or date(2025, 11, 30)
        since = draw_date(rng, min(company.incorporated, last), last)
        rows.append(
            {
                "company_number": company.number,
                "company_name": company.name,
                "jurisdiction": company.country,
                "incorporated_on": company.incorporated.isoformat(),
                "status": company.status,
                "address": company.address,
                "city": company.city,
                "country": company.country,
                "role": relation.role,
                "party_type": "person" if person else "company",
                "party_id": party.id if isinstance(party, Person) else party.number,
                "party_name": party.name.latin if isinstance(party, Person) else party.name,
                "party_name_original": original_name(person),
                "birth_date": person.born.isoformat() if person else "",
                "nationality": party.country if person else "",
                "share_percent": "" if relation.share is None else str(relation.share),
                "since": since.isoformat(),
                "until": relation.until.isoformat() if relation.until else "",
                "phone": relation.phone,
            }
        )
    return sorted(rows, key=lambda row: (row["company_number"], row["role"], row["party_id"]))


def original_name(person: Person | None) -> str:
    """The name in its own script, empty where the Latin one says the same."""
    return person.name.original if person and person.name.original != person.name.latin else ""
