"""The truth of the harbour world: its ring, who only resembles it, and which entities are one party."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from interlink.worlds.finding.gather import Question
from interlink.worlds.harbour.cast import Company, Person
from interlink.worlds.harbour.flaws import Rows
from interlink.worlds.harbour.notices import Notice
from interlink.worlds.harbour.ports import PORTS
from interlink.worlds.harbour.ring import CELLS, LINES, Ring
from interlink.worlds.harbour.society import Society
from interlink.worlds.truth.planted import Chain, Happening, Lookalike, Member, Network, PlantedLink, Record

__all__ = ["draw_questions", "harbour_lookalikes", "harbour_network", "party_entities", "same_as"]

TYPOLOGY = "harbour-ring"
COVER = (
    "the companies trade with others too, and with each other only in the ring's shipments",
    "nobody of one cell talks to another cell",
    "the organiser has a prepaid phone for each lieutenant, and replaces it twice",
    "a nominee and two layers of shells stand between the ring and its importers",
    "members are rung by family, a call centre and a forwarder as others are",
)
HANDED_OUT = ("the organiser's first phones", "new phones", "new phones again")

Numbered = Sequence[tuple[str, Notice]]


def party_entities(sources: Mapping[str, Rows], numbered: Numbered, ring: Ring) -> dict[str, list[str]]:
    """The entities that the sources make of each party, in order; ids are those of the shipped mappings.

    A company that no register has goes by its name, which no other bears.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    numbers: dict[str, str] = {}
    for row in sources["register"]:
        numbers[row["company_name"]] = row["company_number"]
        found[row["company_number"]].add(f"register:company:{row['company_number']}")
        found[row["party_id"]].add(f"register:{row['party_type']}:{row['party_id']}")
    for row in sources["manifest"]:
        for side, country in (
            ("consignor", "consignor_country"),
            ("consignee", "consignee_country"),
            ("notify_party", "notify_country"),
        ):
            key = row.get(f"{side}_number") or f"{row[side]}|{row[country]}"
            found[numbers.get(row[side], row[side])].add(f"manifest:company:{key}")
    for number, notice in numbered:
        person = ring.members[notice.member] if notice.member else notice.person
        found[person.id].add(f"notices:person:{number}")
    return {party: sorted(ids) for party, ids in sorted(found.items())}


def same_as(entities: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The entities of each party that has several."""
    return tuple(tuple(ids) for ids in entities.values() if len(ids) > 1)


def harbour_network(
    sources: Mapping[str, Rows], numbered: Numbered, ring: Ring, entities: Mapping[str, Sequence[str]]
) -> Network:
    """The ring, with phones in the records in E.164. Its chains lead from the organiser over each route."""
    links = sorted(ring_links(sources, ring), key=lambda link: (link.at, link.record))
    places: defaultdict[str, set[int]] = defaultdict(set)
    for link in links:
        places[link.record[0]].add(link.record[1])
    places["notices"] = {place for place, (_, notice) in enumerate(numbered, start=1) if notice.member}
    return Network(
        id="N01",
        typology=TYPOLOGY,
        members=tuple(ring_members(sources, numbered, ring, links, entities)),
        links=tuple(links),
        records={source: tuple(sorted(rows)) for source, rows in sorted(places.items())},
        timeline=tuple(ring_timeline(sources, ring, links)),
        cover=COVER,
        chains=tuple(ring_chain(sources, ring, links, ring.companies[firm]) for firm in ("fruit", "fish")),
    )


def ring_links(sources: Mapping[str, Rows], ring: Ring) -> Iterator[PlantedLink]:
    """Its offices, calls and shipments; of two who share a phone, who was given it."""
    numbers = {firm.number for firm in ring.companies.values()}
    users = {
        phone: ring.members["organiser" if " " in code else code].id for code, phone in ring.phones.items()
    }
    for place, row in enumerate(sources["register"], start=1):
        if row["company_number"] in numbers:
            kind = {"owner": "Owns", "director": "Directs"}[row["role"]]
            at = f"{row['since']}T00:00:00Z"
            yield PlantedLink(kind, row["party_id"], row["company_number"], at, ("register", place))
    for place, row in enumerate(sources["call_records"], start=1):
        if {row["caller"], row["callee"]} <= set(users):
            ends = users[row["caller"]], users[row["callee"]]
            yield PlantedLink("Called", *ends, row["started_at"], ("call_records", place))
    for place, row in enumerate(sources["manifest"], start=1):
        parties = row["consignor_number"], row["consignee_number"]
        if numbers.issuperset(parties):
            yield PlantedLink("Shipped", *parties, f"{row['loaded_on']}T00:00:00Z", ("manifest", place))


def ring_members(
    sources: Mapping[str, Rows],
    numbered: Numbered,
    ring: Ring,
    links: Sequence[PlantedLink],
    entities: Mapping[str, Sequence[str]],
) -> Iterator[Member]:
    """People by cell, then companies by their trade; an office lasts while the ring does, unless given up."""
    wanted = ring.wanted()
    dealings = [link.at[:10] for link in links if link.kind in ("Called", "Shipped")]
    days: defaultdict[str, list[str]] = defaultdict(list)
    for link in links:
        source, place = link.record
        row = sources[source][place - 1]
        if source == "register":
            ends = (link.source, link.target)
            lasted = [max(row["since"], min(dealings)), row["until"] or max(dealings)]
        else:
            ends = (row["caller"], row["callee"]) if source == "call_records" else (link.source, link.target)
            lasted = [link.at[:10]]
        for end in ends:
            days[end] += lasted
    for code, person in ring.members.items():
        # of two who share a phone both are there while it is used
        phones = {*wanted.get(code, ()), *([ring.phones[code]] if code in ring.phones else [])}
        passports = {
            f"passport:{number}|{country}"
            for _, notice in numbered
            if notice.member == code
            for country, _, number in [notice.passport.partition(":")]
        }
        when = sorted(day for key in (person.id, *phones) for day in days[key])
        yield Member(
            party=person.id,
            role=role_of(code),
            entities=tuple(entities[person.id]),
            since=when[0],
            until=when[-1],
            means=(*sorted(passports), *sorted(f"phone:{phone}" for phone in phones)),
        )
    for firm in ring.companies.values():
        when = sorted(days[firm.number])
        yield Member(firm.number, firm.trade, tuple(entities[firm.number]), when[0], when[-1])


def role_of(code: str) -> str:
    """'organiser', 'transport lieutenant' who heads a cell, 'transport' of its others."""
    if code in CELLS:
        return f"{CELLS[code]} lieutenant"
    return CELLS.get(code[0], code)


def ring_timeline(
    sources: Mapping[str, Rows], ring: Ring, links: Sequence[PlantedLink]
) -> Iterator[Happening]:
    """New phones of the organiser, directors who leave, and every shipment, in order of time."""
    first: dict[str, PlantedLink] = {}
    left: defaultdict[str, list[Record]] = defaultdict(list)
    events: list[Happening] = []
    for link in links:
        source, place = link.record
        row = sources[source][place - 1]
        if link.kind == "Called":
            first.setdefault(row["caller"], link)
        elif link.kind == "Shipped":
            way = (row["port_of_loading"], row["port_of_transhipment"], row["port_of_discharge"])
            event = "loaded: " + " > ".join(PORTS[port] for port in way)
            events.append(Happening(row["loaded_on"], event, (link.record,)))
        elif row["until"]:
            left[row["until"]].append(link.record)
    for line, event in zip(LINES, HANDED_OUT, strict=True):
        phones = [ring.phones[f"{cell} {line}"] for cell in CELLS]
        calls = sorted((first[phone] for phone in phones if phone in first), key=lambda call: call.at)
        if calls:
            events.append(Happening(calls[0].at[:10], event, tuple(call.record for call in calls)))
    events += [Happening(day, "directors leave", tuple(sorted(records))) for day, records in left.items()]
    yield from sorted(events, key=lambda happening: (happening.at, happening.event))


def ring_chain(
    sources: Mapping[str, Rows], ring: Ring, links: Sequence[PlantedLink], exporter: Company
) -> Chain:
    """From the organiser by the lieutenant of supply and the exporter to the importer, in order of time.

    The organiser calls with the phone whose number comes first of those from which a shipment still follows.
    No innocent way leads round: the chain is a shortest one.
    """
    organiser, lieutenant = ring.members["organiser"].id, ring.members["S"].id
    office = next(link for link in links if (link.source, link.target) == (lieutenant, exporter.number))
    calls = [link for link in links if (link.source, link.target) == (organiser, lieutenant)]
    shipments = [link for link in links if link.kind == "Shipped" and link.source == exporter.number]
    # a shipment counts as loaded at the end of its day
    call, shipment = min(
        ((call, shipment) for call in calls for shipment in shipments if call.at[:10] <= shipment.at[:10]),
        key=lambda pair: (
            sources["call_records"][pair[0].record[1] - 1]["caller"],
            pair[0].at,
            pair[1].at,
        ),
    )
    return Chain(
        start=organiser,
        end=shipment.target,
        steps=(organiser, lieutenant, exporter.number, shipment.target),
        records=(call.record, office.record, shipment.record),
    )


def harbour_lookalikes(society: Society) -> tuple[Lookalike, ...]:
    """The busy offices, each with its director who answers the phone, and the trustee of many holdings."""
    directors = {
        entry.company.number: entry.party
        for entry in society.relations
        if entry.role == "director" and isinstance(entry.party, Person)
    }
    offices = [("freight-forwarder", firm) for firm in society.forwarders]
    offices.append(("call-centre", society.call_centre))
    placed: list[tuple[str, tuple[str, ...]]] = [
        (kind, (firm.number, directors[firm.number].id)) for kind, firm in offices
    ]
    placed.append(("trustee", (society.trustee.id,)))
    return tuple(
        Lookalike(f"L{number:02d}", kind, TYPOLOGY, members)
        for number, (kind, members) in enumerate(placed, start=1)
    )


def draw_questions(
    rng: Random,
    network: Network,
    lookalikes: Sequence[Lookalike],
    entities: Mapping[str, Sequence[str]],
) -> tuple[Question, ...]:
    """The ends of every chain, and as many people and companies who have nothing to do with the ring."""
    taken = {member.party for member in network.members}
    taken |= {party for lookalike in lookalikes for party in lookalike.members}
    free = [party for party in entities if party not in taken]
    people = [party for party in free if entities[party][0].split(":")[1] == "person"]
    companies = [party for party in free if entities[party][0].split(":")[1] == "company"]
    pairs = [(chain.start, chain.end) for chain in network.chains]
    pairs += [(rng.choice(people), rng.choice(companies)) for _ in network.chains]
    rng.shuffle(pairs)
    return tuple(Question(tuple(entities[start]), tuple(entities[end])) for start, end in pairs)
