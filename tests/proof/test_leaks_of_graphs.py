"""The graph of an audience holds what it may see and nothing else, so that no statement can tell more."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest
from rules import STRICTNESS, Person, sees
from sown import NAMES
from sown_home import REASON, Sown
from telling import all_text

from homes import LINKS, NODES
from interlink.access.principals import Principal
from interlink.access.rights import ROLES
from interlink.access.view import View
from interlink.errors import AccessDenied
from interlink.graph.audience import LOCAL_AUDIENCE, Audience
from interlink.graph.build import GraphBuilder
from interlink.graph.local import LocalStore
from interlink.lake import Lake
from interlink.ledger import Ledger
from interlink.model.marking import Clearance
from interlink.model.schema import load_ontology
from proving import PROOF, SEED, TALLY

AUDIENCES = 6 if PROOF else 1
MANY = 1_000_000


@pytest.mark.parametrize("number", range(AUDIENCES))
def test_a_graph_holds_what_its_audience_may_see_and_nothing_else(
    sown: Sown, graph_store: LocalStore, tmp_path: Path, number: int
) -> None:
    rng = Random(f"{SEED}/audience {number}")
    agencies, ceiling = frozenset(rng.sample(NAMES, 3)), rng.choice(sorted(STRICTNESS)[1:])
    purposes = frozenset({"analysis"}) if number % 2 else frozenset()
    clearance = Clearance(agencies=agencies, handling_ceiling=ceiling)
    audience = Audience(f"proof{number}", clearance, purposes)
    asker = Person("asker", *sorted(agencies)[:2], tuple(sorted(agencies)[2:]), ("analyst",), ceiling)
    # What a case restricts stays out, whoever asks, and a purpose that is not everybody's who asks.
    marks = frozenset(
        mark.number
        for mark in sown.truth.marks
        if not mark.person_category
        and (not mark.purposes or (purposes and purposes.issubset(mark.purposes)))
        and sees(asker, "analysis", mark)
    )
    last = max(sown.truth.committed_at)
    seen = sown.seen(marks, last)
    build(sown, graph_store, tmp_path, audience)
    view = view_of(sown, audience.clearance)

    nodes = view.cypher(graph_store, lambda _: audience, NODES, max_rows=MANY).rows
    links = view.cypher(graph_store, lambda _: audience, LINKS, max_rows=MANY).rows
    leaks = sown.truth.betrayed(all_text([nodes, links]), marks, last)
    ids = {row[0]["properties"]["id"] for row in nodes}
    totals = {
        (row[0]["properties"]["id"], row[0]["properties"]["count"])
        for row in links
        if row[0]["type"] == "CALLS_TOTAL"
    }
    wanted = {
        (f"calls_total:{link.source}>{link.target}", len(said))
        for link, said in seen.links.items()
        if link.type == "CALLED"
    }
    counts = TALLY.setdefault("cypher on the graph of an audience", Counter())
    counts.update(
        {
            "calls": 2,
            "cases": 2 * len(sown.truth.marks),
            "of a hidden marking": 2 * (len(sown.truth.marks) - len(marks)),
            "leaks": len(leaks),
            "missing": (ids != set(seen.entities)) + (totals != wanted),
        }
    )

    assert leaks == {}
    assert ids == set(seen.entities)
    assert totals == wanted
    graph_store.drop_database(audience.database)


def test_nobody_asks_the_graph_of_those_who_see_more(sown: Sown, graph_store: LocalStore) -> None:
    few = view_of(sown, Clearance(agencies=frozenset({"NL"}), handling_ceiling="H1"))
    for more in (
        LOCAL_AUDIENCE,
        Audience("proof", Clearance(agencies=frozenset({"NL", "ES"}), handling_ceiling="H1")),
        Audience("proof", Clearance(agencies=frozenset({"NL"}), handling_ceiling="H2")),
    ):
        with pytest.raises(AccessDenied, match="you may not use this graph"):
            few.cypher(graph_store, lambda _, more=more: more, NODES)


def build(sown: Sown, store: LocalStore, folder: Path, audience: Audience) -> None:
    """Builds the audience's graph from the sown home."""
    settings, ontology = sown.shared.settings, load_ontology()
    ledger = Ledger(settings.ledger_url)
    lake = Lake(settings.lake_url, ontology)
    GraphBuilder(store, lake=lake, ledger=ledger, ontology=ontology, folder=folder).catch_up(audience)
    ledger.close()


def view_of(sown: Sown, clearance: Clearance) -> View:
    """The view of an analyst of this clearance."""
    asker = Principal("asker", clearance, ROLES["analyst"])
    return View(
        sown.shared._stores,
        asker,
        renewed=lambda same: same,
        purpose="analysis",
        reason=REASON,
    )
