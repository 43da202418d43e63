"""Findings that are written to graphs: to whose, and what they say there of entities."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import sqlalchemy as sa

from interlink.ledger.packing import packed, unpacked
from interlink.ledger.store import Ledger
from interlink.ledger.tables import finding, finding_graph
from interlink.model.marking import Marking

__all__ = ["Written", "WrittenFinding", "digest_of"]

RECORD = "record"


@dataclass(frozen=True, eq=False)
class WrittenFinding:
    """What a finding says in a graph: a row an entity, by `id`, the other columns as the graph has them.

    It stands there while every one of `records`, fragments of `schemas`, does; `digest` tells it from any
    other that was or will be kept under its number.
    """

    finding: int
    marking: Marking
    schemas: tuple[str, ...]
    rows: pl.DataFrame
    records: pl.Series
    digest: str


class Written:
    """The functions over the rows; all raise StoreUnavailable where the ledger cannot be used."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def add(
        self,
        number: int,
        audience: str,
        *,
        schemas: Sequence[str],
        rows: pl.DataFrame,
        records: pl.Series,
    ) -> None:
        """Says that the graph of an audience is to hold these rows of a finding, and no others of it."""
        said = {
            "schemas": json.dumps(list(schemas)),
            "rows": packed(rows),
            "records": packed(records.alias(RECORD).to_frame()),
        }
        with self._ledger.writing() as db:
            marking = db.execute(sa.select(finding.c.marking).where(finding.c.id == number)).scalar_one()
            digest = hashlib.sha256(repr((number, marking, said)).encode()).hexdigest()
            db.execute(_those(number, audience))
            row = {"finding": number, "audience": audience, "digest": digest, **said}
            db.execute(sa.insert(finding_graph), row)

    def remove(self, number: int, audience: str) -> None:
        """Says that the graph of an audience is to hold nothing of a finding."""
        with self._ledger.writing() as db:
            db.execute(_those(number, audience))

    def remove_audience(self, audience: str) -> None:
        """Forgets what was written for an audience of this name."""
        with self._ledger.writing() as db:
            db.execute(sa.delete(finding_graph).where(finding_graph.c.audience == audience))

    def audiences(self) -> dict[int, list[str]]:
        """The names of the audiences that each finding is written for, in order; of others there is none."""
        found: dict[int, list[str]] = {}
        query = sa.select(finding_graph.c.finding, finding_graph.c.audience)
        with self._ledger.reading() as db:
            for number, audience in db.execute(query.order_by(finding_graph.c.audience)):
                found.setdefault(number, []).append(audience)
        return found

    def digest(self, audience: str) -> str:
        """Tells what all findings say in the graph of an audience from anything else; empty for nothing."""
        query = sa.select(finding_graph.c.digest).where(finding_graph.c.audience == audience)
        with self._ledger.reading() as db:
            return digest_of(db.execute(query).scalars().all())

    def of(self, audience: str) -> list[WrittenFinding]:
        """What findings say in the graph of an audience, in order of number."""
        query = (
            sa.select(finding_graph, finding.c.marking)
            .join(finding)
            .where(finding_graph.c.audience == audience)
            .order_by(finding_graph.c.finding)
        )
        with self._ledger.reading() as db:
            return [
                WrittenFinding(
                    finding=row.finding,
                    marking=Marking.from_json(row.marking),
                    schemas=tuple(json.loads(row.schemas)),
                    rows=unpacked(row.rows),
                    records=unpacked(row.records)[RECORD],
                    digest=row.digest,
                )
                for row in db.execute(query)
            ]


def digest_of(digests: Sequence[str]) -> str:
    """One for all of them, whatever their order; empty for none."""
    return hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()[:16] if digests else ""


def _those(number: int, audience: str) -> sa.Delete:
    return sa.delete(finding_graph).where(
        finding_graph.c.finding == number, finding_graph.c.audience == audience
    )
