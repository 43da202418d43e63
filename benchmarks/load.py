"""How fast a load is, beside polars reading the same file and writing it to a Delta table untouched.

A load is everything up to the commit: audit event, archived file, reading with the place of each row,
mapping, cleaning, content hashes, what is new and what is gone, fragments in the lake, the ledger. The graph
is not in it. Both run in turn in one process, after a small load that makes it warm; every run has a folder
of its own. Memory is the peak of a process of its own that makes one load.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from shutil import rmtree
from statistics import median
from tempfile import TemporaryDirectory

from baselines.untouched import csv_to_delta, json_lines_to_delta
from lake_home import LakeHome
from lake_records import CALLS, VISITORS, call_frame, changed, write_visitors
from measures import Measure, at_most, cpu_seconds, options, paired, peak_gb, plain, report, wall_seconds

from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec
from interlink.sources import find_source

ROWS, MANY_ROWS, LINES = 1_000_000, 5_000_000, 200_000
TIMES_UNTOUCHED, TIMES_UNTOUCHED_MANY, TIMES_UNTOUCHED_NESTED = 6.0, 6.5, 15.0
UN_LIST_S = 2.0
PEAK_GB, PEAK_GROWTH = 1.5, 1.3
RELOAD_TIMES, RELOAD_BYTES = 1.0, 0.03
DATA = Path(os.environ.get("INTERLINK_DATA") or Path(__file__).parents[2] / "shared" / "data")


def main() -> int:
    """Prints every result; 1 where a mark does not hold."""
    given = options("Time loads beside reading and writing the same file untouched.")
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        measures = [*bench.calls(rounds=3 if given.quick else 5), *bench.nested(rounds=3), *bench.un_list()]
        if not given.quick:
            measures += [*bench.reload(), *bench.many()]
    return report(measures, given.format)


class Bench:
    """The measurements; `folder` takes files and homes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()
        self._increment = parse_source(CALLS.replace("DELIVERY", "increment"), "calls.yaml")
        self._full = parse_source(CALLS.replace("DELIVERY", "full"), "calls.yaml")
        self._visitors = parse_source(VISITORS, "visitors.yaml")
        small = self._calls_file(1_000)
        self._load(self._increment, small)()
        self._untouched(csv_to_delta, small)()

    def calls(self, *, rounds: int) -> Iterator[Measure]:
        """One million calls, wall and processor time."""
        file = self._calls_file(ROWS)
        yield from self._pairs(
            f"{ROWS:,} calls",
            self._increment,
            file,
            csv_to_delta,
            rounds=rounds,
            mark=TIMES_UNTOUCHED,
            rows=ROWS,
        )

    def nested(self, *, rounds: int) -> Iterator[Measure]:
        """Nested records as JSON lines."""
        file = write_visitors(self._folder / "visitors.jsonl", LINES)
        yield from self._pairs(
            f"{LINES:,} JSON lines",
            self._visitors,
            file,
            json_lines_to_delta,
            rounds=rounds,
            mark=TIMES_UNTOUCHED_NESTED,
            rows=LINES,
        )

    def un_list(self) -> Iterator[Measure]:
        """The UN Security Council's consolidated list, where the folder of data is at hand."""
        for file in sorted((DATA / "sanctions" / "un").glob("*.xml"))[-1:]:
            load = self._load(find_source("un_sc"), file)
            yield at_most("UN list", median(wall_seconds(load) for _ in range(3)), "s wall", UN_LIST_S)

    def reload(self) -> Iterator[Measure]:
        """A full delivery again, with one call of a hundred changed: time, and bytes written to the lake."""
        first = self._calls_file(ROWS)
        calls = call_frame(ROWS)
        times, sizes, firsts = [], [], []
        for turn in range(3):
            again = self._folder / "again.csv"
            changed(calls, turn=turn + 1).write_csv(again)
            home = LakeHome(self._new("home"))
            firsts.append(wall_seconds(lambda home=home: home.load(self._full, first)))
            before = home.lake_bytes()
            times.append(wall_seconds(lambda home=home, again=again: home.load(self._full, again)))
            sizes.append((home.lake_bytes() - before) / before)
            self._drop(home)
        ratio = median(again / first for again, first in zip(times, firsts, strict=True))
        yield plain("reload with 1 % changed", median(times), "s wall", baseline=median(firsts))
        yield at_most(
            "reload with 1 % changed, to the first load", ratio, "times", RELOAD_TIMES, baseline=1.0
        )
        yield at_most(
            "bytes that it writes, to the first load's", max(sizes), "times", RELOAD_BYTES, baseline=1.0
        )

    def many(self) -> Iterator[Measure]:
        """Five million calls, and the peak of memory beside that of one million."""
        few, file = self._calls_file(ROWS), self._calls_file(MANY_ROWS)
        yield from self._pairs(
            f"{MANY_ROWS:,} calls",
            self._increment,
            file,
            csv_to_delta,
            rounds=3,
            mark=TIMES_UNTOUCHED_MANY,
            rows=MANY_ROWS,
        )
        small, large = (self._peak(each) for each in (few, file))
        yield plain(f"peak of memory, {ROWS:,} calls", small, "GB")
        yield at_most(f"peak of memory, {MANY_ROWS:,} calls", large, "GB", PEAK_GB)
        yield at_most("peak of memory, five times as many", large / small, "times", PEAK_GROWTH, baseline=1.0)

    def _pairs(
        self,
        name: str,
        spec: SourceSpec,
        file: Path,
        untouched: Callable[[Path, Path], None],
        *,
        rounds: int,
        mark: float,
        rows: int,
    ) -> Iterator[Measure]:
        load, baseline = self._load(spec, file), self._untouched(untouched, file)
        pairs = paired(lambda: wall_seconds(load), lambda: wall_seconds(baseline), rounds=rounds)
        yield from pairs.measures(name, unit="s wall", mark=mark)
        yield plain(
            f"{name}, rate", rows / median(pairs.candidate), "1/s", baseline=rows / median(pairs.baseline)
        )
        cpu = paired(lambda: cpu_seconds(load), lambda: cpu_seconds(baseline), rounds=1)
        yield plain(f"{name}, processors", cpu.candidate[0], "s cpu", baseline=cpu.baseline[0])

    def _load(self, spec: SourceSpec, file: Path) -> Callable[[], None]:
        def run() -> None:
            home = LakeHome(self._new("home"))
            home.load(spec, file)
            self._drop(home)

        return run

    def _untouched(self, write: Callable[[Path, Path], None], file: Path) -> Callable[[], None]:
        def run() -> None:
            folder = self._new("untouched")
            write(file, folder)
            rmtree(folder)

        return run

    def _peak(self, file: Path) -> float:
        """Gigabytes of memory that a process had at most which made one load of calls."""
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            return pool.submit(peak_of_load, file, self._new("home")).result()

    def _calls_file(self, rows: int) -> Path:
        file = self._folder / f"calls-{rows}.csv"
        if not file.exists():
            call_frame(rows).write_csv(file)
        return file

    def _new(self, name: str) -> Path:
        return self._folder / f"{name}-{next(self._numbers)}"

    @staticmethod
    def _drop(home: LakeHome) -> None:
        home.close()
        rmtree(home.root)


def peak_of_load(file: Path, root: Path) -> float:
    """Makes one load in this process and gives its peak of memory in gigabytes."""
    LakeHome(root).load(parse_source(CALLS.replace("DELIVERY", "increment"), "calls.yaml"), file)
    return peak_gb()


if __name__ == "__main__":
    sys.exit(main())
