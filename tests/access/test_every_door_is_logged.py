"""Every method of the workspace that gives what sources said leaves its event in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import interlink as il
from homes import WHO_CALLS
from interlink.access.audit import OPERATIONS
from interlink.errors import ReadError, SpecError, UnknownName
from interlink.ledger.people import PrincipalRow
from interlink.loads.entry import Entry
from interlink.mapping.proposal import propose
from interlink.queries import Answer, find_query

ENTRY = Entry("Person", {"name": "Ada Vell"}, "seen", is_fact=True)
ANSWER = Answer(find_query("communications/common-contacts"), {"first": "a:1", "second": "a:2"}, (), 0)
PHONE, OTHER = "phone:+31612345678", "phone:+31612345680"


def calls(workspace: il.Workspace) -> Path:
    return workspace.settings.home.parent / "calls.csv"


def proposed(workspace: il.Workspace) -> str:
    return propose(calls(workspace)).text


# What gives nothing that a source said: the ontology, the sources' own files, the state of stores.
SILENT = frozenset(
    {
        "audiences",
        # refuses while nothing is broken; then, tests/access/test_audit_broken.py
        "audit_accept",
        "audit_key",
        "catch_up",
        "close",
        "graph_start",
        "graph_states",
        "graph_status",
        "graph_stop",
        # refuses without Neo4j; with it, tests/stores
        "graph_write_import",
        "is_shared",
        "last_load",
        "ontology",
        # what people ask, in files or written by analysts, each for whom it is meant
        "favour_query",
        "favourite_queries",
        "own_queries",
        "queries",
        "query",
        "query_versions",
        "principal",
        "sign_in",
        "source",
        "sources",
        "stated",
        "view",
    }
)


def run_source(ws: il.Workspace) -> None:
    """Runs a source that fetches nothing: it is refused, and logged all the same."""
    with pytest.raises(SpecError):
        ws.run_source("call_records")


def add_records(ws: il.Workspace) -> None:
    """Adds a file that is not there: it is refused, and logged all the same."""
    with pytest.raises(ReadError):
        ws.add_records(proposed(ws), ws.settings.home.parent / "none.csv")


def correct(ws: il.Workspace) -> None:
    """Corrects a record that is not there: it is refused, and logged all the same."""
    with pytest.raises(UnknownName):
        ws.correct(1, 1, reason="case 7")


def received(ws: il.Workspace) -> None:
    """Looks for a record that is not there: it is logged all the same."""
    with pytest.raises(UnknownName):
        ws.received(1, 1)


def kept(ws: il.Workspace) -> int:
    """A finding that was kept."""
    return ws.analyze("centrality", ws.project(["Phone"], ["CALLED"])).save("who calls")


def saved(ws: il.Workspace) -> str:
    """A query that was saved."""
    text = ws.query("quality/orphan-identifiers").text
    return ws.save_query(text.replace("quality/orphan-identifiers", "quality/orphans")).query


def projected(ws: il.Workspace) -> object:
    """A projection of a query that was saved."""
    return ws.project_query(ws.save_query(WHO_CALLS).query)


def watched(ws: il.Workspace) -> int:
    """The number of a query that is scheduled."""
    return ws.schedule_query("quality/orphan-identifiers", "every day").number


def written(ws: il.Workspace) -> int:
    """A finding that was kept and written to the graph."""
    number = kept(ws)
    ws.finding_to_graph(number)
    return number


DOORS: dict[str, Callable[[il.Workspace], object]] = {
    "add_audience": lambda ws: ws.add_audience("open", purposes=["warn"]),
    "add_records": add_records,
    "among": lambda ws: ws.among([PHONE, OTHER]),
    "analyze": lambda ws: ws.analyze("centrality", ws.project(["Phone"], ["CALLED"])),
    "audit_broken": lambda ws: ws.audit_broken(),
    "audit_events": lambda ws: ws.audit_events(newest=1),
    "audit_export": lambda ws: ws.audit_export(ws.settings.home.parent / "audit.jsonl"),
    "audit_verify": lambda ws: ws.audit_verify(),
    "backup": lambda ws: ws.backup(ws.settings.home.parent / "backup.tar.zst"),
    "card": lambda ws: ws.card(PHONE),
    "correct": correct,
    "compare_query": lambda ws: ws.compare_query("quality/orphan-identifiers"),
    "corrections": lambda ws: ws.corrections(),
    "cypher": lambda ws: ws.cypher("MATCH (n:Phone) RETURN n.id AS id ORDER BY id"),
    "derive": lambda ws: ws.derive(),
    "disclose_answer": lambda ws: ws.disclose_answer(ANSWER, [PHONE]),
    "disclose": lambda ws: ws.disclose([PHONE, OTHER], form="png"),
    "due": lambda ws: ws.due(),
    "enter": lambda ws: ws.enter(ENTRY),
    "entries": lambda ws: ws.entries(),
    "evidence": lambda ws: ws.evidence({"Phone": [1 << 40]}),
    "expand": lambda ws: ws.expand([PHONE]),
    "fetched_from": lambda ws: ws.fetched_from(),
    "finding": lambda ws: ws.finding(kept(ws)),
    "finding_from_graph": lambda ws: ws.finding_from_graph(written(ws)),
    "finding_to_graph": written,
    "findings": lambda ws: ws.findings(),
    "forget_finding": lambda ws: ws.forget_finding(kept(ws)),
    "forget_query": lambda ws: ws.forget_query(saved(ws)),
    "freshness": lambda ws: ws.freshness(),
    "graph_rebuild": lambda ws: ws.graph_rebuild(),
    "keep_finding": kept,
    "known_by": lambda ws: ws.known_by(ws.view()),
    "link_card": lambda ws: ws.link_card(f"CALLED:{PHONE}>phone:+31612345679"),
    "load": lambda ws: ws.load("call_records", [ws.settings.home.parent / "calls.csv"]),
    "flagged": lambda ws: ws.flagged(1),
    "load_files": lambda ws: ws.load_files(1),
    "loads": lambda ws: ws.loads(),
    "measure": lambda ws: ws.measure(["Phone"], ["CALLED"]),
    "preview": lambda ws: ws.preview(proposed(ws), calls(ws)),
    "principals": lambda ws: ws.principals(),
    "project": lambda ws: ws.project(["Phone"], ["CALLED"]),
    "project_cypher": lambda ws: ws.project_cypher("MATCH (:Phone)-[r:CALLED]->() RETURN r AS link"),
    "project_query": projected,
    "propose_source": lambda ws: ws.propose_source(calls(ws)),
    "quarantined": lambda ws: ws.quarantined(1),
    "query_history": lambda ws: ws.query_history(),
    "received": received,
    "remove_audience": lambda ws: ws.remove_audience("open"),
    "resolve": lambda ws: ws.resolve(PHONE),
    "retry": lambda ws: ws.retry(1),
    "roles": lambda ws: ws.roles(),
    "runs": lambda ws: ws.runs(),
    "run_due": lambda ws: list(ws.run_due()),
    "run_due_queries": lambda ws: list(ws.run_due_queries()),
    "run_query": lambda ws: ws.run_query("quality/orphan-identifiers"),
    "run_source": run_source,
    "save_query": saved,
    "save_source": lambda ws: ws.save_source(proposed(ws)),
    "schedule_query": watched,
    "search": lambda ws: ws.search("+31612345678"),
    "tokens": lambda ws: ws.tokens(),
    "unwatch_query": lambda ws: ws.unwatch_query(watched(ws)),
    "watched_queries": lambda ws: ws.watched_queries(),
    "withdraw": lambda ws: ws.withdraw(ws.enter(ENTRY).entry, reason="twice"),
}
# By an administrator; each is done once, in this order, on a home of its own.
BO = PrincipalRow("bo", None, "Customs", "DE", (), ("investigator",), "H1")
CHANGES: dict[str, Callable[[il.Workspace], object]] = {
    "add_principal": lambda ws: ws.add_principal(BO),
    "change_principal": lambda ws: ws.change_principal("bo", revision=1, agency="Police"),
    "change_role": lambda ws: ws.change_role("reviewer", revision=0, asks=False),
    "make_token": lambda ws: ws.make_token("bo"),
    "recover": lambda ws: ws.recover("ada"),
    "revoke_token": lambda ws: ws.revoke_token(2),
}


def test_every_public_method_is_either_silent_or_a_door() -> None:
    public = {name for name in dir(il.Workspace) if not name.startswith("_")} - {"settings"}

    assert public == SILENT | set(DOORS) | set(CHANGES), (
        "a new method: say whether it gives what a source said, and test its event"
    )


@pytest.mark.parametrize("name", sorted(DOORS))
def test_a_door_leaves_its_event_with_purpose_and_reason(workspace: il.Workspace, name: str) -> None:
    before = workspace.audit_events(newest=1)[-1].seq
    DOORS[name](workspace)
    events = [event for event in workspace.audit_events() if before < event.seq]

    assert events[:-1], f"{name} gave its answer without an event"
    assert {(event.purpose, event.reason) for event in events} == {("analysis", "case 7")}
    assert {event.operation for event in events} <= set(OPERATIONS)


def test_a_change_by_an_administrator_leaves_its_event(tmp_path: Path) -> None:
    local = il.open(tmp_path / "home", reason="case 7")
    secret = local.add_principal(replace(BO, name="ada", roles=("administrator", "auditor")))
    assert secret is not None
    stated = replace(local.settings, token=secret, purpose="warn")
    ada = replace(local, settings=stated)
    for act in CHANGES.values():
        act(ada)
    told = [(event.principal, event.operation, event.purpose) for event in ada.audit_events()]

    # The local user's first, then the five, recovered by who owns the files, and the reading of the log.
    assert told[1:-1] == [
        *[("ada", "alteration", "warn")] * 4,
        ("owner of the files", "alteration", ""),
        ("ada", "alteration", "warn"),
    ]
    local.close()


def test_the_evidence_of_a_finding_is_a_look_of_its_own(workspace: il.Workspace) -> None:
    finding = workspace.analyze("centrality", workspace.project(["Phone"], ["CALLED"]))
    before = workspace.audit_events(newest=1)[-1].seq
    finding.evidence(0)
    (event,) = [each for each in workspace.audit_events() if before < each.seq][:-1]

    assert '"what": "evidence"' in event.params
    assert '"Called": [' in event.params


def test_every_analytic_says_its_name_in_the_log(workspace: il.Workspace) -> None:
    workspace.analyze("communities", workspace.project(["Phone"], ["CALLED"]))

    assert '"what": "communities"' in workspace.audit_events(newest=2)[0].params
