"""Bringing an audience's graph to what lake and ledger say, by plans that survive being killed.

One assembler works on a graph at a time. Each batch is one transaction that also advances a counter
in the graph, and does nothing unless the counter stands just before it: repeated after a lost answer,
it cannot double anything. A plan of one batch is seen as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from filelock import FileLock, Timeout

from interlink.errors import StoreUnavailable
from interlink.graph.audience import Audience
from interlink.graph.desired import Desired, desired
from interlink.graph.manifest import Plan, PlanFolder
from interlink.graph.offline import write_import
from interlink.graph.statements import HELD, SOME, apply_batch, begin, constraints
from interlink.graph.steps import CREATE_NODES, steps
from interlink.graph.store import GraphStore
from interlink.lake import Lake
from interlink.ledger import Ledger
from interlink.model.schema import Ontology
from interlink.progress import Progress, silent

__all__ = ["GraphBuilder", "GraphState"]

LOCK_WAIT_S = 600.0


@dataclass(frozen=True)
class GraphState:
    """Where a graph stands: the last load it holds, and the last committed one.

    Loads of several sources run side by side: the last one is that committed last, whatever its number.
    """

    audience: str
    load: int
    committed: int
    nodes: int
    links: int
    catching_up: bool

    @property
    def words(self) -> str:
        """The state as people read it."""
        if self.catching_up:
            return f"catching up to load {self.committed}"
        if self.load != self.committed:
            return f"holds load {self.load}; load {self.committed} is not in it yet"
        return f"up to date with load {self.load}"


class GraphBuilder:
    """Builds graphs from the lake into one store; `folder` keeps what each of them holds."""

    def __init__(
        self, store: GraphStore, *, lake: Lake, ledger: Ledger, ontology: Ontology, folder: Path
    ) -> None:
        self._store = store
        self._lake = lake
        self._ledger = ledger
        self._ontology = ontology
        self._folder = folder

    def state(self, audience: Audience) -> GraphState:
        """Where the graph stands, without asking the store."""
        plans = PlanFolder(self._folder / audience.name)
        held = plans.finished()
        committed = self._ledger.committed()
        return GraphState(
            audience=audience.name,
            load=0 if held is None else held.load,
            committed=committed[-1] if committed else 0,
            nodes=0 if held is None else held.nodes,
            links=0 if held is None else held.links,
            catching_up=plans.unfinished() is not None,
        )

    def catch_up(self, audience: Audience, *, progress: Progress = silent) -> GraphState:
        """Brings the graph to the last committed load; an unfinished plan is finished first.

        A graph that does not hold what its manifest says, such as one whose database was lost, is
        built anew.

        Raises
        ------
        StoreUnavailable   the store cannot be reached; the graph catches up at the next call. Or its
                           database holds what interlink did not put there
        """
        with self._alone(audience):
            self._bring(audience, audience.database, PlanFolder(self._folder / audience.name), progress)
        return self.state(audience)

    def rebuild(self, audience: Audience, *, progress: Progress = silent) -> GraphState:
        """Builds the graph anew beside the old one and swaps them; readers keep the old one until then.

        Killed on the way, the next rebuild goes on where it ended. In a store that cannot swap the graph
        is emptied and built in place: until that is done it is catching up, and whoever asks it waits.
        """
        with self._alone(audience):
            if not self._store.can_swap:
                self._store.create_database(audience.database)
                self._held(audience.database)
                self._anew(audience, audience.database, PlanFolder(self._folder / audience.name), progress)
                return self.state(audience)
            aside = f"{audience.database}_next"
            built = PlanFolder(self._folder / f"{audience.name}.next")
            self._bring(audience, aside, built, progress)
            self._store.swap(audience.database, aside)
            # Killed here, the graph names a plan that the old files do not know, and is built again.
            built.replace(PlanFolder(self._folder / audience.name))
        return self.state(audience)

    def write_import(self, audience: Audience, folder: Path, *, database: str) -> str:
        """The command that imports the graph from files written to `folder`; the store is not asked.

        From then on the graph counts as catching up. Imported, it holds the plan to its end; whoever
        catches up before builds it anew over Bolt, and the files are of no more use.
        """
        with self._alone(audience):
            plans = PlanFolder(self._folder / audience.name)
            plans.forget()
            wanted, plan = self._planned(audience, self._ledger.committed(), plans)
            return write_import(folder, wanted, plan, self._ontology, database=database)

    @contextmanager
    def _alone(self, audience: Audience) -> Iterator[None]:
        """No other process builds this graph meanwhile."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._folder / f"{audience.name}.lock", timeout=LOCK_WAIT_S):
                yield
        except Timeout:
            raise StoreUnavailable(
                f"graph {audience.name}: another process has been building it for {LOCK_WAIT_S:.0f} s."
                " Look at `interlink graph status` and try again."
            ) from None
        except OSError as error:
            raise StoreUnavailable(
                f"graph {audience.name}: {self._folder} cannot be used: {error}. Check space and rights."
            ) from error

    def _bring(self, audience: Audience, database: str, plans: PlanFolder, progress: Progress) -> None:
        self._store.create_database(database)
        plan = plans.unfinished()
        if not self._agrees(database, plans, plan):
            self._anew(audience, database, plans, progress)
            return
        if plan is not None:
            self._apply(database, plans, plan, progress)
        held = plans.finished()
        loads = self._ledger.committed()
        if held is None or held.load != (loads[-1] if loads else 0):
            _, plan = self._planned(audience, loads, plans)
            self._apply(database, plans, plan, progress)

    def _anew(self, audience: Audience, database: str, plans: PlanFolder, progress: Progress) -> None:
        """Empties the graph and builds it; its plan is published first, so that it counts as catching up."""
        plans.forget()
        _, plan = self._planned(audience, self._ledger.committed(), plans)
        self._store.drop_database(database)
        self._store.create_database(database)
        self._apply(database, plans, plan, progress)

    def _planned(self, audience: Audience, loads: Sequence[int], plans: PlanFolder) -> tuple[Desired, Plan]:
        """What these loads make, and a published plan to there from what the files say the graph holds."""
        held = plans.finished()
        wanted = self._desired(audience, loads, loads[-1] if loads else 0)
        number = 1 if held is None else held.number + 1
        return wanted, plans.publish(wanted.manifest, steps(plans.manifest(held), wanted), number=number)

    def _agrees(self, database: str, plans: PlanFolder, plan: Plan | None) -> bool:
        """The graph's own counter stands where the files say that it may."""
        finished, (key, batch) = plans.finished(), self._held(database)
        if plan is not None and key == plan.key:
            return True
        return (key, batch) == (("", 0) if finished is None else (finished.key, finished.batches))

    def _held(self, database: str) -> tuple[str, int]:
        """The plan that the graph says it holds and how many batches of it; none for a new one.

        Asked of the writer: a cluster's readers may lag behind what another process wrote.
        """
        state, others = (found.rows for found in self._store.write(database, [(HELD, {}), (SOME, {})]))
        if state:
            return str(state[0][0]), int(str(state[0][1]))
        if others:
            raise StoreUnavailable(
                f"graph {database}: the database holds nodes that interlink did not put there, and a graph"
                " is removed before it is built anew. Name an empty database by INTERLINK_GRAPH_DATABASE."
            )
        return "", 0

    def _desired(self, audience: Audience, loads: Sequence[int], load: int) -> Desired:
        markings = self._ledger.markings()
        seen = pl.Series(audience.sees(markings), dtype=pl.Int16).implode()
        committed_at = {row.id: row.committed_at or 0 for row in self._ledger.loads(state="committed")}
        return desired(
            lambda schema: self._lake.scan(schema, loads).filter(pl.col("marking").is_in(seen)),
            self._ontology,
            load=load,
            markings=markings,
            committed_at=committed_at,
        )

    def _apply(self, database: str, plans: PlanFolder, plan: Plan, progress: Progress) -> None:
        key, done = self._held(database)
        labels = [name for kind, (name, *_) in plans.outline(plan) if kind == CREATE_NODES]
        # Also for a plan that is done already: what was imported has none yet.
        self._store.write(database, constraints(labels))
        if key != plan.key:
            self._store.write(database, [begin(plan)])
            done = 0
        rows = 0
        for batch in plans.batches(plan):
            rows += sum(step.rows.height for step in batch.steps)
            if batch.number > done:
                self._store.write(database, apply_batch(plan, batch, self._ontology))
                progress("graph", rows, plan.rows)
        plans.finish(plan)
