"""Communities over several layers: planted groups, single layers, networkx's figures, refusals."""

from __future__ import annotations

import math
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.analytics import communities, multilayer, run
from interlink.analytics.multiplex import agreement
from interlink.errors import QueryError, UnknownName
from interlink.projection import Constraints, Projection

Link = tuple[str, str, str, float]
CALLS = [("a", "b"), ("b", "c"), ("a", "c"), ("d", "e"), ("e", "f"), ("d", "f"), ("c", "d")]
MONEY = [("a", "b"), ("d", "e")]


def project(links: list[Link], **kept: bool) -> Projection:
    frame = pd.DataFrame(links, columns=["src", "dst", "layer", "w"])
    return Projection.from_edges(frame, layer="layer", weight="w", **kept)


def layered(**layers: list[tuple[str, str]]) -> Projection:
    return project([(a, b, name, 1.0) for name, pairs in layers.items() for a, b in pairs])


def cliques(*groups: str) -> list[tuple[str, str]]:
    return [pair for group in groups for pair in combinations(group, 2)]


def groups_of(frame: pd.DataFrame) -> set[frozenset[str]]:
    return {frozenset(ids) for _, ids in frame.groupby("community")["id"]}


def test_the_frame_says_by_which_layer_each_member_is_linked() -> None:
    found = multilayer(layered(CALLED=CALLS, PAID=MONEY), resamples=0)

    expected = pd.DataFrame(
        {
            "id": list("abcdef"),
            "caption": list("abcdef"),
            "community": [1, 1, 1, 2, 2, 2],
            "community_size": [3] * 6,
            "share_CALLED": [2 / 3, 2 / 3, 1.0, 3 / 4, 2 / 3, 1.0],
            "share_PAID": [1 / 3, 1 / 3, 0.0, 1 / 4, 1 / 3, 0.0],
        }
    )
    pd.testing.assert_frame_equal(found.frame(), expected, check_dtype=False)
    layers = found.table("layers")
    assert layers[["layer", "counts", "entities", "links"]].to_numpy().tolist() == [
        ["CALLED", 1.0, 6, 7],
        ["PAID", 1.0, 4, 2],
    ]
    # six of seven links are inside, and each group has half of all ends; of two payments both are
    assert layers["quality"].tolist() == pytest.approx([6 / 7 - 1 / 2, 1 / 2])
    assert layers["nmi"].tolist() == pytest.approx([1.0, 1.0])
    assert found.measures["quality"] == pytest.approx((6 / 7 - 1 / 2 + 1 / 2) / 2)


def test_what_two_layers_that_disagree_both_support_is_found() -> None:
    # Calls join the pairs of pairs one way, payments another; only the pairs are in both.
    calls = cliques("abcd", "efgh")
    money = cliques("abef", "cdgh")

    found = multilayer(layered(CALLED=calls, PAID=money), resolution=1.5)

    assert groups_of(found.frame()) == {frozenset(pair) for pair in ("ab", "cd", "ef", "gh")}
    assert groups_of(multilayer(layered(CALLED=calls)).frame()) == {frozenset("abcd"), frozenset("efgh")}
    assert groups_of(multilayer(layered(PAID=money)).frame()) == {frozenset("abef"), frozenset("cdgh")}


def test_a_layer_of_few_links_is_not_outvoted_by_one_of_many() -> None:
    # The calls of everybody with everybody say nothing; the few payments decide.
    links = [(a, b, "CALLED", 1000.0) for a, b in combinations("abcdefgh", 2)]
    links += [(a, b, "PAID", 1.0) for a, b in cliques("abcd", "efgh")]

    assert groups_of(multilayer(project(links)).frame()) == {frozenset("abcd"), frozenset("efgh")}


def test_layer_weights_say_which_layer_counts() -> None:
    p = layered(CALLED=cliques("abcd", "efgh"), PAID=cliques("abef", "cdgh"))

    by_calls = multilayer(p, layer_weights=["PAID=0"])
    by_money = multilayer(p, layer_weights=["CALLED=0.1", " PAID = 2"])
    asked = run("multilayer", p, {"layer_weights": "CALLED=0.1,PAID=2"})

    assert groups_of(by_calls.frame()) == {frozenset("abcd"), frozenset("efgh")}
    assert groups_of(by_money.frame()) == {frozenset("abef"), frozenset("cdgh")}
    assert by_calls.measures["quality"] == pytest.approx(0.5)
    assert asked.params["layer_weights"] == {"CALLED": 0.1, "PAID": 2.0}
    assert asked.fingerprint == by_money.fingerprint


def test_evidence_is_the_links_inside_the_members_community_and_all_of_a_layer() -> None:
    found = multilayer(layered(CALLED=CALLS, PAID=MONEY), resamples=0)

    by_id = {id_: row for row, id_ in enumerate(found.frame()["id"])}
    rows = [[each.locator for each in found.evidence(by_id[id_])] for id_ in "cd"]
    assert rows == [["row 2", "row 1"], ["row 3", "row 8", "row 5"]]
    assert [each.locator for each in found.evidence(1, table="layers")] == ["row 7", "row 8"]


@settings(max_examples=30, deadline=None)
@given(
    pairs=st.lists(
        st.tuples(
            st.integers(0, 7), st.integers(0, 7), st.sampled_from("xyz"), st.sampled_from([0.0, 1, 1e9])
        ),
        min_size=1,
        max_size=40,
    ),
    directed=st.booleans(),
)
def test_qualities_are_those_of_networkx_and_no_group_crosses_what_nothing_links(
    pairs: list[tuple[int, int, str, float]], directed: bool
) -> None:
    p = project([(str(a), str(b), layer, w) for a, b, layer, w in pairs], directed=directed)

    found = multilayer(p, resamples=0)

    frame, groups = found.frame(), groups_of(found.frame())
    graph = p.to_networkx()
    parts = {id_: n for n, part in enumerate(nx.connected_components(nx.Graph(graph))) for id_ in part}
    assert all(len({parts[id_] for id_ in group}) == 1 for group in groups)
    assert sorted(frame["id"]) == sorted(p.ids)
    shares = frame[[f"share_{name}" for name in p.layers]].sum(axis=1, min_count=1)
    assert all(math.isnan(share) or share == pytest.approx(1.0) for share in shares)
    for row in found.table("layers").itertuples():
        plain = nx.Graph()
        plain.add_nodes_from(p.ids)
        for a, b, layer, w in pairs:
            if layer == row.layer and a != b:
                known = plain.get_edge_data(str(a), str(b), {"weight": 0.0})["weight"]
                plain.add_edge(str(a), str(b), weight=known + w)
        heavy = sum(w for _, _, w in plain.edges.data("weight"))
        expected = nx.community.modularity(plain, groups) if heavy else 0.0
        assert row.quality == pytest.approx(expected, abs=1e-9)


def test_one_layer_reaches_the_modularity_of_communities() -> None:
    graph = nx.karate_club_graph()
    p = Projection.from_edges(pd.DataFrame(list(graph.edges), columns=["src", "dst"]))

    alone, whole = communities(p, resamples=0), multilayer(p, resamples=0)

    assert whole.measures["quality"] == pytest.approx(alone.measures["modularity"], abs=1e-9)
    assert whole.measures["quality"] == pytest.approx(0.4197896, abs=5e-8)
    assert "There is one layer: nothing is compared with it." in whole.caveats


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([0, 0, 1, 1], [5, 5, 2, 2], 1.0),
        ([0, 0, 1, 1], [0, 1, 0, 1], 0.0),
        ([0, 0, 0], [1, 1, 1], 1.0),
        ([0, 0, 0], [0, 1, 2], 0.0),
        ([0, 0, 1, 1], [0, 0, 0, 1], 0.3437110185),  # by hand: 2 (H1 + H2 - H12) / (H1 + H2)
    ],
)
def test_agreement_of_partitions(one: list[int], other: list[int], expected: float) -> None:
    assert agreement(np.array(one), np.array(other)) == pytest.approx(expected, abs=1e-9)
    assert math.isnan(agreement(np.array([], int), np.array([], int)))


def test_who_is_torn_between_layers_is_held_less_firmly() -> None:
    # The one payment goes from one group of callers to the other.
    found = multilayer(layered(CALLED=cliques("abcdef", "ghijkl"), PAID=[("f", "g")]), resamples=20)

    held = found.frame().set_index("id")["confidence"]
    assert found.resamples == 20
    assert held.drop(["f", "g"]).tolist() == [1.0] * 10
    assert held[["f", "g"]].max() < 0.7
    assert "confidence" not in multilayer(layered(CALLED=CALLS), resamples=0).frame()


def test_nobody_and_no_links_give_findings_that_say_so() -> None:
    empty = multilayer(Projection.from_links([], []))
    alone = multilayer(Projection.from_links([], [], nodes=["a", "b"]))
    weightless = multilayer(project([("a", "b", "CALLED", 0.0), ("a", "b", "PAID", 2.0)]))

    assert len(empty) == 0
    assert empty.measures == {"quality": 0.0}
    assert alone.frame()["community"].tolist() == [1, 2]
    assert alone.caveats == ("There are no links to group by: every entity is alone.",)
    assert weightless.frame()["community"].tolist() == [1, 1]
    assert weightless.table("layers")["nmi"].isna().tolist() == [True, False]


def test_constraints_narrow_what_is_grouped() -> None:
    p = layered(CALLED=CALLS, PAID=MONEY)

    found = multilayer(p, where=Constraints(layers=["PAID"]))

    assert found.params["layers"] == ["PAID"]
    assert groups_of(found.frame()) == {frozenset(x) for x in ("ab", "de", "c", "f")}
    assert p.n_links == len(CALLS) + len(MONEY)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        (
            {"layer_weights": ["CALED=2"]},
            UnknownName,
            "no layer 'CALED'; there are CALLED, PAID. Did you mean",
        ),
        ({"layer_weights": ["CALLED"]}, QueryError, "layer weight 'CALLED'; expected LAYER=NUMBER"),
        ({"layer_weights": ["CALLED=-1"]}, QueryError, "layer weight 'CALLED=-1'; expected LAYER=NUMBER"),
        ({"layer_weights": ["CALLED=nan"]}, QueryError, "layer weight 'CALLED=nan'; expected LAYER=NUMBER"),
        ({"layer_weights": ["CALLED=0", "PAID=0"]}, QueryError, "every layer weight is 0; expected at least"),
        ({"resolution": 0.0}, QueryError, "resolution is 0.0; expected above 0"),
        ({"resolution": float("nan")}, QueryError, "resolution is nan; expected above 0"),
        ({"resamples": -1}, QueryError, "resamples is -1; expected 0 to 10,000"),
        ({"seed": -1}, QueryError, "seed is -1; expected 0 or more"),
    ],
)
def test_arguments_that_cannot_be_used_are_refused(
    given: dict[str, object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"multilayer: {message}"):
        multilayer(layered(CALLED=CALLS, PAID=MONEY), **given)


def test_a_negative_weight_is_refused_by_the_names_of_its_ends() -> None:
    p = project([("a", "b", "CALLED", 1.0), ("b", "c", "PAID", -2.0)])

    with pytest.raises(QueryError, match=r"multilayer: weight -2\.0 between 'b' and 'c'; expected 0 or more"):
        multilayer(p)
