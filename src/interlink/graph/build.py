"""Bringing an audience's graph to what lake and ledger say, by plans that survive being killed.

What lake and ledger say is what sources said, and what kept findings that were written to the graph say.

One assembler works on a graph at a time. A plan of one batch is seen as a whole or not at all. A larger
change is built beside the graph, which it then replaces, or, in a store that cannot swap, in its place by
counted batches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from filelock import FileLock, Timeout

from interlink.errors import QueryError, StoreUnavailable
from interlink.graph.apply import agrees, apply_plan, divided, held
from interlink.graph.audience import Audience, HasGraph, Leftover
from interlink.graph.desired import Desired, desired
from interlink.graph.findings import said_by
from interlink.graph.manifest import Manifest, Plan, PlanFolder, is_small
from interlink.graph.offline import write_import
from interlink.graph.state import GraphState
from interlink.graph.steps import steps
from interlink.graph.store import GraphStore
from interlink.graph.whole import Standing, standing
from interlink.lake import Lake
from interlink.ledger import Ledger
from interlink.ledger.written import Written
from interlink.model.schema import Ontology, Schema
from interlink.progress import Progress, silent

__all__ = ["GraphBuilder"]

LOCK_WAIT_S = 600.0
SOON_S = 2.0


class BeingBuilt(StoreUnavailable):
    """Another process is building the graph."""


class GraphBuilder:
    """Builds graphs from the lake into one store; `folder` keeps what each of them holds."""

    def __init__(
        self, store: GraphStore, *, lake: Lake, ledger: Ledger, ontology: Ontology, folder: Path
    ) -> None:
        self._store = store
        self._lake = lake
        self._ledger = ledger
        self._written = Written(ledger)
        self._ontology = ontology
        self._folder = folder
        # What was seen of a database, by its name: its incarnation, the key of its plan, and where it stood.
        self._seen: dict[str, tuple[str, str, Standing]] = {}

    def state(self, audience: Audience) -> GraphState:
        """Where the graph stands, without asking the store."""
        plans, aside = self._plans(audience), self._plans_aside(audience)
        # Between two renames of a swap only the files made aside are there.
        kept = plans.finished() or aside.finished()
        load, last = 0 if kept is None else kept.load, self._ledger.last_committed()
        building = load != last and aside.unfinished() is not None
        return GraphState(
            audience=audience.name,
            load=load,
            committed=last,
            nodes=0 if kept is None else kept.nodes,
            links=0 if kept is None else kept.links,
            catching_up=building or plans.unfinished() is not None,
            findings_wait=kept is not None and kept.findings != self._written.digest(audience.name),
        )

    def catch_up(self, audience: Audience, *, progress: Progress = silent) -> GraphState:
        """Brings the graph to the last committed load and to the findings that were written to it.

        An unfinished plan is finished first. A change of up to 50,000 rows is one transaction. A larger one
        is built aside where the store can swap: readers keep the old graph until then. A graph that does not
        hold what its manifest says, such as one whose database was lost, is built anew.

        Raises
        ------
        StoreUnavailable   the store cannot be reached; the graph catches up at the next call. Or its
                           database holds what interlink did not put there
        """
        with self._alone(audience, LOCK_WAIT_S):
            self._bring(audience, progress)
        return self.state(audience)

    def freshen(self, audience: Audience) -> GraphState:
        """Brings the graph to the last committed load, unless another process is at it for longer.

        Then it says where the graph stands: a reader has the old graph, or learns that there is none to read.
        One that holds the last load is asked once, and neither waited for nor written to.
        """
        fresh = self._fresh(audience)
        if fresh is not None:
            return fresh
        try:
            with self._alone(audience, SOON_S):
                self._bring(audience, silent)
        except BeingBuilt:
            pass
        return self.state(audience)

    def rebuild(self, audience: Audience, *, progress: Progress = silent) -> GraphState:
        """Builds the graph anew beside the old one and swaps them; readers keep the old one until then.

        Killed on the way, the next rebuild goes on where it ended. In a store that cannot swap the graph
        is emptied and built in place: until that is done it is catching up, and nobody is shown it.
        """
        with self._alone(audience, LOCK_WAIT_S):
            if not self._store.can_swap:
                self._store.create_database(audience.database)
                held(self._store, audience.database)
            self._anew(audience, progress)
        return self.state(audience)

    def write_import(self, audience: Audience, folder: Path, *, database: str) -> str:
        """The command that imports the graph from files written to `folder`; the store is not asked.

        From then on the graph counts as catching up. Imported, it holds the plan to its end; whoever
        catches up before builds it anew over Bolt, and the files are of no more use.
        """
        with self._alone(audience, LOCK_WAIT_S):
            wanted, plan = self._planned_anew(audience, self._plans(audience))
            return write_import(folder, wanted, plan, self._ontology, database=database)

    def is_built(self, audience: HasGraph) -> bool:
        """The graph was built once, or its building was begun; the store is not asked."""
        return self._plans(audience).is_there or self._plans_aside(audience).is_there

    def left_of(self, name: str) -> list[Leftover]:
        """The graphs kept for audiences of this name, whoever belonged to them; the store is not asked."""
        mine = re.compile(rf"({re.escape(name)}-[0-9a-f]{{8}})(?:[.]next)?")
        found = [mine.fullmatch(each.name) for each in self._folder.glob("*/")]
        return [Leftover(name, database) for database in sorted({each[1] for each in found if each})]

    def remove(self, audience: HasGraph) -> None:
        """Removes the graph and what is kept about it; one that was never built asks no store."""
        with self._alone(audience, LOCK_WAIT_S):
            if not self.is_built(audience):
                return
            self._store.drop_database(audience.database)
            self._clear_aside(audience)
            self._plans(audience).forget()

    @contextmanager
    def _alone(self, audience: HasGraph, wait_s: float) -> Iterator[None]:
        """No other process builds this graph meanwhile."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._folder / f"{audience.database}.lock")
            lock.acquire(timeout=wait_s)
        except Timeout:
            raise BeingBuilt(
                f"graph {audience.name}: another process has been building it for {wait_s:.0f} s."
                " Look at `interlink graph status` and try again."
            ) from None
        except OSError as error:
            raise StoreUnavailable(
                f"graph {audience.name}: {self._folder} cannot be used: {error}. Check space and rights."
            ) from error
        try:
            yield
        except OSError as error:
            raise StoreUnavailable(
                f"graph {audience.name}: it could not be built: {error}. Check space and rights;"
                " if a file is missing, run `interlink graph rebuild`."
            ) from error
        finally:
            lock.release()

    def _plans(self, audience: HasGraph) -> PlanFolder:
        return PlanFolder(self._folder / audience.database)

    def _plans_aside(self, audience: HasGraph) -> PlanFolder:
        return PlanFolder(self._folder / f"{audience.database}.next")

    def _bring(self, audience: Audience, progress: Progress) -> None:
        database, plans = audience.database, self._plans(audience)
        self._store.create_database(database)
        if not agrees(self._store, database, plans):
            if not self._swapped(audience):
                self._anew(audience, progress)
                return
            self._plans_aside(audience).take_place_of(plans)
        plan = plans.unfinished()
        if plan is not None:
            # What did not come to its end as a whole may be too large for the store.
            plan = divided(self._store, database, plans, plan)
            self._apply(database, plans, plan, progress)
        before, loads = plans.finished(), self._ledger.committed()
        if before is None or before.findings != self._written.digest(audience.name):
            self._change(audience, before, progress)
        elif before.load != _last(loads):
            if self._says_more(loads, before.load):
                self._change(audience, before, progress)
            else:
                plans.advance(before, _last(loads))
        self._clear_aside(audience)

    def _fresh(self, audience: Audience) -> GraphState | None:
        """Where the graph stands if it says, as its files do, that it holds the last load; else None.

        One that is down says nothing.
        """
        last, done = self._ledger.last_committed(), self._settled(audience)
        if done is None or done.load != last or done.findings != self._written.digest(audience.name):
            return None
        try:
            incarnation = self._store.incarnation(audience.database)
            stands = self._standing(audience.database, incarnation, done.key)
        except (StoreUnavailable, QueryError):
            # Bringing it there starts the store, or says what is wrong with it.
            return None
        if stands is None or not stands.is_whole or stands.plan != done.key:
            return None

        def is_still() -> bool:
            return (
                self._settled(audience) == done and self._store.incarnation(audience.database) == incarnation
            )

        return GraphState(
            audience.name,
            last,
            last,
            done.nodes,
            done.links,
            catching_up=False,
            standing=stands,
            is_still=None if incarnation is None else is_still,
        )

    def _settled(self, audience: Audience) -> Plan | None:
        """The plan that the graph holds, as its files say; None while a change of it is under way."""
        plans = self._plans(audience)
        if plans.unfinished() is not None or self._plans_aside(audience).is_there:
            return None
        return plans.finished()

    def _standing(self, database: str, incarnation: str | None, key: str) -> Standing | None:
        """Where the graph stands; as it was seen, if its server runs on and its plan is the same."""
        known = self._seen.get(database)
        if incarnation is not None and known is not None and known[:2] == (incarnation, key):
            return known[2]
        stands = standing(self._store, database)
        if incarnation is not None and stands is not None and stands.is_whole and stands.plan == key:
            self._seen[database] = incarnation, key, stands
        return stands

    def _change(self, audience: Audience, before: Plan | None, progress: Progress) -> None:
        """Brings what the last loads changed into the graph: aside, where that is much."""
        plans, wanted = self._plans(audience), self._desired(audience, self._ledger.committed())
        changes = list(steps(plans.manifest(before), wanted))
        if self._store.can_swap and not is_small(changes):
            self._build_aside(audience, progress, wanted)
            return
        number = 1 if before is None else before.number + 1
        self._apply(
            audience.database, plans, plans.publish(wanted.manifest, changes, number=number), progress
        )

    def _says_more(self, loads: Sequence[int], load: int) -> bool:
        """A load after this one brought fragments, took some back, or changed how events stand in graphs."""
        if load not in loads:
            return True
        held = loads[: loads.index(load) + 1]
        later = set(loads[len(held) :])
        if self._ledger.in_totals(held) != self._ledger.in_totals(loads):
            return True
        rows = self._ledger.loads(state="committed")
        return any(row.fragments_added or row.fragments_retired for row in rows if row.id in later)

    def _anew(self, audience: Audience, progress: Progress) -> None:
        """Builds all of it: aside, or in place, where it counts as catching up from then on."""
        if self._store.can_swap:
            self._build_aside(audience, progress)
            return
        database, plans = audience.database, self._plans(audience)
        _, plan = self._planned_anew(audience, plans)
        self._store.drop_database(database)
        self._store.create_database(database)
        self._apply(database, plans, plan, progress)

    def _build_aside(self, audience: Audience, progress: Progress, wanted: Desired | None = None) -> None:
        """Builds the graph beside the old one and swaps them; goes on where one that was killed ended."""
        aside, built = f"{audience.database}_next", self._plans_aside(audience)
        self._store.create_database(aside)
        plan = built.unfinished() or built.finished()
        if (
            plan is None
            or plan.load != self._ledger.last_committed()
            or plan.findings != self._written.digest(audience.name)
            or not agrees(self._store, aside, built)
        ):
            _, plan = self._planned_anew(audience, built, wanted)
            self._store.drop_database(aside)
            self._store.create_database(aside)
        if built.finished() is None:
            self._apply(aside, built, plan, progress)
        self._store.swap(audience.database, aside)
        # Killed here, whoever comes next finds the graph to be what the files made aside say.
        built.take_place_of(self._plans(audience))

    def _swapped(self, audience: Audience) -> bool:
        """A swap was done whose files still stand aside."""
        aside = self._plans_aside(audience)
        return aside.finished() is not None and agrees(self._store, audience.database, aside)

    def _clear_aside(self, audience: HasGraph) -> None:
        """Removes what a build aside has left that nobody will take up."""
        aside = self._plans_aside(audience)
        if aside.is_there:
            self._store.drop_database(f"{audience.database}_next")
            aside.forget()

    def _planned_anew(
        self, audience: Audience, plans: PlanFolder, wanted: Desired | None = None
    ) -> tuple[Desired, Plan]:
        """What the committed loads make, and a published plan to there from nothing."""
        goal = self._desired(audience, self._ledger.committed()) if wanted is None else wanted
        changes = list(steps(Manifest(), goal))
        # Last: until here the graph that stands is the one that its files describe.
        plans.forget()
        return goal, plans.publish(goal.manifest, changes, number=1)

    def _desired(self, audience: Audience, loads: Sequence[int]) -> Desired:
        markings = self._ledger.markings()
        seen = pl.Series(audience.sees(markings), dtype=pl.Int16).implode()
        committed_at = {row.id: row.committed_at or 0 for row in self._ledger.loads(state="committed")}

        def scan(schema: Schema) -> pl.LazyFrame:
            return self._lake.scan(schema, loads).filter(pl.col("marking").is_in(seen))

        return desired(
            scan,
            self._ontology,
            load=_last(loads),
            markings=markings,
            committed_at=committed_at,
            in_totals=self._ledger.in_totals(loads),
            said=said_by(self._written.of(audience.name), audience, scan, self._ontology),
        )

    def _apply(self, database: str, plans: PlanFolder, plan: Plan, progress: Progress) -> None:
        apply_plan(self._store, database, plans, plan, ontology=self._ontology, progress=progress)


def _last(loads: Sequence[int]) -> int:
    return loads[-1] if loads else 0
