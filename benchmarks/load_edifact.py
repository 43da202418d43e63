"""How fast a load of UN/EDIFACT is, beside pydifact reading the same file and polars writing what it found.

A load is what it is in `load.py`: from the audit event to the commit, without the graph. The file is one
customs cargo report of 20,000 consignments, twelve segments each.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from shutil import rmtree
from statistics import median
from tempfile import TemporaryDirectory

from baselines.edifact import segments_to_delta
from edifact_records import write_cargo_report
from lake_home import LakeHome
from measures import cpu_seconds, options, paired, plain, report, wall_seconds

from interlink.sources import find_source

CONSIGNMENTS = 20_000
TIMES_UNTOUCHED = 15.0


def main() -> int:
    """Prints every result; 1 where a mark does not hold."""
    given = options("Time loads of UN/EDIFACT beside reading and writing the same file untouched.")
    with TemporaryDirectory() as name:
        folder = Path(name)
        numbers = count()
        _loading(write_cargo_report(folder / "small.edi", 100), folder, numbers)()
        file = write_cargo_report(folder / "cuscar.edi", CONSIGNMENTS)
        load = _loading(file, folder, numbers)
        untouched = _writing(file, folder, numbers)
        rounds = 1 if given.quick else 3
        pairs = paired(lambda: wall_seconds(load), lambda: wall_seconds(untouched), rounds=rounds)
        called = f"{CONSIGNMENTS:,} consignments of EDIFACT"
        rate = plain(
            f"{called}, rate",
            CONSIGNMENTS / median(pairs.candidate),
            "1/s",
            baseline=CONSIGNMENTS / median(pairs.baseline),
        )
        cpu = paired(lambda: cpu_seconds(load), lambda: cpu_seconds(untouched), rounds=1)
        processors = plain(f"{called}, processors", cpu.candidate[0], "s cpu", baseline=cpu.baseline[0])
        measures = [*pairs.measures(called, unit="s wall", mark=TIMES_UNTOUCHED), rate, processors]
        return report(measures, given.format)


def _loading(file: Path, folder: Path, numbers: count[int]) -> Callable[[], None]:
    def run() -> None:
        home = LakeHome(folder / f"home-{next(numbers)}")
        home.load(find_source("cuscar"), file)
        home.close()
        rmtree(home.root)

    return run


def _writing(file: Path, folder: Path, numbers: count[int]) -> Callable[[], None]:
    def run() -> None:
        table = folder / f"untouched-{next(numbers)}"
        segments_to_delta(file, table)
        rmtree(table)

    return run


if __name__ == "__main__":
    sys.exit(main())
