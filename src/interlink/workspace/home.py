"""A home, opened: its stores, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from interlink.access.audit import AuditLog
from interlink.access.principals import local_user
from interlink.access.view import Stores, View
from interlink.lake import Archive, Lake
from interlink.ledger import Ledger
from interlink.model.schema import Ontology, load_ontology
from interlink.settings import Settings

__all__ = ["Home", "Moment"]

Moment = str | date | datetime


@dataclass(frozen=True)
class Home:
    """What all doors stand on."""

    settings: Settings

    @cached_property
    def ontology(self) -> Ontology:
        """The schemas."""
        return load_ontology()

    def view(
        self,
        *,
        purpose: str | None = None,
        reason: str | None = None,
        as_of: Moment | None = None,
        true_on: str | date | None = None,
    ) -> View:
        """A door for reading: for a purpose and a reason, as known at `as_of`, as true on `true_on`.

        Raises
        ------
        AccessDenied   purpose or reason is missing, or the purpose is not on the list
        """
        return View(
            self._stores,
            local_user(self.settings.user),
            purpose=purpose or self.settings.purpose,
            reason=reason or self.settings.reason,
            as_of=as_of,
            true_on=true_on,
        )

    def _audit(self, operation: str, params: Mapping[str, object]) -> None:
        self._stores.audit.record(
            at=self._stores.now().isoformat(),
            principal=self.settings.user,
            operation=operation,
            purpose=self.settings.purpose or "",
            reason=self.settings.reason or "",
            params=params,
        )

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self.settings.ledger_url)

    @cached_property
    def _stores(self) -> Stores:
        return Stores(
            lake=Lake(self.settings.lake_url, self.ontology),
            ledger=self._ledger,
            archive=Archive(self.settings.archive),
            ontology=self.ontology,
            audit=AuditLog(self.settings.audit_url),
            now=lambda: datetime.now(UTC),
        )
