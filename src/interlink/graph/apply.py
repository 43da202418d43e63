"""Writing a plan into a graph, one transaction a batch.

Each batch also advances a counter in the graph, and does nothing unless the counter stands just before it:
repeated after a lost answer, it cannot double anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from interlink.errors import StoreUnavailable
from interlink.graph import manifest
from interlink.graph.bolt_errors import TooLarge
from interlink.graph.manifest import Plan, PlanFolder
from interlink.graph.statements import HELD, SOME, apply_batch, begin, constraints
from interlink.graph.steps import CREATE_NODES
from interlink.graph.store import GraphStore, Statement
from interlink.model.schema import Ontology
from interlink.progress import Progress

__all__ = ["agrees", "apply_plan", "divided", "held"]

Prepared = tuple[int, int, list[Statement]]


def held(store: GraphStore, database: str) -> tuple[str, int]:
    """The plan that the graph says it holds and how many batches of it; none for a new one.

    Asked of the writer: a cluster's readers may lag behind what another process wrote.

    Raises
    ------
    StoreUnavailable   the database holds what interlink did not put there
    """
    state, others = (found.rows for found in store.write(database, [(HELD, {}), (SOME, {})]))
    if state:
        return str(state[0][0]), int(str(state[0][1]))
    if others:
        raise StoreUnavailable(
            f"graph {database}: the database holds nodes that interlink did not put there, and a graph"
            " is removed before it is built anew. Name an empty database by INTERLINK_GRAPH_DATABASE."
        )
    return "", 0


def agrees(store: GraphStore, database: str, plans: PlanFolder) -> bool:
    """The graph's own counter stands where the files say that it may."""
    plan, finished, (key, batch) = plans.unfinished(), plans.finished(), held(store, database)
    if plan is not None and key == plan.key:
        return True
    return (key, batch) == (("", 0) if finished is None else (finished.key, finished.batches))


def divided(store: GraphStore, database: str, plans: PlanFolder, plan: Plan) -> Plan:
    """The plan in batches, where it is one transaction that could be several and is not done."""
    if plan.batches != 1 or plan.rows <= manifest.BATCH_ROWS or held(store, database) == (plan.key, 1):
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
    key, batch = held(store, database)
    done = batch if key == plan.key else 0
    if not plan.batches:
        store.write(database, [begin(plan)])
    for number, rows, statements in _ahead(_prepared(plans, plan, done, ontology)):
        store.write(database, [begin(plan), *statements] if number == 1 else statements)
        progress("graph", rows, plan.rows)


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
