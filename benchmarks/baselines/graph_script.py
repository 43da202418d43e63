"""The script that one writes to put these files into a graph, tuned by hand: UNWIND and CREATE over Bolt.

One statement a label and type, constraints first, ends found by label and unique id, moments as milliseconds,
5,000 rows a transaction (2,000 to 20,000 differ by less than the machine's noise), and what all rows of a
batch say alike sent once, which saves a fifth.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import neo4j
import polars as pl

__all__ = ["write"]

BATCH_ROWS = 5_000
LABELS = {"Company": "Company:Party", "Person": "Person:Party", "Phone": "Phone"}
SCHEMA = (
    *(
        f"CREATE CONSTRAINT {label.lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
        for label in LABELS
    ),
    "CREATE INDEX party_id IF NOT EXISTS FOR (n:Party) ON (n.id)",
)


def write(driver: neo4j.Driver, database: str | None, folder: Path) -> tuple[float, float]:
    """Writes `nodes-LABEL.parquet` and `links-TYPE-LABEL-LABEL.parquet`; seconds for nodes and for links."""
    with driver.session(database=database) as session:
        for statement in SCHEMA:
            session.run(statement).consume()
        begun = time.perf_counter()
        for path in sorted(folder.glob("nodes-*.parquet")):
            _, label = path.stem.split("-")
            _send(session, pl.read_parquet(path), f"CREATE (:{LABELS[label]} {{properties}})")
        between = time.perf_counter()
        for path in sorted(folder.glob("links-*.parquet")):
            _, kind, source, target = path.stem.split("-")
            ends = f"MATCH (a:{source} {{{{id: row.src}}}}), (b:{target} {{{{id: row.dst}}}})"
            _send(session, pl.read_parquet(path), f"{ends} CREATE (a)-[:{kind} {{properties}}]->(b)")
        return between - begun, time.perf_counter() - between


def _send(session: neo4j.Session, frame: pl.DataFrame, pattern: str) -> None:
    for rows in frame.iter_slices(BATCH_ROWS):
        same = [n for n in rows.columns if n not in ("id", "src", "dst") and rows[n].n_unique() == 1]
        moments = [name for name, dtype in rows.schema.items() if isinstance(dtype, pl.Datetime)]
        sent = rows.with_columns(pl.col(moments).dt.epoch("ms"))
        parts = []
        for name in rows.columns:
            value = f"$same.{name}" if name in same else f"row.{name}"
            if name in moments:
                value = f"datetime({{epochMillis: {value}}})"
            if name not in ("src", "dst"):
                parts.append(f"{name}: {value}")
        statement: Any = "UNWIND $rows AS row " + pattern.format(properties="{" + ", ".join(parts) + "}")
        with session.begin_transaction() as transaction:
            transaction.run(
                statement, rows=sent.drop(same).to_dicts(), same=sent.select(same).row(0, named=True)
            ).consume()
            transaction.commit()
