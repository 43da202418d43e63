"""Bringing an audience's graph to what lake and ledger say, by plans that survive being killed.

One assembler works on a graph at a time. Each batch is one transaction that also advances a counter
in the graph, and does nothing unless the counter stands just before it: repeated after a lost answer,
it cannot double anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from filelock import FileLock, Timeout

from interlink.errors import StoreUnavailable
from interlink.graph.audience import Audience
from interlink.graph.desired import Desired, desired, labels_of
from interlink.graph.manifest import Batch, Manifest, Plan, PlanFolder
from interlink.graph.store import GraphStore, Statement
from interlink.lake import Lake
from interlink.ledger import Ledger
from interlink.model.schema import Ontology

__all__ = ["GraphBuilder", "GraphState"]

STATE_LABEL = "InterlinkGraph"
DELETE_LINKS, DELETE_NODES, CREATE_NODES, UPDATE_NODES, CREATE_LINKS = (
    "delete links",
    "delete nodes",
    "create nodes",
    "update nodes",
    "create links",
)
LOCK_WAIT_S = 600.0
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class GraphState:
    """Where a graph stands: the last load it holds, and the last committed one."""

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
        if self.load < self.committed:
            return f"holds load {self.load}; load {self.committed} is not in it yet"
        return f"up to date with load {self.load}"


class GraphBuilder:
    """Builds graphs from the lake into one store."""

    def __init__(self, store: GraphStore, *, lake: Lake, ledger: Ledger, ontology: Ontology, folder: Path) -> None:
        self._store = store
        self._lake = lake
        self._ledger = ledger
        self._ontology = ontology
        self._folder = folder

    def state(self, audience: Audience) -> GraphState:
        """Where the graph stands, without asking the store."""
        plans = PlanFolder(self._folder / audience.name)
        _, manifest = plans.current()
        committed = max(self._ledger.committed(), default=0)
        return GraphState(
            audience=audience.name,
            load=manifest.load,
            committed=committed,
            nodes=manifest.nodes.height,
            links=manifest.links.height,
            catching_up=plans.unfinished() is not None,
        )

    def catch_up(self, audience: Audience, *, progress: Progress = lambda _what, _done, _of: None) -> GraphState:
        """Brings the graph to the last committed load; an unfinished plan is finished first.

        A graph that does not hold what its manifest says, such as one whose database was lost, is
        built anew.

        Raises
        ------
        StoreUnavailable   the store cannot be reached; the graph catches up at the next call
        """
        with self._alone(audience):
            plans = PlanFolder(self._folder / audience.name)
            self._store.create_database(audience.database)
            plan = plans.unfinished()
            if not self._agrees(audience.database, plans, plan):
                plans.forget()
                self._store.drop_database(audience.database)
                self._store.create_database(audience.database)
                plan = None
            if plan is not None:
                self._apply(audience.database, plans, plan, progress)
            self._advance(audience, audience.database, plans, progress)
        return self.state(audience)

    def rebuild(self, audience: Audience, *, progress: Progress = lambda _what, _done, _of: None) -> GraphState:
        """Builds the graph anew beside the old one and swaps them; readers keep the old one until then."""
        with self._alone(audience):
            aside = f"{audience.database}_next"
            self._store.drop_database(aside)
            self._store.create_database(aside)
            built = PlanFolder(self._folder / f"{audience.name}.next")
            built.forget()
            self._advance(audience, aside, built, progress)
            self._store.swap(audience.database, aside)
            built.replace(PlanFolder(self._folder / audience.name))
        return self.state(audience)

    @contextmanager
    def _alone(self, audience: Audience) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._folder / f"{audience.name}.lock", timeout=LOCK_WAIT_S):
                yield
        except Timeout:
            raise StoreUnavailable(
                f"graph {audience.name}: another process has been building it for {LOCK_WAIT_S:.0f} s."
                " Look at `interlink graph status` and try again."
            ) from None

    def _agrees(self, database: str, plans: PlanFolder, plan: Plan | None) -> bool:
        """The graph's own counter stands where the files say that it may."""
        finished = plans.current()[0]
        held, _ = self._held(database)
        return held == finished or (plan is not None and held == plan.number)

    def _held(self, database: str) -> tuple[int, int]:
        """The plan and the batch that the graph says it holds; zeros for a new one."""
        statement = f"MATCH (s:{STATE_LABEL} {{id: 'state'}}) RETURN s.plan AS plan, s.batch AS batch"
        rows = self._store.read(database, statement, max_rows=1).rows
        return (int(str(rows[0][0])), int(str(rows[0][1]))) if rows else (0, 0)

    def _advance(self, audience: Audience, database: str, plans: PlanFolder, progress: Progress) -> None:
        number, current = plans.current()
        loads = self._ledger.committed()
        load = max(loads, default=0)
        if number and load == current.load:
            return
        wanted = self._desired(audience, loads, load)
        plan = plans.publish(wanted.manifest, steps(current, wanted), number=number + 1)
        self._apply(database, plans, plan, progress)

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
        held, done = self._held(database)
        if held != plan.number:
            self._constrain(database)
            self._store.write(database, [_begin(plan)])
            done = 0
        rows_done = 0
        for batch in plans.batches(plan):
            rows_done += batch.rows.height
            if batch.number > done:
                self._store.write(database, [self._statement(plan, batch)])
                progress("graph", rows_done, plan.rows)
        plans.finish(plan)

    def _constrain(self, database: str) -> None:
        """Unique ids for every label; each its own transaction, as schema changes must be."""
        for schema in self._ontology.entities():
            label = schema.graph_name
            name = f"{label.lower()}_id"
            unique = f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
            self._store.write(database, [(unique, {})])
        self._store.write(database, [("CREATE INDEX party_id IF NOT EXISTS FOR (n:Party) ON (n.id)", {})])

    def _statement(self, plan: Plan, batch: Batch) -> Statement:
        guard = (
            f"MATCH (s:{STATE_LABEL} {{id: 'state'}}) WHERE s.plan = $plan AND s.batch = $before"
            " SET s.batch = $batch WITH s UNWIND $rows AS row "
        )
        rows = [_row(row) for row in batch.rows.iter_rows(named=True)]
        counter = {"plan": plan.number, "before": batch.number - 1, "batch": batch.number, "rows": rows}
        return guard + self._work(batch), counter

    def _work(self, batch: Batch) -> str:
        name, _, ends = batch.name.partition("|")
        source, _, target = ends.partition("|")
        if batch.kind == DELETE_LINKS:
            return (
                f"MATCH (a:{source} {{id: row.src}})-[r:{name}]->(b:{target} {{id: row.dst}})"
                " WHERE r.id = row.props.id DELETE r"
            )
        if batch.kind == CREATE_LINKS:
            return f"MATCH (a:{source} {{id: row.src}}), (b:{target} {{id: row.dst}}) CREATE (a)-[r:{name}]->(b) SET r = row.props"
        if batch.kind == DELETE_NODES:
            return f"MATCH (n:{name} {{id: row.props.id}}) DETACH DELETE n"
        if batch.kind == UPDATE_NODES:
            return f"MATCH (n:{name} {{id: row.props.id}}) SET n = row.props"
        labels = ":".join(labels_of(self._ontology.get(name)))
        return f"CREATE (n:{labels}) SET n = row.props"


def steps(current: Manifest, wanted: Desired) -> dict[tuple[str, str], pl.DataFrame]:
    """What takes a graph from `current` to `wanted`, in the order to apply it.

    A link whose content or ends changed is deleted and made anew; so is every link of a node that
    goes, because its other end may stay.
    """
    goal = wanted.manifest
    plan: dict[tuple[str, str], pl.DataFrame] = {}
    gone_links = current.links.join(goal.links, on=["id", "hash", "src_label", "dst_label"], how="anti")
    for (kind, source, target), rows in _grouped(gone_links, "type", "src_label", "dst_label"):
        plan[DELETE_LINKS, f"{kind}|{source}|{target}"] = rows.select("id", "src", "dst")
    gone_nodes = current.nodes.join(goal.nodes, on=["id", "label"], how="anti")
    for (label,), rows in _grouped(gone_nodes, "label"):
        plan[DELETE_NODES, label] = rows.select("id")
    for label, frame in wanted.nodes.items():
        held = current.nodes.filter(pl.col("label") == label).select("id", pl.col("hash").alias("held"))
        both = frame.join(held, on="id", how="left", maintain_order="left")
        plan[CREATE_NODES, label] = both.filter(pl.col("held").is_null()).drop("held", "hash")
        changed = both.filter(pl.col("held").is_not_null() & (pl.col("held") != pl.col("hash")))
        plan[UPDATE_NODES, label] = changed.drop("held", "hash")
    held_links = current.links.select("id", "hash", "src_label", "dst_label")
    for (kind, source, target), frame in wanted.links.items():
        new = frame.join(held_links, on=["id", "hash", "src_label", "dst_label"], how="anti", maintain_order="left")
        plan[CREATE_LINKS, f"{kind}|{source}|{target}"] = new.drop("hash", "src_label", "dst_label")
    return plan


def _grouped(frame: pl.DataFrame, *columns: str) -> list[tuple[tuple[str, ...], pl.DataFrame]]:
    parts = frame.partition_by(*columns, as_dict=True)
    return sorted(((tuple(map(str, key)), rows.sort("id")) for key, rows in parts.items()), key=lambda part: part[0])


def _begin(plan: Plan) -> Statement:
    statement = f"MERGE (s:{STATE_LABEL} {{id: 'state'}}) SET s.plan = $plan, s.batch = 0, s.load = $load"
    return statement, {"plan": plan.number, "load": plan.load}


def _row(row: Mapping[str, object]) -> dict[str, object]:
    """One row as parameters: the ends beside what becomes properties, which never are null."""
    props = {name: value for name, value in row.items() if value is not None and name not in ("src", "dst")}
    return {"src": row.get("src"), "dst": row.get("dst"), "props": props}
