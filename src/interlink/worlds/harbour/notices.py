"""Notices in the shape of INTERPOL's public notices service, with what an agency adds when it shares one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from interlink.worlds.harbour.cast import Cast, Person
from interlink.worlds.harbour.identifiers import digits
from interlink.worlds.harbour.names import LANGUAGE_OF, draw_name
from interlink.worlds.harbour.ports import CITIES
from interlink.worlds.harbour.ring import Ring
from interlink.worlds.harbour.society import Society

__all__ = ["Notice", "draw_notices", "notices_document"]

SPOKEN = {
    "arabic": "ARA", "chinese": "CHI", "dutch": "DUT", "greek": "GRE", "russian": "RUS", "spanish": "SPA",
    "turkish": "TUR",
}  # fmt: skip
SCRIPTS = {"arabic": "Arab", "chinese": "Hani", "greek": "Grek", "russian": "Cyrl"}
CHARGES = (
    "Importation of controlled drugs", "Aggravated theft of vehicles", "Money laundering",
    "Illegal possession of firearms", "Forgery of official documents", "Fraud on a large scale",
    "Robbery with violence", "Facilitation of illegal entry",
)  # fmt: skip
RING_CHARGES = (CHARGES[0], CHARGES[2], CHARGES[4])
ABROAD = ("NL", "BE", "ES", "GR", "TR")


@dataclass(frozen=True)
class Notice:
    """A notice; `names_id`: is the national number given? `member` is the ring's code for the person."""

    person: Person
    phones: Sequence[str]
    passport: str
    charge: str
    issuer: str
    names_id: bool
    alias_country: str
    member: str = ""


def draw_notices(cast: Cast, society: Society, ring: Ring, *, count: int) -> list[tuple[str, Notice]]:
    """`count` notices with their numbers, in order of number; one member has two, under two names."""
    rng = cast.rng
    notices = []
    for code, phones in ring.wanted().items():
        person = ring.members[code]
        passport = draw_passport(rng, person.country)
        issuer = rng.choice([country for country in ABROAD if country != person.country])
        alias = "RU" if person.country != "RU" else "GR"
        charge = rng.choice(RING_CHARGES)
        notices.append(Notice(person, phones, passport, charge, issuer, True, alias, code))
        if code == "F":
            other = Person("", draw_name(rng, "TR"), person.born, "TR", "")
            notices.append(Notice(other, phones, passport, CHARGES[2], "TR", False, "", code))
    registered = rng.sample([person for person in society.people if person.phone], 9)
    unknown = [cast.person(rng.choice(sorted(CITIES))) for _ in range(count - len(notices) - len(registered))]
    for turn, person in enumerate([*registered, *unknown]):
        phones = (person.phone,) if turn % 2 == 0 else ()
        passport = draw_passport(rng, person.country) if turn % 3 else ""
        alias = rng.choice(["", "", "RU", "AE", "CN", "GR"])
        charge = rng.choice(CHARGES)
        named = turn < len(registered) and bool(turn % 2)
        notices.append(Notice(person, phones, passport, charge, rng.choice(ABROAD), named, alias))
    rng.shuffle(notices)
    numbers = sorted(rng.sample(range(1100, 9900), count))
    return [(f"2026/{number}", notice) for number, notice in zip(numbers, notices, strict=True)]


def draw_passport(rng: Random, country: str) -> str:
    """'CC:number', two letters and seven digits."""
    return f"{country}:{rng.choice('KLMNPRTX')}{rng.choice('BCDFGH')}{digits(rng, 7)}"


def notices_document(rng: Random, numbered: Sequence[tuple[str, Notice]]) -> dict[str, object]:
    """The list as the service answers it: total, query, `_embedded.notices`, `_links`."""
    return {
        "total": len(numbered),
        "query": {"page": 1, "resultPerPage": 160},
        "_embedded": {"notices": [notice_entry(rng, number, notice) for number, notice in numbered]},
        "_links": {"self": {"href": "/notices/v1/red?resultPerPage=160&page=1"}},
    }


def notice_entry(rng: Random, number: str, notice: Notice) -> dict[str, object]:
    """One element of the list, with the fields of the service's detail page."""
    person = notice.person
    language = LANGUAGE_OF[person.country]
    aliases = []
    if language in SCRIPTS:
        aliases.append({"name": person.name.original, "script": SCRIPTS[language]})
    if notice.alias_country:
        language_of_alias = LANGUAGE_OF[notice.alias_country]
        alias = draw_name(rng, notice.alias_country).original
        aliases.append({"name": alias, "script": SCRIPTS[language_of_alias]})
    country, _, passport = notice.passport.partition(":")
    return {
        "entity_id": number,
        "forename": person.name.forename.upper(),
        "name": person.name.surname.upper(),
        "date_of_birth": person.born.strftime("%Y/%m/%d"),
        "nationalities": [person.country],
        "sex_id": person.name.sex,
        "country_of_birth_id": person.country,
        "place_of_birth": CITIES[person.country].upper(),
        "languages_spoken_ids": sorted({SPOKEN[language], *rng.choice([(), ("ENG",), ("DUT", "ENG")])}),
        "weight": rng.randrange(52, 108),
        "height": rng.randrange(154, 196) / 100,
        "eyes_colors_id": [rng.choice(["BRO", "BLU", "GRE"])],
        "hairs_id": [rng.choice(["BLA", "BRO", "GRY"])],
        "distinguishing_marks": rng.choice([None, None, "Scar on left forearm", "Tattoo on right hand"]),
        "arrest_warrants": [
            {"charge": notice.charge, "issuing_country_id": notice.issuer, "charge_translation": None},
        ],
        "national_id": person.id if notice.names_id else None,
        "passports": [{"number": passport, "country": country}] if passport else [],
        "phones": list(notice.phones),
        "aliases": aliases,
        "_links": {"self": {"href": f"/notices/v1/red/{number.replace('/', '-')}"}},
    }
