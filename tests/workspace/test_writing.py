"""What a kept finding says is written to graphs of those who may know it, and to no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest
from test_keeping import FIRST, LATER, TIES, as_other, deliver, ties

import interlink as il
from interlink.access.principals import Principal
from interlink.access.rights import ROLES, Right
from interlink.access.view import View
from interlink.analytics import centrality
from interlink.errors import AccessDenied, QueryError, UnknownName
from interlink.model.marking import Clearance

OPEN = "a,b\nEve,Flo\nFlo,Gus\n"
DEGREES = "MATCH (n:Person) WHERE n.findings IS NOT NULL RETURN n.name AS name, n.findings AS f ORDER BY name"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[il.Workspace]:
    folder = tmp_path_factory.mktemp("writing")
    opened = il.open(folder / "home", reason="case 7")
    opened = il.Workspace(replace(opened.settings, graph_heap="512m"))
    opened.settings.own_sources.mkdir(parents=True, exist_ok=True)
    (opened.settings.own_sources / "ties.yaml").write_text(TIES, encoding="utf-8")
    known = TIES.replace("source: ties", "source: known").replace("handling: H1", "handling: H0")
    (opened.settings.own_sources / "known.yaml").write_text(known, encoding="utf-8")
    deliver(opened, FIRST)
    (folder / "known.csv").write_text(OPEN, encoding="utf-8")
    opened.load("known", [folder / "known.csv"])
    opened.add_audience("open")
    yield opened
    opened.graph_stop()
    opened.close()


def told(workspace: il.Workspace, audience: str | None = None) -> list[tuple[object, ...]]:
    return list(workspace.cypher(DEGREES, audience=audience).rows)


def test_a_written_finding_is_read_by_cypher_and_forgotten_with_the_finding(workspace: il.Workspace) -> None:
    number = workspace.analyze("centrality", ties(workspace)).save()

    written = workspace.finding_to_graph(number)
    names = [name for name, _ in told(workspace)]
    (listed,) = workspace.findings()
    workspace.forget_finding(number)

    assert (written.finding, written.audience, written.entities) == (number, "interlink", 7)
    assert written.properties[:2] == (f"finding_{number}_degree", f"finding_{number}_betweenness")
    assert written.graph.words == "up to date with load 2"
    assert names == ["Ada", "Bo", "Cy", "Di", "Eve", "Flo", "Gus"]
    assert listed.written_to == ("interlink",)
    assert told(workspace) == []


def test_several_findings_stand_beside_each_other_and_one_is_taken_back(workspace: il.Workspace) -> None:
    first = workspace.analyze("centrality", ties(workspace)).save()
    second = workspace.analyze("communities", ties(workspace)).save()
    workspace.finding_to_graph(first)
    workspace.finding_to_graph(second)
    both = {tuple(numbers) for _, numbers in told(workspace)}  # type: ignore[arg-type]

    taken = workspace.finding_from_graph(first)

    assert both == {(first, second)}
    assert taken == ("interlink",)
    assert {tuple(numbers) for _, numbers in told(workspace)} == {(second,)}  # type: ignore[arg-type]
    with pytest.raises(UnknownName, match=f"finding {first} is not in any graph; `interlink analyze find"):
        workspace.finding_from_graph(first)
    for number in (first, second):
        workspace.forget_finding(number)


def test_what_follows_from_records_an_audience_may_not_see_never_lands_in_its_graph(
    workspace: il.Workspace,
) -> None:
    number = workspace.analyze("centrality", ties(workspace)).save()
    lower = View(
        workspace.view()._stores,
        Principal("bo", Clearance(), ROLES["analyst"]),
        renewed=lambda who: who,
        purpose="analysis",
        reason="case 8",
    )
    below = workspace.analyze("centrality", workspace.project(["Person"], ["KNOWS"], view=lower), view=lower)
    seen = workspace.keep_finding(below, view=lower)

    with pytest.raises(AccessDenied, match=f"'open' may not see all of what finding {number} was made of"):
        workspace.finding_to_graph(number, audience="open")
    workspace.finding_to_graph(seen, audience="open")
    listed = [each.written_to for each in workspace.findings(view=lower)]

    assert told(workspace, "open") == [("Eve", [seen]), ("Flo", [seen]), ("Gus", [seen])]
    assert listed == [("open",)]
    assert told(workspace) == []
    for each in (number, seen):
        workspace.forget_finding(each)
    assert told(workspace, "open") == []


def test_a_row_that_got_into_the_ledger_all_the_same_is_left_out_of_the_graph(
    workspace: il.Workspace,
) -> None:
    number = workspace.analyze("centrality", ties(workspace)).save()
    workspace.finding_to_graph(number)
    (row,) = workspace._written.of("interlink")

    workspace._written.add(number, "open", schemas=row.schemas, rows=row.rows, records=row.records)

    assert told(workspace, "open") == []
    workspace.forget_finding(number)


def test_an_audience_defined_anew_is_told_nothing_that_was_written_for_the_old_one(
    workspace: il.Workspace,
) -> None:
    workspace.add_audience("few", handling_ceiling="H1")
    number = workspace.analyze("centrality", ties(workspace)).save()
    workspace.finding_to_graph(number, audience="few")
    before = len(told(workspace, "few"))
    workspace.remove_audience("few")
    workspace.add_audience("few", handling_ceiling="H1")

    assert (before, told(workspace, "few")) == (7, [])
    workspace.remove_audience("few")
    workspace.forget_finding(number)


def test_what_cannot_be_written_says_why(workspace: il.Workspace) -> None:
    table = il.Projection.from_edges(pd.DataFrame({"src": ["a", "b"], "dst": ["b", "c"]}))
    of_a_table = workspace.keep_finding(centrality(table))
    start, end = (workspace.resolve(name) for name in ("Ada", "Di"))
    paths = workspace.analyze("paths", ties(workspace), {"start": start, "end": end}).save()
    groups = workspace.analyze("communities", ties(workspace)).save()

    with pytest.raises(QueryError, match=f"finding {of_a_table} was made of a table that is not of this"):
        workspace.finding_to_graph(of_a_table)
    with pytest.raises(QueryError, match="paths: no table has one row for each entity, by its `id`"):
        workspace.finding_to_graph(paths)
    with pytest.raises(QueryError, match=r"'communities' has not one row .* hold\. Choose members\."):
        workspace.finding_to_graph(groups, table="communities")
    with pytest.raises(UnknownName, match=r"no table 'member'; .*Did you mean 'members'"):
        workspace.finding_to_graph(groups, table="member")
    with pytest.raises(UnknownName, match="no finding 999"):
        workspace.finding_to_graph(999)
    with pytest.raises(UnknownName, match=r"no audience 'opne' here\. Did you mean 'open'"):
        workspace.finding_to_graph(groups, audience="opne")
    assert told(workspace) == []
    for each in (of_a_table, paths, groups):
        workspace.forget_finding(each)


@pytest.mark.parametrize(("rights", "needed"), [({"combine", "consult"}, "graph"), ({"maintain"}, "look at")])
def test_one_needs_the_right_to_look_and_the_right_to_maintain(
    workspace: il.Workspace, rights: set[Right], needed: str
) -> None:
    number = workspace.analyze("centrality", ties(workspace)).save()
    someone = Principal("bo", Clearance(handling_ceiling="H3"), frozenset(rights))
    door = View(
        workspace.view()._stores, someone, renewed=lambda who: who, purpose="analysis", reason="case 8"
    )

    with pytest.raises(AccessDenied, match=needed):
        workspace.finding_to_graph(number, view=door)
    assert told(workspace) == []
    workspace.forget_finding(number)


def test_who_may_not_see_a_finding_neither_writes_it_nor_takes_it_back(workspace: il.Workspace) -> None:
    number = workspace.analyze("centrality", ties(workspace)).save()
    low = as_other(workspace, "H0")

    with pytest.raises(UnknownName, match=f"no finding {number}"):
        workspace.finding_to_graph(number, view=low)
    with pytest.raises(UnknownName, match=f"no finding {number}"):
        workspace.finding_from_graph(number, view=low)
    workspace.forget_finding(number)


def test_a_finding_whose_records_were_withdrawn_is_not_written(workspace: il.Workspace) -> None:
    number = workspace.analyze("centrality", ties(workspace)).save()
    deliver(workspace, LATER)

    with pytest.raises(QueryError) as refused:
        workspace.finding_to_graph(number)

    assert str(refused.value) == (
        f"finding {number}: 1 of 6 records behind this were withdrawn or replaced since. Run it again."
    )
    workspace.forget_finding(number)
