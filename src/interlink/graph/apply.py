"""Writing a plan into a graph, one transaction a batch.

Each batch also advances a counter in the graph, and does nothing unless the counter stands just before it:
repeated after a lost answer, it cannot double anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from interlink.errors import StoreUnavailable
from interlink.graph import manifest
from interlink.graph.manifest import Plan, PlanFolder
from interlink.graph.statements import ALONE, HELD, SOME, STANDS, apply_batch, begin, constraints
from interlink.graph.steps import CREATE_NODES
from interlink.graph.store import GraphStore, Statement, TooLarge
from interlink.model.schema import Ontology
from interlink.progress import Progress

__all__ = ["Held", "agrees", "apply_plan", "divided", "held"]

Prepared = tuple[int, int, list[Statement]]


@dataclass(frozen=True)
class Held:
    """The plan that a graph says it holds, and how many of its batches; none for a new graph."""

    plan: str = ""
    batch: int = 0
    batches: int = 0

    def is_all_of(self, plan: Plan) -> bool:
        """The graph holds the plan to its end, in however many batches it came."""
        return self.plan == plan.key and self.batch >= self.batches


def held(store: GraphStore, database: str) -> Held:
    """What the graph says that it holds.

    Asked of the writer: a cluster's readers may lag behind what another process wrote.

    Raises
    ------
    StoreUnavailable   the database holds what interlink did not put there
    """
    state, others = (found.rows for found in store.write(database, [(HELD, {}), (SOME, {})]))
    if state:
        plan, batch, batches, _ = state[0]
        return Held(str(plan), int(str(batch)), int(str(batches or 0)))
    if others:
        raise StoreUnavailable(
            f"graph {database}: the database holds nodes that interlink did not put there, and a graph"
            " is removed before it is built anew. Name an empty database by INTERLINK_GRAPH_DATABASE."
        )
    return Held()


def agrees(store: GraphStore, database: str, plans: PlanFolder) -> bool:
    """The graph's own counter stands where the files say that it may."""
    plan, finished, found = plans.unfinished(), plans.finished(), held(store, database)
    if plan is not None and found.plan == plan.key:
        return True
    return found == Held() if finished is None else found.is_all_of(finished)


def divided(store: GraphStore, database: str, plans: PlanFolder, plan: Plan) -> Plan:
    """The plan in batches, where it is one transaction that could be several and is not done."""
    if plan.batches != 1 or plan.rows <= manifest.BATCH_ROWS or held(store, database).is_all_of(plan):
        return plan
    return plans.divide(plan)


def apply_plan(
    store: GraphStore, database: str, plans: PlanFolder, plan: Plan, *, ontology: Ontology, progress: Progress
) -> None:
    """Writes what the graph does not hold of the plan yet; a transaction too large for the store is divided.

    Raises
    ------
    StoreUnavailable   the store cannot be reached; called again, it goes on where this ended
    """
    labels = [name for kind, (name, *_) in plans.outline(plan) if kind == CREATE_NODES]
    # Also for a plan that is done already: what was imported has none yet.
    store.write(database, constraints(labels))
    store.write(database, [STANDS])
    try:
        _write(store, database, plans, plan, ontology=ontology, progress=progress)
    except TooLarge:
        whole, plan = plan, divided(store, database, plans, plan)
        if plan == whole:
            raise
        _write(store, database, plans, plan, ontology=ontology, progress=progress)
    plans.finish(plan)


def _write(
    store: GraphStore, database: str, plans: PlanFolder, plan: Plan, *, ontology: Ontology, progress: Progress
) -> None:
    """The first batch says which plan it is; a plan without rows says so alone."""
    found = held(store, database)
    if found.is_all_of(plan):
        return
    first = begin(plan, after=(found.plan, found.batch))
    if not plan.batches:
        store.write(database, [ALONE, first])
    done = found.batch if found.plan == plan.key else 0
    for number, rows, statements in _ahead(_prepared(plans, plan, done, ontology)):
        store.write(database, [ALONE, first, *statements] if number == 1 else [ALONE, *statements])
        progress("graph", rows, plan.rows)
    if not held(store, database).is_all_of(plan):
        raise StoreUnavailable(
            f"graph {database}: something else wrote to it while load {plan.load} was brought into it."
            " Run `interlink graph rebuild`."
        )


def _prepared(plans: PlanFolder, plan: Plan, done: int, ontology: Ontology) -> Iterator[Prepared]:
    """Number, rows up to here, and statements of each batch after the first `done`."""
    rows = 0
    for batch in plans.batches(plan):
        rows += sum(step.rows.height for step in batch.steps)
        if batch.number > done:
            yield batch.number, rows, apply_batch(plan, batch, ontology)


def _ahead(made: Iterator[Prepared]) -> Iterator[Prepared]:
    """The same one after another, each made while the store works on the one before."""
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, made, None)
        while (one := coming.result()) is not None:
            coming = worker.submit(next, made, None)
            yield one
