"""Calls as rows of call_records.csv: circles that chat, offices that ring everybody, the ring's bursts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random

from interlink.worlds.harbour.identifiers import imei_number
from interlink.worlds.harbour.ring import Ring
from interlink.worlds.harbour.society import Society

__all__ = ["call_rows", "dial"]

# Mobile country code of each calling code (ITU-T E.212), as cells are numbered by it.
CELL_COUNTRIES = {
    "+30": "202", "+31": "204", "+32": "206", "+34": "214", "+7": "250", "+357": "280", "+90": "286",
    "+971": "424", "+86": "460", "+212": "604", "+506": "712", "+507": "714", "+51": "716", "+56": "730",
    "+57": "732", "+593": "740",
}  # fmt: skip
NOISE = ("T2", "S1", "F5", "T", "S8", "F3")
FAMILY = ("T3", "S4", "F2", "S6", "T7")
PHASES = {"loaded": 0, "transhipped": 1, "discharged": 2, "settled": 2}


@dataclass
class Exchange:
    """Writes calls down; a phone keeps its two cells and its handset, which `together` names."""

    rng: Random
    together: dict[str, str]
    handsets: dict[str, str] = field(default_factory=dict)
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)

    def call(self, caller: str, callee: str, day: date) -> None:
        """One call on the day, between six in the morning and eleven at night UTC."""
        at = datetime.combine(day, time(6), UTC) + timedelta(seconds=self.rng.randrange(17 * 3600))
        owner = self.together.get(caller, caller)
        if owner not in self.handsets:
            self.handsets[owner] = imei_number(self.rng)
        if caller not in self.cells:
            self.cells[caller] = (self.draw_cell(caller), self.draw_cell(caller))
        self.rows.append(
            {
                "caller": caller,
                "callee": callee,
                "started_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "duration_s": str(round(self.rng.expovariate(1 / 95)) + 4),
                "cell": self.rng.choice(self.cells[caller]),
                "imei": self.handsets[owner],
            }
        )

    def either_way(self, pair: tuple[str, str], day: date) -> None:
        """A call in one direction or the other."""
        caller, callee = pair if self.rng.random() < 0.5 else (pair[1], pair[0])
        self.call(caller, callee, day)

    def any_day(self) -> date:
        """A day of the first eight months of 2026."""
        return date(2026, 1, 2) + timedelta(days=self.rng.randrange(242))

    def draw_cell(self, phone: str) -> str:
        """A cell of the phone's own country: mobile country code, network, area, cell."""
        code = next(code for size in (4, 3, 2) if (code := CELL_COUNTRIES.get(phone[:size])))
        return f"{code}-08-{self.rng.randrange(1000, 9999)}-{self.rng.randrange(10000, 60000)}"


def call_rows(rng: Random, society: Society, ring: Ring) -> list[dict[str, str]]:
    """The rows in order of time, every number in E.164."""
    exchange = Exchange(rng, ring.handsets())
    talk_ring(exchange, ring)
    talk_offices(exchange, society, ring)
    friends = [pair for circle in society.circles for pair in draw_friends(rng, circle.phones)]
    strangers = [phone for circle in society.circles for phone in circle.phones]
    chance = rng.sample(strangers, 48)
    friends += zip(chance[:24], chance[24:], strict=True)
    friends += zip((ring.phones[code] for code in FAMILY), rng.sample(strangers, len(FAMILY)), strict=True)
    for pair in friends:
        exchange.either_way(pair, exchange.any_day())
    exchange.rows.sort(key=lambda row: (row["started_at"], row["caller"], row["callee"]))
    return exchange.rows


def talk_ring(exchange: Exchange, ring: Ring) -> None:
    """Three pairs in five call at each phase of a crossing, orders going down; at every seventh all do."""
    for turn, crossing in enumerate(ring.crossings):
        for phase, stop in PHASES.items():
            for a, b in ring.contacts(phase, turn):
                if turn % 7 and exchange.rng.random() > 0.6:
                    continue
                shift = 4 if phase == "settled" else -1
                day = crossing.days[stop] + timedelta(days=shift + exchange.rng.randrange(4))
                exchange.call(a, b, day)


def talk_offices(exchange: Exchange, society: Society, ring: Ring) -> None:
    """The call centre rings strangers everywhere, the forwarders talk with traders; members are in both."""
    rng = exchange.rng
    everybody = [person.phone for person in society.people if person.phone]
    for phone in [*rng.sample(everybody, 90), *(ring.phones[code] for code in NOISE)]:
        exchange.call(society.call_centre_phone, phone, exchange.any_day())
    traders = [rng.sample(everybody, 42), rng.sample(everybody, 26)]
    traders[0] += [ring.phones["F6"], ring.phones["S3"]]
    for office, phones in zip(society.forwarder_phones, traders, strict=True):
        for phone in phones:
            exchange.either_way((office, phone), exchange.any_day())


def draw_friends(rng: Random, phones: Sequence[str]) -> list[tuple[str, str]]:
    """A chain through the circle so that nobody is alone, and half as many chance pairs again."""
    order = rng.sample(phones, len(phones))
    pairs = list(pairwise(order))
    pairs += [
        (a, b) for a, b in (rng.sample(phones, 2) for _ in [*phones, *phones[::2]]) if (a, b) not in pairs
    ]
    return pairs


def dial(rng: Random, rows: list[dict[str, str]]) -> None:
    """Writes one Dutch number in five as Dutch exchanges also do: 06..., 06-... or 0031 6..."""
    for row in rows:
        for side in ("caller", "callee"):
            national = row[side].removeprefix("+31")
            if national != row[side] and rng.random() < 0.2:
                area = 1 if national[0] == "6" else 2
                split = f"0{national[:area]}-{national[area:]}"
                row[side] = rng.choice((f"0{national}", split, f"0031 {national}"))
