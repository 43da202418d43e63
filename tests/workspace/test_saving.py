"""Queries of analysts' own: private or shared, in versions, checked like files, and no trace of others'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import interlink as il
from interlink.access.principals import Principal
from interlink.access.rights import ROLES
from interlink.access.view import View
from interlink.errors import AccessDenied, ChangedMeanwhile, QueryError, SpecError, UnknownName
from interlink.ledger.people import PrincipalRow
from interlink.model.marking import Clearance

TEXT = """\
// Companies of a country
// id = "ownership/of-a-country"
// asks = "Which companies are in a register?"
// returns = "table"
// key = ["company"]
// tags = ["register"]
// reviewed = 2026-11-28
// params.country = {type = "country", label = "Country"}
// columns.company = "entity"
// example.graph = "holdings"
// example.params = {country = "NL"}
// example.row = {company = "register:1"}
MATCH (company:Company {jurisdiction: $country})
RETURN company.id AS company
ORDER BY company
"""
OWN = "ownership/of-a-country"
LATER = TEXT.replace("Companies of a country", "Companies of one country")
FILE = TEXT.replace(OWN, "ownership/shared-address")


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[il.Workspace]:
    opened = il.open(tmp_path / "home", reason="case 7")
    yield opened
    opened.close()


def as_(ws: il.Workspace, name: str, role: str = "analyst") -> View:
    """The view of another who asks here."""
    who = Principal(name, Clearance(), ROLES[role])
    return View(ws._stores, who, renewed=lambda same: same, purpose="analysis", reason="case 8")


def ids(ws: il.Workspace, view: View | None = None) -> list[str]:
    return [query.id for query in ws.queries(tag="register", view=view)[0]]


def unknown(ws: il.Workspace, id_: str, view: View) -> str:
    """How a query is refused, without its id."""
    with pytest.raises(UnknownName) as caught:
        ws.query(id_, view=view)
    return str(caught.value).replace(id_, "…")


def test_a_saved_query_is_found_like_a_file(ws: il.Workspace) -> None:
    row = ws.save_query(TEXT)
    query = ws.query(OWN)

    assert (row.author, row.query, row.version, row.shared, row.text) == ("local", OWN, 1, False, TEXT)
    assert (query.text, query.saved, ids(ws)) == (TEXT, row, [OWN])
    assert ws.own_queries() == [row]


def test_each_save_is_a_version_and_the_old_ones_stay_readable(ws: il.Workspace) -> None:
    first = ws.save_query(TEXT)
    second = ws.save_query(LATER)
    third = ws.save_query(LATER, shared=True)
    same = ws.save_query(LATER, shared=True)

    assert ws.query_versions(OWN) == [third, second, first]
    assert [(row.version, row.shared, row.title) for row in (first, second, third)] == [
        (1, False, "Companies of a country"),
        (2, False, "Companies of one country"),
        (3, True, "Companies of one country"),
    ]
    assert same == third
    assert ws.query(OWN).text == LATER


def test_a_wrong_query_is_refused_with_every_line_and_nothing_is_saved(ws: il.Workspace) -> None:
    with pytest.raises(SpecError) as caught:
        ws.save_query(TEXT.replace("$country", "'NL'").replace(":Company", ":Compani"))

    assert [problem.partition(";")[0] for problem in caught.value.problems] == [
        "query:8: params.country is declared and not used",
        "query:13: no label is called 'Compani'. Did you mean 'Company'?",
    ]
    assert ws.own_queries() == []


@pytest.mark.parametrize(
    "id_", ["ownership/../../etc", "ownership/a/b", "ownership/", "ownership/Länder", "ownership/" + "x" * 61]
)
def test_an_id_that_is_no_path_of_a_file_is_refused(ws: il.Workspace, id_: str) -> None:
    with pytest.raises(SpecError, match=r"^query:2: id is '.*expected family/name of small letters"):
        ws.save_query(TEXT.replace(OWN, id_))


def test_a_private_query_is_refused_to_others_as_one_that_never_was(ws: il.Workspace) -> None:
    bo = as_(ws, "bo")
    asked = (ws.query, ws.run_query, ws.query_versions, ws.forget_query, ws.favour_query)

    def refusals() -> list[str]:
        said = []
        for ask in asked:
            with pytest.raises(UnknownName) as refused:
                ask(OWN, view=bo)  # type: ignore[operator]  # each takes an id and a view
            said.append(str(refused.value))
        return said

    never, near = refusals(), unknown(ws, "ownership/of-a-countri", bo)
    ws.save_query(TEXT)

    assert refusals() == never
    assert unknown(ws, "ownership/of-a-countri", bo) == near
    assert (ids(ws, bo), ws.own_queries(view=bo)) == ([], [])
    assert ws.query(OWN).text == TEXT


def test_two_may_save_under_one_id_and_each_has_their_own(ws: il.Workspace) -> None:
    bo = as_(ws, "bo")
    ws.save_query(TEXT)
    ws.save_query(LATER, view=bo)

    assert (ws.query(OWN).title, ws.query(OWN, view=bo).title) == (
        "Companies of a country",
        "Companies of one country",
    )
    assert (len(ws.query_versions(OWN)), len(ws.query_versions(OWN, view=bo))) == (1, 1)


def test_a_shared_query_is_there_for_all_who_may_run_it_without_its_private_versions(
    ws: il.Workspace,
) -> None:
    ws.save_query(TEXT)
    shared = ws.save_query(LATER, shared=True)
    bo, reviewer = as_(ws, "bo", "investigator"), as_(ws, "cy", "reviewer")

    assert (ids(ws, bo), ws.query(OWN, view=bo).saved) == ([OWN], shared)
    assert ws.query_versions(OWN, view=bo) == [shared]
    assert ids(ws, reviewer) == []
    assert "no query is called" in unknown(ws, OWN, reviewer)

    ws.save_query(LATER)
    assert ids(ws, bo) == []


def test_of_one_id_only_one_is_shared(ws: il.Workspace) -> None:
    bo = as_(ws, "bo")
    ws.save_query(TEXT, shared=True)
    ws.save_query(LATER, view=bo)

    with pytest.raises(ChangedMeanwhile, match="somebody else shares a query 'ownership/of-a-country' alr"):
        ws.save_query(LATER, shared=True, view=bo)
    assert ws.query(OWN, view=bo).text == LATER


def test_a_file_is_what_others_go_on_reading(ws: il.Workspace) -> None:
    ws.save_query(FILE)

    assert ws.query("ownership/shared-address").text == FILE
    assert ws.query("ownership/shared-address", view=as_(ws, "bo")).saved is None
    with pytest.raises(QueryError, match="'ownership/shared-address' is the id of a file"):
        ws.save_query(FILE, shared=True)


def test_who_may_not_run_cypher_saves_no_query(ws: il.Workspace) -> None:
    with pytest.raises(AccessDenied, match="you may not run Cypher"):
        ws.save_query(TEXT, view=as_(ws, "bo", "investigator"))

    assert ws.audit_events(newest=2)[0].principal == "bo"


def test_a_forgotten_query_is_gone_for_everybody_and_nobody_forgets_anothers(ws: il.Workspace) -> None:
    bo = as_(ws, "bo")
    ws.save_query(TEXT, shared=True)
    with pytest.raises(UnknownName, match="you have saved no query 'ownership/of-a-country'"):
        ws.forget_query(OWN, view=bo)
    ws.forget_query(OWN)

    assert (ids(ws), ids(ws, bo), ws.own_queries()) == ([], [], [])
    with pytest.raises(UnknownName, match=r"no query 'ownership/of-a-country' is saved here"):
        ws.query_versions(OWN)


def test_everyone_has_their_own_favourites(ws: il.Workspace) -> None:
    ws.favour_query("ownership/shared-address", True)
    ws.favour_query("money/cycles", True)
    ws.favour_query("money/cycles", True)
    ws.favour_query("ownership/shared-address", False)

    assert ws.favourite_queries() == {"money/cycles"}
    assert ws.favourite_queries(view=as_(ws, "bo")) == frozenset()
    with pytest.raises(UnknownName, match="Did you mean 'money/cycles'"):
        ws.favour_query("money/cycle", True)


def test_what_was_right_when_it_was_saved_and_is_not_now_is_left_out_with_its_reason(
    ws: il.Workspace,
) -> None:
    row = ws.save_query(TEXT)
    changed = row.text.replace("jurisdiction", "juridiction")
    ws._own_queries.save("local", OWN, text=changed, shared=False, at=row.saved_at)
    found, wrong = ws.queries(tag="register")

    assert found == []
    assert wrong == [
        f"{OWN}:13: nothing here has a property 'juridiction'. Did you mean 'jurisdiction'? See docs/model.md"
    ]
    assert [each.version for each in ws.own_queries()] == [2]


def test_a_shared_home_lists_queries_to_those_whom_it_knows(ws: il.Workspace) -> None:
    ws.save_query(TEXT)
    secret = ws.add_principal(PrincipalRow("ada", None, "Customs", "NL", (), ("administrator",), "H1"))
    assert secret is not None
    nobody, ada = (il.Workspace(replace(ws.settings, token=token)) for token in ("", secret))

    with pytest.raises(AccessDenied, match="INTERLINK_TOKEN"):
        nobody.queries()
    assert ids(ada) == []
    assert ada.query("money/cycles").saved is None
    nobody.close()
    ada.close()
