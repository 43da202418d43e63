"""Shipments as rows of manifest.csv: ordinary trade between firms that know each other, and the ring's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from interlink.worlds.facts.stems import STEMS
from interlink.worlds.harbour.cast import Cast, Company, draw_date
from interlink.worlds.harbour.identifiers import container_number, digits, imo_number
from interlink.worlds.harbour.ports import GOODS, LANES, Goods, Lane
from interlink.worlds.harbour.ring import Ring
from interlink.worlds.harbour.society import Society

__all__ = ["manifest_rows"]

CARRIERS = (
    "Meridiaan Lijn",
    "Cordillera Naviera",
    "Halcyon Box Line",
    "Kielwater Rederij",
    "Ondavera Shipping",
)
OWNERS = ("QHB", "ZRK", "XWM", "QVD", "ZLJ", "YQT")
CURRENCIES = {"ES": "EUR", "GR": "EUR", "MA": "EUR", "TR": "EUR"}
FIRST, LAST = date(2026, 1, 4), date(2026, 8, 9)
CUSTOMERS = 112


@dataclass(frozen=True)
class Firm:
    """A name and country as written on papers; `number` is empty where customs were told none."""

    name: str
    country: str
    number: str = ""


@dataclass(frozen=True)
class Ship:
    """An invented container ship of a carrier."""

    carrier: str
    name: str
    imo: str


@dataclass(frozen=True)
class Consignment:
    """Who sends what to whom by which lane; repeated through the year."""

    consignor: Firm
    consignee: Firm
    notify: Firm
    route: Sequence[str]
    goods: Goods
    boxes: int


def manifest_rows(cast: Cast, society: Society, ring: Ring, *, count: int) -> list[dict[str, str]]:
    """`count` rows in order of loading, the ring's among them."""
    ships = draw_ships(cast)
    rows = []
    forwarder = declared(society.forwarders[0])
    for crossing in ring.crossings:
        papers = Consignment(
            declared(crossing.consignor),
            declared(crossing.consignee),
            forwarder,
            crossing.route,
            crossing.goods,
            2,
        )
        rows.append(shipment_row(cast.rng, papers, ships, crossing.days))
    customers = draw_customers(cast, society, ring)
    while len(rows) < count:
        papers, lane = cast.rng.choice(customers)
        loaded = draw_date(cast.rng, FIRST, LAST)
        transhipped = loaded + timedelta(days=lane.days[0] + cast.rng.randrange(2, 8) * bool(lane.days[0]))
        discharged = transhipped + timedelta(days=lane.days[1] + cast.rng.randrange(3))
        rows.append(shipment_row(cast.rng, papers, ships, (loaded, transhipped, discharged)))
    rows.sort(key=lambda row: (row["loaded_on"], row["consignor"], row["containers"]))
    return [{"bill_of_lading": f"HBR26{place:05d}"} | row for place, row in enumerate(rows, start=10017)]


def draw_ships(cast: Cast) -> list[Ship]:
    """Five ships of each carrier."""
    ships = []
    for carrier in CARRIERS:
        names = cast.rng.sample(STEMS, 5)
        ships += [
            Ship(carrier, f"{carrier.split()[0]} {name}".upper(), imo_number(cast.rng)) for name in names
        ]
    return ships


def draw_customers(cast: Cast, society: Society, ring: Ring) -> list[tuple[Consignment, Lane]]:
    """Pairs of firms with a lane; a firm that no register here has is declared without a number.

    The ring's firms trade with others too, and with each other only in its own shipments.
    """
    rng = cast.rng
    ours = list(ring.companies.values())
    exporters = [declared(firm) for firm in [*society.firms("exporter"), *ours] if firm.trade == "exporter"]
    importers = [declared(firm) for firm in [*society.firms("importer"), *ours] if firm.trade == "importer"]
    numbers = {firm.number for firm in ours}
    exporters += [
        Firm(cast.company_name(c, "exporter"), c) for c in ("EC", "CO", "CR", "PE", "CL", "CN", "TR", "MA")
    ]
    importers += [
        Firm(cast.company_name(c, "importer"), c) for c in ("NL", "NL", "BE", "BE", "ES", "GR", "TR")
    ]
    offices = [declared(office) for office in society.forwarders]
    customers = []
    for turn in range(CUSTOMERS):
        lane = LANES[turn % len(LANES)]
        consignor = rng.choice([firm for firm in exporters if firm.country == lane.loading[:2]])
        barred = numbers if consignor.number in numbers else set()
        buyers = [
            firm for firm in importers if firm.country == lane.discharge[:2] and firm.number not in barred
        ]
        consignee = rng.choice(buyers)
        notify = rng.choice([offices[0], offices[0], offices[1], consignee])
        goods = rng.choice(GOODS[lane.loading[:2]])
        customers.append(
            (Consignment(consignor, consignee, notify, lane_ports(lane), goods, rng.randrange(1, 4)), lane)
        )
    return customers


def declared(company: Company) -> Firm:
    """The company as its papers name it."""
    return Firm(company.name, company.country, company.number)


def lane_ports(lane: Lane) -> tuple[str, str, str]:
    """Loading, transhipment ('' where there is none), discharge."""
    return (lane.loading, lane.transhipment, lane.discharge)


def shipment_row(
    rng: Random, papers: Consignment, ships: Sequence[Ship], days: tuple[date, date, date]
) -> dict[str, str]:
    """A row without its number; the ship is the last leg's, weight and value vary by a few percent."""
    loading, transhipment, discharge = papers.route
    ship = rng.choice(ships)
    goods = papers.goods
    packages = papers.boxes * goods.packages - rng.randrange(40)
    weight = round(packages * goods.package_kg * rng.uniform(0.97, 1.03))
    boxes = [container_number(rng, rng.choice(OWNERS)) for _ in range(papers.boxes)]
    return {
        "consignor": papers.consignor.name,
        "consignor_country": papers.consignor.country,
        "consignor_number": papers.consignor.number,
        "consignee": papers.consignee.name,
        "consignee_country": papers.consignee.country,
        "consignee_number": papers.consignee.number,
        "notify_party": papers.notify.name,
        "notify_country": papers.notify.country,
        "carrier": ship.carrier,
        "vessel": ship.name,
        "imo": ship.imo,
        "voyage": f"{digits(rng, 3)}{'EW'[discharge[:2] in {'NL', 'BE'}]}",
        "containers": ";".join(boxes),
        "hs_code": goods.hs_code,
        "goods": goods.words,
        "packages": str(packages),
        "weight_kg": str(weight),
        "value": f"{weight * goods.price * rng.uniform(0.92, 1.08):.2f}",
        "currency": CURRENCIES.get(papers.consignor.country, "USD"),
        "port_of_loading": loading,
        "loaded_on": days[0].isoformat(),
        "port_of_transhipment": transhipment,
        "transhipped_on": days[1].isoformat() if transhipment else "",
        "port_of_discharge": discharge,
        "discharged_on": days[2].isoformat(),
    }
