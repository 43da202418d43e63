"""The Cypher that applies a plan: one transaction a batch, counted so that none is done twice."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from interlink.graph.desired import labels_of
from interlink.graph.manifest import Batch, Plan, Step
from interlink.graph.steps import CREATE_LINKS, CREATE_NODES, DELETE_LINKS, DELETE_NODES, UPDATE_NODES
from interlink.graph.store import Statement
from interlink.graph.weight import parts
from interlink.model.schema import Ontology

__all__ = ["ALONE", "HELD", "SOME", "STANDS", "apply_batch", "begin", "constraints"]

# One node says where the graph stands. It is in the graph because only there can it change in the same
# transaction as the rest; it has no links and none of the ontology's labels, so that no query that names
# a label meets it.
STATE = "(s:InterlinkGraph {id: 'state'})"
HELD = f"MATCH {STATE} RETURN s.plan AS plan, s.batch AS batch, s.batches AS batches, s.load AS load"
SOME = "MATCH (n) RETURN 1 AS one LIMIT 1"
# From so many rows on, sending once what all of them say alike pays for another statement to compile.
WORTH_IT = 500
GUARD = f"MATCH {STATE} WHERE s.plan = $plan AND s.batch = $before AND s.batches = $batches"
STANDS: Statement = (
    f"MERGE {STATE} ON CREATE SET s.plan = '', s.batch = 0, s.batches = 0, s.load = 0",
    {},
)
# Written first in a transaction, the node is locked (Neo4j) or conflicts (embedded) with whoever else is at
# it, and what stands in it is read after that. Whoever lost the answer to a commit can so send it again
# while the first may still be under way.
ALONE: Statement = (f"MATCH {STATE} SET s.touched = true", {})


def begin(plan: Plan, *, after: tuple[str, int]) -> Statement:
    """Says that the plan is being applied, and none of its batches is done.

    Only where the graph still holds what it held before: the plan `after[0]`, and so many batches of it.
    """
    statement = (
        f"MATCH {STATE} WHERE s.plan = $was AND s.batch = $held"
        " SET s.plan = $plan, s.batch = 0, s.batches = $batches, s.load = $load"
    )
    was, held = after
    return statement, {
        "was": was,
        "held": held,
        "plan": plan.key,
        "batches": plan.batches,
        "load": plan.load,
    }


def apply_batch(plan: Plan, batch: Batch, ontology: Ontology) -> list[Statement]:
    """The statements of one transaction; they do nothing unless the batch before was the last one done."""
    counter = {"plan": plan.key, "before": batch.number - 1, "batches": plan.batches}
    work = [
        _statement(Step(step.kind, step.name, rows), counter, ontology)
        for step in batch.steps
        for rows in parts(step.rows)
    ]
    return [*work, (f"{GUARD} SET s.batch = $batch", {**counter, "batch": batch.number})]


def constraints(labels: list[str]) -> list[Statement]:
    """Unique ids for these labels and for the graph's own node, and an index for all parties."""
    unique = "CREATE CONSTRAINT {0}_id IF NOT EXISTS FOR (n:`{1}`) REQUIRE n.id IS UNIQUE"
    found: list[Statement] = [
        (unique.format(label.lower(), label), {}) for label in ("InterlinkGraph", *labels)
    ]
    return [*found, ("CREATE INDEX party_id IF NOT EXISTS FOR (n:Party) ON (n.id)", {})] if labels else []


def _statement(step: Step, counter: Mapping[str, object], ontology: Ontology) -> Statement:
    """The statement that does a step; what all its rows say alike is sent once, as `$same`."""
    rows = _sent(step.rows)
    same = _alike(rows) if rows.height >= WORTH_IT else []
    parameters = {
        **counter,
        "rows": rows.drop(same).to_dicts(),
        "same": rows.select(same).row(0, named=True) if same else {},
    }
    return f"{GUARD} UNWIND $rows AS row {_work(step, same, ontology)}", parameters


def _work(step: Step, same: list[str], ontology: Ontology) -> str:
    label = step.name[0]
    if step.kind == CREATE_NODES:
        labels = "".join(f":`{each}`" for each in labels_of(ontology.get(label)))
        return f"CREATE (n{labels} {_properties(step.rows, same)})"
    if step.kind == UPDATE_NODES:
        return f"MATCH (n:`{label}` {{id: row.id}}) SET n = {_properties(step.rows, same)}"
    if step.kind == DELETE_NODES:
        return f"MATCH (n:`{label}` {{id: row.id}}) DETACH DELETE n"
    kind, source, target = step.name
    a, b = f"(a:`{source}` {{id: row.src}})", f"(b:`{target}` {{id: row.dst}})"
    if step.kind == DELETE_LINKS:
        return f"MATCH {a}-[r:`{kind}`]->{b} WHERE r.id = row.id DELETE r"
    if step.kind == CREATE_LINKS:
        return f"MATCH {a}, {b} CREATE (a)-[r:`{kind}` {_properties(step.rows, same)}]->(b)"
    raise ValueError(f"'{step.kind}' is not a step of a plan")


def _properties(rows: pl.DataFrame, same: list[str]) -> str:
    """A map of properties, in which null means that there is none.

    Moments become datetimes in the store: the embedded one loses the zone of a datetime that arrives
    inside a map, and reads milliseconds 1.5-2.6 times faster.
    """
    parts = []
    for name, dtype in rows.schema.items():
        if name in ("src", "dst"):
            continue
        value = f"$same.`{name}`" if name in same else f"row.`{name}`"
        if isinstance(dtype, pl.Datetime):
            value = f"CASE WHEN {value} IS NULL THEN null ELSE datetime({{epochMillis: {value}}}) END"
        parts.append(f"`{name}`: {value}")
    return "{" + ", ".join(parts) + "}"


def _sent(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as they are sent: moments as milliseconds since 1970."""
    moments = [name for name, dtype in rows.schema.items() if isinstance(dtype, pl.Datetime)]
    return rows.with_columns(pl.col(moments).dt.epoch("ms"))


def _alike(rows: pl.DataFrame) -> list[str]:
    """The columns in which every row has the same value; never what a row is found by."""
    return [name for name in rows.columns if name not in ("id", "src", "dst") and rows[name].n_unique() == 1]
