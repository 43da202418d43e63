"""What each analytic takes beside the raw library call, on a projection that stands.

The network is drawn from a seed: groups of entities, most links inside them. Candidate and baseline run in
turn in one process; ratios are of processor time. "With evidence" is the finding and the numbers of the
records behind every row of it. `--quick` leaves out what takes longer than a minute together: networkx, and
5,000,000 links.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
from baselines import graphs
from lake_home import LakeHome
from lake_records import CALLS, call_frame
from measures import (
    Measure,
    at_least,
    at_most,
    busyness,
    cpu_seconds,
    options,
    paired,
    peak_gb,
    plain,
    report,
    wall_seconds,
)

from interlink.analytics import (
    brokerage,
    centrality,
    communities,
    connect,
    journeys,
    missing_ties,
    multilayer,
    network,
    paths,
    robustness,
)
from interlink.analytics.costs import costs_of
from interlink.analytics.finding import Finding
from interlink.analytics.shortest import k_shortest_paths
from interlink.mapping.source_file import parse_source
from interlink.projection import Projection
from interlink.projection.lake import project

LINKS, GROUP, INSIDE = 100_000, 50, 0.8
MOST_LINKS, MOST_GB = 5_000_000, 4.0
CONTACTS = 1_000_000
RAW, EVIDENCE, FREE_MS = 1.1, 1.3, 5.0
NETWORKX, YEN, STEINER, NETWORKIT, BUILD = 10.0, 20.0, 8.0, 1.5, 1.2
REPEATS, SINGLE_RUNS = 100, 105.0
NS_A_CONTACT, ANSWER_S = 25.0, 2.0
PARTS = ("findings", "paths", "time", "large")


def main() -> int:
    """Prints every result; 1 where a mark does not hold."""
    given = options("Time every analytic beside the raw library call.", parts=PARTS)
    wanted = given.only or (PARTS[:3] if given.quick else PARTS)
    measures: list[Measure] = []
    if "findings" in wanted:
        measures += findings(quick=given.quick)
    if "paths" in wanted:
        measures += searches()
    if "time" in wanted:
        measures += through_time()
    if "large" in wanted:
        measures += large()
    return report([*measures, busyness()], given.format)


def drawn(n: int, links: int, *, seed: int = 1) -> pl.DataFrame:
    """Links among entities in groups of fifty, four of five inside a group: src, dst, w."""
    rng = np.random.default_rng(seed)
    source = rng.integers(0, n, links)
    inside = rng.random(links) < INSIDE
    near = source // GROUP * GROUP + rng.integers(0, GROUP, links)
    target = np.where(inside, np.minimum(near, n - 1), rng.integers(0, n, links))
    names = pl.Series([f"e{number:07d}" for number in range(n)])
    weight = rng.integers(1, 10, links).astype(float)
    return pl.DataFrame({"src": names[source], "dst": names[target], "w": weight})


def made(n: int, links: int) -> Projection:
    """The projection of such links, its graph built."""
    projection = Projection.from_edges(drawn(n, links), weight="w")
    _ = projection.flat(directed=False).graph, projection.fingerprint
    return projection


def beside(
    name: str, candidate: Callable[[], Finding], baseline: Callable[[], object], *, rounds: int = 5
) -> Iterator[Measure]:
    """A finding beside the raw call, and with the records behind its rows."""

    def with_evidence() -> None:
        finding = candidate()
        finding.cites[finding.main].records()

    bare = paired(lambda: cpu_seconds(candidate), lambda: cpu_seconds(baseline), rounds=rounds)
    told = paired(lambda: cpu_seconds(with_evidence), lambda: cpu_seconds(baseline), rounds=rounds)
    raw = median(bare.baseline)
    yield plain(name, median(bare.candidate), "s cpu", baseline=raw)
    yield at_most(f"{name}, ratio", bare.ratio, "times", max(RAW, 1 + FREE_MS / 1000 / raw), baseline=1.0)
    yield at_most(
        f"{name} with evidence, ratio",
        told.ratio,
        "times",
        max(EVIDENCE, 1 + FREE_MS / 1000 / raw),
        baseline=1.0,
    )


def findings(*, quick: bool) -> Iterator[Measure]:
    """Groups and ranks, at 100,000 links."""
    wide, dense = made(20_000, LINKS), made(2_000, LINKS)
    flat = wide.flat(directed=False)
    weights = flat.weight.tolist()

    def build() -> object:
        return graphs.igraph_of(flat.n_nodes, flat.source, flat.target)

    built = paired(lambda: cpu_seconds(wide.to_igraph), lambda: cpu_seconds(build), rounds=5)
    yield at_most("arrays to igraph, ratio", built.ratio, "times", BUILD, baseline=1.0)
    raw = graphs.igraph_of(flat.n_nodes, flat.source, flat.target)
    yield from beside(
        "communities, leiden",
        lambda: communities(wide, resamples=0),
        lambda: graphs.leiden(raw, weights, 0, rounds=2),
        rounds=11,
    )
    yield from beside(
        "communities, infomap",
        lambda: communities(wide, method="infomap", resamples=0),
        lambda: raw.community_infomap(edge_weights=weights, trials=1),
        rounds=3,
    )
    thick = dense.flat(directed=False)
    ranked = graphs.igraph_of(thick.n_nodes, thick.source, thick.target)
    yield from beside(
        "centrality",
        lambda: centrality(dense, resamples=0),
        lambda: graphs.measures_of_igraph(ranked),
        rounds=3,
    )
    yield from beside(
        "network",
        lambda: network(wide, resamples=0),
        lambda: (raw.connected_components(), raw.transitivity_undirected(), raw.degree()),
    )
    whole = network(wide, resamples=0)
    told = cpu_seconds(lambda: whole.evidence(0)) / LINKS * 1e6
    yield plain("a record, as evidence", told, "us cpu")
    once = median(cpu_seconds(lambda: communities(wide, resamples=0)) for _ in range(5))
    often = cpu_seconds(lambda: communities(wide, resamples=REPEATS))
    yield at_most(f"{REPEATS} repeats of communities", often / once, "single runs", SINGLE_RUNS)
    if not quick:
        slow = graphs.networkx_of(thick.n_nodes, thick.source, thick.target)
        times = cpu_seconds(lambda: graphs.measures_of_networkx(slow)) / cpu_seconds(
            lambda: centrality(dense, resamples=0)
        )
        yield at_least("centrality, networkx to ours", times, "times", NETWORKX)
        yield plain("brokerage", cpu_seconds(lambda: brokerage(wide, resamples=0)), "s cpu")
        yield plain("missing_ties", cpu_seconds(lambda: missing_ties(wide, resamples=0)), "s cpu")
        yield plain("multilayer", cpu_seconds(lambda: multilayer(wide, resamples=0)), "s cpu")
        yield plain("robustness", cpu_seconds(lambda: robustness(wide)), "s cpu")


def searches() -> Iterator[Measure]:
    """Paths and trees, at 100,000 links."""
    wide = made(20_000, LINKS)
    flat = wide.flat(directed=False)
    rng = np.random.default_rng(3)
    pairs = [tuple(rng.choice(flat.n_nodes, 2, replace=False).tolist()) for _ in range(40)]
    theirs = graphs.one_pair(graphs.networkit_of(flat.n_nodes, flat.source, flat.target, flat.weight))

    def ours(start: int, end: int) -> Finding:
        return paths(wide, wide.ids[start], wide.ids[end], k=1, cost="weight", resamples=0)

    ours(*pairs[0])
    costs = costs_of(wide, flat, "weight", "paths")
    one = paired(
        lambda: cpu_seconds(lambda: [k_shortest_paths(flat, *pair, 1, costs) for pair in pairs]),
        lambda: cpu_seconds(lambda: [theirs(*pair) for pair in pairs]),
        rounds=3,
    )
    yield from one.measures(f"{len(pairs)} pairs, cheapest path", unit="s cpu", mark=NETWORKIT)
    # Now and then all that this process holds is looked through for cycles: not in the middle of three.
    whole = median(cpu_seconds(lambda: [ours(*pair) for pair in pairs]) for _ in range(3)) / len(pairs) * 1000
    bare = median(one.baseline) / len(pairs) * 1000
    yield at_most("a pair's finding", whole, "ms cpu", max(RAW * bare, bare + FREE_MS), baseline=bare)
    raw = graphs.igraph_of(flat.n_nodes, flat.source, flat.target)
    weights = flat.weight.tolist()
    start, end = pairs[0]
    yens = cpu_seconds(lambda: graphs.yen(raw, start, end, 10, weights))
    tens = min(
        cpu_seconds(lambda: paths(wide, wide.ids[start], wide.ids[end], k=10, cost="weight", resamples=0))
        for _ in range(3)
    )
    yield at_least("10 cheapest paths, igraph's Yen to ours", yens / tens, "times", YEN)
    suspects = rng.choice(flat.n_nodes, 8, replace=False).tolist()
    grown = graphs.rustworkx_of(flat.n_nodes, flat.source, flat.target, flat.weight)
    names = [wide.ids[number] for number in suspects]
    trees = min(cpu_seconds(lambda: graphs.steiner(grown, suspects)) for _ in range(3))
    connected = min(cpu_seconds(lambda: connect(wide, names, cost="weight", resamples=0)) for _ in range(5))
    yield at_least("8 suspects connected, rustworkx to ours", trees / connected, "times", STEINER)


def through_time() -> Iterator[Measure]:
    """Time-respecting searches over 1,000,000 contacts, from arrays and from the lake."""
    rng = np.random.default_rng(5)
    n = 50_000
    ends = [pl.Series([f"p{number:06d}" for number in rng.integers(0, n, CONTACTS)]) for _ in range(2)]
    at = 1_700_000_000_000_000 + rng.integers(0, 30_000_000, CONTACTS) * 1_000_000
    projection = Projection.from_edges(
        pl.DataFrame({"src": ends[0], "dst": ends[1], "at": at}), at="at", directed=True
    )
    _ = projection.contacts, projection.fingerprint
    start, end = projection.ids[0], projection.ids[-1]
    journeys(projection, start, end, k=1, resamples=0)
    taken = min(cpu_seconds(lambda: journeys(projection, start, end, k=1, resamples=0)) for _ in range(5))
    yield at_most("earliest arrival", taken / CONTACTS * 1e9, "ns a contact", NS_A_CONTACT)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "calls.csv"
        call_frame(CONTACTS).write_csv(file)
        home = LakeHome(Path(folder) / "home")
        home.load(parse_source(CALLS.replace("DELIVERY", "increment"), "calls.yaml"), file)

        def answer() -> Finding:
            calls = project(home.view(), home.ontology, nodes=["Phone"], links=["CALLED"], directed=True)
            return journeys(calls, calls.ids[0], calls.ids[-1], k=1, resamples=0)

        answer()
        yield at_most(
            "from the lake to the answer", min(wall_seconds(answer) for _ in range(3)), "s wall", ANSWER_S
        )
        home.close()


def large() -> Iterator[Measure]:
    """Parts and groups of 5,000,000 links; the memory is that of this process at most."""
    projection = Projection.from_edges(drawn(1_000_000, MOST_LINKS), weight="w")
    gc.collect()
    yield plain(
        "5,000,000 links, the whole", wall_seconds(lambda: network(projection, resamples=0)), "s wall"
    )
    yield plain(
        "5,000,000 links, communities", wall_seconds(lambda: communities(projection, resamples=0)), "s wall"
    )
    yield at_most("5,000,000 links, memory", peak_gb(), "GB", MOST_GB)


if __name__ == "__main__":
    sys.exit(main())
