"""Analytics as methods: the parties that a finding names, in its order, as an answer that can be scored.

Each is asked as it stands, with its defaults and without repeats. `network` and `robustness` name nobody, and
so are no methods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain

import pandas as pd
import polars as pl

from interlink.analytics import (
    brokerage,
    bursts,
    centrality,
    communities,
    connect,
    disruption,
    journeys,
    missing_ties,
    money,
    multilayer,
    paths,
    phases,
    trade,
)
from interlink.analytics.finding import Finding
from interlink.analytics.papers import ATTRIBUTES
from interlink.projection import Projection, with_attributes
from interlink.worlds.finding.gather import Gathered
from interlink.worlds.finding.moments import timed_graph
from interlink.worlds.finding.parties import Parties, find_parties
from interlink.worlds.scoring.method import Method, Ranked

__all__ = ["ANALYTIC_METHODS"]

# A group of fewer says little; as the baseline by communities has it.
FEWEST = 5
REMOVED = 20
# Of each question so many ways, the shortest in time first.
WAYS = 3

# What an analytic names: parties, or things of theirs, by id, the first it would look at first.
Answer = Callable[[Parties, int], Iterable[str]]


def by_centrality(parties: Parties, seed: int) -> Iterable[str]:
    """Most betweenness first."""
    return list(centrality(parties.graph, resamples=0, seed=seed).frame()["id"])


def by_brokerage(parties: Parties, seed: int) -> Iterable[str]:
    """Who most often joins others that nothing else joins."""
    return list(brokerage(parties.graph, resamples=0, seed=seed).frame()["id"])


def by_disruption(parties: Parties, seed: int) -> Iterable[str]:
    """Those without whom least of the network holds together."""
    return list(disruption(parties.graph, remove=REMOVED, resamples=0, seed=seed).frame()["id"])


def by_communities(parties: Parties, seed: int) -> Iterable[str]:
    """Members of the most closed communities."""
    found = communities(parties.graph, resamples=0, seed=seed)
    openness = found.table("communities").set_index("community")["conductance"]
    return by_group(found.frame(), openness)


def by_multilayer(parties: Parties, seed: int) -> Iterable[str]:
    """Members of the communities that hold together most evenly over kinds of links."""
    members = multilayer(parties.graph, resamples=0, seed=seed).frame()
    largest = members.filter(regex="^share_").max(axis=1)
    return by_group(members, largest.groupby(members["community"]).mean())


def by_group(members: pd.DataFrame, last: pd.Series[float]) -> list[str]:
    """The members of communities of some size, those of which `last` says least first."""
    kept = members[members["community_size"] >= FEWEST]
    order = kept["community"].map(last).sort_values(kind="stable").index
    return list(kept.loc[order, "id"])


def by_missing_ties(parties: Parties, seed: int) -> Iterable[str]:
    """Both ends of the pairs proposed."""
    frame = missing_ties(parties.graph, resamples=0, seed=seed).frame().sort_values("rank", kind="stable")
    return chain.from_iterable(zip(frame["source"], frame["target"], strict=True))


def by_money(parties: Parties, seed: int) -> Iterable[str]:
    """Who takes part in a pattern of payments, the first of each pattern first."""
    if "Paid" not in parties.gathered.fragments:
        return
    frame = money(payments(parties), resamples=0, seed=seed).frame().sort_values("rank", kind="stable")
    for first, others, last in zip(frame["id"], frame["others"], frame["to"], strict=True):
        yield from (first, *others, *([last] if last else []))


def by_trade(parties: Parties, seed: int) -> Iterable[str]:
    """Consignors and consignees of papers unlike their peers'."""
    if "Declaration" not in parties.gathered.fragments:
        return
    of_paper: dict[str, list[str]] = {}
    for party, thing in parties.things.select("party", "thing").iter_rows():
        of_paper.setdefault(thing, []).append(parties.ids[party])
    for paper in trade(papers(parties.gathered), resamples=0, seed=seed).frame()["what"]:
        yield from of_paper.get(paper, ())


def by_bursts(parties: Parties, seed: int) -> Iterable[str]:
    """Pairs whose contacts come faster than usual."""
    frame = bursts(timed_graph(parties), resamples=0, seed=seed).frame()
    return chain.from_iterable(zip(frame["source"], frame["target"], strict=True))


def by_phases(parties: Parties, seed: int) -> Iterable[str]:
    """Users of phones that go on under another number, the likest first."""
    calls = parties.gathered.links.filter(pl.col("kind") == "Called")
    heard = Projection.from_links(
        calls["source"].to_arrow(), calls["target"].to_arrow(), at=calls["at"].to_numpy(), directed=True
    )
    told = phases(heard, resamples=0, seed=seed).table("successors")
    told = told.sort_values("similarity", ascending=False, kind="stable")
    return chain.from_iterable(zip(told["old"], told["new"], strict=True))


def by_paths(parties: Parties, seed: int) -> Iterable[str]:
    """Who lies inside the shortest ways between the ends of questions."""
    return inside(parties, partial(paths, k=WAYS, resamples=0, seed=seed), "hops")


def by_journeys(parties: Parties, seed: int) -> Iterable[str]:
    """Who lies inside ways that keep the order of time between the ends of questions, the quickest first."""
    return inside(parties, partial(journeys, goal="fewest", k=WAYS, resamples=0, seed=seed), "hours")


def by_connect(parties: Parties, seed: int) -> Iterable[str]:
    """Who lies between the ends of all questions."""
    ends = sorted({end for question in asked(parties) for end in question})
    if len(ends) < 2:
        return []
    frame = connect(parties.graph, ends, resamples=0, seed=seed).frame()
    return list(frame.loc[frame["role"] == "between", "id"])


def asked(parties: Parties) -> Iterator[tuple[str, str]]:
    """The questions of the world whose ends are parties of it, as ids of parties."""
    for question in parties.gathered.questions or ():
        start, end = (
            next((parties.ids[parties.number_of[each]] for each in ids if each in parties.number_of), "")
            for ids in (question.start, question.end)
        )
        if start and end and start != end:
            yield start, end


def inside(parties: Parties, ask: Callable[..., Finding], by: str) -> Iterator[str]:
    """All but the ends of the ways that answer the questions, those first that are least `by` a column."""
    graph = timed_graph(parties)
    ways: list[tuple[float, int, tuple[str, ...]]] = []
    for number, (start, end) in enumerate(asked(parties)):
        frame = ask(graph, start, end).frame()
        ways += [(float(size), number, nodes) for size, nodes in zip(frame[by], frame["nodes"], strict=True)]
    for _, _, nodes in sorted(ways):
        yield from nodes[1:-1]


def payments(parties: Parties) -> Projection:
    """Payments from party to party, weighed by their amounts, each in the currency that it is in."""
    paid = parties.exchanges.filter(pl.col("kind") == "Paid").drop_nulls(["source", "target", "at"])
    amounts = parties.gathered.fragments["Paid"].select(
        "feed",
        "row",
        pl.col("amount").cast(pl.Float64),
        pl.col("src").alias("from"),
        pl.col("dst").alias("to"),
    )
    paid = paid.join(amounts.drop_nulls("amount"), on=["feed", "row", "from", "to"]).sort(pl.all())
    ids = pl.Series(parties.ids, dtype=pl.String)
    return Projection.from_links(
        ids.gather(paid["source"]).to_arrow(),
        ids.gather(paid["target"]).to_arrow(),
        weight=paid["amount"].to_numpy(),
        at=paid["at"].to_numpy(),
        directed=True,
    )


def papers(gathered: Gathered) -> Projection:
    """Shipments, their declarations and what these say."""
    declared, ties = gathered.fragments["Declaration"], gathered.fragments["DeclaredIn"]
    bare = Projection.from_links(
        ties["src"].to_arrow(),
        ties["dst"].to_arrow(),
        layer=["DECLARED_IN"] * ties.height,
        nodes=declared["entity"].unique().sort().to_arrow(),
        directed=True,
    )
    return with_attributes(bare, declared.select("entity", *ATTRIBUTES), "entity")


def rank_by(answer: Answer, gathered: Gathered, *, seed: int) -> Ranked:
    """The parties that an answer names; a thing stands for whoever uses it, one that nobody does for none."""
    parties = find_parties(gathered)
    users: dict[str, list[str]] = {}
    for party, thing in parties.owners.select("party", "thing").iter_rows():
        users.setdefault(thing, []).append(parties.ids[party])
    known = set(parties.ids)
    named = chain.from_iterable(
        [each] if each in known else users.get(each, []) for each in answer(parties, seed)
    )
    return tuple(dict.fromkeys(named))


QUESTIONED = frozenset({"paths", "journeys", "connect"})
ANSWERS: Mapping[str, tuple[Answer, str]] = {
    "paths": (by_paths, "who lies on short ways between the ends of questions"),
    "journeys": (by_journeys, "who lies on quick ways in time between the ends of questions"),
    "connect": (by_connect, "who lies between the ends of all questions"),
    "communities": (by_communities, "the most closed communities"),
    "centrality": (by_centrality, "how often a party lies between others"),
    "disruption": (by_disruption, "without whom least holds together"),
    "multilayer": (by_multilayer, "communities over several kinds of links"),
    "money": (by_money, "patterns of payments"),
    "trade": (by_trade, "papers unlike their peers'"),
    "brokerage": (by_brokerage, "who joins others that nothing else joins"),
    "missing_ties": (by_missing_ties, "pairs that are probably linked"),
    "bursts": (by_bursts, "pairs that suddenly have much to do with each other"),
    "phases": (by_phases, "phones that go on under another number"),
}
ANALYTIC_METHODS: Mapping[str, Method] = {
    name: Method(name, partial(rank_by, answer), goes_by, needs_questions=name in QUESTIONED)
    for name, (answer, goes_by) in ANSWERS.items()
}
