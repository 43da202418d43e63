"""Which phones, accounts, passports and identity cards a party uses: what members of a network name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from interlink.model.clean_text import clean_document
from interlink.model.cleaning import Hints
from interlink.worlds.writing.named import Named

__all__ = ["party_means"]

PHONES = (
    ("call_records", "caller"),
    ("call_records", "callee"),
    ("register", "phone"),
    ("documents", "phone"),
)
ACCOUNTS = (("payments", "payer_account"), ("payments", "payee_account"))


def party_means(
    named: Named, rows: Mapping[str, pl.DataFrame], parties: Iterable[int]
) -> dict[int, tuple[str, ...]]:
    """The means of these parties that the rows name, as the ids that the shipped mappings give, in order.

    A document that somebody shows at a border is a means of theirs, whoever it was issued to.
    """
    people, crossings = named.block.people, named.block.crossings
    origin = named.person["origin"]
    phones = pl.concat([rows[source][column] for source, column in PHONES]).unique().implode()
    accounts = pl.concat([rows[source][column] for source, column in ACCOUNTS]).unique().implode()
    found = {}
    for party in parties:
        mine, papers = [party], []
        if party < people.size:
            if people.other[party] >= 0:
                mine.append(int(people.other[party]))
            of = sorted({party, *crossings.document[crossings.traveller == party].tolist()})
            numbers = clean_document(named.passport.gather(of), Hints())
            papers = [
                f"{'passport' if named.has_passport[holder] else 'identity_card'}:{number}|{origin[holder]}"
                for holder, number in zip(of, numbers, strict=True)
            ]
        phone, account = named.phone.gather(mine), named.account["account"].gather([party])
        used = [f"phone:{number}" for number in phone.filter(phone.is_in(phones))]
        used += [f"bank_account:{number}" for number in account.filter(account.is_in(accounts))]
        found[party] = tuple(sorted([*papers, *used]))
    return found
