"""Missing ties: networkx's scores, a plain hold-out, planted gaps, layers that are refused."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.analytics import guessing, missing_ties, run
from interlink.analytics.guessing import Score, auc, best_pairs
from interlink.errors import QueryError, UnknownName
from interlink.projection import Constraints, Projection

NETWORKX = {
    "resource_allocation": nx.resource_allocation_index,
    "adamic_adar": nx.adamic_adar_index,
    "common_neighbours": lambda g: (
        (a, b, len(list(nx.common_neighbors(g, a, b)))) for a, b in nx.non_edges(g)
    ),
}


def project(pairs: list[tuple[str, str]], **kept: bool) -> Projection:
    return Projection.from_edges(pd.DataFrame(pairs, columns=["src", "dst"], dtype=str), **kept)


def cliques(*groups: str) -> list[tuple[str, str]]:
    return [pair for group in groups for pair in combinations(group, 2)]


# Two groups of six in which everybody knows everybody, but for one pair of each.
GAPS = [pair for pair in cliques("abcdef", "ghijkl") if pair not in {("a", "b"), ("k", "l")}]


def test_the_pairs_that_two_groups_lack_are_proposed_with_their_common_neighbours() -> None:
    found = missing_ties(project(GAPS), resamples=0)

    rows = found.frame().drop(columns=["score", "auc"]).to_dict("records")
    assert rows == [
        {"layer": "link", "rank": 1, "source": "a", "target": "b", "source_caption": "a",
         "target_caption": "b", "common": ("c", "d", "e", "f")},
        {"layer": "link", "rank": 2, "source": "k", "target": "l", "source_caption": "k",
         "target_caption": "l", "common": ("g", "h", "i", "j")},
    ]  # fmt: skip
    assert found.frame()["score"].tolist() == [4 / 5, 4 / 5]
    assert found.measures["auc_link"] > 0.9
    assert found.frame()["auc"].tolist() == [found.measures["auc_link"]] * 2


def test_evidence_is_the_links_from_both_to_their_common_neighbours() -> None:
    found = missing_ties(project(GAPS), resamples=0)

    ends = [GAPS[int(each.locator.removeprefix("row "))] for each in found.evidence(0)]
    assert sorted(ends) == sorted((one, other) for one in "ab" for other in "cdef")
    assert len(found.evidence(0, table="layers")) == len(GAPS)


@settings(max_examples=40, deadline=None)
@given(
    pairs=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=30),
    score=st.sampled_from(list(NETWORKX)),
    directed=st.booleans(),
    at_once=st.sampled_from([1, 7, 4_000_000]),
)
def test_scores_are_those_of_networkx(
    pairs: list[tuple[int, int]], score: Score, directed: bool, at_once: int
) -> None:
    p = project([(str(a), str(b)) for a, b in pairs], directed=directed)
    flat = p.flat(directed=False)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(guessing, "AT_ONCE", at_once)
        keys, scores = best_pairs(flat, score, 100)

    graph = nx.Graph((a, b) for a, b in p.to_networkx().edges() if a != b)
    expected = {tuple(sorted((a, b))): value for a, b, value in NETWORKX[score](graph) if value}
    ends = [(p.ids[key // p.n_nodes], p.ids[key % p.n_nodes]) for key in keys.tolist()]
    assert dict(zip(ends, scores.tolist(), strict=True)) == pytest.approx(expected)
    assert ends == sorted(ends, key=lambda pair: (-scores[ends.index(pair)], pair))


@settings(max_examples=25, deadline=None)
@given(n=st.integers(4, 14), share=st.floats(0.1, 0.8), number=st.integers(0, 99))
def test_the_hold_out_is_that_of_a_plain_count(n: int, share: float, number: int) -> None:
    graph = nx.gnp_random_graph(n, share, seed=number)
    p = project([(f"n{a:02}", f"n{b:02}") for a, b in graph.edges]) if graph.edges else project([])
    flat = p.flat(directed=False)
    graph = nx.Graph(zip(flat.source.tolist(), flat.target.tolist(), strict=True))

    found = auc(flat, "resource_allocation", 3)

    free = list(nx.non_edges(graph))
    if flat.n_pairs < 2 or not free:
        assert np.isnan(found)
        return
    folds = min(10, flat.n_pairs)
    fold = np.random.default_rng(3).permutation(flat.n_pairs) % folds
    pairs = list(zip(flat.source.tolist(), flat.target.tolist(), strict=True))
    won = []
    for out in range(folds):
        train = graph.copy()
        train.remove_edges_from(pair for pair, its in zip(pairs, fold, strict=True) if its == out)
        others = [v for _, _, v in nx.resource_allocation_index(train, free)]
        hidden = [pair for pair, its in zip(pairs, fold, strict=True) if its == out]
        for _, _, mine in nx.resource_allocation_index(train, hidden):
            won += [(mine > each + 1e-9) + (abs(mine - each) <= 1e-9) / 2 for each in others]
    assert found == pytest.approx(np.mean(won))


def test_a_layer_that_does_not_find_its_own_links_proposes_nothing_and_says_so() -> None:
    # In a ring nobody shares neighbours with those he is linked to.
    ring = [(f"n{i:02}", f"n{(i + 1) % 20:02}", "MET") for i in range(20)]
    links = [*((a, b, "CALLED") for a, b in GAPS), *ring]
    p = Projection.from_edges(pd.DataFrame(links, columns=["src", "dst", "layer"]), layer="layer")

    found = missing_ties(p, resamples=0)

    assert found.frame()["layer"].unique().tolist() == ["CALLED"]
    assert found.measures["auc_MET"] < 0.6
    layers = found.table("layers").drop(columns="auc").to_numpy().tolist()
    assert layers == [["CALLED", 12, 28, 2], ["MET", 20, 20, 0]]
    said = "MET finds its own hidden links hardly better than chance"
    assert any(caveat.startswith(said) for caveat in found.caveats)
    alone = missing_ties(p, where=Constraints(layers=["MET"]))
    assert (len(alone), alone.summary, alone.confidence) == (0, "No pair is proposed.", None)


@pytest.mark.parametrize("pairs", [cliques("abcd"), [("a", "b")], [("a", "a")]], ids=["full", "one", "loop"])
def test_a_layer_that_cannot_be_tried_proposes_nothing(pairs: list[tuple[str, str]]) -> None:
    found = missing_ties(project(pairs))

    assert len(found) == 0
    assert np.isnan(found.measures["auc_link"])
    assert any("too small or too full to be tried" in caveat for caveat in found.caveats)


def test_repeats_say_which_pairs_are_proposed_again() -> None:
    found = missing_ties(project(GAPS), k=2)

    assert found.resamples == 20
    assert found.frame()["confidence"].tolist() == [1.0, 1.0]


def test_one_pair_a_layer_and_another_score_can_be_asked_for() -> None:
    p = project(GAPS)

    one = run("missing_ties", p, {"k": "1", "score": "common_neighbours", "resamples": 0})

    assert one.frame()[["source", "target", "score"]].to_numpy().tolist() == [["a", "b", 4.0]]


def test_large_layers_hide_one_tenth_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.planted_partition_graph(4, 15, 0.6, 0.02, seed=2)
    p = project([(f"n{a:02}", f"n{b:02}") for a, b in graph.edges])
    flat = p.flat(directed=False)

    every = auc(flat, "resource_allocation", 0)
    monkeypatch.setattr(guessing, "MOST_WAYS", 10)
    once = auc(flat, "resource_allocation", 0)

    assert every != once
    assert every == pytest.approx(once, abs=0.08)
    assert every > 0.85


def test_nobody_and_no_links_give_findings_that_say_so() -> None:
    empty = missing_ties(Projection.from_links([], []))
    alone = missing_ties(Projection.from_links([], [], nodes=["a", "b"]))

    assert (len(empty), len(alone)) == (0, 0)
    assert alone.caveats == ("There are no links: nothing speaks for any other.",)
    assert list(alone.frame().columns)[:4] == ["layer", "rank", "source", "target"]


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"score": "adamic"}, UnknownName, "no score 'adamic'; expected .* Did you mean 'adamic_adar'"),
        ({"k": 0}, QueryError, "k is 0; expected 1 or more"),
        ({"resamples": 10_001}, QueryError, "resamples is 10001; expected 0 to 10,000"),
        ({"seed": -1}, QueryError, "seed is -1; expected 0 or more"),
    ],
)
def test_arguments_that_cannot_be_used_are_refused(
    given: dict[str, object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"missing_ties: {message}"):
        missing_ties(project(GAPS), **given)
