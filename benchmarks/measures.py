"""What every benchmark shares: pairs of runs in turn, medians, marks, and how results are printed.

A candidate and its baseline run in turn, in one process and one run, so that both meet the same machine; the
order changes from pair to pair. A ratio is the median of the pairs' ratios: a disturbance hits one pair, not
the result. Every value says which clock it was taken with: wall, or the CPU time of this process and of the
children it waited for.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from statistics import median
from typing import TextIO

__all__ = [
    "Measure",
    "Pairs",
    "at_least",
    "at_most",
    "busyness",
    "cpu_seconds",
    "options",
    "paired",
    "peak_gb",
    "percentile",
    "plain",
    "report",
    "wall_seconds",
]


@dataclass(frozen=True)
class Measure:
    """One result, a flat object in JSON.

    `baseline` is what the baseline took, in the same unit; None where there is none. `mark` is what must
    hold, in words such as `<= 1.2`; None where the value only informs. `holds` is None without a mark.
    """

    name: str
    value: float
    unit: str
    baseline: float | None = None
    mark: str | None = None
    holds: bool | None = None


@dataclass(frozen=True)
class Pairs:
    """What candidate and baseline took, pair by pair, in the clock's unit."""

    candidate: tuple[float, ...]
    baseline: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The median of the pairs' ratios, candidate to baseline."""
        return median(one / other for one, other in zip(self.candidate, self.baseline, strict=True))

    def measures(self, name: str, *, unit: str, mark: float) -> list[Measure]:
        """The candidate's median beside the baseline's, and their ratio, which is to be at most `mark`."""
        return [
            plain(name, median(self.candidate), unit, baseline=median(self.baseline)),
            at_most(f"{name}, ratio", self.ratio, "times", mark, baseline=1.0),
        ]


def paired(candidate: Callable[[], float], baseline: Callable[[], float], *, rounds: int) -> Pairs:
    """Runs both in turn, the one first that was second before; each returns what it took."""
    taken: dict[int, list[float]] = {0: [], 1: []}
    for turn in range(rounds):
        for which in (0, 1) if turn % 2 == 0 else (1, 0):
            taken[which].append((candidate, baseline)[which]())
    return Pairs(tuple(taken[0]), tuple(taken[1]))


def wall_seconds(run: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def cpu_seconds(run: Callable[[], object]) -> float:
    """What it takes of the processors: this process in all its threads, and children that ended in it."""
    begun = _cpu()
    run()
    return _cpu() - begun


def peak_gb() -> float:
    """Gigabytes of memory that this process has had at most until now, as Linux counts it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    if found is None:
        raise OSError("this system does not say a process's peak of memory")
    return int(found[1]) / 1e6


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest of the values that at least so many percent do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -int(-len(ordered) * percent // 100) - 1)]


def plain(name: str, value: float, unit: str, *, baseline: float | None = None) -> Measure:
    """A result that only informs."""
    return Measure(name, _short(value), unit, None if baseline is None else _short(baseline))


def at_most(name: str, value: float, unit: str, mark: float, *, baseline: float | None = None) -> Measure:
    """A result that holds up to the mark."""
    shown = None if baseline is None else _short(baseline)
    return Measure(name, _short(value), unit, shown, f"<= {mark:g}", value <= mark)


def at_least(name: str, value: float, unit: str, mark: float, *, baseline: float | None = None) -> Measure:
    """A result that holds from the mark on."""
    shown = None if baseline is None else _short(baseline)
    return Measure(name, _short(value), unit, shown, f">= {mark:g}", value >= mark)


def busyness() -> Measure:
    """How much the machine has to do besides: wall times mean little above 0.5."""
    return plain("load of the machine", os.getloadavg()[0] / (os.cpu_count() or 1), "a processor")


def options(
    about: str, given: Sequence[str] | None = None, *, parts: Sequence[str] = ()
) -> argparse.Namespace:
    """`--format table|json` and `--quick`: the marks that fit in a minute, at full size.

    A benchmark of several parts takes `--only PART` too, any number of times.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument(
        "--quick", action="store_true", help="only the marks that fit in a minute, at full size"
    )
    if parts:
        parser.add_argument("--only", action="append", choices=parts, help="this part, not all of them")
    return parser.parse_args(given)


def report(measures: Iterable[Measure], form: str, *, out: TextIO | None = None) -> int:
    """Prints the results; gives the exit code: 1 where a mark does not hold."""
    rows = [asdict(measure) for measure in measures]
    text = json.dumps(rows, indent=2, ensure_ascii=False) if form == "json" else "\n".join(_lines(rows))
    (out or sys.stdout).write(text + "\n")
    return int(any(row["holds"] is False for row in rows))


def _lines(rows: Sequence[dict[str, object]]) -> list[str]:
    """The results as a table in text: words to the left, numbers to the right."""
    heads = [each.name for each in fields(Measure)]
    table = [heads, *([_text(row[head]) for head in heads] for row in rows)]
    widths = [max(len(line[place]) for line in table) for place in range(len(heads))]
    sides = [">" if head in ("value", "baseline") else "<" for head in heads]
    return [
        "  ".join(
            f"{cell:{side}{width}}" for cell, side, width in zip(line, sides, widths, strict=True)
        ).rstrip()
        for line in table
    ]


def _text(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "yes", False: "NO"}[value]
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _short(value: float) -> float:
    """Four digits: no measurement here is worth more."""
    return float(f"{value:.4g}")


def _cpu() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
