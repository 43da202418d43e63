"""What kept findings say of entities, as properties of the nodes in an audience's graph.

Finding 7's column `betweenness` is the property `finding_7_betweenness`; beside it stand `finding_7_handling`
and both grades, and the node's `findings` holds 7. No schema has such names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from interlink.graph.audience import Audience
from interlink.ledger.written import WrittenFinding, digest_of
from interlink.model.schema import Ontology, Schema

__all__ = ["FINDINGS", "NOTHING_SAID", "Said", "property_name", "said_by"]

FINDINGS = "findings"


@dataclass(frozen=True, eq=False)
class Said:
    """What findings say of entities: a row an entity, by `id`; `digest` is that of all that was written."""

    rows: pl.DataFrame
    digest: str = ""

    def beside(self, nodes: pl.DataFrame) -> pl.DataFrame:
        """The nodes with what is said of them; columns that say nothing of any of them are left out."""
        if not self.rows.height:
            return nodes
        joined = nodes.join(self.rows, on="id", how="left", maintain_order="left")
        held = self.rows.columns[1:]
        return joined.drop([name for name in held if joined[name].null_count() == joined.height])


NOTHING_SAID = Said(pl.DataFrame(schema={"id": pl.String}))


def property_name(finding: int, column: str) -> str:
    """What a finding's column is called in a graph."""
    return f"finding_{finding}_{column}"


def said_by(
    written: Sequence[WrittenFinding],
    audience: Audience,
    scan: Callable[[Schema], pl.LazyFrame],
    ontology: Ontology,
) -> Said:
    """What these findings say in the graph of an audience, whose fragments `scan` gives.

    A finding is left out whose marking the audience may not see, or of whose records one is not there any
    more: withdrawn, replaced, marked anew or erased.
    """
    standing = [
        each for each in written if audience.sees({0: each.marking}) and _stands(each, scan, ontology)
    ]
    rows = NOTHING_SAID.rows
    if standing:
        rows = _numbers(standing)
        for each in standing:
            rows = rows.join(_properties(each), on="id", how="left")
    return Said(rows, digest_of([each.digest for each in written]))


def _stands(written: WrittenFinding, scan: Callable[[Schema], pl.LazyFrame], ontology: Ontology) -> bool:
    """Every record behind the finding is still there."""
    behind = written.records.implode()
    scans = [scan(ontology.get(name)).filter(pl.col("seq").is_in(behind)) for name in written.schemas]
    there = sum(found.height for found in pl.collect_all(each.select("seq") for each in scans))
    return there == written.records.len()


def _numbers(written: Sequence[WrittenFinding]) -> pl.DataFrame:
    """Each entity and the findings that say something of it, ascending."""
    frames = [
        each.rows.select("id", pl.lit(each.finding, dtype=pl.Int64).alias(FINDINGS)) for each in written
    ]
    return pl.concat(frames).sort("id", FINDINGS).group_by("id", maintain_order=True).agg(FINDINGS)


def _properties(written: WrittenFinding) -> pl.DataFrame:
    """The finding's rows as a node has them, with its marking."""
    marking = written.marking
    beside = {
        "source_grade": pl.lit(marking.source_grade),
        "information_grade": pl.lit(marking.information_grade),
        "handling": pl.concat_list(pl.lit(code) for code in marking.handling),
    }
    number = written.finding
    return written.rows.select(
        "id",
        *(pl.col(name).alias(property_name(number, name)) for name in written.rows.columns if name != "id"),
        *(value.alias(property_name(number, name)) for name, value in beside.items()),
    )
