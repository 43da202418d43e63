"""Findings that were kept: what is said of each, and its tables as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from interlink.ledger.store import Ledger, new_id
from interlink.ledger.tables import finding, finding_graph, finding_part

__all__ = ["FindingRow", "Findings"]


@dataclass(frozen=True)
class FindingRow:
    """A kept finding without its tables. `said` is JSON; `made_at` microseconds since 1970 UTC.

    `marking` is None where nothing of it came from the home's records; then it is its maker's alone.
    """

    id: int
    title: str
    analytic: str
    principal: str
    made_at: int
    fingerprint: str
    marking: str | None
    said: str


class Findings:
    """The functions over the rows; all raise StoreUnavailable where the ledger cannot be used."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def add(
        self,
        *,
        title: str,
        analytic: str,
        principal: str,
        made_at: int,
        fingerprint: str,
        marking: str | None,
        said: str,
        parts: Mapping[str, bytes],
    ) -> int:
        """Keeps a finding; gives its number."""
        head = {
            "title": title,
            "analytic": analytic,
            "principal": principal,
            "made_at": made_at,
            "fingerprint": fingerprint,
            "marking": marking,
            "said": said,
        }
        with self._ledger.writing() as db:
            number = new_id(db.execute(sa.insert(finding), head))
            rows = [{"finding": number, "name": name, "bytes": part} for name, part in parts.items()]
            db.execute(sa.insert(finding_part), rows)
        return number

    def all(self) -> list[FindingRow]:
        """Every finding, the latest first."""
        with self._ledger.reading() as db:
            rows = db.execute(sa.select(finding).order_by(finding.c.id.desc()))
            return [FindingRow(**row) for row in rows.mappings()]

    def parts(self, number: int) -> dict[str, bytes]:
        """The tables of a finding by name, empty where there is none of this number."""
        query = sa.select(finding_part.c.name, finding_part.c.bytes).where(finding_part.c.finding == number)
        with self._ledger.reading() as db:
            return {name: bytes(part) for name, part in db.execute(query.order_by(finding_part.c.name))}

    def remove(self, number: int) -> None:
        """Removes a finding, its tables, and what it says in graphs."""
        with self._ledger.writing() as db:
            db.execute(sa.delete(finding_graph).where(finding_graph.c.finding == number))
            db.execute(sa.delete(finding_part).where(finding_part.c.finding == number))
            db.execute(sa.delete(finding).where(finding.c.id == number))
