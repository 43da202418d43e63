"""Queries, run without a browser: found, refused, given up, liked, and written."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest
import streamlit as st
from app_homes import APP, HARBOUR, load_into
from streamlit import config
from streamlit.testing.v1 import AppTest

import interlink as il
from interlink.graph.local import LocalStore
from small_graphs import await_that, running

OWNERS = "ownership/effective-owners"
OWNED = "MATCH (company:Company) RETURN company.id AS id"
COUNTS = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b % 7) AS found"


@pytest.fixture(scope="module")
def twins_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Companies that two sources know by the same name, one of them without their owners."""
    home = tmp_path_factory.mktemp("twins-home")
    load_into(home, {source: HARBOUR / f"{source}.csv" for source in ("manifest", "register")})
    yield home
    ws = il.open(home)
    ws.graph_stop()
    ws.close()


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> AppTest:
    """The screen on the home that the test names, else on that of the holdings."""
    named = "twins_home" if "twins_home" in request.fixturenames else "holdings_home"
    monkeypatch.syspath_prepend(str(APP))
    monkeypatch.setenv("INTERLINK_HOME", str(request.getfixturevalue(named)))
    st.cache_resource.clear()
    config.set_option("server.address", "127.0.0.1")
    app = AppTest.from_file(str(APP / "main.py"), default_timeout=120).run()
    return app.switch_page("screens/queries.py").run()


@pytest.fixture
def no_favourites(holdings_home: Path) -> None:
    """Other tests of the same home have favourites, too."""
    ws = il.open(holdings_home)
    for query in ws.favourite_queries():
        ws.favour_query(query, False)
    ws.close()


def texts(app: AppTest) -> list[str]:
    return [element.value for element in app.text]


def opened(app: AppTest, id_: str) -> AppTest:
    """The screen with the form of this query."""
    inquiry = app.session_state["work"].inquiry
    inquiry.query, inquiry.page = id_, "answer"
    return app.run()


def answered(app: AppTest) -> None:
    """Waits until the graph has answered."""
    run = app.session_state["work"].inquiry.run
    if run is not None:
        wait([run.future], timeout=90)
        app.run()


def listed(app: AppTest) -> list[str]:
    return list(app.dataframe[0].value["Question"])


def test_a_query_is_found_by_words_family_and_tags(screen: AppTest, holdings_home: Path) -> None:
    app = screen
    ws = il.open(holdings_home)
    every, owning = (ws.queries(family=family)[0] for family in (None, "ownership"))
    ws.close()
    assert f"{len(every):,} queries. Click one to fill in its form." in texts(app)
    app.text_input(key="query_text").input("same address").run()
    assert listed(app)[0] == "Companies founded together at one address"
    app.text_input(key="query_text").input("").run()
    app.selectbox(key="query_family").select("ownership").run()
    assert listed(app) == [each.title for each in owning]
    app.multiselect(key="query_tags").select("sanctions").run()
    assert listed(app) == [each.title for each in owning if "sanctions" in each.header.tags]
    app.text_input(key="query_text").input("zzqq owners nobody").run()
    assert "No query has all of these words. Some of them have:" in texts(app)
    assert "Who owns a company in the end, and how much of it" in listed(app)
    app.text_input(key="query_text").input("zzqq").run()

    assert not app.exception
    assert "No query is like this. Take a word or a tag away, or write one of your own." in texts(app)


@pytest.mark.usefixtures("no_favourites")
def test_a_favourite_stands_first_and_alone(screen: AppTest, holdings_home: Path) -> None:
    app = opened(screen, OWNERS)
    app.button(key="query_favour").click().run()
    app.button(key="query_page_find").click().run()
    assert listed(app)[0] == "★ Who owns a company in the end, and how much of it"
    app.checkbox(key="query_liked").check().run()
    assert len(listed(app)) == 1

    ws = il.open(holdings_home)
    ws.favour_query(OWNERS, False)
    ws.close()
    app.run()
    assert "You have no favourites yet. Choose a query, then Make it a favourite." in texts(app)


def test_what_is_missing_or_means_nobody_is_told_before_anything_is_asked(screen: AppTest) -> None:
    app = opened(screen, OWNERS)
    app.button(key="query_run").click().run()
    assert "Company: this is needed and still empty." in texts(app)

    app.text_input(key="ask_0_company").input("Zzqqxx").run()
    assert "Nobody is found. Try part of the name, another spelling, or a number." in texts(app)
    assert "Company: this is needed and still empty." not in texts(app)
    app.button(key="query_run").click().run()

    assert not app.exception
    assert [text for text in texts(app) if text.startswith("Company: 'Zzqqxx' may mean several or nobody")]
    assert app.session_state["work"].inquiry.run is None


def test_a_query_that_is_not_there_any_more_is_told_and_the_rest_goes_on(screen: AppTest) -> None:
    app = opened(screen, "ownership/gone")

    assert not app.exception
    assert [text for text in texts(app) if text.startswith("no query is called 'ownership/gone'")]
    assert listed(app)


def test_a_text_that_is_no_query_is_told_line_by_line_and_stays(screen: AppTest) -> None:
    app = screen
    app.button(key="query_page_write").click().run()
    app.text_area(key="draft_0").input("MATCH (n) RETURN n").run()
    app.button(key="draft_save").click().run()

    assert not app.exception
    line = "Line 1, MATCH (n) RETURN n\n    the first line is no title; write it as `// Who owns a company`"
    assert line in texts(app)
    app.button(key="query_page_find").click().run()
    app.button(key="query_page_write").click().run()
    assert app.text_area(key="draft_0").value == "MATCH (n) RETURN n"


def test_names_that_the_graph_has_are_found_while_writing(screen: AppTest) -> None:
    app = screen
    app.button(key="query_page_write").click().run()
    app.text_input(key="draft_names").input("duration_s").run()

    assert not app.exception
    assert len(app.dataframe) == 0
    assert [
        text
        for text in texts(app)
        if ":CALLED, from Party or BankAccount or Biometric and 11 more kinds to Party" in text
        and "duration_s" in text
    ]


def test_an_empty_statement_is_not_sent(screen: AppTest) -> None:
    app = screen
    app.button(key="query_page_cypher").click().run()
    app.button(key="cypher_run").click().run()

    assert not app.exception
    assert [text for text in texts(app) if text.startswith("There is no statement yet.")]
    assert app.session_state["work"].inquiry.run is None


def test_a_statement_that_is_cancelled_ends_in_the_store_too(screen: AppTest, holdings_home: Path) -> None:
    app, store = screen, LocalStore(holdings_home)
    app.button(key="query_page_cypher").click().run()
    app.text_area(key="cypher_0").input(COUNTS).run()
    app.button(key="cypher_run").click().run()
    await_that(lambda: running(store, "interlink", COUNTS) == 1)
    app.button(key="query_cancel").click().run()

    assert not app.exception
    assert "Cancelled. Nothing of it runs on in the graph store." in texts(app)
    assert app.session_state["work"].inquiry.run is None
    await_that(lambda: running(store, "interlink", COUNTS) == 0)
    store.close()


@pytest.mark.parametrize(("statement", "button"), [(OWNED, "explain"), (f"EXPLAIN {OWNED}", "run")])
def test_a_statement_is_explained_and_not_run(screen: AppTest, statement: str, button: str) -> None:
    app = screen
    app.button(key="query_page_cypher").click().run()
    app.text_area(key="cypher_0").input(statement).run()
    app.button(key=f"cypher_{button}").click().run()

    assert not app.exception
    assert "The store takes this statement; nothing was run." in texts(app)
    assert app.code[0].value.endswith("+ FINAL PROJECTION [id]")
    app.button(key="query_page_find").click().run()
    app.button(key="query_page_cypher").click().run()
    assert not app.code


def test_every_query_has_a_form_with_a_field_for_each_parameter(screen: AppTest, holdings_home: Path) -> None:
    ws = il.open(holdings_home)
    every = ws.queries()[0]
    ws.close()
    for query in every:
        app = opened(screen, query.id)
        kinds = (app.text_input, app.selectbox, app.multiselect, app.checkbox, app.number_input)
        fields = {each.key for kind in (*kinds, app.date_input, app.datetime_input) for each in kind}

        assert not app.exception, query.id
        assert {f"ask_0_{name}" for name in query.header.params} <= fields, query.id


def test_a_statement_that_names_what_no_graph_has_says_so_of_its_empty_answer(screen: AppTest) -> None:
    app = screen
    app.button(key="query_page_cypher").click().run()
    app.text_area(key="cypher_0").input("MATCH (c:Compny) RETURN c.nmae AS name").run()
    app.button(key="cypher_run").click().run()
    answered(app)

    assert not app.exception
    assert "Note: no label is called 'Compny'. Did you mean 'Company'?" in texts(app)
    assert "Note: nothing here has a property 'nmae'. Did you mean 'name'? See docs/model.md" in texts(app)
    assert [
        text for text in texts(app) if text.endswith("Change the statement, or look at what the Cypher asks.")
    ]


@pytest.mark.usefixtures("twins_home")
def test_who_else_is_called_so_is_told_where_nothing_was_found(screen: AppTest) -> None:
    app = opened(screen, OWNERS)
    app.text_input(key="ask_0_company").input("manifest:company:EC-32202972").run()
    app.button(key="query_run").click().run()
    answered(app)

    assert not app.exception
    assert "Company: manifest:company:EC-32202972; On: 2026-01-01; Least share (%): 0" in texts(app)
    assert (
        "Also called Lumbrera Mar S.A.: register:company:EC-32202972 (register). What another source says may"
        " stand there: ask of it as well." in texts(app)
    )


def test_the_cypher_stands_before_the_header_of_its_file(screen: AppTest) -> None:
    app = opened(screen, OWNERS)
    statement, whole = (each.value for each in app.code)

    assert not app.exception
    assert statement.startswith("MATCH path = (owner:Party)")
    assert whole.startswith("// Who owns a company in the end")
    assert whole.endswith(statement)


def test_a_new_version_stays_shared_until_somebody_hides_it_and_is_told(
    screen: AppTest, holdings_home: Path
) -> None:
    app = screen
    app.button(key="query_page_write").click().run()
    text = app.text_area(key="draft_0").value.replace("phones-of-a-person", "shared-by-me")
    ws = il.open(holdings_home)
    ws.save_query(text, shared=True)
    app.text_area(key="draft_0").input(text.replace("phones does", "numbers does")).run()
    app.button(key="query_page_find").click().run()
    app.button(key="query_page_write").click().run()
    assert app.radio(key="draft_shared_0").value == "All who may run queries"
    app.button(key="draft_save").click().run()
    shared = [row.shared for row in ws.query_versions("communications/shared-by-me")]
    app.radio(key="draft_shared_0").set_value("Only me").run()
    app.text_area(key="draft_0").input(text).run()
    app.button(key="draft_save").click().run()

    assert not app.exception
    assert shared == [True, True]
    said = "for you alone. Others read it until now, and find it no more. Its form stands on the left."
    assert [words for words in texts(app) if words.endswith(said)]
    ws.forget_query("communications/shared-by-me")
    ws.close()


def test_what_others_call_a_field_is_no_markup(screen: AppTest, holdings_home: Path) -> None:
    ws = il.open(holdings_home)
    text = ws.query(OWNERS).text.replace("ownership/effective-owners", "ownership/marked")
    ws.save_query(text.replace('label = "Company"', 'label = "![x](http://127.0.0.1/x.png) :red[*go*]"'))
    app = opened(screen, "ownership/marked")
    ws.forget_query("ownership/marked")
    ws.close()

    assert app.text_input(key="ask_0_company").label == (
        "\\!\\[x\\](http\\://127.0.0.1/x.png) \\:red\\[\\*go\\*\\]"
    )
