"""What somebody holds when their rights change gives no more than they may see from then on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from rules import Person
from sown import AGENCIES, COUNTRIES
from sown_home import REASON, Sown, login, row_of
from telling import all_text

import interlink as il
from interlink.errors import AccessDenied, UnknownEntity
from proving import PROOF, SEED, TALLY

ROUNDS = 40 if PROOF else 4
CHANGES = (
    {"handling_ceiling": "H0"},
    {"handling_ceiling": "H1"},
    {"agency": "", "memberships": ()},
    {"country": "PA", "agency": "Guardia Portuaria"},
)
# What the register calls otherwise than the rules do.
SAID = {"handling_ceiling": "ceiling"}


@pytest.fixture
def ada(sown: Sown) -> Iterator[il.Workspace]:
    """The workspace of the administrator."""
    opened = sown.alone(sown.people[0], "analysis")
    yield opened
    opened.close()


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_finding_made_before_shows_only_records_that_may_be_seen_now(
    sown: Sown, ada: il.Workspace, number: int
) -> None:
    rng = Random(f"{SEED}/rights {number}")
    before = Person(
        f"turning{number}", rng.choice(AGENCIES), rng.choice(COUNTRIES), ("Estuary Pact",), ("analyst",), "H3"
    )
    ada.add_principal(row_of(before))
    signed = sown.shared.sign_in({"email": login(before), "email_verified": True})
    view = sown.shared.view(purpose="analysis", reason=REASON, principal=signed)
    made = sown.shared.project(["Person", "Phone"], ["CALLS_TOTAL", "USES"], view=view)
    finding = sown.shared.analyze("centrality", made, view=view)
    change = rng.choice(CHANGES)
    ada.change_principal(before.name, revision=1, **change)
    after = replace(before, **{SAID.get(name, name): value for name, value in change.items()})
    marks, last = sown.marks_of(after, "analysis"), max(sown.truth.committed_at)
    held, seen = sown.seen(sown.marks_of(before, "analysis"), last), sown.seen(marks, last)

    rows = rng.sample(range(len(finding)), 12)
    shown = [finding.evidence(row) for row in rows]
    leaks = sown.truth.betrayed(all_text(shown), marks, last)
    wanted = []
    for id_ in finding.frame()["id"].iloc[rows]:
        around = [link for link in held.touching.get(id_, []) if link.type in ("CALLED", "USES")]
        wanted.append(sum(each.mark in marks for link in around for each in held.links[link]))
    lost = sorted(held.entities.keys() - seen.entities.keys())
    counts = TALLY.setdefault("evidence after rights changed", Counter())
    counts.update(
        {
            "calls": len(rows),
            "cases": len(rows) * len(sown.truth.marks),
            "of a hidden marking": len(rows) * (len(sown.truth.marks) - len(marks)),
            "leaks": len(leaks),
            "missing": [len(each) for each in shown] != wanted,
        }
    )

    assert leaks == {}
    assert [len(each) for each in shown] == wanted
    for id_ in lost[:3]:
        with pytest.raises(UnknownEntity, match="Search for it by name"):
            sown.shared.card(id_, view=view)


def test_whoever_is_let_go_in_mid_work_gets_nothing_more(sown: Sown, ada: il.Workspace) -> None:
    gone = Person("gone", "Havenpolitie", "NL", (), ("analyst",), "H3")
    ada.add_principal(row_of(gone))
    signed = sown.shared.sign_in({"email": login(gone), "email_verified": True})
    view = sown.shared.view(purpose="analysis", reason=REASON, principal=signed)
    made = sown.shared.project(["Phone"], ["CALLED"], view=view)
    finding = sown.shared.analyze("centrality", made, view=view)
    ada.change_principal("gone", revision=1, is_active=False)

    for call in (lambda: finding.evidence(0), lambda: sown.shared.search("qx", view=view)):
        with pytest.raises(AccessDenied, match="your access has ended"):
            call()
