from __future__ import annotations

import dataclasses
import inspect

import pandas as pd
import pytest

from interlink import analytics
from interlink.analytics import ANALYTICS, Analytic, centrality, paths, run
from interlink.errors import QueryError, UnknownName
from interlink.projection import Constraints, Projection

LINE = Projection.from_edges(pd.DataFrame({"src": ["a", "b", "c"], "dst": ["b", "c", "d"]}))


@pytest.mark.parametrize("analytic", ANALYTICS.values(), ids=list(ANALYTICS))
def test_every_analytic_has_what_a_form_needs(analytic: Analytic) -> None:
    signature = list(inspect.signature(analytic.function).parameters)[1:]

    assert getattr(analytics, analytic.name) is analytic.function
    assert analytic.question.endswith("?")
    constraints = [each.name for each in dataclasses.fields(Constraints) if each.name != "ends"]
    named = [name for each in signature for name in (constraints if each == "where" else [each])]
    assert [p.name for p in analytic.parameters] == named
    assert all(p.help and p.type in (str, int, float, bool) for p in analytic.parameters)
    assert "seed" in signature


def test_parameters_are_read_from_the_signature() -> None:
    by_name = {p.name: p for p in ANALYTICS["paths"].parameters}

    assert (by_name["start"].required, by_name["k"].required, by_name["k"].default) == (True, False, 5)
    assert (by_name["directed"].type, by_name["directed"].optional) == (bool, True)
    assert by_name["cost"].choices == ("hops", "strength", "weight", "confidence")


def test_texts_are_read_by_type() -> None:
    found = run("paths", LINE, {"start": "a", "end": "d", "k": " 3 ", "directed": "", "cost": "weight"})

    assert found.fingerprint == paths(LINE, "a", "d", k=3, cost="weight").fingerprint
    assert run("centrality", LINE, {"normalized": "Yes"}).params == {
        "normalized": True,
        "weighted": False,
        "by_layer": False,
        "pivots": None,
        "resamples": 20,
    }
    assert run("communities", LINE, {"resolution": 2, "seed": "7"}).params["resolution"] == 2.0
    assert run("centrality", LINE, {}).fingerprint == centrality(LINE).fingerprint


@pytest.mark.parametrize(
    ("name", "params", "message"),
    [
        ("comunities", {}, "no analytic is called 'comunities'.*Did you mean 'communities'"),
        ("communities", {"metod": "leiden"}, "no parameter 'metod'.*Did you mean 'method'"),
        ("communities", {"method": "leidn"}, "method is 'leidn'.*Did you mean 'leiden'"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(
    name: str, params: dict[str, object], message: str
) -> None:
    with pytest.raises(UnknownName, match=message):
        run(name, LINE, params)


@pytest.mark.parametrize(
    ("name", "params", "message"),
    [
        ("paths", {"k": "2"}, "paths: start and end missing"),
        ("paths", {"start": "a", "end": "b", "k": "two"}, "k is 'two'; expected a whole number"),
        ("paths", {"start": "a", "end": "b", "k": True}, "k is True; expected a whole number"),
        ("communities", {"resolution": "high"}, "resolution is 'high'; expected a number"),
        ("communities", {"seed": ""}, "seed is ''; expected a whole number"),
        ("centrality", {"weighted": "maybe"}, "weighted is 'maybe'; expected true or false"),
    ],
)
def test_values_of_another_type_are_refused(name: str, params: dict[str, object], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        run(name, LINE, params)
