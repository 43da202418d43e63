"""How firmly a finding holds: repeats with some links left out, the same for one seed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from interlink.analytics import centrality, communities
from interlink.analytics.running import watched
from interlink.analytics.stability import (
    count_repeats,
    masks,
    membership_shares,
    rank_shares,
    repeated_flats,
)
from interlink.errors import InterlinkError, QueryError
from interlink.projection import Projection

CLIQUES = [(f"{side}{i}", f"{side}{j}") for side in "ab" for i in range(6) for j in range(i)]
# Two groups whose members all know each other, and one who knows a single member of the first.
TIES = pd.DataFrame([*CLIQUES, ("a0", "b0"), ("z", "a0")], columns=["src", "dst"])


def test_repeats_are_20_where_once_is_quick_else_none_else_as_asked() -> None:
    assert [count_repeats(None, seconds, "x") for seconds in (0.0, 0.49, 0.5)] == [20, 20, 0]
    assert [count_repeats(asked, 9.0, "x") for asked in (0, 100)] == [0, 100]
    for asked in (-1, 10_001):
        with pytest.raises(QueryError, match=f"communities: resamples is {asked}; expected 0 to 10,000"):
            count_repeats(asked, 0.0, "communities")


def test_a_tenth_of_the_links_is_left_out_by_a_chance_that_the_seed_sets() -> None:
    first, again, other = (np.array(list(masks(10_000, 5, seed))) for seed in (1, 1, 2))

    assert (first == again).all()
    assert (first != other).any()
    assert 0.89 < first.mean() < 0.91
    assert len({row.tobytes() for row in first}) == 5
    with pytest.raises(QueryError, match="seed is -1; expected 0 or more"):
        list(masks(3, 1, -1))


def test_repeated_pairs_weigh_what_is_left_of_their_links() -> None:
    rows = pd.DataFrame(
        {"src": ["a", "a", "b"], "dst": ["b", "b", "c"], "kind": ["x", "y", "x"], "w": [1, 2, 4]}
    )
    p = Projection.from_edges(rows, weight="w", layer="kind")
    flat = p.flat(directed=False)

    kept = flat.kept(np.array([True, False, True]), p.weight)
    gone = flat.kept(np.array([False, False, True]), p.weight)

    assert (kept.source.tolist(), kept.target.tolist(), kept.weight.tolist()) == ([0, 1], [1, 2], [1.0, 4.0])
    assert (gone.source.tolist(), gone.links.tolist(), gone.link_offsets.tolist()) == ([1], [2], [0, 1])
    assert len(list(repeated_flats(p, 3, 0, directed=False))) == 3


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("directed", [False, True])
def test_the_graph_of_a_repeat_is_that_of_the_links_left(layers: int, directed: bool) -> None:
    """It is cut from the whole one, which must not be changed by it."""
    rng = np.random.default_rng(5)
    edges = pd.DataFrame(
        {
            "src": rng.choice(list("abcdefgh"), 60),
            "dst": rng.choice(list("abcdefgh"), 60),
            "layer": rng.choice(["calls", "pays"][:layers], 60),
            "w": rng.integers(1, 9, 60),
        }
    )
    p = Projection.from_edges(edges, weight="w", directed=directed)
    whole = p.flat(directed=directed)
    before = whole.graph.get_edgelist()
    for flat, kept in zip(repeated_flats(p, 5, 0, directed=directed), masks(p.n_links, 5, 0), strict=True):
        left = [link for link in np.flatnonzero(kept) if p.source[link] != p.target[link]]
        weights: dict[tuple[int, int], float] = {}
        for link in left:
            pair = int(p.source[link]), int(p.target[link])
            pair = pair if directed else (min(pair), max(pair))
            weights[pair] = weights.get(pair, 0.0) + float(p.weight[link])
        assert flat.graph.get_edgelist() == sorted(weights)
        assert flat.graph.is_directed() == directed
        assert flat.weights == [weights[pair] for pair in sorted(weights)]
        assert sorted(flat.links) == left
    assert whole.graph.get_edgelist() == before


def test_a_member_is_firm_where_its_group_stays_its_group_under_any_number() -> None:
    groups = np.array([0, 0, 0, 1, 1])

    same = np.array([7, 7, 7, 3, 3])
    torn = np.array([1, 1, 2, 2, 2])

    assert membership_shares(groups, iter([same])).tolist() == [1, 1, 1, 1, 1]
    assert membership_shares(groups, iter([torn])).tolist() == [1, 1, 0, 1, 1]
    assert membership_shares(groups, iter([same, torn])).tolist() == [1, 1, 0.5, 1, 1]


def test_a_rank_is_firm_where_it_stays_in_its_class() -> None:
    scores = np.array([9.0, 5.0, 4.0, 1.0, 0.0])

    assert rank_shares(scores, iter([scores])).tolist() == [1, 1, 1, 1, 1]
    second = np.array([5.0, 9.0, 4.0, 1.0, 0.0])
    assert rank_shares(scores, iter([second])).tolist() == [0, 1, 1, 1, 1]
    last = np.array([9.0, 0.0, 4.0, 2.0, 1.0])
    assert rank_shares(scores, iter([last])).tolist() == [1, 0, 1, 1, 1]


def test_members_of_a_clique_are_firm_and_who_hangs_by_one_link_is_less() -> None:
    finding = communities(Projection.from_edges(TIES), resamples=100, seed=3)

    firmness = finding.frame().set_index("id")["confidence"]
    assert firmness["a3"] > 0.95
    assert 0.8 < firmness["z"] < 0.97
    assert finding.confidence == pytest.approx(firmness.mean())
    assert finding.resamples == 100
    assert f"Held in {finding.confidence:.0%} of the repeats" in finding.explain()
    assert not finding.weak().any()


def test_weak_rows_are_counted_in_words() -> None:
    path = Projection.from_edges(pd.DataFrame({"src": list("abcdef"), "dst": list("bcdefg")}))

    finding = centrality(path, resamples=200)

    weak = int(finding.weak().sum())
    assert weak > 0
    assert f"{weak} of 7 rows are weak: found again in fewer than 70% of the repeats." in finding.explain()


def test_without_repeats_nothing_is_said_of_firmness() -> None:
    finding = communities(Projection.from_edges(TIES), resamples=0)

    assert (finding.confidence, finding.resamples) == (None, 0)
    assert "confidence" not in finding.frame().columns
    assert not finding.weak().any()
    assert any("was not measured" in caveat for caveat in finding.caveats)


class Stopped(InterlinkError):
    """A person pressed cancel."""


def test_a_run_tells_how_far_it_is_and_can_be_stopped() -> None:
    p, seen = Projection.from_edges(TIES), []

    def report(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 3:
            raise Stopped

    with pytest.raises(Stopped), watched(report):
        communities(p, resamples=10)

    assert seen == [(0, 10), (1, 10), (2, 10), (3, 10)]
    assert communities(p, resamples=10).fingerprint == communities(p, resamples=10).fingerprint
