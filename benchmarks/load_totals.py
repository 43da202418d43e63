"""Ten million call records of a source with `graph: totals`: the memory that loading and the graph take.

The calls are among a million pairs of phones, most of them among few. One process loads them; another
assembles what the graph is to hold, which is what grows with the calls in catching up: writing it to a store
grows with phones and pairs (`graph.py`). `--quick` takes a tenth of the calls and of the pairs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
from lake_home import LakeHome
from lake_records import CALLS, call_frame
from measures import Measure, at_most, busyness, options, peak_gb, plain, report, wall_seconds

from interlink.graph.desired import Desired, desired
from interlink.mapping.source_file import parse_source

CALLS_A_PART, PARTS, CALLS_A_PAIR = 1_000_000, 10, 10
MOST_GB = 2.0


@dataclass(frozen=True)
class Taken:
    """What one step took."""

    seconds: float
    peak_gb: float
    nodes: int = 0
    links: int = 0


def main() -> int:
    """Prints every result; 1 where a mark does not hold."""
    given = options("Load ten million calls whose single events stand in no graph.")
    part = CALLS_A_PART // 10 if given.quick else CALLS_A_PART
    with TemporaryDirectory() as folder:
        file, root = write_calls(Path(folder) / "calls.csv", part), Path(folder) / "home"
        loaded = apart(load, file, root)
        assembled = apart(assemble, file, root)
    return report(measures(part * PARTS, loaded, assembled), given.format)


def measures(calls: int, loaded: Taken, assembled: Taken) -> list[Measure]:
    """The results, with the marks."""
    name = f"{calls:,} calls in totals"
    return [
        busyness(),
        plain(f"{name}, load", loaded.seconds, "s wall"),
        plain(f"{name}, rate", calls / loaded.seconds, "1/s"),
        at_most(f"{name}, peak of memory of the load", loaded.peak_gb, "GB", MOST_GB),
        plain(f"{name}, what the graph is to hold", assembled.seconds, "s wall"),
        at_most(f"{name}, peak of memory of assembling it", assembled.peak_gb, "GB", MOST_GB),
        plain(f"{name}, nodes", assembled.nodes, "phones"),
        plain(f"{name}, links", assembled.links, "pairs"),
    ]


def write_calls(file: Path, part: int) -> Path:
    """PARTS times so many calls, each part in order of time, among a tenth as many pairs."""
    pairs = call_frame(part * PARTS // CALLS_A_PAIR).select("caller", "callee", "cell", "imei")
    with file.open("wb") as out:
        for number in range(PARTS):
            chance = np.random.default_rng(number)
            among = np.asarray(chance.random(part) ** 2 * pairs.height, dtype=np.int64)
            calls = call_frame(part, seed=number).select("started_at", "duration_s")
            drawn = pl.concat([pairs[among], calls], how="horizontal")
            drawn.write_csv(out, include_header=number == 0)
    return file


def apart(step: Callable[[Path, Path], Taken], file: Path, root: Path) -> Taken:
    """The step in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(step, file, root).result()


def load(file: Path, root: Path) -> Taken:
    """Everything up to the commit."""
    source = CALLS.replace("DELIVERY", "increment") + "graph: totals\n"
    home = LakeHome(root)
    seconds = wall_seconds(lambda: home.load(parse_source(source, "calls.yaml"), file))
    home.close()
    return Taken(seconds, peak_gb())


def assemble(_file: Path, root: Path) -> Taken:
    """What the graph of everyone is to hold, from lake and ledger."""
    home = LakeHome(root)
    made: list[Desired] = []
    seconds = wall_seconds(lambda: made.append(wanted(home)))
    home.close()
    return Taken(seconds, peak_gb(), made[0].manifest.nodes.height, made[0].manifest.links.height)


def wanted(home: LakeHome) -> Desired:
    """The same that a catch-up of the home's own graph wants."""
    ledger, lake = home.stores.ledger, home.stores.lake
    loads = ledger.committed()
    return desired(
        lambda schema: lake.scan(schema, loads),
        home.ontology,
        load=loads[-1],
        markings=ledger.markings(),
        committed_at={row.id: row.committed_at or 0 for row in ledger.loads(state="committed")},
        in_totals=ledger.in_totals(loads),
    )


if __name__ == "__main__":
    sys.exit(main())
