"""Findings are kept with their records, seen as they are marked, and opened as they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import interlink as il
from interlink.access.principals import Principal
from interlink.access.rights import EVERY_RIGHT
from interlink.access.view import View
from interlink.analytics import Finding, centrality, communities, paths
from interlink.errors import AccessDenied, QueryError, UnknownName
from interlink.model.marking import Clearance

TIES = """
source: ties
title: Who knows whom
publisher: {name: Invented agency}
licence: Invented
delivery: full
marking: {source_grade: B, information_grade: "2", handling: H1}
file: {format: csv}
entities:
  one: {schema: Person, key: [a], required: true, properties: {name: a}}
  other: {schema: Person, key: [b], required: true, properties: {name: b}}
links:
  knows: {schema: Knows, source: one, target: other}
"""
FIRST = "a,b\nAda,Bo\nBo,Cy\nCy,Ada\nCy,Di\n"
LATER = "a,b\nAda,Bo\nBo,Cy\nCy,Ada\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[il.Workspace]:
    opened = il.open(tmp_path / "home", reason="case 7")
    # Findings are made from records: the graph is a Neo4j that does not run.
    opened = il.Workspace(replace(opened.settings, graph_uri="bolt://127.0.0.1:1"))
    opened.settings.own_sources.mkdir(parents=True, exist_ok=True)
    (opened.settings.own_sources / "ties.yaml").write_text(TIES, encoding="utf-8")
    deliver(opened, FIRST)
    yield opened
    opened.close()


def deliver(workspace: il.Workspace, text: str) -> None:
    path = workspace.settings.home.parent / f"ties-{len(text)}.csv"
    path.write_text(text, encoding="utf-8")
    workspace.load("ties", [path])


def ties(workspace: il.Workspace) -> il.Projection:
    return workspace.project(["Person"], ["KNOWS"])


def as_other(workspace: il.Workspace, ceiling: str) -> View:
    own = workspace.view()
    other = Principal("bo", Clearance(handling_ceiling=ceiling), EVERY_RIGHT)
    return View(own._stores, other, renewed=lambda who: who, purpose="analysis", reason="case 8")


def test_a_kept_finding_is_opened_as_it_was(workspace: il.Workspace) -> None:
    made = workspace.analyze("communities", ties(workspace))

    number = made.save("Who belongs together")
    opened = workspace.finding(number)

    (listed,) = workspace.findings()
    assert (listed.id, listed.title, listed.analytic) == (number, "Who belongs together", "communities")
    assert (listed.kept_by, listed.fingerprint, listed.marking) == ("local", made.fingerprint, made.marking)
    assert opened.fingerprint == made.fingerprint
    assert opened.explain() == made.explain()
    assert (opened.confidence, opened.marking, opened.versions) == (
        made.confidence,
        made.marking,
        made.versions,
    )
    for table in made.cites:
        pd.testing.assert_frame_equal(opened.table(table), made.table(table))
        for row in range(len(made.table(table))):
            assert opened.evidence(row, table=table) == made.evidence(row, table=table)
    assert sorted(opened.to_graph().edges) == sorted(made.to_graph().edges)


def test_without_a_title_it_is_called_by_what_it_says(workspace: il.Workspace) -> None:
    made = workspace.analyze("communities", ties(workspace))

    made.save()

    (listed,) = workspace.findings()
    assert listed.title == f"communities: {made.summary.splitlines()[0]}"
    with pytest.raises(QueryError, match="the title has 201 characters; expected at most 200"):
        made.save("x" * 201)


def test_records_that_were_withdrawn_since_are_counted(workspace: il.Workspace) -> None:
    number = workspace.analyze("centrality", ties(workspace)).save()
    row = workspace.finding(number).frame()["caption"].tolist().index("Di")
    assert len(workspace.finding(number).evidence(row)) == 1

    deliver(workspace, LATER)
    opened = workspace.finding(number)

    said = "1 of 4 records behind this were withdrawn or replaced since. Run it again."
    assert opened.caveats[-1] == said
    assert opened.evidence(row) == []


def test_who_may_not_see_its_records_has_no_such_finding(workspace: il.Workspace) -> None:
    number = workspace.analyze("centrality", ties(workspace)).save()
    low, high = as_other(workspace, "H0"), as_other(workspace, "H1")

    assert workspace.findings(view=low) == []
    with pytest.raises(UnknownName, match=f"no finding {number}"):
        workspace.finding(number, view=low)
    with pytest.raises(UnknownName, match=f"no finding {number}"):
        workspace.forget_finding(number, view=low)
    assert [each.id for each in workspace.findings(view=high)] == [number]
    assert workspace.finding(number, view=high).frame()["caption"].tolist()


def test_what_its_maker_could_not_open_again_is_not_kept(workspace: il.Workspace) -> None:
    made = workspace.analyze("centrality", ties(workspace))

    with pytest.raises(QueryError, match="marked for different people"):
        workspace.keep_finding(made, view=as_other(workspace, "H0"))
    assert workspace.findings() == []


def test_a_finding_on_a_table_is_its_makers_alone(workspace: il.Workspace) -> None:
    table = il.Projection.from_edges(pd.DataFrame({"src": ["a", "b"], "dst": ["b", "c"]}))
    number = workspace.keep_finding(centrality(table), "mine")

    assert workspace.finding(number).evidence(0)[0].locator == "row 0"
    assert workspace.findings(view=as_other(workspace, "H3")) == []


def test_a_forgotten_finding_is_gone(workspace: il.Workspace) -> None:
    number = workspace.analyze("centrality", ties(workspace)).save()

    workspace.forget_finding(number)

    assert workspace.findings() == []
    with pytest.raises(UnknownName, match=f"no finding {number}. `interlink analyze findings` lists"):
        workspace.finding(number)


def test_whoever_may_not_combine_keeps_nothing(workspace: il.Workspace) -> None:
    made = workspace.analyze("centrality", ties(workspace))
    reader = Principal("bo", Clearance(handling_ceiling="H3"), frozenset({"consult"}))
    door = View(
        workspace.view()._stores, reader, renewed=lambda who: who, purpose="analysis", reason="case 8"
    )

    with pytest.raises(AccessDenied):
        workspace.keep_finding(made, view=door)
    assert workspace.findings() == []


@pytest.mark.parametrize("ask", [centrality, communities, lambda p: paths(p, "a", "b", k=2)])
def test_a_finding_made_without_a_home_says_how_to_keep_it(ask: object) -> None:
    table = il.Projection.from_edges(pd.DataFrame({"src": ["a", "b"], "dst": ["b", "c"]}))
    finding: Finding = ask(table)  # type: ignore[operator]

    with pytest.raises(QueryError, match="made without a home"):
        finding.save()
