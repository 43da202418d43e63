"""Every public method of the workspace: a door that the proof tries, or none, with the reason why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from asking import PROPOSAL, Ask
from doors_analysing import (
    ANALYSES,
    disclose,
    disclose_answer,
    keep_finding,
    measure,
    no_finding,
    project,
)
from doors_reading import READING

from interlink.errors import AccessDenied, UnknownName
from interlink.ledger.queries import QueryRunRow
from interlink.loads.entry import Entry

__all__ = ["DOORS", "NO_DOORS", "OWN", "Door"]

NEW_SOURCE = """\
source: guests
title: Guests
publisher: {name: Hotel}
licence: Restricted
delivery: full
file: {format: csv}
entities: {guest: {schema: Person, key: [id], properties: {name: name}}}
"""


# A private query of somebody who is nobody here.
OTHER, HIDDEN, NEVER = "somebody else", "quality/of-others", "quality/of-nobody"
OF_OTHERS = f"""\
// What is said of SUBJECT
// id = "{HIDDEN}"
// asks = "Is SUBJECT there?"
// returns = "table"
// key = ["who"]
// tags = ["SUBJECT"]
// reviewed = 2026-11-28
// columns.who = "entity"
// example.graph = "harbour"
// example.row = {{}}
MATCH (who:Person {{id: 'SUBJECT'}})
RETURN who.id AS who
ORDER BY who
"""


@dataclass(frozen=True)
class Door:
    """A way in: the right it needs, and how the proof tries it.

    `beyond`: why what it tells those who have the right is not held to markings; they are then not asked.
    """

    right: str
    attack: Callable[[Ask], None]
    beyond: str = ""


def cypher(ask: Ask) -> None:
    """Nobody asks a graph that holds more than they may see, whatever the statement."""
    said = []
    for id_ in (ask.entity(), ask.never(ask.entity())):
        try:
            rows = ask.ws.cypher("MATCH (n {id: $id}) RETURN n", {"id": id_}, **ask.door)
        except AccessDenied as error:
            said.append(str(error))
            ask.tell(error)
        else:
            ask.tell(rows)
            ask.problems.append("a graph of everything was asked")
    ask.expect(len(set(said)), 1, "different refusals of Cypher")
    raise AccessDenied(said[0] if said else "")


def by_query(call: Callable[[Ask, str, dict[str, object]], object]) -> Callable[[Ask], None]:
    """Nobody asks a graph that holds more than they may see, by a saved query either."""

    def attack(ask: Ask) -> None:
        said = []
        for id_ in (ask.entity(), ask.never(ask.entity())):
            try:
                answer = call(ask, "ownership/effective-owners", {"company": id_})
            except AccessDenied as error:
                said.append(str(error))
                ask.tell(error)
            else:
                ask.tell(answer)
                ask.problems.append("a graph of everything was asked")
        ask.expect(len(set(said)), 1, "different refusals of a saved query")
        raise AccessDenied(said[0] if said else "")

    return attack


def others_queries(ask: Ask) -> None:
    """What somebody else saved, ran and compares, about an entity, is told to nobody."""
    about, kept, watches = ask.entity(), ask.ws._own_queries, ask.ws._watches
    text = OF_OTHERS.replace("SUBJECT", about)
    kept.save(OTHER, HIDDEN, text=text, shared=False, at=0)
    kept.add_run(OTHER, QueryRunRow(HIDDEN, "", 0, 0, 1))
    number = watches.watch(OTHER, HIDDEN, about, "interlink")
    try:
        ask.tell([ask.ws.own_queries(**ask.door), ask.ws.favourite_queries(**ask.door)])
        found = ask.ws.queries(**ask.door)[0]
        # files are the same in every home
        ask.tell([query.text for query in found if query.saved is not None])
        ask.expect(HIDDEN in [query.id for query in found], False, "another's query is listed")
        for call in (ask.ws.query, ask.ws.query_versions):
            said = []
            for id_ in (HIDDEN, NEVER):
                with pytest.raises(UnknownName) as refused:
                    call(id_, **ask.door)
                words = str(refused.value).replace(id_, "…")
                ask.expect(HIDDEN in PROPOSAL.findall(words), False, "another's query is proposed")
                said.append(PROPOSAL.sub("", words))
            ask.expect(said[0], said[1], "the refusal of another's query, beside one that never was")
        ask.tell([ask.ws.watched_queries(**ask.door), ask.ws.query_history(**ask.door)])
    finally:
        watches.remove(OTHER, number)
        kept.remove(OTHER, HIDDEN)


def project_cypher(ask: Ask) -> None:
    """Nobody makes a projection of a graph that holds more than they may see."""
    try:
        made = ask.ws.project_cypher("MATCH ()-[r]->() RETURN r AS link", **ask.door)
    except AccessDenied as error:
        ask.tell(error)
        raise
    ask.tell([made.ids, made.captions])
    ask.problems.append("a graph of everything was asked")


def plain(call: Callable[[Ask], object]) -> Callable[[Ask], None]:
    """A door that takes no id: all that it gives is searched."""
    return lambda ask: ask.tell(call(ask))


def received(ask: Ask) -> None:
    """A record in quarantine, where there is one."""
    ask.tell(ask.ws.received(1, 1, **ask.door))


def refused(method: str, *arguments: object, **named: object) -> Door:
    """A door that changes the home: it is tried by those who may not, and has to refuse."""
    return Door(
        CHANGES[method],
        lambda ask: ask.tell(getattr(ask.ws, method)(*arguments, **named)),
        beyond="it changes the home, or copies it whole, and shows no record",
    )


BY_QUERY: Mapping[str, Callable[[Ask, str, dict[str, object]], object]] = {
    "run_query": lambda ask, id_, params: ask.ws.run_query(id_, params, **ask.door).rows,
    "compare_query": lambda ask, id_, params: ask.ws.compare_query(id_, params, **ask.door).words,
    "schedule_query": lambda ask, id_, params: ask.ws.schedule_query(id_, "every day", params, **ask.door),
    "project_query": lambda ask, id_, params: (
        ask.ws.project_query(id_, params, parts={"source": "owner", "target": "owner"}, **ask.door).ids
    ),
}
CHANGES = {
    "add_audience": "administer",
    "add_records": "collect",
    "backup": "maintain",
    "derive": "collect",
    "enter": "enter",
    "finding_from_graph": "maintain",
    "finding_to_graph": "maintain",
    "graph_rebuild": "maintain",
    "graph_start": "maintain",
    "graph_stop": "maintain",
    "load": "collect",
    "correct": "collect",
    "retry": "collect",
    "run_source": "collect",
    "make_token": "administer",
    "preview": "collect",
    "propose_source": "collect",
    "remove_audience": "administer",
    "revoke_token": "administer",
    "save_source": "collect",
    "withdraw": "enter",
}
BEYOND = {
    "audit_events": "an auditor reads what others asked for, whatever it is marked",
    "corrections": "whoever corrects records sees which others were, and why",
    "received": "whoever loads records reads those that could not be mapped, as far as they may see them",
    "quarantined": "whoever loads records sees which could not be mapped, and why",
}
SIZE = "whoever keeps the graph sees how large it is"
DOORS: Mapping[str, Door] = {
    **{name: Door("consult", attack) for name, attack in READING.items()},
    "project": Door("combine", project),
    "measure": Door("combine", measure),
    "keep_finding": Door("combine", keep_finding),
    "finding": Door("consult", no_finding),
    "findings": Door("consult", plain(lambda ask: ask.ws.findings(**ask.door))),
    "forget_finding": Door(
        "combine", plain(lambda ask: ask.ws.forget_finding(1 << 40, **ask.door)), "nothing is kept there"
    ),
    **{f"analyze {name}": Door("combine", attack) for name, attack in ANALYSES.items()},
    "disclose": Door("disclose", disclose),
    "disclose_answer": Door("disclose", disclose_answer),
    "entries": Door("consult", plain(lambda ask: ask.ws.entries(**ask.door))),
    "cypher": Door(
        "none", cypher, beyond="the local user's graph is all theirs; of others see the graphs' test"
    ),
    **{
        name: Door("none", by_query(call), beyond="as cypher, by statements that others wrote")
        for name, call in BY_QUERY.items()
    },
    "query_history": Door("combine", others_queries),
    "watched_queries": Door("combine", others_queries),
    "run_due_queries": Door("combine", plain(lambda ask: list(ask.ws.run_due_queries(**ask.door)))),
    "unwatch_query": Door(
        "combine", plain(lambda ask: ask.ws.unwatch_query(1 << 40, **ask.door)), "nothing is compared there"
    ),
    "forget_query": Door(
        "combine", plain(lambda ask: ask.ws.forget_query(NEVER, **ask.door)), "nothing is saved there"
    ),
    "save_query": Door(
        "cypher", plain(lambda ask: ask.ws.save_query(OF_OTHERS, **ask.door)), "what one writes oneself"
    ),
    "project_cypher": Door(
        "none", project_cypher, beyond="as cypher; what it adds is looked up as projections are"
    ),
    "audit_events": Door(
        "audit", plain(lambda ask: ask.ws.audit_events(newest=5, **ask.door)), BEYOND["audit_events"]
    ),
    "audit_accept": Door(
        "audit", plain(lambda ask: ask.ws.audit_accept("", **ask.door)), "refuses while nothing is broken"
    ),
    "audit_broken": Door("audit", plain(lambda ask: ask.ws.audit_broken(**ask.door))),
    "audit_export": Door(
        "audit",
        plain(lambda ask: ask.ws.audit_export("nowhere/log.jsonl", **ask.door)),
        "ciphertext, for auditors",
    ),
    "audit_verify": Door(
        "audit", plain(lambda ask: ask.ws.audit_verify(**ask.door)), "it takes as long as the log is"
    ),
    "loads": Door("collect", plain(lambda ask: ask.ws.loads(**ask.door))),
    "flagged": Door("collect", plain(lambda ask: ask.ws.flagged(1, **ask.door))),
    "load_files": Door("collect", plain(lambda ask: ask.ws.load_files(1, **ask.door))),
    "due": Door("collect", plain(lambda ask: ask.ws.due(**ask.door))),
    "fetched_from": Door("collect", plain(lambda ask: ask.ws.fetched_from(**ask.door))),
    "freshness": Door("collect", plain(lambda ask: ask.ws.freshness(**ask.door))),
    "runs": Door("collect", plain(lambda ask: ask.ws.runs(**ask.door))),
    "quarantined": Door(
        "collect", plain(lambda ask: ask.ws.quarantined(1, **ask.door)), BEYOND["quarantined"]
    ),
    "received": Door("collect", received, BEYOND["received"]),
    "corrections": Door("collect", plain(lambda ask: ask.ws.corrections(**ask.door)), BEYOND["corrections"]),
    "principals": Door("administer", plain(lambda ask: ask.ws.principals(**ask.door))),
    "roles": Door("administer", plain(lambda ask: ask.ws.roles(**ask.door))),
    "tokens": Door("administer", plain(lambda ask: ask.ws.tokens(**ask.door))),
}
# These ask the workspace's own principal, so they are tried in a workspace of the person's own.
OWN: Mapping[str, Door] = {
    "source": Door("collect", plain(lambda ask: ask.ws.source("register"))),
    "sources": Door("collect", plain(lambda ask: ask.ws.sources())),
    "graph_status": Door("maintain", plain(lambda ask: ask.ws.graph_status()), beyond=SIZE),
    "graph_states": Door("maintain", plain(lambda ask: ask.ws.graph_states()), beyond=SIZE),
    "audiences": Door("maintain", plain(lambda ask: ask.ws.audiences())),
    "add_audience": refused("add_audience", "few"),
    "add_records": refused("add_records", NEW_SOURCE, "nowhere/guests.csv"),
    "backup": refused("backup", "backup.tar.zst"),
    "derive": refused("derive"),
    "enter": refused("enter", Entry("Person", {"name": "Ada Vell"}, "seen", is_fact=True)),
    "finding_from_graph": refused("finding_from_graph", 1 << 40),
    "finding_to_graph": refused("finding_to_graph", 1 << 40),
    "graph_rebuild": refused("graph_rebuild"),
    "graph_start": refused("graph_start"),
    "graph_stop": refused("graph_stop"),
    "load": refused("load", "register", []),
    "run_due": Door(
        "collect",
        lambda ask: ask.tell(list(ask.ws.run_due())),
        beyond="it loads what is due, and shows no record",
    ),
    "correct": Door(
        "collect",
        lambda ask: ask.tell(ask.ws.correct(1, 1, reason="case 7")),
        beyond="it changes the home, or copies it whole, and shows no record",
    ),
    "retry": refused("retry", 1),
    "run_source": refused("run_source", "register"),
    "make_token": refused("make_token", "ada"),
    "preview": refused("preview", NEW_SOURCE, "nowhere/guests.csv"),
    "propose_source": refused("propose_source", "nowhere/guests.csv"),
    "remove_audience": refused("remove_audience", "few"),
    "revoke_token": refused("revoke_token", 1),
    "save_source": refused("save_source", NEW_SOURCE),
    "withdraw": refused("withdraw", "none", reason="seen"),
}
NO_DOORS: Mapping[str, str] = {
    "add_principal": "changes who may ask, as make_token does; tests/access/test_register.py",
    "audit_key": "the public half of the key that signs the log",
    "catch_up": "brings the graph up to date, for those who maintain it, and shows none of it",
    "change_principal": "as add_principal; what it changes holds at once: see test_rights_that_change",
    "change_role": "as add_principal",
    "close": "lets go of the databases",
    "graph_write_import": "refuses without Neo4j; with it, writes files for those who maintain the graph",
    "is_shared": "whether everyone signs in, which the sign-in page tells anybody",
    "last_load": "the number of the last load, by which the app knows that what it read is out of date",
    "ontology": "the schemas, which are the same in every home",
    "principal": "who asks",
    "favour_query": "says what one likes, of what `query` gives",
    "favourite_queries": "tried with query_history",
    "own_queries": "tried with query_history",
    "queries": "tried with query_history",
    "query": "tried with query_history",
    "query_versions": "tried with query_history",
    "recover": "for whoever owns the home's files, and could read them",
    "sign_in": "who signed in; refused in the same words for everybody who is nobody here",
    "stated": "the purpose and the reason of the settings",
    "view": "the door itself, which shows nothing before it is asked",
}
