"""Records in quarantine, and what became of those that somebody corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from interlink.ledger.store import Ledger
from interlink.ledger.tables import correction, load, quarantine

__all__ = ["Corrected", "Corrections", "KeptApart"]


@dataclass(frozen=True)
class Corrected:
    """How a record was corrected: the load that brought it in and its file, by whom, when and why."""

    load: int
    file: int
    principal: str
    at: int
    reason: str


@dataclass(frozen=True)
class KeptApart:
    """A record in quarantine: the load that could not map it, its place, why; `corrected` once it was."""

    id: int
    load: int
    source: str
    file: int
    path: str | None
    row: int
    reason: str
    corrected: Corrected | None = None


class Corrections:
    """The functions over the rows; all raise StoreUnavailable where the ledger cannot be used."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def kept_apart(self, of: int) -> list[KeptApart]:
        """What a load could not map, in the order delivered."""
        return self._found(quarantine.c.load == of)

    def made(self, *, source: str | None = None) -> list[KeptApart]:
        """The records that were corrected, in the order in which they were."""
        wanted = correction.c.load.is_not(None)
        found = self._found(wanted if source is None else wanted & (load.c.source == source))
        return sorted(found, key=lambda each: 0 if each.corrected is None else each.corrected.load)

    def mapping_of(self, of: int) -> str:
        """The sha256 of the mapping that a load used; empty where it is not known."""
        with self._ledger.reading() as db:
            return str(db.execute(sa.select(load.c.spec_sha256).where(load.c.id == of)).scalar() or "")

    def _found(self, wanted: sa.ColumnElement[bool]) -> list[KeptApart]:
        made = [correction.c[name].label(f"corrected_{name}") for name in Corrected.__dataclass_fields__]
        query = (
            sa.select(quarantine, load.c.source, *made)
            .join(load, load.c.id == quarantine.c.load)
            .outerjoin(correction, correction.c.quarantine == quarantine.c.id)
            .where(wanted)
            .order_by(quarantine.c.id)
        )
        with self._ledger.reading() as db:
            return [_row(row) for row in db.execute(query).mappings()]


def _row(row: Mapping[Any, Any]) -> KeptApart:
    names = [name for name in KeptApart.__dataclass_fields__ if name != "corrected"]
    how = {name: row[f"corrected_{name}"] for name in Corrected.__dataclass_fields__}
    return KeptApart(
        **{name: row[name] for name in names}, corrected=None if how["load"] is None else Corrected(**how)
    )
