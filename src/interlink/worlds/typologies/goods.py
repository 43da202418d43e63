"""Networks that hide in trade: drugs, wildlife, stolen vehicles, and prices that move money."""

from __future__ import annotations

import numpy as np

from interlink.worlds.ordinary.shipping import EXPORT, IMPORT
from interlink.worlds.ordinary.ties import Flags
from interlink.worlds.ordinary.travel import STOLEN
from interlink.worlds.planting import NoRoom, Planter

__all__ = [
    "plant_drug_importation",
    "plant_stolen_vehicle_export",
    "plant_trade_based_laundering",
    "plant_wildlife",
]

# How many shipments of wildlife are hidden in others' containers; later ones have a container to themselves.
MIXED = 2


def first_day(planter: Planter) -> int:
    """A day that leaves room before and after."""
    return int(planter.rng.integers(30, 420))


def plant_drug_importation(planter: Planter) -> None:
    """An organiser orders, a supplier's firm ships over a hub, an importer passes on to a distributor."""
    planter.begin(
        "drug-importation",
        cover=("lawful goods to and from other customers", "transhipment by an agent who serves anybody"),
    )
    shipping = planter.block.shipping
    start = first_day(planter)
    tie, exporter, importer = planter.deal(over_hub=True)
    supplier, directs = planter.director(exporter, before=start - 12)
    receiver, receives = planter.director(importer, before=start - 12)
    for party, role in (
        (exporter, "consignor"), (importer, "consignee"), (supplier, "supplier"), (receiver, "receiver"),
    ):  # fmt: skip
        planter.join(party, role)
    organiser = planter.join(planter.person(calls=4, paid=True), "organiser")
    agent = planter.join(planter.person(calls=1), "transhipment agent")
    distributor = planter.join(planter.person(calls=3, pays=True), "distributor")
    orders = planter.call(organiser, supplier, start - 6)
    sent = planter.ship(tie, start)
    arrived = int(shipping.discharged[sent[0].record[1]])
    over = int(shipping.transhipped[sent[0].record[1]])
    moved = planter.call(organiser, agent, over)
    passed = planter.call(receiver, distributor, arrived + 2)
    paid = planter.pay(distributor, organiser, arrived + 9)
    for event, steps in (
        ("the order", orders), ("the first shipment", sent), ("seen through the hub", moved),
        ("handed on", passed), ("the organiser's share", paid),
    ):  # fmt: skip
        planter.note(event, steps)
    parties = [organiser, supplier, exporter, importer, receiver, distributor]
    planter.chain(parties, [orders[0], directs, sent[0], receives, passed[0]])


def plant_wildlife(planter: Planter) -> None:
    """Ivory and scales in containers shared with honest goods: each arrives heavier than it left."""
    planter.begin(
        "wildlife-in-mixed-containers",
        cover=("bulky lawful goods", "containers shared with consignors who know nothing"),
    )
    shipping, declared = planter.block.shipping, planter.block.declarations
    start = first_day(planter)
    tie, exporter, importer = planter.deal()
    packer, directs = planter.director(exporter, before=start - 12)
    receiver, receives = planter.director(importer, before=start - 12)
    for party, role in (
        (exporter, "exporter"), (importer, "consignee"), (packer, "packer"), (receiver, "receiver"),
    ):  # fmt: skip
        planter.join(party, role)
    poacher = planter.join(planter.person(calls=3, paid=True), "poacher")
    buyer = planter.join(planter.person(calls=4), "buyer")
    broker = planter.join(planter.person(pays=True), "broker")
    ready = planter.call(poacher, packer, start - 8)
    sent = planter.ship(tie, start, declared=1)
    if not all(planter.share_container(step.record[1], tie) for step in sent[:MIXED]):
        raise NoRoom("nobody to share containers with left in the world for wildlife-in-mixed-containers")
    for step in sent:
        shipment = step.record[1]
        rows = declared.of(shipment)
        heavier = rows[declared.procedure[rows] == IMPORT]
        declared.weight[heavier] = np.round(shipping.weight[shipment] * planter.rng.uniform(1.04, 1.08), 1)
    arrived = int(shipping.discharged[sent[0].record[1]])
    collected = planter.call(receiver, buyer, arrived + 3)
    told = planter.call(broker, buyer, arrived + 5)
    paid = planter.pay(broker, poacher, arrived + 11)
    for event, steps in (
        ("goods are ready", ready), ("the first mixed container", sent), ("collected", collected),
        ("the broker is told", told), ("the poacher is paid", paid),
    ):  # fmt: skip
        planter.note(event, steps)
    parties = [poacher, packer, exporter, importer, receiver, buyer]
    planter.chain(parties, [ready[0], directs, sent[0], receives, collected[0]])


def plant_stolen_vehicle_export(planter: Planter) -> None:
    """Cars reported stolen a week ago leave in a dealer's name."""
    planter.begin(
        "stolen-vehicle-export",
        cover=("most of the dealer's vehicles are his own", "numbers are reported days after the theft"),
    )
    block = planter.block
    start = first_day(planter)
    tie, dealer, consignee = planter.deal()
    broker, directs = planter.director(dealer, before=start - 12)
    receiver, receives = planter.director(consignee, before=start - 12, calls=3)
    for party, role in (
        (dealer, "dealer"), (consignee, "consignee"), (broker, "broker"), (receiver, "receiver"),
    ):  # fmt: skip
        planter.join(party, role)
    thief = planter.join(planter.person(calls=4, paid=True), "thief")
    spotter = planter.join(planter.person(), "spotter")
    cashier = planter.join(planter.person(pays=True), "cashier")
    seen = planter.call(spotter, thief, start - 12)
    offered = planter.call(thief, broker, start - 4)
    sent = planter.ship(tie, start, declared=2)
    unused = ~np.isin(np.arange(block.vehicles.size), block.declarations.vehicle)
    stolen = planter.rng.permutation(np.flatnonzero(unused & (block.vehicles.status == STOLEN)))
    if not stolen.size:
        raise NoRoom("no stolen vehicle left in the world for stolen-vehicle-export")
    for step in sent:
        rows = block.declarations.of(step.record[1])
        if rows.size and stolen.size:
            vehicle, stolen = int(stolen[0]), stolen[1:]
            block.declarations.vehicle[rows] = vehicle
            block.vehicles.since[vehicle] = block.shipping.loaded[step.record[1]] - planter.rng.integers(2, 9)
            planter.draft.records.append(("vehicles", vehicle))
    arrived = int(block.shipping.discharged[sent[0].record[1]])
    settled = planter.call(receiver, cashier, arrived + 2)
    paid = planter.pay(cashier, thief, arrived + 6)
    for event, steps in (
        ("cars are chosen", seen), ("offered", offered), ("the first car leaves", sent), ("settled", settled),
        ("the thief is paid", paid),
    ):  # fmt: skip
        planter.note(event, steps)
    parties = [thief, broker, dealer, consignee, receiver]
    planter.chain(parties, [offered[0], directs, sent[0], receives])


def plant_trade_based_laundering(planter: Planter) -> None:
    """The importer declares and pays more than was exported; what is too much comes back to its owner."""
    planter.begin(
        "trade-based-laundering",
        cover=("goods that really are shipped", "prices within what careless declarations show"),
    )
    block, size = planter.block, planter.people
    start = first_day(planter)
    tie, exporter, importer = planter.deal()
    nominee, directs = planter.director(importer, before=start - 12, calls=2)
    manager, _ = planter.director(exporter, before=start - 12)
    for party, role in (
        (exporter, "exporter"), (importer, "importer"), (nominee, "nominee"), (manager, "manager"),
    ):  # fmt: skip
        planter.join(party, role)
    shell = planter.join(planter.one_of(size + np.flatnonzero(shells(planter)), "shell"), "shell")
    owner = planter.join(planter.person(calls=3, paid=True), "beneficial owner")
    told = planter.call(owner, manager, start - 10)
    sent = planter.ship(tie, start, declared=2)
    for step in sent:
        rows = block.declarations.of(step.record[1])
        export = rows[block.declarations.procedure[rows] == EXPORT]
        imported = rows[block.declarations.procedure[rows] == IMPORT]
        if export.size and imported.size:
            gap = planter.rng.uniform(1.35, 1.8)
            block.declarations.value[imported] = np.round(block.declarations.value[export[0]] * gap, 2)
    arrived = int(block.shipping.discharged[sent[0].record[1]])
    bought = planter.pay(importer, exporter, arrived + 10)
    moved = planter.pay(exporter, shell, arrived + 17, total=planter.total(bought) * 0.4)
    home = planter.pay(shell, owner, arrived + 25, total=planter.total(moved) * 0.95)
    for event, steps in (
        ("the price is agreed", told), ("the first shipment", sent), ("paid in full", bought),
        ("the difference leaves", moved), ("and comes home", home),
    ):  # fmt: skip
        planter.note(event, steps)
    planter.chain([nominee, importer, exporter, shell, owner], [directs, bought[0], moved[0], home[0]])


def shells(planter: Planter) -> Flags:
    """Companies in no network with a payment to receive and one to make."""
    money, size = planter.block.payments, planter.people
    paid, pays = (
        np.bincount(ends[money.free], minlength=planter.block.parties) for ends in (money.b, money.a)
    )
    return (paid[size:] > 0) & (pays[size:] > 0) & ~planter.taken[size:]
