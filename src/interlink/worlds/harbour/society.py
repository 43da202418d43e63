"""Everybody else in the harbour world: circles of people who run companies together, and busy offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from interlink.worlds.harbour.cast import Cast, Company, Person, Relation, draw_date

__all__ = ["Circle", "Society", "draw_society"]

# The home country of each circle and what the first three of its companies do.
HOMES = (
    "EC exporter", "EC exporter", "CO exporter", "CO exporter", "CR exporter", "PE exporter", "CL exporter",
    "CN exporter", "TR exporter", "MA exporter", "ES exporter", "GR exporter", "NL importer", "NL importer",
    "BE importer", "ES importer", "GR importer", "TR importer",
)  # fmt: skip
PEOPLE_A_CIRCLE = 16
HELD = {0, 3, 5}
STRANGERS = {"RU": "NL", "AE": "GR", "CY": "GR", "PA": "CO"}


@dataclass(frozen=True)
class Circle:
    """People and companies of one place who know each other."""

    people: Sequence[Person]
    companies: Sequence[Company]
    prepaid: Sequence[str]

    @property
    def phones(self) -> list[str]:
        """Every phone in the circle, those of nobody known last."""
        return [person.phone for person in self.people if person.phone] + list(self.prepaid)


@dataclass(frozen=True)
class Society:
    """The circles, the offices (two forwarders, a call centre), a trustee, and their register entries."""

    circles: Sequence[Circle]
    forwarders: Sequence[Company]
    forwarder_phones: Sequence[str]
    call_centre: Company
    call_centre_phone: str
    trustee: Person
    relations: Sequence[Relation]

    def firms(self, trade: str) -> list[Company]:
        """Companies of the trade, in the order they were drawn."""
        return [firm for circle in self.circles for firm in circle.companies if firm.trade == trade]

    @property
    def people(self) -> list[Person]:
        """The people of all circles, in the order they were drawn."""
        return [person for circle in self.circles for person in circle.people]


def draw_society(cast: Cast) -> Society:
    """Eighteen circles, two forwarders, a call centre, and a trustee who directs most circles' holdings."""
    circles, relations = [], []
    for home in HOMES:
        country, trade = home.split()
        circle = draw_circle(cast, country, trade)
        circles.append(circle)
        relations += run_companies(cast, circle)
    forwarders = [cast.company("NL", "forwarder") for _ in range(2)]
    centre = cast.company("NL", "call centre")
    phones = [f"+3110{cast.number('', 7)}" for _ in range(2)] + [f"+3120{cast.number('', 7)}"]
    for office, phone in zip([*forwarders, centre], phones, strict=True):
        director = cast.person("NL", phone="")
        relations.append(Relation(office, "director", director, phone=phone))
        relations.append(Relation(office, "owner", director, share=100, phone=phone))
    trustee = cast.person("CY")
    for circle in circles[: len(circles) * 3 // 4]:
        relations.append(Relation(circle.companies[-1], "director", trustee, phone=trustee.phone))
    return Society(circles, forwarders, phones[:2], centre, phones[2], trustee, relations)


def draw_circle(cast: Cast, country: str, trade: str) -> Circle:
    """People mostly of the country, some without a known phone, and seven companies, three of the trade."""
    people = []
    for _ in range(PEOPLE_A_CIRCLE):
        abroad = cast.rng.choice(sorted(STRANGERS)) if cast.rng.random() < 0.12 else country
        people.append(cast.person(abroad, phone=None if cast.rng.random() < 0.75 else ""))
    trades = [trade] * 3 + ["services", "services", "shell", "shell"]
    companies = [cast.company(country, trade) for trade in trades]
    return Circle(people, companies, [cast.phone(country) for _ in range(cast.rng.randrange(3, 7))])


def run_companies(cast: Cast, circle: Circle) -> list[Relation]:
    """Owners and directors of the circle's companies; some are held by its last one, a holding."""
    relations = []
    order = [*circle.people, *circle.people]
    for turn, company in enumerate(circle.companies):
        people = order[turn * 2 : turn * 2 + 4]
        if turn in HELD:
            share = cast.rng.choice((51, 60, 75, 100))
            relations.append(Relation(company, "owner", circle.companies[-1], share=share))
            owners = people[:1] if share < 100 else []
            shares = [100 - share]
        else:
            owners, shares = people[:2], list(cast.rng.choice(((50, 50), (70, 30), (80, 20))))
        for owner, share in zip(owners, shares, strict=False):
            relations.append(Relation(company, "owner", owner, share=share, phone=owner.phone))
        relations += [
            Relation(company, "director", director, until=leaving(cast), phone=director.phone)
            for director in people[1 : 3 if turn % 2 else 2]
        ]
    return relations


def leaving(cast: Cast) -> date | None:
    """The day a director left, for one in eight."""
    return draw_date(cast.rng, date(2024, 9, 1), date(2026, 6, 30)) if cast.rng.random() < 0.125 else None
