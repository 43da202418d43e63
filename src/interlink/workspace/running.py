"""Loads that run by themselves: what is due, how fresh each source is, and what ran."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path

from interlink.access.view import View
from interlink.errors import SpecError, UnknownName
from interlink.ledger.runs import RunRow, Runs
from interlink.loads.due import Due, due_sources
from interlink.loads.freshness import Freshness, freshness
from interlink.loads.plans import Plans, places_of, read_plans
from interlink.loads.report import LoadReport
from interlink.loads.unattended import Runner, RunReport
from interlink.mapping.spec import SourceSpec
from interlink.progress import Progress, silent
from interlink.sources import find_source, shelf, source_files, stray_schedules
from interlink.workspace.loading import Loading

__all__ = ["Running"]


class Running(Loading):
    """The doors of those who let loads run by themselves."""

    def due(self, *, view: View | None = None) -> list[Due]:
        """The sources that are due now, and those that should run and cannot, in order of name."""
        (view or self.view()).oversee("collect", "due")
        return self._due()

    def freshness(self, *, view: View | None = None) -> list[Freshness]:
        """How fresh each scheduled source is, in order of name; see `interlink.loads.freshness`."""
        (view or self.view()).oversee("collect", "freshness")
        now = self._stores.now()
        return freshness(self._plans(), self._runs.standings(), self._runs.last_loads(), now)

    def fetched_from(self, *, view: View | None = None) -> dict[str, str]:
        """Where the deliveries of each source that fetches come from, by name; scheduled or not."""
        (view or self.view()).oversee("collect", "fetched from")
        own = self.settings.own_sources
        return places_of(source_files(own), extended=shelf(own).fields)

    def runs(
        self, *, source: str | None = None, newest: int | None = None, view: View | None = None
    ) -> list[RunRow]:
        """Runs, oldest first: also those that found nothing new, or failed before a load began."""
        (view or self.view()).oversee("collect", "runs", source=source)
        return self._runs.recent(source=source, newest=newest)

    def run_source(
        self,
        source: str,
        *,
        again: bool = False,
        progress: Progress = silent,
        view: View | None = None,
    ) -> RunReport:
        """Fetches what has come for a source and loads it, due or not; `again` also what was loaded before.

        What goes wrong with fetch or load is in the report, and kept as a failed run.

        Raises
        ------
        UnknownName, SpecError   there is no such source, its file is wrong, or it does not say where its
                                 deliveries come from
        """
        self._act("collect", "collection", {"what": "run", "source": source}, view=view)
        spec = find_source(source, self.settings.own_sources)
        report = self._runner(progress, view).run(spec, again=again)
        return report or RunReport(source, "nothing-new")

    def run_due(self, *, progress: Progress = silent) -> Iterator[RunReport]:
        """Runs every source that is due, one after the other, as their reports are asked for.

        One that fails stops no other. One that should run and cannot has a failed report that says why; one
        that another process runs meanwhile is left to it.
        """
        self._act("collect", "collection", {"what": "run due"})
        return self._ran(progress)

    def _ran(self, progress: Progress) -> Iterator[RunReport]:
        for each in self._due():
            if each.state == "due":
                yield from self._run_due(each.source, progress)
            elif each.state != "gone":
                yield RunReport(each.source, "failed", reason=each.why)

    def _run_due(self, source: str, progress: Progress) -> Iterator[RunReport]:
        try:
            spec = find_source(source, self.settings.own_sources)
        except (UnknownName, SpecError) as error:
            # Since it was found due, its file was taken away or changed.
            yield RunReport(source, "failed", reason=str(error))
            return
        report = self._runner(progress).run(spec, is_due=partial(self._is_due, source))
        if report is not None:
            yield report

    def _is_due(self, source: str) -> bool:
        return any(each.source == source and each.state == "due" for each in self._due())

    def _due(self) -> list[Due]:
        return due_sources(self._plans(), self._runs.standings(), self._stores.now())

    def _plans(self) -> Plans:
        own = self.settings.own_sources
        return read_plans(source_files(own), stray=stray_schedules(own), extended=shelf(own).fields)

    def _runner(self, progress: Progress, view: View | None = None) -> Runner:
        def load(spec: SourceSpec, files: Sequence[Path]) -> LoadReport:
            return self.load(spec.source, files, progress=progress, view=view)

        return Runner(runs=self._runs, load=load, folder=self.settings.home, now=self._stores.now)

    @cached_property
    def _runs(self) -> Runs:
        return Runs(self._ledger)
