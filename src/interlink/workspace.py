"""The workspace: one home, opened; the one door for the command line and the app."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import polars as pl

from interlink.access.audit import AuditEvent, AuditLog
from interlink.access.card import Card, LinkCard, card, link_card
from interlink.access.disclose import FORMS, Disclosure, What, disclosure
from interlink.access.expand import Neighbourhood, among, neighbourhood
from interlink.access.find import find, resolve
from interlink.access.principals import local_user
from interlink.access.view import Stores, View
from interlink.analytics import Finding, find_analytic, run
from interlink.errors import QueryError, SettingsError, StoreUnavailable, UnknownName, nearest
from interlink.graph.audience import LOCAL_AUDIENCE
from interlink.graph.build import GraphBuilder
from interlink.graph.state import GraphState
from interlink.graph.store import GraphStore, Rows, StoreStatus
from interlink.graph.stores import open_store
from interlink.lake import Archive, Lake
from interlink.ledger import Ledger, LoadRow, QuarantinedRecord
from interlink.loads.run import Loader, LoadReport
from interlink.mapping.spec import SourceSpec
from interlink.model.evidence import Evidence
from interlink.model.marking import Marking
from interlink.model.schema import Ontology, load_ontology
from interlink.progress import Progress, silent
from interlink.projection.lake import project
from interlink.projection.projection import Projection
from interlink.settings import Settings, make_home, read_settings
from interlink.sources import find_source, source_files
from interlink.upkeep.backup import BackupReport, back_up

__all__ = ["Workspace", "open_workspace"]

Moment = str | date | datetime


def open_workspace(
    home: str | Path | None = None, *, purpose: str | None = None, reason: str | None = None
) -> Workspace:
    """The home that INTERLINK_* settings name, or `home`, made where it is missing.

    `purpose` and `reason` stand in the audit log beside every look; without them those of the settings.

    Raises
    ------
    SettingsError      a setting is wrong, or the home cannot be written
    StoreUnavailable   ledger or audit log cannot be opened
    """
    settings = read_settings(home=None if home is None else Path(home))
    settings = replace(settings, purpose=purpose or settings.purpose, reason=reason or settings.reason)
    make_home(settings)
    return Workspace(settings)


@dataclass(frozen=True)
class Workspace:
    """Everything one home can do. Reading methods take a view; without one, the settings' own."""

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

    def sources(self) -> Mapping[str, str]:
        """The text of every source file by name, shipped ones and the user's own."""
        return source_files(self.settings.sources)

    def source(self, name: str) -> SourceSpec:
        """The source called `name`; UnknownName when there is none."""
        return find_source(name, self.settings.sources)

    def load(
        self,
        source: str,
        files: Sequence[str | Path],
        *,
        dry_run: bool = False,
        allow_older: bool = False,
        progress: Progress = silent,
    ) -> LoadReport:
        """Loads files of a source; returns when the graph holds them, or says in `graph` why not yet.

        Raises
        ------
        UnknownName, SpecError, ReadError, LoadError   nothing was changed
        """
        spec = self.source(source)
        self._audit("collection", {"what": "load", "source": source, "files": [str(file) for file in files]})
        report = self._loader.run(
            spec, [Path(file) for file in files], dry_run=dry_run, allow_older=allow_older, progress=progress
        )
        if dry_run:
            return replace(report, graph="not touched: dry run")
        try:
            return replace(report, graph=self.catch_up(progress).words)
        except (StoreUnavailable, QueryError) as error:
            return replace(
                report, graph=f"not yet: {error} The load is committed; the graph catches up by itself."
            )

    def loads(self, *, source: str | None = None, view: View | None = None) -> list[LoadRow]:
        """Every load, oldest first."""
        (view or self.view()).consult("loads", source=source)
        return self._ledger.loads(source=source)

    def quarantined(self, load: int, *, view: View | None = None) -> list[QuarantinedRecord]:
        """The records that a load could not map."""
        (view or self.view()).consult("quarantine", load=load)
        return self._ledger.quarantined(load)

    def audit_events(self, *, newest: int | None = None, view: View | None = None) -> list[AuditEvent]:
        """Events of the audit log, oldest first; reading them is an event, too."""
        (view or self.view()).consult("audit", newest=newest)
        return self._stores.audit.events(newest=newest)

    def audit_problems(self, *, head: str | None = None, view: View | None = None) -> tuple[list[str], str]:
        """What is wrong with the audit log, in words, and the hash at its head.

        With `head`, the hash of an earlier head, a log that was cut off since shows too.
        """
        (view or self.view()).consult("audit check", head=head)
        events = self._stores.audit.events(newest=1)
        return self._stores.audit.problems(head=head), events[0].hash if events else ""

    def search(
        self,
        text: str,
        *,
        limit: int = 20,
        schemas: Sequence[str] | None = None,
        with_details: bool = False,
        view: View | None = None,
    ) -> pl.DataFrame:
        """Entities that `text` may mean, best first: id, schema, caption, match, score.

        In any script; also phone, document, IMO and register numbers. With details also dates, countries
        and sources, by which people tell entities of the same name apart.
        """
        look = (view or self.view()).consult("search", text=text)
        return find(look, text, limit=limit, schemas=schemas, with_details=with_details)

    def known_by(self, view: View) -> bool:
        """Whether anything was loaded by the time that the view looks from."""
        return bool(view.consult("loads").loads)

    def resolve(self, given: str, *, view: View | None = None) -> str:
        """The id of the entity that a person means by an id or a name; see `interlink.access.find`."""
        return resolve(view or self.view(), given)

    def card(self, entity: str, *, view: View | None = None) -> Card:
        """All that is said about an entity, value by value with its source.

        Raises
        ------
        UnknownEntity   this view has no such entity
        """
        return card((view or self.view()).consult("card", entity=entity), entity)

    def link_card(self, link: str, *, view: View | None = None) -> LinkCard:
        """All that is said about the links of one kind between two entities, by a drawn link's id."""
        return link_card((view or self.view()).consult("link card", link=link), link)

    def expand(
        self,
        ids: Iterable[str],
        *,
        shown: Collection[str] = (),
        links: Collection[str] | None = None,
        schemas: Collection[str] | None = None,
        limit: int = 200,
        view: View | None = None,
    ) -> Neighbourhood:
        """The neighbours of entities and the links between them; see `interlink.access.expand`."""
        centre = list(ids)
        look = (view or self.view()).consult("expand", ids=centre)
        return neighbourhood(look, centre, among=shown, links=links, schemas=schemas, limit=limit)

    def among(self, ids: Iterable[str], *, view: View | None = None) -> Neighbourhood:
        """These entities and every link between two of them."""
        chosen = list(ids)
        return among((view or self.view()).consult("among", ids=chosen), chosen)

    def disclose(
        self, what: What, *, form: str, filters: Mapping[str, object] | None = None, view: View | None = None
    ) -> Disclosure:
        """What leaves the platform of these entities and the links between them, once that is logged.

        `form`: `csv`, with the place of every record, or `png`, without; UnknownName for another. Of a
        neighbourhood only what it says leaves; `filters` says in the log how it was chosen.
        """
        if form not in FORMS:
            raise UnknownName(f"no form '{form}'; expected {', '.join(FORMS)}.{nearest(form, FORMS)}")
        ids = list(what.nodes["id"] if isinstance(what, Neighbourhood) else what)
        given, chosen = (
            what if isinstance(what, Neighbourhood) else ids,
            {"filters": filters} if filters else {},
        )
        look = (view or self.view()).disclose("export", form=form, count=len(ids), ids=ids, **chosen)
        return disclosure(look, given, with_records=form == "csv")

    def evidence(self, fragments: Mapping[str, Sequence[int]], *, view: View | None = None) -> list[Evidence]:
        """The records behind fragments (schema name to `seq` numbers), as received."""
        look = (view or self.view()).consult("evidence", fragments={k: list(v) for k, v in fragments.items()})
        return look.evidence(fragments)

    def project(
        self,
        nodes: Sequence[str] | None = None,
        links: Sequence[str] | None = None,
        *,
        since: Moment | None = None,
        until: Moment | None = None,
        as_of: Moment | None = None,
        directed: bool = False,
        view: View | None = None,
    ) -> Projection:
        """Arrays for analytics from the lake; see `interlink.projection.lake.project`."""
        door = view or self.view(as_of=as_of)
        return project(
            door, self.ontology, nodes=nodes, links=links, since=since, until=until, directed=directed
        )

    def analyze(
        self,
        name: str,
        projection: Projection,
        params: Mapping[str, object] | None = None,
        *,
        view: View | None = None,
    ) -> Finding:
        """A finding, marked like the records it comes from.

        Raises
        ------
        UnknownName   no such analytic or parameter
        QueryError    a parameter has no usable value
        """
        (view or self.view()).combine(name, params=dict(params or {}), on=projection.fingerprint)
        finding = run(find_analytic(name).name, projection, dict(params or {}))
        marking = projection.made_from.get("marking")
        return finding if marking is None else replace(finding, marking=Marking.from_json(str(marking)))

    def graph_status(self) -> tuple[StoreStatus, GraphState]:
        """Where the store and the graph stand."""
        return self._store.status(), self._builder.state(LOCAL_AUDIENCE)

    def graph_start(self) -> None:
        """Makes the store answer: starts the embedded one, or attaches to it; a Neo4j has to run."""
        self._store.start()

    def graph_stop(self) -> None:
        """Ends the embedded store; StoreUnavailable on Neo4j, which is stopped where it runs."""
        self._store.stop()

    def graph_rebuild(self, progress: Progress = silent) -> GraphState:
        """Builds the graph anew: beside the old one, then swaps them; on Neo4j in its place."""
        self._audit("combination", {"what": "graph rebuild"})
        return self._builder.rebuild(LOCAL_AUDIENCE, progress=progress)

    def graph_write_import(self) -> str:
        """The command by which a stopped Neo4j imports the graph from files in `home/import`.

        Raises
        ------
        SettingsError   the graph is not on Neo4j
        """
        if self.settings.graph_uri is None:
            raise SettingsError(
                "files for an import are for Neo4j, and INTERLINK_GRAPH_URI names none. Set it to the"
                " address that the server will have, or leave out --offline."
            )
        self._audit("combination", {"what": "graph import files"})
        return self._builder.write_import(
            LOCAL_AUDIENCE,
            self.settings.home / "import" / LOCAL_AUDIENCE.name,
            database=self.settings.graph_database or "neo4j",
        )

    def backup(self, file: str | Path) -> BackupReport:
        """Writes the home to one file; see `interlink.upkeep.backup`. Loads may run meanwhile."""
        self._audit("disclosure", {"what": "backup", "file": str(file)})
        return back_up(self.settings, Path(file), at=self._stores.now().isoformat())

    def catch_up(self, progress: Progress = silent) -> GraphState:
        """Brings the graph to the last committed load; StoreUnavailable when the store cannot be reached."""
        return self._builder.catch_up(LOCAL_AUDIENCE, progress=progress)

    def cypher(
        self,
        statement: str,
        params: Mapping[str, object] | None = None,
        *,
        timeout_s: float = 30.0,
        max_rows: int = 10_000,
        view: View | None = None,
    ) -> Rows:
        """A read-only statement on the graph, caught up first.

        While another process brings a load into it, the rows are of the load before, and `caveat` says so.

        Raises
        ------
        QueryError         it would write, is wrong, or took too long
        StoreUnavailable   the store cannot be reached, or its graph is between two loads
        """
        door = view or self.view()
        state = self._builder.freshen(LOCAL_AUDIENCE)
        rows = door.cypher(
            self._store, LOCAL_AUDIENCE, statement, params, timeout_s=timeout_s, max_rows=max_rows
        )
        return replace(rows, caveat=state.caveat)

    def close(self) -> None:
        """Lets go of the databases; the embedded graph store goes on running."""
        self._ledger.close()
        self._stores.audit.close()
        self._store.close()

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
    def _store(self) -> GraphStore:
        return open_store(self.settings, graph=LOCAL_AUDIENCE.database)

    @cached_property
    def _builder(self) -> GraphBuilder:
        return GraphBuilder(
            self._store,
            lake=self._stores.lake,
            ledger=self._ledger,
            ontology=self.ontology,
            folder=self.settings.home / "audiences",
        )
