"""Weights as records have them: of several layers, of any size, none, and less than none."""

from __future__ import annotations

import math
import warnings
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from interlink.analytics import centrality, run
from interlink.analytics.explain import significant
from interlink.errors import QueryError
from interlink.projection import Projection

LAYERED = [("a", "b", "x", 1.0), ("b", "c", "x", 1.0), ("c", "d", "x", 1.0), ("a", "c", "x", 1.0)]


def made(rows: list[tuple[str, str, str, float]]) -> Projection:
    frame = pd.DataFrame(rows, columns=["src", "dst", "layer", "weight"])
    return Projection.from_edges(frame, weight="weight", layer="layer")


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("centrality", {"weighted": True}),
        ("connect", {"ids": ["a", "d"], "cost": "strength"}),
        ("paths", {"start": "a", "end": "d", "cost": "strength"}),
        ("brokerage", {"weighted": True}),
    ],
)
@pytest.mark.parametrize("resamples", [0, 50])
def test_a_link_without_weight_beside_one_with_it_is_refused_before_repeats_meet_it_alone(
    name: str, params: dict[str, Any], resamples: int
) -> None:
    p = made([*LAYERED, ("a", "b", "y", 0.0)])

    with pytest.raises(QueryError, match=rf"{name}: weight 0\.0 between 'a' and 'b'; expected above 0"):
        run(name, p, {**params, "resamples": resamples})


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("communities", {"method": "infomap"}),
        ("communities", {}),
        ("robustness", {}),
        ("brokerage", {}),
        ("multilayer", {}),
        ("phases", {"by": "layer"}),
    ],
)
def test_a_negative_weight_that_another_layer_outweighs_is_refused(name: str, params: dict[str, Any]) -> None:
    p = made([*LAYERED, ("a", "b", "y", -0.5)])

    with pytest.raises(QueryError, match=rf"{name}: weight -0\.5 between 'a' and 'b'; expected 0 or more"):
        run(name, p, params)


def test_a_link_of_an_entity_to_itself_may_weigh_anything_where_it_is_left_out() -> None:
    p = made([*LAYERED, ("a", "a", "x", -1.0)])

    assert len(run("multilayer", p, {"resamples": 0})) == 4


def test_a_weight_too_small_to_be_turned_into_a_length_is_refused() -> None:
    p = made([("a", "b", "x", 5e-324)])

    with pytest.raises(
        QueryError, match=r"paths: weight 5e-324 between 'a' and 'b'; expected 1e-300 or more"
    ):
        run("paths", p, {"start": "a", "end": "b", "cost": "strength"})


@pytest.mark.parametrize("scale", [2.0**-60, 1.0, 2.0**40, 2.0**400])
def test_betweenness_by_strength_is_the_same_in_cents_and_in_billions(scale: float) -> None:
    rng = np.random.default_rng(7)
    graph = nx.gnm_random_graph(14, 30, seed=7)
    strengths = {edge: float(rng.integers(1, 1_000_000)) for edge in graph.edges}
    nx.set_edge_attributes(graph, {edge: 1 / strength for edge, strength in strengths.items()}, "length")
    p = made([(str(u), str(v), "x", strength * scale) for (u, v), strength in strengths.items()])

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frame = centrality(p, weighted=True, resamples=0).frame()

    expected = nx.betweenness_centrality(graph, normalized=False, weight="length")
    found = dict(zip(frame["id"], frame["betweenness"], strict=True))
    assert found == pytest.approx(
        {str(node): value for node, value in expected.items() if graph.degree(node)}
    )
    assert math.isfinite(frame["closeness"].sum())


def test_strengths_too_far_apart_to_be_added_up_are_told() -> None:
    p = made([("a", "b", "x", 1.0), ("b", "c", "x", 2e9)])

    (told,) = [each for each in centrality(p, weighted=True, resamples=0).caveats if "billion" in each]

    assert told.startswith("Some links are over a billion times as strong as others")
    assert not any("billion" in each for each in centrality(p, resamples=0).caveats)


@pytest.mark.parametrize(
    ("name", "params", "columns"),
    [
        ("communities", {}, ["id", "community"]),
        ("communities", {"method": "infomap"}, ["id", "community"]),
        ("brokerage", {"weighted": True}, ["id", "group", "constraint", "effective_size", "total"]),
    ],
)
@pytest.mark.parametrize("scale", [2.0**-900, 2.0**900])
def test_groups_and_brokers_do_not_depend_on_the_unit(
    name: str, params: dict[str, Any], columns: list[str], scale: float
) -> None:
    graph = nx.karate_club_graph()
    rows = [(str(u), str(v), "x", float(said["weight"])) for u, v, said in graph.edges(data=True)]
    scaled = [(u, v, layer, weight * scale) for u, v, layer, weight in rows]

    one, other = (
        run(name, made(each), {**params, "resamples": 0}).frame()[columns] for each in (rows, scaled)
    )

    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (
            [1.7e308, 1.7e308],
            r"weight 1\.7e\+308 between 'a' and 'b': all weights add up to more than a number",
        ),
        ([1.0, math.nan], r"weight nan between 'c' and 'd'; expected a number\. Leave such rows out\."),
        ([math.inf, 1.0], r"weight inf between 'a' and 'b'; expected a number"),
    ],
)
def test_weights_that_do_not_add_up_to_a_number_are_refused(weights: list[float], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        Projection.from_links(["a", "c"], ["b", "d"], weight=np.array(weights))


def test_ten_digits_are_kept_of_figures_of_any_size() -> None:
    given = np.array(
        [0.0, 5e-324, 1e-295, 1.23456789012e-280, 1.23456789012, -1.7976931348623157e308, np.inf]
    )

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = significant(given)

    expected = [0.0, 5e-324, 1e-295, 1.23456789e-280, 1.23456789, -1.7976931348623157e308, np.inf]
    assert found.tolist() == pytest.approx(expected, rel=1e-14, abs=0)


@pytest.mark.parametrize("name", ["centrality", "brokerage", "communities", "multilayer", "disruption"])
def test_a_link_that_is_left_out_of_a_figure_is_no_evidence_of_it(name: str) -> None:
    p = made([("a", "a", "x", 1.0), *LAYERED])

    finding = run(name, p, {"resamples": 0})

    cited = {each.locator for row in range(len(finding)) for each in finding.evidence(row)}
    assert "row 0" not in cited
    assert cited
