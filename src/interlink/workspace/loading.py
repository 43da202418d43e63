"""Loads: sources, deliveries, what could not be mapped, and a copy of it all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from interlink.access.view import View
from interlink.errors import LoadError, QueryError, StoreUnavailable
from interlink.ledger import LoadRow
from interlink.ledger.corrections import Corrections, KeptApart
from interlink.loads.chains import ROUTES
from interlink.loads.derive import Deriver
from interlink.loads.entry import BY_HAND
from interlink.loads.flagged import flagged_places
from interlink.loads.port_calls import PORT_CALLS
from interlink.loads.report import LoadReport
from interlink.loads.run import Loader
from interlink.mapping.spec import SourceSpec
from interlink.model.marking import is_visible
from interlink.progress import Progress, silent
from interlink.sources import find_source, source_files
from interlink.upkeep.backup import BackupReport, back_up
from interlink.workspace.graphs import Graphs

__all__ = ["Loading"]


class Loading(Graphs):
    """The doors of those who bring records in."""

    def sources(self) -> Mapping[str, str]:
        """The text of every source file by name, shipped ones and the user's own."""
        self._need("collect", "sources")
        return source_files(self.settings.own_sources)

    def source(self, name: str) -> SourceSpec:
        """The source called `name`; UnknownName when there is none."""
        self._need("collect", "sources")
        return find_source(name, self.settings.own_sources)

    def load(
        self,
        source: str,
        files: Sequence[str | Path],
        *,
        dry_run: bool = False,
        allow_older: bool = False,
        progress: Progress = silent,
        view: View | None = None,
    ) -> LoadReport:
        """Loads files of a source; returns when the graph holds them, or says in `graph` why not yet.

        What follows from them is derived before the graph catches up; where it cannot be, a warning says so.

        Raises
        ------
        UnknownName, SpecError, ReadError, LoadError   nothing was changed; `by_hand` is refused, since
                                                       people enter it one by one
        """
        tried = {"dry_run": True} if dry_run else {}
        named = [str(file) for file in files]
        done = {"what": "load", "source": source, "files": named, **tried}
        self._act("collect", "collection", done, view=view)
        spec = self._delivered(source)
        return self._load(
            spec, [Path(file) for file in files], dry_run=dry_run, allow_older=allow_older, progress=progress
        )

    def _delivered(self, source: str) -> SourceSpec:
        """The source of this name, that somebody delivers; LoadError for one that nobody does."""
        if source == BY_HAND:
            raise LoadError(
                f"load {BY_HAND}: what people know is entered one by one, in the explorer or by"
                " `Workspace.enter`, under the name of whoever enters it"
            )
        spec = find_source(source, self.settings.own_sources)
        if spec.follows:
            raise LoadError(
                f"load {source}: nobody delivers it, it follows from other loads. Nothing was changed."
                " `interlink loads derive` brings it up to date."
            )
        return spec

    def _load(
        self,
        spec: SourceSpec,
        files: Sequence[Path],
        *,
        dry_run: bool = False,
        allow_older: bool = False,
        progress: Progress = silent,
    ) -> LoadReport:
        """Runs a load and brings the graph up to it."""
        report = self._loader.run(spec, files, dry_run=dry_run, allow_older=allow_older, progress=progress)
        if dry_run:
            return replace(report, graph="not touched: dry run")
        return self._followed(report, progress)

    def _followed(self, report: LoadReport, progress: Progress) -> LoadReport:
        """The report, once what follows from the load is derived and the graph has caught up."""
        made = self._deriver.run(progress)
        report = replace(report, derived=made.reports, warnings=(*report.warnings, *made.delayed))
        return replace(report, graph=self._brought(progress))

    def derive(self, progress: Progress = silent) -> list[LoadReport]:
        """Brings what follows from loads up to date, such as routes; gives the loads made, if any.

        Raises
        ------
        LoadError   something could not be derived; what could be is committed
        """
        self._act("collect", "collection", {"what": "derive"})
        made = self._deriver.run(progress)
        graph = self._brought(progress) if made.reports else ""
        if made.delayed:
            raise LoadError("\n".join(made.delayed))
        return [replace(report, graph=graph) for report in made.reports]

    def _brought(self, progress: Progress) -> str:
        """Where the graph stands once it has caught up, or why it could not."""
        try:
            return self._catch_up(progress).words
        except (StoreUnavailable, QueryError) as error:
            return f"not yet: {error} The load is committed; the graph catches up by itself."

    def loads(self, *, source: str | None = None, view: View | None = None) -> list[LoadRow]:
        """Every load, oldest first."""
        (view or self.view()).oversee("collect", "loads", source=source)
        return self._ledger.loads(source=source)

    def load_files(self, load: int, *, view: View | None = None) -> list[tuple[str, str]]:
        """Name and sha256 of the files of a load, in the order in which they were delivered.

        A name can say whom a file is about: it is empty for who may not see all that is in the home.
        """
        door = view or self.view()
        door.oversee("collect", "files of a load", load=load)
        sees_all = self._sees_all(door)
        numbers = self._ledger.load_files(load)
        found = self._ledger.files(numbers)
        return [(found[number].name if sees_all else "", found[number].sha256) for number in numbers]

    def flagged(self, load: int, *, most: int = 5, view: View | None = None) -> list[str]:
        """Where the first values of a load stand that could not be normalised: property, file and place.

        None for who may not see all that is in the home.
        """
        door = view or self.view()
        door.oversee("collect", "flagged", load=load)
        if not self._sees_all(door):
            return []
        return flagged_places(self._stores.lake, self._ledger, load, most=most)

    def quarantined(self, load: int, *, view: View | None = None) -> list[KeptApart]:
        """The records that a load could not map, and how those were corrected that somebody did."""
        (view or self.view()).oversee("collect", "quarantine", load=load)
        return self._corrections.kept_apart(load)

    def backup(self, file: str | Path) -> BackupReport:
        """Writes the home to one file; see `interlink.upkeep.backup`. Loads may run meanwhile."""
        self._act("maintain", "disclosure", {"what": "backup", "file": str(file)})
        return back_up(self.settings, Path(file), at=self._stores.now().isoformat())

    def _sees_all(self, door: View) -> bool:
        """Whether nothing in the home is marked so that who asks may not see it."""
        clearance = door.principal.clearance.with_purpose(door.purpose)
        return all(is_visible(marking, clearance) for marking in self._ledger.markings().values())

    @cached_property
    def _corrections(self) -> Corrections:
        return Corrections(self._ledger)

    @cached_property
    def _loader(self) -> Loader:
        return Loader(
            lake=self._stores.lake,
            ledger=self._ledger,
            archive=self._stores.archive,
            ontology=self.ontology,
            locks=self.settings.home / "locks",
        )

    @cached_property
    def _deriver(self) -> Deriver:
        return Deriver(
            loader=self._loader,
            lake=self._stores.lake,
            ledger=self._ledger,
            ontology=self.ontology,
            folder=self.settings.home / "derived",
            # Routes last: they take the legs between port calls as well.
            derivations=(PORT_CALLS, ROUTES),
        )
