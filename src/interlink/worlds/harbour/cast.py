"""The people and companies of a world, drawn one after another; no two share a name or a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from interlink.worlds.facts.stems import STEMS
from interlink.worlds.harbour.identifiers import digits, phone_number
from interlink.worlds.harbour.names import Name, draw_name, legal_form
from interlink.worlds.harbour.ports import CITIES

__all__ = ["Cast", "Company", "Person", "Relation", "draw_date"]

TRADES = {
    "exporter": ("Frutas", "Agro", "Export", "Mar", "Produce"),
    "importer": ("Import", "Fresh", "Handel", "Foods"),
    "forwarder": ("Expeditie",),
    "haulier": ("Transport",),
    "shell": ("Holdings", "Ventures", "Participations"),
    "services": ("Services", "Consult", "Beheer", "Marine"),
    "call centre": ("Contact",),
}
STREETS = ("Calle", "Kade", "Strand", "Avenue", "Plein", "Odos")


@dataclass(frozen=True)
class Person:
    """Someone with a national number; `country` is the nationality, `phone` is empty where none is known."""

    id: str
    name: Name
    born: date
    country: str
    phone: str


@dataclass(frozen=True)
class Company:
    """A company as the register of its country has it."""

    number: str
    name: str
    country: str
    address: str
    incorporated: date
    status: str
    trade: str

    @property
    def city(self) -> str:
        """The town of the registered office."""
        return CITIES[self.country]


@dataclass(frozen=True)
class Relation:
    """An owner or director of a company; `phone` is the contact given for the party at that entry."""

    company: Company
    role: str
    party: Person | Company
    share: int | None = None
    until: date | None = None
    phone: str = ""


def draw_date(rng: Random, first: date, last: date) -> date:
    """A day from first to last, both included."""
    return first + timedelta(days=rng.randrange((last - first).days + 1))


@dataclass
class Cast:
    """Draws people, companies and phones from `rng`; what was drawn once is not drawn again."""

    rng: Random
    taken: set[str] = field(default_factory=set)

    def person(self, country: str, *, phone: str | None = None) -> Person:
        """A grown-up of that nationality; `phone` None draws one, '' leaves the person without."""
        name = draw_name(self.rng, country)
        while not self.take(name.latin):
            name = draw_name(self.rng, country)
        number = self.number(f"{country}-P", 7)
        born = draw_date(self.rng, date(1951, 1, 1), date(2003, 12, 31))
        return Person(number, name, born, country, self.phone(country) if phone is None else phone)

    def people(self, countries: Sequence[str]) -> list[Person]:
        """One person of each nationality named, without phones."""
        return [self.person(country, phone="") for country in countries]

    def company(self, country: str, trade: str) -> Company:
        """A company of that country and trade."""
        name = self.company_name(country, trade)
        address = f"{self.rng.choice(STREETS)} {self.rng.choice(STEMS)} {self.rng.randrange(1, 240)}"
        incorporated = draw_date(self.rng, date(1996, 1, 1), date(2024, 6, 30))
        status = "dissolved" if trade == "services" and self.rng.random() < 0.1 else "active"
        return Company(self.number(f"{country}-", 8), name, country, address, incorporated, status, trade)

    def company_name(self, country: str, trade: str) -> str:
        """A company's name that no other has, without entering it in any register."""
        while True:
            words = (self.rng.choice(STEMS), self.rng.choice(TRADES[trade]), legal_form(country))
            if self.take(" ".join(words[:2])):
                return " ".join(words)

    def phone(self, country: str) -> str:
        """A mobile number that nobody else has."""
        while True:
            number = phone_number(self.rng, country)
            if self.take(number):
                return number

    def number(self, prefix: str, count: int) -> str:
        """`prefix` and `count` digits, the first not zero, given out once."""
        while True:
            number = f"{prefix}{self.rng.choice('123456789')}{digits(self.rng, count - 1)}"
            if self.take(number):
                return number

    def take(self, value: str) -> bool:
        """True where the value was free; it is taken from then on."""
        free = value not in self.taken
        self.taken.add(value)
        return free
