"""Networks of people: those who are sold, a crew that changes its phones, travellers on one passport."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from interlink.worlds.ordinary.calendar import DAY
from interlink.worlds.ordinary.population import COUNTRIES
from interlink.worlds.planting import NoRoom, Planter, Step
from interlink.worlds.typologies.goods import first_day

__all__ = ["plant_document_ring", "plant_human_trafficking", "plant_phone_change_crew"]

POORER = tuple(list(COUNTRIES).index(code) for code in ("UA", "NG", "CO", "MA", "CN", "TR"))
# How many of a crew's four ties are heard of after the change.
GO_ON = 3
RICHER = tuple(list(COUNTRIES).index(code) for code in ("NL", "DE", "ES", "GR", "AE", "KR"))


def plant_human_trafficking(planter: Planter) -> None:
    """A recruiter promises work; victims travel in a transporter's car and pay off a debt."""
    planter.begin(
        "human-trafficking",
        cover=("lawful border crossings with own passports", "debts paid in amounts that families send"),
    )
    start = first_day(planter)
    travellers = planter.travellers()
    recruiter = planter.join(planter.person(calls=3, countries=POORER), "recruiter")
    victims = [
        planter.join(
            planter.person(among=travellers, countries=POORER, calls=1 + (turn == 0), pays=True), "victim"
        )
        for turn in range(3)
    ]
    transporter = planter.join(planter.person(among=travellers, calls=1), "transporter")
    exploiter = planter.join(planter.person(calls=2, countries=RICHER, paid=True, pays=True), "exploiter")
    banker = planter.join(planter.person(calls=3, paid=True), "money handler")
    promised = planter.call(recruiter, victims[0], start - 20)
    crossed = planter.cross_together([transporter, *victims], planter.block.people.country[exploiter], start)
    arrived = planter.call(transporter, exploiter, start + 1)
    spoken = planter.call(exploiter, banker, start + 8)
    debts: list[Step] = []
    for victim in victims[:2]:
        debts += planter.pay(victim, banker if victim == victims[1] else exploiter, start + 30)
    for event, steps in (
        ("work is promised", promised), ("the border is crossed", crossed), ("handed over", arrived),
        ("the banker is told", spoken), ("the debt is paid off", debts),
    ):  # fmt: skip
        planter.note(event, steps)
    with_victim = next(step for step in crossed if step.target == victims[0])
    parties = [recruiter, victims[0], transporter, exploiter, banker]
    planter.chain(parties, [promised[0], with_victim, arrived[0], spoken[0]])


def plant_phone_change_crew(planter: Planter) -> None:
    """Orders run down a line of six; on one day all of them change their phones and the line goes on."""
    planter.begin(
        "phone-change-crew",
        cover=("one person in five changes phones in these months", "the old contacts are called again"),
    )
    people = planter.block.people
    day = int(planter.rng.integers(80, 460))
    changing = np.flatnonzero(people.replaces)
    crew = [
        planter.join(
            planter.person(among=changing, calls=calls, pays=role == "runner", paid=role == "organiser"), role
        )
        for calls, role in (
            (3, "organiser"),
            (2, "lieutenant"),
            (2, "lieutenant"),
            (3, "runner"),
            (3, "runner"),
            (1, "lookout"),
        )
    ]
    people.changed[crew] = day
    people.new_handset[crew] = True
    line = crew[:5]
    steps = []
    for turn, (one, other) in enumerate(pairwise(line)):
        steps.append(planter.call(one, other, day - 30 + turn, contacts=2, again=day + turn))
    watched = planter.call(crew[3], crew[5], day - 15, contacts=2, again=day + 3)
    planter.note("orders run down the line", [made[0] for made in steps])
    planter.note("a lookout is told", watched)
    after = [step for made in steps for step in made if step.at >= day * DAY]
    if len({frozenset((step.source, step.target)) for step in after}) < GO_ON:
        raise NoRoom("no line left in the world that is heard of after the change, for phone-change-crew")
    planter.note("new phones, the same line", after)
    planter.note("the organiser is paid", planter.pay(crew[4], crew[0], day + 12))
    planter.chain(line, [made[0] for made in steps])


def plant_document_ring(planter: Planter) -> None:
    """Three travellers show one passport at borders far apart; a forger was called before each."""
    planter.begin(
        "document-ring",
        cover=(
            "the passport is real and its holder at home",
            "now and then a clerk mistypes a number anyway",
        ),
    )
    start = first_day(planter)
    among = planter.travellers()
    forger = planter.join(planter.person(calls=3, paid=True), "forger")
    holder = planter.join(planter.person(), "holder")
    travellers = [
        planter.join(planter.person(among=among, calls=1 + (turn == 0), pays=turn == 1), "traveller")
        for turn in range(3)
    ]
    cashier = planter.join(planter.person(calls=3), "cashier")
    ordered = planter.call(forger, travellers[0], start - 9)
    shown = []
    for turn, traveller in enumerate(travellers):
        row = planter.one_of(planter.passages(traveller), "journey")
        planter.move_journey(row, start + 11 * turn)
        planter.show_document(row, holder)
        source = travellers[turn - 1] if turn else holder
        at = planter.block.crossings.at[row]
        shown.append(planter.step("SameDocument", source, traveller, at, ("crossings", row)))
    paid = planter.pay(travellers[1], forger, start + 15)
    settled = planter.call(travellers[2], cashier, start + 27)
    for event, steps in (
        ("the passport is ordered", ordered), ("shown at a border", shown), ("the forger is paid", paid),
        ("accounts are settled", settled),
    ):  # fmt: skip
        planter.note(event, steps)
    parties = [forger, *travellers, cashier]
    planter.chain(parties, [ordered[0], *shown[1:], settled[0]])
