"""Saved queries on a graph: what one ran, what differs from the last run, and what falls due."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import interlink as il
from homes import WHO_CALLS, called_home
from interlink.access.principals import Principal
from interlink.access.rights import EVERY_RIGHT, ROLES
from interlink.access.view import View
from interlink.errors import QueryError, SpecError, UnknownName
from interlink.model.marking import Clearance

A, B, C = (f"phone:+3161234567{n}" if n < 10 else "phone:+31612345680" for n in (8, 9, 10))
LATER = (
    "caller,callee,started_at,duration_s\n"
    "+31612345678,+31612345679,2026-01-04T10:00:00Z,60\n"
    "+31612345680,+31612345678,2026-01-05T10:00:00Z,60\n"
)
# How often each called each, at most so many times.
TOTALS = """\
// Pairs of phones
// id = "communications/pairs"
// asks = "Which phones called which others at most so often?"
// returns = "table"
// key = ["caller", "callee"]
// tags = ["calls"]
// reviewed = 2026-11-28
// params.most = {type = "integer", label = "At most so often", default = 9}
// columns.caller = "entity"
// columns.callee = "entity"
// columns.calls = "integer"
// example.graph = "harbour"
// example.row = {}
MATCH (caller:Phone)-[total:CALLS_TOTAL]->(callee:Phone)
WHERE total.count <= $most
RETURN caller.id AS caller, callee.id AS callee, total.count AS calls
ORDER BY caller, callee
"""
PAIRS = "communications/pairs"


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[il.Workspace]:
    with called_home(tmp_path_factory.mktemp("watching")) as opened:
        opened.save_query(TOTALS)
        yield opened


def load(ws: il.Workspace, text: str) -> None:
    file = ws.settings.home.parent / "later.csv"
    file.write_text(text, encoding="utf-8")
    ws.load("call_records", [file])


def as_(ws: il.Workspace, name: str) -> View:
    """The view of another who may ask the same graph."""
    everything = Clearance(handling_ceiling="H3", everything=True)
    who = Principal(name, everything, EVERY_RIGHT)
    return View(ws._stores, who, renewed=lambda same: same, purpose="analysis", reason="case 8")


def test_the_history_has_ones_own_runs_with_what_they_asked_until_that_is_erased(ws: il.Workspace) -> None:
    chains = "communications/contact-chains"
    ws.run_query(PAIRS, {"most": 3})
    ws.run_query(chains, {"start": A, "end": C})
    ws.run_query("quality/orphan-identifiers", view=as_(ws, "bo"))
    with pytest.raises(QueryError):
        ws.run_query(PAIRS, {"most": "few"})
    before = ws.query_history(2)
    ws._stores.audit.erase([A], at="2026-11-28T00:00:00+00:00", principal="local", purpose="", reason="")

    assert [(run.query, run.params, run.rows) for run in before] == [
        (chains, {"start": A, "end": C}, 1),
        (PAIRS, {"most": 3}, 2),
    ]
    assert [run.params for run in ws.query_history(2)] == [None, {"most": 3}]
    assert [run.rows for run in ws.query_history(view=as_(ws, "bo"))] == [3]
    assert before[1].sha256 == ws.query(PAIRS).digest


def test_the_log_tells_what_a_query_asked_that_may_be_forgotten(ws: il.Workspace) -> None:
    mine = TOTALS.replace(PAIRS, "communications/forgotten")
    ws.save_query(mine)
    ws.run_query("communications/forgotten")
    ws.forget_query("communications/forgotten")
    events = [json.loads(event.params) for event in ws.audit_events(newest=10)]

    told = [event for event in events if event.get("query") == "communications/forgotten"]

    assert [(event["what"], event.get("statement")) for event in told] == [
        ("save query", None),
        ("query", mine),
        ("forget query", None),
    ]
    with pytest.raises(UnknownName):
        ws.run_query("communications/forgotten")


def test_a_query_is_scheduled_and_compared_with_its_last_run(ws: il.Workspace) -> None:
    first = ws.compare_query(PAIRS, {"most": 1})
    assert (first.since, first.differences(), first.is_same) == (None, [], True)
    assert first.words == "2 rows, and no run to compare them with. The next one will be."
    assert ws.compare_query(PAIRS, {"most": 1}).words.startswith("Nothing differs from 20")
    scheduled = ws.schedule_query(PAIRS, "every 6 hours")
    (run,) = ws.run_due_queries()
    assert (run.watched.number, run.reason) == (scheduled.number, "")
    assert list(ws.run_due_queries()) == []

    load(ws, LATER)
    changed = ws.compare_query(PAIRS, {"most": 1})
    assert changed.differences() == [
        {"change": "new", "caller": C, "callee": A, "calls": 1},
        {"change": "gone", "caller": A, "callee": B},
    ]
    assert changed.words.startswith("1 new, 0 changed, 1 gone since 20")

    later = replace(ws)
    later.__dict__["_stores"] = replace(ws._stores, now=lambda: ws._stores.now() + timedelta(hours=7))
    (due,) = later.run_due_queries()
    assert due.compared is not None
    assert due.compared.differences() == [
        {"change": "new", "caller": C, "callee": A, "calls": 1},
        {"change": "changed", "caller": A, "callee": B, "calls": 2},
    ]
    assert [(each.query, each.params, each.schedule) for each in ws.watched_queries()] == [
        (PAIRS, {"most": 1}, None),
        (PAIRS, {"most": 9}, "every 6 hours"),
    ]


def test_which_rows_are_gone_is_not_told_once_something_was_erased(ws: il.Workspace) -> None:
    pairs = TOTALS.replace(PAIRS, "communications/fewer").replace("<= $most", "<= $most + 0")
    ws.save_query(pairs)
    ws.compare_query("communications/fewer", {"most": 2})
    ws._stores.audit.erase([B], at="2026-11-28T00:00:00+00:00", principal="local", purpose="", reason="")
    load(ws, LATER.replace("01-04", "02-04").replace("01-05", "02-05"))
    found = ws.compare_query("communications/fewer", {"most": 2})

    assert (found.gone, found.gone_rows) == ((), 1)
    assert found.words.endswith("1 gone since " + found.words.split("since ")[1])
    assert "Which are gone is not told: something was erased since." in found.words
    assert B.encode() not in (ws.settings.home / "ledger.sqlite").read_bytes()


def test_another_version_of_a_query_is_compared_with_nothing(ws: il.Workspace) -> None:
    mine = TOTALS.replace(PAIRS, "communications/edited")
    ws.save_query(mine)
    ws.compare_query("communications/edited")
    ws.save_query(mine.replace("Pairs of phones", "Pairs"))

    found = ws.compare_query("communications/edited")
    assert (found.since, found.caveat) == (None, "The query was changed since its last run.")


def test_rows_that_cannot_be_told_apart_are_refused(ws: il.Workspace) -> None:
    ws.save_query(WHO_CALLS.replace("who-calls", "not-told").replace('"caller", "callee"', '"caller"'))
    twice = WHO_CALLS.replace("communications/who-calls", "communications/twice")
    ws.save_query(twice)
    load(ws, LATER.replace("01-0", "03-0"))

    with pytest.raises(QueryError, match="two rows have the same caller, callee, so that they cannot"):
        ws.compare_query("communications/twice")


def test_what_one_compares_is_nobody_elses(ws: il.Workspace) -> None:
    bo = as_(ws, "bo")
    number = ws.schedule_query(PAIRS, "every day", {"most": 5}).number

    assert ws.watched_queries(view=bo) == []
    assert list(ws.run_due_queries(view=bo)) == []
    for each in (number, 1 << 30):
        with pytest.raises(UnknownName, match=f"you compare no query {each}"):
            ws.unwatch_query(each, view=bo)
    ws.unwatch_query(number)
    assert number not in [each.number for each in ws.watched_queries()]


def test_a_query_that_fails_when_it_is_due_stops_no_other_and_stays_due(ws: il.Workspace) -> None:
    ws.save_query(TOTALS.replace(PAIRS, "communications/lost"))
    lost = ws.schedule_query("communications/lost", "every day")
    there = ws.schedule_query(PAIRS, "every day", {"most": 7})
    ws._own_queries.remove("local", "communications/lost")
    reports = {report.watched.number: report for report in ws.run_due_queries()}

    assert reports[lost.number].compared is None
    assert f"until `interlink query unwatch {lost.number}` ends that." in reports[lost.number].reason
    assert reports[there.number].compared is not None
    assert [report.watched.number for report in ws.run_due_queries()] == [lost.number]


def test_nothing_is_scheduled_that_could_not_run(ws: il.Workspace) -> None:
    before = ws.watched_queries()
    for given, error, words in (
        (("sometimes", {}), SpecError, "'sometimes' is no schedule"),
        (("every day", {"most": "few"}), QueryError, "most: expected a whole number, found 'few'"),
        (("every day", {"least": 1}), QueryError, "no parameter is called 'least'; there are most"),
    ):
        with pytest.raises(error, match=words):
            ws.schedule_query(PAIRS, *given)

    assert ws.watched_queries() == before


def test_what_was_kept_for_an_audience_goes_with_it(ws: il.Workspace) -> None:
    ws.add_audience("few", purposes=["analysis"])
    ws.compare_query(PAIRS, audience="few")
    assert "few" in [each.audience for each in ws.watched_queries()]
    ws.remove_audience("few")

    assert "few" not in [each.audience for each in ws.watched_queries()]


def test_a_projection_of_a_saved_query_is_that_of_its_statement(ws: il.Workspace, tmp_path: Path) -> None:
    id_ = ws.save_query(WHO_CALLS).query
    saved = ws.project_query(id_, {"least_s": 60})
    typed = ws.project_cypher("MATCH (:Phone)-[r:CALLED]->(:Phone) RETURN r AS link")
    weighed = ws.project_query(
        PAIRS, parts={"source": "caller", "target": "callee", "weight": "calls"}, directed=True
    )

    assert (saved.ids, saved.n_links) == (typed.ids, typed.n_links)
    assert saved.made_from["query"] == id_
    assert saved.evidence([0]) != []  # type: ignore[arg-type]  # a list of links does
    assert (weighed.ids, sorted(weighed.weight.tolist())) == ((A, B, C), [1.0, 3.0, 4.0])
    with pytest.raises(UnknownName, match="no column of 'communications/pairs' is called source, target"):
        ws.project_query(PAIRS)
    with pytest.raises(UnknownName, match="source: 'communications/pairs' has no column 'callers'"):
        ws.project_query(PAIRS, parts={"source": "callers"})
    with pytest.raises(QueryError, match="most: expected a whole number"):
        ws.project_query(PAIRS, {"most": "few"}, parts={"source": "caller", "target": "callee"})


def test_an_investigator_runs_what_an_analyst_shares_and_compares_it(ws: il.Workspace) -> None:
    ws.save_query(TOTALS.replace(PAIRS, "communications/shared"), shared=True)
    bo = as_(ws, "bo")
    bo.principal = replace(bo.principal, rights=ROLES["investigator"])

    assert ws.run_query("communications/shared", view=bo).total == 3
    assert ws.compare_query("communications/shared", view=bo).since is None
