"""The public surface that DESIGN states, kept stable."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields

import pytest

import interlink as il
from interlink.projection import UNCONSTRAINED


def parameters(function: Callable[..., object]) -> str:
    """The signature without annotations: `(a, *, b=1)`."""
    signature = inspect.signature(function)
    bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
    said = str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))
    return said.replace(repr(UNCONSTRAINED), "UNCONSTRAINED")


def test_the_package_gives_these_names() -> None:
    assert sorted(il.__all__) == [
        "Constraints",
        "Finding",
        "Projection",
        "Workspace",
        "analytics",
        "errors",
        "open",
    ]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (il.open, "(home=None, *, purpose=None, reason=None)"),
        (
            il.Projection.from_edges,
            "(frame, source='src', target='dst', *, weight=None, at=None, until=None, layer=None,"
            " confidence=None, directed=False)",
        ),
        (il.Projection.to_igraph, "(self)"),
        (il.Projection.to_networkx, "(self)"),
        (
            il.Workspace.project,
            "(self, nodes=None, links=None, *, since=None, until=None, as_of=None, weight='stated',"
            " directed=False, attributes=(), view=None)",
        ),
        (
            il.analytics.communities,
            "(projection, *, method='leiden', resolution=1.0, where=UNCONSTRAINED, resamples=None, seed=0)",
        ),
        (
            il.analytics.centrality,
            "(projection, *, normalized=False, weighted=False, by_layer=False,"
            " pivots=None, where=UNCONSTRAINED, resamples=None, seed=0)",
        ),
        (il.Finding.frame, "(self)"),
        (il.Finding.explain, "(self)"),
    ],
    ids=lambda given: given.__qualname__ if callable(given) else "",
)
def test_signatures_are_those_that_callers_rely_on(function: Callable[..., object], expected: str) -> None:
    assert parameters(function) == expected


def test_paths_takes_two_ends_and_how_many() -> None:
    assert parameters(il.analytics.paths).startswith("(projection, start, end, *, k=5")


def test_evidence_takes_a_row() -> None:
    assert list(inspect.signature(il.Finding.evidence).parameters)[:2] == ["self", "i"]


def test_a_finding_says_how_it_was_made() -> None:
    names = {field.name for field in fields(il.Finding)}
    assert {"params", "seed", "versions", "confidence", "caveats", "marking"} <= names


@pytest.mark.parametrize(
    ("error", "parent"),
    [
        ("SettingsError", "InterlinkError"),
        ("SchemaError", "InterlinkError"),
        ("SpecError", "InterlinkError"),
        ("ReadError", "InterlinkError"),
        ("LoadError", "InterlinkError"),
        ("StaleEdition", "LoadError"),
        ("AccessDenied", "InterlinkError"),
        ("UnknownEntity", "InterlinkError"),
        ("UnknownName", "InterlinkError"),
        ("QueryError", "InterlinkError"),
        ("StoreUnavailable", "InterlinkError"),
        ("AuditError", "InterlinkError"),
    ],
)
def test_errors_are_caught_by_meaning(error: str, parent: str) -> None:
    assert getattr(il.errors, error).__base__ is getattr(il.errors, parent)


def test_a_projection_of_an_edge_table_is_analysed_and_cited() -> None:
    import polars as pl

    projection = il.Projection.from_edges(pl.DataFrame({"src": ["a", "b"], "dst": ["b", "c"]}))
    finding = il.analytics.centrality(projection)
    columns = ["id", "degree", "betweenness", "closeness", "pagerank", "core"]
    assert [name for name in finding.frame().columns if name in columns] == columns
    assert finding.evidence(0)[0].locator.startswith("row ")
    with pytest.raises(il.errors.UnknownEntity):
        il.analytics.paths(projection, "a", "z")
