"""Loads that run by themselves: what is due, how fresh each source is, and what ran."""

from __future__ import annotations

from functools import cached_property

from interlink.access.view import View
from interlink.ledger.runs import RunRow, Runs
from interlink.loads.due import Due, due_sources
from interlink.loads.freshness import Freshness, freshness
from interlink.loads.plans import Plans, read_plans
from interlink.sources import source_files
from interlink.workspace.loading import Loading

__all__ = ["Running"]


class Running(Loading):
    """The doors of those who let loads run by themselves."""

    def due(self, *, view: View | None = None) -> list[Due]:
        """The sources that are due now, and those that should run and cannot, in order of name."""
        (view or self.view()).oversee("collect", "due")
        return due_sources(self._plans(), self._runs.standings(), self._stores.now())

    def freshness(self, *, view: View | None = None) -> list[Freshness]:
        """How fresh each scheduled source is, in order of name; see `interlink.loads.freshness`."""
        (view or self.view()).oversee("collect", "freshness")
        now = self._stores.now()
        return freshness(self._plans(), self._runs.standings(), self._runs.last_loads(), now)

    def runs(
        self, *, source: str | None = None, newest: int | None = None, view: View | None = None
    ) -> list[RunRow]:
        """Runs, oldest first: also those that found nothing new, or failed before a load began."""
        (view or self.view()).oversee("collect", "runs", source=source)
        return self._runs.recent(source=source, newest=newest)

    def _plans(self) -> Plans:
        return read_plans(source_files(self.settings.sources))

    @cached_property
    def _runs(self) -> Runs:
        return Runs(self._ledger)
