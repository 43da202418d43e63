"""A process that loads, compacts, catches up or rebuilds turn after turn, to be killed at any moment.

    python dying.py HOME TASK STORE DATABASE FIRST

It prints each turn that was acknowledged. In turn N `person k` is called `Turn N` for every k with
(k + N) % 3 > 0, so that each delivery adds, changes and retires.
"""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import homes
from interlink.errors import StoreUnavailable
from interlink.graph import manifest
from interlink.graph.local import LocalStore
from interlink.mapping.spec import SourceSpec

PEOPLE = 30
TASKS = ("first load", "reload", "compaction", "catch up", "rebuild")


def said(turn: int) -> set[tuple[str, str]]:
    """(id, name) of the people that a delivery names."""
    return {(str(k), f"Turn {turn}" if k % 2 else "Same") for k in range(PEOPLE) if (k + turn) % 3}


def delivery(turn: int) -> str:
    rows = sorted(said(turn), key=lambda row: int(row[0]))
    return homes.csv([(k, name, f"+316123{int(k) + 10_000:05d}") for k, name in rows])


def source(task: str, turn: int) -> SourceSpec:
    return homes.people(source=f"people{turn}" if task == "first load" else "people")


def main(home_folder: str, task: str, store_folder: str, database: str, first: str) -> None:
    home = homes.Home(Path(home_folder))
    manifest.BATCH_ROWS = 20
    builder = home.builder(LocalStore(Path(store_folder), heap="512m"))
    path = home.root / f"{os.getpid()}.csv"
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for turn in count(int(first)):
        path.write_text(delivery(turn), encoding="utf-8")
        home.loader.run(source(task, turn), [path])
        if task == "compaction":
            home.lake.compact("people", many=1)
        try:
            if task == "catch up":
                builder.catch_up(homes.audience(database))
            elif task == "rebuild":
                builder.rebuild(homes.audience(database))
        except StoreUnavailable as error:
            # The store was killed: the load is committed, the graph follows.
            sys.stderr.write(f"late: {error}\n")
        sys.stdout.write(f"{turn}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
