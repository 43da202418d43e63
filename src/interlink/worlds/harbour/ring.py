"""The ring planted in the harbour world: three cells that meet in one man, and the companies they run.

Transport (T) fetches in Europe, supply (S) ships and bribes at the ports, finance (F) holds the importers
through two layers of shells. Nobody of one cell talks to another cell. The organiser talks to the three
lieutenants only, with prepaid phones kept for each and replaced twice; the nominee who holds the top shell
for him gave one of them to its register.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from interlink.worlds.harbour.cast import Cast, Company, Person, Relation
from interlink.worlds.harbour.ports import FISH, FRUIT, Goods

__all__ = ["CELLS", "LINES", "ROUTES", "Crossing", "Ring", "plant_ring"]

CELLS = {"T": "transport", "S": "supply", "F": "finance"}

MEMBERS = {
    "organiser": "GR",
    "T": "NL", "T1": "NL", "T2": "TR", "T3": "BE", "T4": "MA", "T5": "RU", "T6": "NL", "T7": "NL",
    "S": "ES", "S1": "EC", "S2": "EC", "S3": "CO", "S4": "CO", "S5": "PA", "S6": "ES", "S7": "NL", "S8": "BE",
    "F": "CY", "F1": "AE", "F2": "CY", "F3": "CN", "F4": "RU", "F5": "BE", "F6": "NL",
}  # fmt: skip
FIRMS = {
    "fruit": ("EC", "exporter"), "fish": ("CO", "exporter"), "importer_nl": ("NL", "importer"),
    "importer_be": ("BE", "importer"), "shell_cy": ("CY", "shell"), "shell_pa": ("PA", "shell"),
    "top": ("AE", "shell"), "haulier": ("NL", "haulier"),
}  # fmt: skip

# Company, role, party, share in percent, phone given: a member's, one of a line, or '' for none.
ENTRIES = (
    ("fruit", "owner", "S1", 60, "S1"), ("fruit", "owner", "S2", 40, "S2"),
    ("fruit", "director", "S1", None, "S1"),
    ("fruit", "director", "S", None, "S"), ("fruit", "director", "S5", None, "S5"),
    ("fish", "owner", "S3", 80, "S3"), ("fish", "owner", "S6", 10, "S6"), ("fish", "owner", "S", 10, "S"),
    ("fish", "director", "S4", None, "S4"),
    ("importer_nl", "owner", "shell_cy", 100, ""), ("importer_nl", "director", "F6", None, "F6"),
    ("importer_be", "owner", "shell_pa", 100, ""), ("importer_be", "director", "F5", None, "F5"),
    ("shell_cy", "owner", "top", 100, ""), ("shell_cy", "director", "F2", None, "F2"),
    ("shell_cy", "director", "F", None, "F"),
    ("shell_pa", "owner", "top", 100, ""), ("shell_pa", "director", "F4", None, "F4"),
    ("top", "owner", "F1", 75, "F line 1"), ("top", "owner", "F3", 25, "F3"),
    ("top", "director", "F3", None, "F3"), ("top", "director", "F1", None, "F line 1"),
    ("haulier", "owner", "T", 50, "T"), ("haulier", "owner", "T1", 50, "T1"),
    ("haulier", "director", "T1", None, "T1"),
    ("haulier", "director", "T2", None, "T2"), ("haulier", "director", "T3", None, "T3"),
    ("haulier", "director", "T4", None, "T4"), ("haulier", "director", "T7", None, "T7"),
)  # fmt: skip
LEFT = {("haulier", "T7"), ("fruit", "S5")}

LINES = ("line 1", "line 2", "line 3")

# Who is wanted, and the phones a notice gives; T5 and T6 share one.
WANTED = {
    "organiser": tuple(f"{cell} {line}" for cell in CELLS for line in LINES),
    "T": ("T",), "F": ("F",), "T5": ("T5",), "T6": ("T5",), "S7": ("S7",), "S8": ("S8",),
}  # fmt: skip

# Who talks around the days a shipment is loaded, transhipped and discharged.
TALK = {
    "loaded": (
        ("S line", "S"), ("S", "S1"), ("S1", "S2"), ("S", "S3"), ("S3", "S4"), ("S", "S6"),
    ),
    "transhipped": (("S", "S5"), ("S5", "S6"), ("S6", "S"), ("S line", "S")),
    "discharged": (
        ("T line", "T"), ("T", "T1"), ("T", "T2"), ("T1", "T3"), ("T", "T5"), ("T2", "T7"),
        ("T", "T4"), ("S", "S7"), ("S7", "S8"),
    ),
    "settled": (
        ("F line", "F"), ("F", "F2"), ("F", "F3"), ("F5", "F6"), ("F", "F4"), ("F", "F5"),
        ("F", "F6"),
    ),
}  # fmt: skip
CROSSINGS = 14
ROUTES = (("ECGYE", "PABLB", "NLRTM"), ("COSMR", "ESALG", "BEANR"))


@dataclass(frozen=True)
class Crossing:
    """One shipment of the ring, with the three days at its ports."""

    route: tuple[str, ...]
    consignor: Company
    consignee: Company
    goods: Goods
    days: tuple[date, date, date]


@dataclass(frozen=True)
class Ring:
    """Members, companies and phones by code, register entries, and shipments in order of loading."""

    members: Mapping[str, Person]
    companies: Mapping[str, Company]
    relations: Sequence[Relation]
    phones: Mapping[str, str]
    crossings: Sequence[Crossing]

    def wanted(self) -> dict[str, tuple[str, ...]]:
        """The phones in the notice of each wanted member, by the member's code."""
        return {code: tuple(self.phones[phone] for phone in phones) for code, phones in WANTED.items()}

    def contacts(self, phase: str, turn: int) -> list[tuple[str, str]]:
        """Pairs of phones that talk in that phase of the crossing, counted from 0."""
        line = LINES[turn * len(LINES) // CROSSINGS]
        phones = {**self.phones, **{f"{cell} line": self.phones[f"{cell} {line}"] for cell in CELLS}}
        return [(phones[a], phones[b]) for a, b in TALK[phase]]

    def handsets(self) -> dict[str, str]:
        """Each later phone of a line with the first one, whose handset it was put in."""
        return {
            self.phones[f"{cell} {line}"]: self.phones[f"{cell} {LINES[0]}"]
            for cell in CELLS
            for line in LINES[1:]
        }

    def lines(self) -> list[str]:
        """The organiser's phones, sorted."""
        return sorted(self.phones[f"{cell} {line}"] for cell in CELLS for line in LINES)


def plant_ring(cast: Cast) -> Ring:
    """Draws the ring's names, numbers, phones and shipments; its shape is always the same."""
    members = {code: cast.person(country, phone="") for code, country in MEMBERS.items()}
    companies = {code: cast.company(*firm) for code, firm in FIRMS.items()}
    phones = {code: cast.phone(MEMBERS[code]) for code in MEMBERS if code not in {"organiser", "F1", "T6"}}
    for cell, country in {"T": "NL", "S": "ES", "F": "BE"}.items():
        for line in LINES:
            phones[f"{cell} {line}"] = cast.phone(country)
    relations = [
        Relation(
            companies[firm],
            role,
            members[party] if party in members else companies[party],
            share,
            date(2026, 2, 27) if (firm, party) in LEFT else None,
            phones[phone] if phone else "",
        )
        for firm, role, party, share, phone in ENTRIES
    ]
    return Ring(members, companies, relations, phones, plan_crossings(cast, companies))


def plan_crossings(cast: Cast, companies: Mapping[str, Company]) -> list[Crossing]:
    """Fourteen shipments by the two routes in turn, sixteen days or so apart, long at transhipment."""
    crossings = []
    for turn in range(CROSSINGS):
        loaded = date(2026, 1, 12) + timedelta(days=16 * turn + cast.rng.randrange(4))
        transhipped = loaded + timedelta(days=(13, 20)[turn % 2] + cast.rng.randrange(3))
        discharged = transhipped + timedelta(days=(15, 6)[turn % 2] + cast.rng.randrange(2))
        firms = (("fruit", "importer_nl"), ("fish", "importer_be"))[turn % 2]
        crossings.append(
            Crossing(
                ROUTES[turn % 2],
                companies[firms[0]],
                companies[firms[1]],
                (FRUIT, FISH)[turn % 2],
                (loaded, transhipped, discharged),
            )
        )
    return crossings
