"""Audiences of a home: each has a graph of its own, and who is not cleared for one learns nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import interlink as il
from interlink.access.principals import Principal
from interlink.access.rights import EVERY_RIGHT
from interlink.access.view import View
from interlink.errors import AccessDenied, QueryError, SettingsError, StoreUnavailable, UnknownName
from interlink.model.marking import Clearance
from interlink.settings import read_settings

SOURCE = """
source: people
title: People
publisher: {name: Invented agency}
licence: Invented
delivery: full
marking: {handling: H0}
mark_by: {handling: handling, releasable_to: to}
file: {format: csv}
entities: {person: {schema: Person, key: [id], properties: {name: name}}}
"""
ROWS = "id,name,handling,to\n1,Ada,,\n2,Bo,H1,\n3,Cy,,BE\n4,Dov,H2,NL\n"
NAMES = "MATCH (n:Person) RETURN n.name AS name ORDER BY name"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[il.Workspace]:
    folder = tmp_path_factory.mktemp("audiences")
    (folder / "people.yaml").write_text(SOURCE, encoding="utf-8")
    (folder / "people.csv").write_text(ROWS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("INTERLINK_GRAPH_HEAP", "512m")
        patched.setenv("INTERLINK_SOURCES", str(folder))
        opened = il.open(folder / "home", reason="case 7")
    opened.load("people", [folder / "people.csv"])
    opened.add_audience("belgian", agencies=["BE"], handling_ceiling="H1")
    opened.add_audience("open")
    yield opened
    opened.graph_stop()
    opened.close()


def asking(home: il.Workspace, *agencies: str, ceiling: str = "H1", purpose: str = "analysis") -> View:
    clearance = Clearance(agencies=frozenset(agencies), handling_ceiling=ceiling)
    bo = Principal("bo", clearance, EVERY_RIGHT)
    return View(home._stores, bo, renewed=lambda same: same, purpose=purpose, reason="case 7")


def names(home: il.Workspace, view: View | None = None, audience: str | None = None) -> list[object]:
    return [row[0] for row in home.cypher(NAMES, view=view, audience=audience).rows]


def test_each_audience_has_a_graph_of_what_it_may_see(home: il.Workspace) -> None:
    assert names(home) == ["Ada", "Bo", "Cy", "Dov"]
    assert names(home, audience="belgian") == ["Ada", "Bo", "Cy"]
    assert names(home, asking(home, "BE"), "belgian") == ["Ada", "Bo", "Cy"]
    assert names(home, asking(home, "FR", ceiling="H0")) == ["Ada"]


def test_several_audiences_ask_for_a_name_and_name_no_other(home: il.Workspace) -> None:
    with pytest.raises(QueryError) as refused:
        names(home, asking(home, "BE"))

    assert str(refused.value) == "say which graph to ask: --audience, one of belgian, open"


@pytest.mark.parametrize("name", ["belgian", "belgium", "interlink"])
def test_an_audience_one_is_not_cleared_for_is_refused_as_one_that_does_not_exist(
    home: il.Workspace, name: str
) -> None:
    with pytest.raises(UnknownName) as refused:
        names(home, asking(home, "FR"), name)

    assert str(refused.value) == (f"there is no audience '{name}' here. See `interlink graph audience list`.")


def test_an_unknown_audience_is_refused_with_the_nearest_of_ones_own(home: il.Workspace) -> None:
    with pytest.raises(UnknownName, match=r"no audience 'belgium' here\. Did you mean 'belgian'"):
        names(home, asking(home, "BE"), "belgium")
    with pytest.raises(UnknownName, match="Did you mean 'belgian'"):
        home.graph_rebuild(audience="belgium")


def test_a_load_brings_every_graph_that_was_built_up_to_date(home: il.Workspace, tmp_path: Path) -> None:
    home.graph_rebuild(audience="belgian")
    home.add_audience("late")
    (tmp_path / "people.csv").write_text(ROWS + "5,Eve,,BE\n", encoding="utf-8")

    report = home.load("people", [tmp_path / "people.csv"])

    assert report.graph == f"up to date with load {report.load}"
    states = {state.audience: state.words for state in home.graph_states()}
    assert states["interlink"] == states["belgian"] == f"up to date with load {report.load}"
    assert states["late"] == f"not built yet; the last load is {report.load}"
    assert "Eve" in names(home, audience="belgian")
    assert "Eve" not in names(home, audience="open")
    home.remove_audience("late")


def test_an_audience_defined_anew_is_never_shown_the_graph_of_the_old_one(home: il.Workspace) -> None:
    home.add_audience("again", agencies=["BE", "NL"], handling_ceiling="H2")
    wide = names(home, audience="again")
    with pytest.raises(SettingsError, match="there is an audience 'again' already"):
        home.add_audience("again")
    home.remove_audience("again")
    home.add_audience("again")

    assert "Dov" in wide
    assert names(home, audience="again") == ["Ada"]
    home.remove_audience("again")
    with pytest.raises(UnknownName, match="no audience 'again' here"):
        home.remove_audience("again")


def test_what_a_question_left_behind_a_removal_goes_with_the_next(home: il.Workspace) -> None:
    asked = home.add_audience("late", agencies=["BE"])
    home._builder.freshen(asked)
    home.remove_audience("late")
    # Asked before the removal, and answered after it.
    home._builder.freshen(asked)
    home.remove_audience("late")

    assert not home._builder.is_built(asked)
    assert asked.database not in home._store.status().databases
    with pytest.raises(UnknownName, match="no audience 'late' here"):
        home.remove_audience("late")


def test_a_graph_for_a_purpose_is_asked_for_that_purpose_alone(home: il.Workspace) -> None:
    home.add_audience("warning", agencies=["BE"], purposes=["warn"])

    for_warning = names(home, asking(home, "BE", purpose="warn"), "warning")
    with pytest.raises(UnknownName, match="no audience 'warning' here"):
        names(home, asking(home, "BE"), "warning")
    home.remove_audience("warning")

    assert for_warning[:1] == ["Ada"]


def test_without_any_audience_of_ones_own_nothing_is_told(tmp_path: Path) -> None:
    home = il.open(tmp_path / "home", reason="case 7")
    home.add_audience("belgian", agencies=["BE"])

    with pytest.raises(AccessDenied) as refused:
        names(home, asking(home, "FR"))
    home.close()

    assert "belgian" not in str(refused.value)


def test_a_neo4j_holds_one_audience_and_refuses_the_others_in_words(tmp_path: Path) -> None:
    plain = il.open(tmp_path / "home", reason="case 7")
    east = plain.add_audience("east", agencies=["BE"])
    plain.add_audience("west")
    env = {"INTERLINK_GRAPH_URI": "bolt://127.0.0.1:9", "INTERLINK_GRAPH_AUDIENCE": "east"}
    on_neo4j = replace(plain, settings=read_settings(env, home=tmp_path / "home"))
    elsewhere = replace(plain, settings=replace(on_neo4j.settings, graph_audience="north"))

    with pytest.raises(
        StoreUnavailable, match=rf"holds the graph '{east.database}' and no other.*of its own"
    ):
        on_neo4j.graph_rebuild(audience="west")
    assert on_neo4j.graph_status()[1].audience == "east"
    with pytest.raises(StoreUnavailable) as refused:
        names(on_neo4j, asking(on_neo4j), "west")
    assert "does not hold the graph of 'west'" in str(refused.value)
    assert "east" not in str(refused.value)
    with pytest.raises(AccessDenied, match="no graph that you may ask"):
        names(on_neo4j, asking(on_neo4j))
    with pytest.raises(SettingsError, match="INTERLINK_GRAPH_AUDIENCE is 'north', and there is no such"):
        elsewhere.graph_rebuild()
    plain.close()


def test_the_embedded_store_holds_every_audience_and_takes_no_setting_for_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="INTERLINK_GRAPH_AUDIENCE says whose graph a Neo4j holds"):
        read_settings({"INTERLINK_GRAPH_AUDIENCE": "east"}, home=tmp_path)
