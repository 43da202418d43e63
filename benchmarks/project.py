"""How fast links of the lake become an igraph graph, beside the same done by hand; and what a past costs.

A projection is a look through a view: an audit event, what is visible, the entities with their captions, the
links among them, each with its records and its marking. By hand: a scan of two columns, dictionary encoding,
`igraph.Graph`. Both run in turn in one process. The past is that of a source which has delivered the same
number of calls fifty times, one of a hundred changed each time, every two weeks.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from baselines.arrays import links_to_igraph
from lake_home import LakeHome
from lake_records import CALLS, call_frame, changed
from measures import Measure, cpu_seconds, options, paired, plain, report, wall_seconds

from interlink.mapping.source_file import parse_source
from interlink.projection.lake import project

ROWS, PAST_ROWS, LOADS = 1_000_000, 200_000, 50
TIMES_BY_HAND, TIMES_CURRENT, TIMES_CURRENT_COMPACTED = 1.3, 1.5, 1.2
FIRST, EVERY = datetime(2024, 1, 5, tzinfo=UTC), timedelta(days=14)
YEAR = timedelta(days=365)


def main() -> int:
    """Prints every result; 1 where a mark does not hold."""
    given = options("Time projections from the lake beside the same by hand.")
    with TemporaryDirectory() as folder:
        measures = list(current(Path(folder), rounds=5))
        if not given.quick:
            measures += past(Path(folder), rounds=7)
    return report(measures, given.format)


def current(folder: Path, *, rounds: int) -> Iterator[Measure]:
    """One million calls and their phones, from the lake to igraph."""
    file = folder / "calls.csv"
    call_frame(ROWS).write_csv(file)
    home = LakeHome(folder / "current")
    home.load(parse_source(CALLS.replace("DELIVERY", "increment"), "calls.yaml"), file)
    table = folder / "current" / "lake" / "Called"

    def candidate() -> None:
        project(home.view(), home.ontology, nodes=["Phone"], links=["CALLED"], directed=True).to_igraph()

    def baseline() -> None:
        links_to_igraph(table)

    pairs = paired(lambda: wall_seconds(candidate), lambda: wall_seconds(baseline), rounds=rounds)
    yield from pairs.measures(f"{ROWS:,} links to igraph", unit="s wall", mark=TIMES_BY_HAND)
    cpu = paired(lambda: cpu_seconds(candidate), lambda: cpu_seconds(baseline), rounds=1)
    yield plain(f"{ROWS:,} links to igraph, processors", cpu.candidate[0], "s cpu", baseline=cpu.baseline[0])
    home.close()


def past(folder: Path, *, rounds: int) -> Iterator[Measure]:
    """A projection as known a year back beside the current one, before and after compaction."""
    home = LakeHome(folder / "past")
    spec = parse_source(CALLS.replace("DELIVERY", "full"), "calls.yaml")
    calls = call_frame(PAST_ROWS)
    for turn in range(LOADS):
        home.clock = FIRST + turn * EVERY
        file = folder / "delivery.csv"
        changed(calls, turn=turn).write_csv(file)
        home.load(spec, file)
    back = FIRST + (LOADS - 1) * EVERY - YEAR

    def projected(as_of: datetime | None) -> float:
        return wall_seconds(
            lambda: project(home.view(as_of=as_of), home.ontology, nodes=["Phone"], links=["CALLED"])
        )

    for mark, when in ((TIMES_CURRENT, "after 50 loads"), (TIMES_CURRENT_COMPACTED, "after compaction")):
        pairs = paired(lambda: projected(back), lambda: projected(None), rounds=rounds)
        yield from pairs.measures(f"as known a year back, {when}", unit="s wall", mark=mark)
        home.stores.lake.compact("calls", many=1)
    home.close()


if __name__ == "__main__":
    sys.exit(main())
