"""Brokerage: counted one by one, networkx, closed forms, and what is refused."""

from __future__ import annotations

from itertools import permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.analytics import brokerage
from interlink.errors import QueryError, UnknownName
from interlink.projection import Constraints, Projection

ROLES = ["coordinator", "itinerant", "gatekeeper", "representative", "liaison"]
ENDS = st.tuples(st.integers(0, 8), st.integers(0, 8), st.sampled_from([1, 2, 5]))
KINDS = ["Person", "Company", "", "Person", "Vessel", "Company", "Person", "Company", "Person"]


def project(
    edges: list[tuple[object, ...]], *, directed: bool = False, kinds: dict[str, str] | None = None
) -> Projection:
    links = [(str(e[0]), str(e[1]), float(e[2]) if len(e) > 2 else 1.0) for e in edges]  # type: ignore[arg-type]
    source, target, weight = zip(*links, strict=True) if links else ((), (), ())
    return Projection.from_links(
        list(source),
        list(target),
        weight=np.array(weight),
        nodes=None if kinds is None else list(kinds),
        kinds=None if kinds is None else list(kinds.values()),
        directed=directed,
    )


def counted_one_by_one(graph: nx.DiGraph, group: dict[str, object]) -> dict[str, list[int]]:
    """The roles by their definition: every three, and whether a link leads from the first to the last."""
    found = {node: [0] * 5 for node in graph}
    for i, j, k in permutations(graph, 3):
        if not graph.has_edge(i, j) or not graph.has_edge(j, k) or graph.has_edge(i, k):
            continue
        gi, gj, gk = group[i], group[j], group[k]
        if gi == gj == gk:
            role = 0
        elif gi == gk:
            role = 1
        elif gj == gk:
            role = 2
        elif gi == gj:
            role = 3
        else:
            role = 4
        found[j][role] += 1
    return found


@settings(max_examples=40, deadline=None)
@given(edges=st.lists(ENDS, max_size=40), directed=st.booleans(), by_kind=st.booleans())
def test_roles_equal_those_counted_one_by_one(
    edges: list[tuple[int, int, int]], directed: bool, by_kind: bool
) -> None:
    p = project(edges, directed=directed, kinds={str(n): kind for n, kind in enumerate(KINDS)})

    frame = brokerage(p, groups="kind" if by_kind else "communities", resamples=0).frame().set_index("id")

    graph = nx.DiGraph()
    graph.add_nodes_from(p.ids)
    for u, v, _ in edges:
        graph.add_edges_from([(str(u), str(v))] if directed else [(str(u), str(v)), (str(v), str(u))])
    expected = counted_one_by_one(graph, frame["group"].to_dict())
    assert {id_: row.tolist() for id_, row in frame[ROLES].iterrows()} == expected
    assert frame["total"].tolist() == frame[ROLES].sum(axis=1).tolist()
    if by_kind:
        assert frame["group"].to_dict() == {str(n): kind for n, kind in enumerate(KINDS)}


@settings(max_examples=40, deadline=None)
@given(edges=st.lists(ENDS, min_size=1, max_size=30), directed=st.booleans(), weighted=st.booleans())
def test_constraint_and_effective_size_equal_networkx(
    edges: list[tuple[int, int, int]], directed: bool, weighted: bool
) -> None:
    p = project(edges, directed=directed)

    frame = brokerage(p, weighted=weighted, resamples=0).frame().set_index("id").sort_index()

    graph = nx.Graph()
    graph.add_nodes_from(p.ids)
    flat = p.flat(directed=False)
    for u, v, w in zip(flat.source, flat.target, flat.weight, strict=True):
        graph.add_edge(p.ids[u], p.ids[v], weight=w if weighted else 1.0)
    for column, theirs in (("constraint", nx.constraint), ("effective_size", nx.effective_size)):
        # Asked for nodes by name, networkx goes by the definition; for all it divides by the wrong greatest.
        wanted = pd.Series(theirs(graph, nodes=p.ids, weight="weight"), dtype=float).sort_index()
        np.testing.assert_allclose(frame[column], wanted, atol=1e-9)


def test_the_five_roles_are_told_apart_by_direction() -> None:
    group = {"a1": "A", "a2": "A", "a3": "A", "b1": "B", "b2": "B", "c1": "C"}

    def role(first: str, broker: str, last: str) -> dict[str, int]:
        p = project([(first, broker), (broker, last)], directed=True, kinds=group)
        frame = brokerage(p, groups="kind", resamples=0).frame().set_index("id")
        return {name: int(n) for name, n in frame.loc[broker, ROLES].items() if n}

    assert role("a1", "a2", "a3") == {"coordinator": 1}
    assert role("a1", "b1", "a2") == {"itinerant": 1}
    assert role("b1", "a1", "a2") == {"gatekeeper": 1}
    assert role("a1", "a2", "b1") == {"representative": 1}
    assert role("a1", "b1", "c1") == {"liaison": 1}


def test_a_star_and_a_clique_have_their_closed_forms() -> None:
    star = brokerage(project([("hub", f"leaf{n}") for n in range(4)]), resamples=0).frame().set_index("id")
    clique = brokerage(project([(a, b) for a in range(5) for b in range(a)]), resamples=0).frame()

    assert star.loc["hub", ["constraint", "effective_size", "total"]].tolist() == [0.25, 4.0, 12]
    assert star.loc["leaf0", ["constraint", "effective_size", "total"]].tolist() == [1.0, 1.0, 0]
    assert set(clique["effective_size"]) == {1.0}
    assert clique["total"].tolist() == [0] * 5
    assert np.allclose(clique["constraint"], 4 * (1 / 4 + 3 / 16) ** 2)


def test_columns_order_and_groups() -> None:
    cliques = [(f"{side}{i}", f"{side}{j}") for side in "ab" for i in range(4) for j in range(i)]
    finding = brokerage(project([*cliques, ("a0", "b0")]), seed=3)

    frame = finding.frame()
    assert frame.columns.tolist() == [
        "id", "caption", "group", "constraint", "effective_size", *ROLES, "total", "confidence",
    ]  # fmt: skip
    assert frame["id"].tolist()[:3] == ["a0", "b0", "a1"]
    assert frame.loc[0, ROLES].tolist() == [0, 0, 3, 3, 0]
    assert finding.table("groups").to_dict("list") == {
        "group": [1, 2],
        "size": [4, 4],
        "coordinator": [0, 0],
        "itinerant": [0, 0],
        "gatekeeper": [3, 3],
        "representative": [3, 3],
        "liaison": [0, 0],
        "total": [6, 6],
    }
    assert finding.measures == {"open": 12.0, "across": 1.0}
    assert finding.summary.splitlines()[1:3] == [
        "Two steps lead 12 times to where no link leads at once, 100% of them between groups.",
        "1. a0, 6 times, most as gatekeeper (3).",
    ]


def test_evidence_is_the_rows_of_the_entitys_links_and_of_its_group() -> None:
    p = project([("a", "b"), ("b", "c"), ("d", "e")], kinds={**dict.fromkeys("abc", "X"), "d": "Y", "e": "Z"})
    finding = brokerage(p, groups="kind", resamples=0)

    row = finding.frame()["id"].tolist().index("b")

    assert [e.locator for e in finding.evidence(row)] == ["row 0", "row 1"]
    behind = [{e.locator for e in finding.evidence(n, table="groups")} for n in range(3)]
    assert behind == [{"row 0", "row 1"}, {"row 2"}, {"row 2"}]


def test_constraints_on_links_apply_and_are_told() -> None:
    rows = pd.DataFrame({"src": ["a", "b"], "dst": ["b", "c"], "kind": ["call", "meet"]})
    p = Projection.from_edges(rows, layer="kind")

    finding = brokerage(p, where=Constraints(layers=["call"]), resamples=0)

    assert finding.measures["open"] == 0.0
    assert finding.params["layers"] == ["call"]
    assert finding.summary.endswith("Nobody stands between two others that are not linked.")


@pytest.mark.parametrize("directed", [False, True])
def test_entities_without_links_and_nothing_at_all(directed: bool) -> None:
    alone = brokerage(Projection.from_links([], [], nodes=["a", "b"], directed=directed))
    nothing = brokerage(Projection.from_links([], [], directed=directed))

    assert alone.frame()[ROLES].to_numpy().sum() == 0
    assert alone.frame()["constraint"].isna().all()
    assert nothing.frame().empty
    for finding in (alone, nothing):
        assert finding.caveats[0] == "There are no links: nobody stands between others."
        assert np.isnan(finding.measures["across"])


def test_what_cannot_be_asked_is_refused() -> None:
    p = project([("a", "b", 1), ("b", "c", 0)])

    with pytest.raises(UnknownName, match=r"no groups 'kinds'; expected communities, kind\..*'kind'"):
        brokerage(p, groups="kinds")  # type: ignore[arg-type]
    with pytest.raises(QueryError, match=r"entities of an edge table have no kinds\. Group by communities"):
        brokerage(p, groups="kind")
    with pytest.raises(QueryError, match=r"brokerage: weight 0\.0 between 'b' and 'c'; expected above 0"):
        brokerage(p, weighted=True)
    with pytest.raises(QueryError, match=r"brokerage: weight -1\.0 between 'a' and 'b'; expected 0 or more"):
        brokerage(project([("a", "b", -1)]))
    with pytest.raises(QueryError, match="resamples is -1; expected 0 to 10,000"):
        brokerage(p, resamples=-1)
