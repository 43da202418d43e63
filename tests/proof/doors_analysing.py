"""Getting at a marking through projections, analytics and what leaves; what each has to answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import networkx as nx
import numpy as np
from asking import Ask
from doors_reading import handling, link_id, places
from rules import may_send
from sown import AGENCIES, NAMES
from truth import Fragment, Link

from interlink.access.disclose import Handover
from interlink.analytics import Finding
from interlink.analytics.papers import ATTRIBUTES
from interlink.errors import AccessDenied, QueryError, UnknownName
from interlink.model.marking import Marking
from interlink.projection import Projection
from interlink.queries import Answer, find_query
from interlink.render.tables import marking_words, write_tables

__all__ = [
    "ANALYSES",
    "disclose",
    "disclose_answer",
    "keep_finding",
    "measure",
    "no_finding",
    "project",
]

AT = datetime(2026, 3, 1, tzinfo=UTC)
TOTALS = {"CALLS_TOTAL": "CALLED"}
CHOICES: tuple[tuple[list[str] | None, list[str] | None], ...] = (
    (["Person", "Phone"], ["CALLS_TOTAL", "USES"]),
    (["Phone"], ["CALLED"]),
    (["Company", "RegistrationNumber", "Person"], ["HOLDS", "OWNS", "DIRECTS"]),
    (["Shipment", "Route", "Place", "Container"], ["FOLLOWS", "STOPS_AT", "PACKED_IN", "LEG"]),
    (None, None),
)


def project(ask: Ask) -> None:
    """Arrays of what is visible, pair totals among them, with the marking of all that went in."""
    made, graph, links = _projected(ask, ask.rng.choice(CHOICES))
    ask.tell([made, made.layer_names()])
    ask.expect(set(made.ids), set(graph), "entities of a projection")
    found: dict[frozenset[str], set[int]] = {}
    for n, ends in enumerate(zip(made.source, made.target, strict=True)):
        pair = frozenset(made.ids[end] for end in ends)
        found.setdefault(pair, set()).update(
            made.records[made.record_offsets[n] : made.record_offsets[n + 1]].tolist()
        )
    wanted: dict[frozenset[str], set[int]] = {}
    for link in links:
        seqs = {each.seq for each in ask.seen.links[link]}
        wanted.setdefault(frozenset((link.source, link.target)), set()).update(seqs)
    ask.expect(found.keys() - wanted.keys(), set(), "pairs of a projection too many")
    ask.expect(wanted.keys() - found.keys(), set(), "pairs of a projection too few")
    ask.expect(sum(map(len, found.values())), sum(map(len, wanted.values())), "records of a projection")
    marked = Marking.from_json(str(made.made_from["marking"]))
    ask.expect(set(marked.handling), handling(ask, _behind(ask, graph, links)), "handling of a projection")
    if made.n_links:
        chosen = ask.rng.sample(range(made.n_links), min(3, made.n_links))
        ask.tell(made.evidence(np.array(chosen)))


def measure(ask: Ask) -> None:
    """Counts before anything is joined: of what is visible and would be joined, by kind."""
    nodes, types = ask.rng.choice(CHOICES)
    counted = ask.ws.measure(nodes, types, **ask.door)
    ask.tell(counted)
    graph, links = _wanted(ask, nodes, types)
    kinds = Counter(ask.seen.schema_of[id_] for id_ in graph)
    ask.expect(dict(counted.entities), dict(kinds), "entities by kind before they are joined")
    records: Counter[str] = Counter()
    for link in links:
        records[link.type] += len(ask.seen.links[link])
    told = {TOTALS.get(name, name): count for name, count in counted.links.items()}
    ask.expect(told, dict(records), "records of links before they are joined")


def bursts(ask: Ask) -> None:
    """Only visible contacts are counted, so that a hidden call makes no stretch busier."""
    made, graph, _ = _projected(ask, ask.rng.choice((CHOICES[1], CHOICES[3])))
    params = {"of": "entity", "least_events": 2, "significance": 1.0}
    finding = ask.ws.analyze("bursts", made, params, **ask.door)
    _tell(ask, finding)
    ask.expect(finding.measures["contacts"], float(len(made.contacts)), "contacts counted for bursts")
    ask.expect(set(finding.frame()["id"]) - set(graph), set(), "hidden entities in bursts")


def centrality(ask: Ask) -> None:
    """Nobody's place depends on a hidden link."""
    made, graph, _ = _projected(ask, ask.rng.choice(CHOICES[:4]))
    finding = ask.ws.analyze("centrality", made, {"by_layer": True}, **ask.door)
    _tell(ask, finding)
    frame, layers = finding.frame(), finding.table("layers")
    degrees = {id_: len(set(graph[id_]) - {id_}) for id_ in graph}
    linked = {id_ for id_, degree in degrees.items() if degree}
    ask.expect(set(layers["id"]), linked, "entities that a layer links")
    ask.expect(dict(zip(frame["id"], frame["degree"].tolist(), strict=True)), degrees, "degrees")


def brokerage(ask: Ask) -> None:
    """How often each leads from one to another that nothing visible joins."""
    made, graph, _ = _projected(ask, ask.rng.choice(CHOICES[:4]))
    finding = ask.ws.analyze("brokerage", made, {"groups": "kind"}, **ask.door)
    _tell(ask, finding)
    frame = finding.frame()
    around = {id_: set(graph[id_]) - {id_} for id_ in graph}
    apart = {id_: sum(len(others - around[one] - {one}) for one in others) for id_, others in around.items()}
    ask.expect(dict(zip(frame["id"], frame["total"].tolist(), strict=True)), apart, "open pairs")


def communities(ask: Ask) -> None:
    """Groups hold what is visible, all of it, and never what only a hidden link joins."""
    made, graph, _ = _projected(ask, ask.rng.choice(CHOICES[:4]))
    finding = ask.ws.analyze("communities", made, **ask.door)
    _tell(ask, finding)
    frame = finding.frame()
    ask.expect(set(frame["id"]), set(graph), "members of communities")
    part = {id_: n for n, ids in enumerate(nx.connected_components(graph)) for id_ in ids}
    torn = [n for n, ids in frame.groupby("community")["id"] if len({part.get(id_) for id_ in ids}) > 1]
    ask.expect(torn, [], "communities joined by nothing visible")


def journeys(ask: Ask) -> None:
    """Whoever was called is reached, and nobody whom only hidden calls lead to."""
    made, graph, _ = _projected(ask, CHOICES[1])
    start = ask.rng.choice(sorted(graph)) if graph and ask.rng.random() < 0.7 else ask.entity()
    if start not in graph:
        ask.is_refused(
            start,
            ask.never(start),
            lambda given: ask.ws.analyze("journeys", made, {"start": given}, **ask.door),
        )
        return
    finding = ask.ws.analyze("journeys", made, {"start": start}, **ask.door)
    _tell(ask, finding)
    reached = set(finding.frame()["id"])
    ask.expect(reached - nx.node_connected_component(graph, start), set(), "reached by nothing visible")
    ask.expect(set(graph[start]) - {start} - reached, set(), "called and not reached")


def money(ask: Ask) -> None:
    """Whoever is said to pay or be paid is linked so by what is visible."""
    made, graph, _ = _projected(ask, CHOICES[1])
    finding = ask.ws.analyze("money", made, {"least": "2", "window": "100000", "tolerance": "1"}, **ask.door)
    _tell(ask, finding)
    for row in finding.frame().to_dict("records"):
        named = {row["id"], *row["others"], *filter(None, [row["to"]])}
        joined = named <= graph.nodes and nx.is_connected(graph.subgraph(named))
        ask.expect(joined, True, "a pattern of money that is joined by what is visible")


def multilayer(ask: Ask) -> None:
    """Groups over several kinds of links hold what is visible, and no layer tells of a hidden link."""
    made, graph, links = _projected(ask, ask.rng.choice(CHOICES[:4]))
    finding = ask.ws.analyze("multilayer", made, {"resamples": 0}, **ask.door)
    _tell(ask, finding)
    frame = finding.frame()
    ask.expect(set(frame["id"]), set(graph), "members of communities over layers")
    part = {id_: n for n, ids in enumerate(nx.connected_components(graph)) for id_ in ids}
    torn = [n for n, ids in frame.groupby("community")["id"] if len({part.get(id_) for id_ in ids}) > 1]
    ask.expect(torn, [], "communities over layers joined by nothing visible")
    pairs = {kind: len(found) for kind, found in _pairs_by_kind(links).items()}
    ask.expect(_pairs_told(finding), pairs, "pairs of each layer")


def missing_ties(ask: Ask) -> None:
    """No pair is proposed, and no layer tried, on what a hidden link says."""
    made, graph, links = _projected(ask, ask.rng.choice(CHOICES[:4]))
    finding = ask.ws.analyze("missing_ties", made, {"k": 5, "resamples": 0}, **ask.door)
    _tell(ask, finding)
    kinds = _pairs_by_kind(links)
    pairs = {kind: len(found) for kind, found in kinds.items()}
    ask.expect(_pairs_told(finding), pairs, "pairs of each layer tried")
    for row in finding.frame().itertuples():
        of_kind = nx.Graph(tuple(pair) for pair in kinds[TOTALS.get(row.layer, row.layer)])
        ask.expect(of_kind.has_edge(row.source, row.target), False, "a pair proposed that is linked")
        shared = set(nx.common_neighbors(of_kind, row.source, row.target))
        ask.expect(set(row.common), shared, "common neighbours of a pair proposed")
    ask.expect(set(finding.frame()["source"]) - set(graph), set(), "entities of pairs proposed")


def disruption(ask: Ask) -> None:
    """What is left without the most linked, again and again, as the visible links have it."""
    made, graph, _ = _projected(ask, ask.rng.choice(CHOICES[:4]))
    params = {"method": ask.rng.choice(("kpp_neg", "sequential")), "by": "degree", "remove": 3}
    finding = ask.ws.analyze("disruption", made, params, **ask.door)
    _tell(ask, finding)
    left = nx.Graph(graph)
    for id_, share in finding.frame()[["id", "largest_part"]].itertuples(index=False):
        ask.expect(id_ in left, True, "a removed entity that is visible")
        left.remove_node(id_)
        largest = max(map(len, nx.connected_components(left)), default=0)
        ask.expect(round(share * len(graph)), largest, "the largest part left")


def robustness(ask: Ask) -> None:
    """How much may be missing is told of what is visible alone."""
    made, _, _ = _projected(ask, ask.rng.choice(CHOICES[:4]))
    _tell(ask, ask.ws.analyze("robustness", made, {"resamples": 1}, **ask.door))


def network(ask: Ask) -> None:
    """The figures of the whole are those of what is visible."""
    made, graph, _ = _projected(ask, ask.rng.choice(CHOICES[:4]))
    finding = ask.ws.analyze("network", made, **ask.door)
    _tell(ask, finding)
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    parts = sum(len(part) > 1 for part in nx.connected_components(graph))
    counted = {"entities": len(graph), "pairs": graph.number_of_edges(), "components": parts}
    ask.expect({name: int(finding.measures[name]) for name in counted}, counted, "the network as a whole")


def paths(ask: Ask) -> None:
    """The length of the way, or that there is none, as the visible records have it."""
    made, graph, _ = _projected(ask, CHOICES[4] if ask.rng.random() < 0.3 else CHOICES[2])
    ends = [ask.rng.choice(sorted(graph)) if graph else "", ask.entity()]
    ask.rng.shuffle(ends)
    start, end = ends
    if ends[0] not in graph or ends[1] not in graph:
        _refused_path(ask, made, graph, start, end)
        return
    finding = ask.ws.analyze("paths", made, {"start": start, "end": end, "k": 2}, **ask.door)
    _tell(ask, finding)
    frame = finding.frame()
    hops = nx.shortest_path_length(graph, start, end) if nx.has_path(graph, start, end) else None
    ask.expect(int(frame["hops"].iloc[0]) if len(frame) else None, hops, "hops of the shortest path")


def connect(ask: Ask) -> None:
    """Suspects are joined by what is visible where it joins them, and told apart where it does not."""
    made, graph, _ = _projected(ask, CHOICES[4] if ask.rng.random() < 0.3 else CHOICES[2])
    if len(graph) < 3:
        return
    suspects = ask.rng.sample(sorted(graph), 3)
    method = ask.rng.choice(("tree", "walk"))
    asked = {"ids": suspects, "method": method, "resamples": ask.rng.choice((0, 2))}
    finding = ask.ws.analyze("connect", made, asked, **ask.door)
    _tell(ask, finding)
    ask.expect(set(finding.frame()["id"]) - set(graph), set(), "entities that connect suspects")
    parts = {id_: n for n, ids in enumerate(nx.connected_components(graph)) for id_ in ids}
    ask.expect(int(finding.measures["parts"]), len({parts[id_] for id_ in suspects}), "parts of suspects")
    shown = finding.table("links")[["source", "target"]].itertuples(index=False)
    ask.expect([pair for pair in shown if not graph.has_edge(*pair)], [], "links that connect suspects")


def phases(ask: Ask) -> None:
    """Groups through time hold what is visible and linked, and nobody is followed over a hidden link."""
    made, graph, links = _projected(ask, ask.rng.choice(CHOICES[:4]))
    by = ask.rng.choice(("layer", "time"))
    asked = {"by": by, "every": 400, "smallest": 2, "least_shared": 1, "resamples": 0}
    finding = ask.ws.analyze("phases", made, asked, **ask.door)
    _tell(ask, finding)
    linked = {end for link in links if link.source != link.target for end in (link.source, link.target)}
    members = set(finding.table("members")["id"])
    ask.expect(members - linked, set(), "members of groups through time that nothing visible links")
    if by == "layer":
        ask.expect(linked - members, set(), "members of groups through time that are missing")
    told = finding.table("successors")
    first = dict(zip(told["new"], told["old"], strict=True))

    def origin(id_: str) -> str:
        return origin(first[id_]) if id_ in first else id_

    for row in told.itertuples():
        shared = {origin(id_) for id_ in graph[row.old]} & {origin(id_) for id_ in graph[row.new]}
        ask.expect(set(row.shared) - shared, set(), "common neighbours of somebody who was followed")


def _pairs_by_kind(links: Iterable[Link]) -> dict[str, set[frozenset[str]]]:
    """The pairs that each kind of link makes."""
    pairs: dict[str, set[frozenset[str]]] = {}
    for link in links:
        if link.source != link.target:
            pairs.setdefault(link.type, set()).add(frozenset((link.source, link.target)))
    return pairs


def _pairs_told(finding: Finding) -> dict[str, int]:
    """How many pairs each layer has, as the finding says; layers without any are left out."""
    told = finding.table("layers")
    kinds = [TOTALS.get(name, name) for name in told["layer"]]
    return {kind: number for kind, number in zip(kinds, told["links"].tolist(), strict=True) if number}


def _refused_path(ask: Ask, made: Projection, graph: nx.Graph, start: str, end: str) -> None:
    hidden = end if end not in graph else start
    counted: list[int] = []

    def walk(given: str) -> Finding:
        params = {"start": given if hidden == start else start, "end": given if hidden == end else end}
        return ask.ws.analyze("paths", made, params, **ask.door)

    ask.is_refused(hidden, ask.never(hidden), walk)
    counted += [int(n) for text in ask.told for n in re.findall(r"among its (\d+)", text)]
    ask.expect(set(counted) - {len(graph)}, set(), "number of entities that a refusal tells")


def disclose(ask: Ask) -> None:
    """What leaves: the visible alone, with its marking, or a refusal that names the visible alone."""
    ids = {ask.entity() for _ in range(4)} | set(filter(None, [ask.visible()]))
    for id_ in sorted(ids & ask.seen.entities.keys())[:2]:
        ids |= set(sorted(ask.seen.neighbours(id_))[:6])
    form, to = ask.rng.choice(("csv", "png")), ask.rng.choice(("", "", "", *NAMES[:3]))
    permitted = ask.rng.choice(("", "", *AGENCIES[:2]))
    permission = f"{permitted}: PV 12" if permitted else ""
    nominal = ask.rng.random() < 0.85
    what = sorted(ids)
    shown = ask.ws.expand(what, limit=0, **ask.door) if ask.rng.random() < 0.3 else None
    nodes = ids & ask.seen.entities.keys()
    links = ask.seen.between(nodes)
    said = _behind(ask, nodes, links)
    marks = [ask.truth.marks[each.mark] for each in said]
    is_free = all(may_send(mark, to) or (permitted and mark.originator == permitted) for mark in marks)
    try:
        left = ask.ws.disclose(
            what if shown is None else shown,
            form=form,
            to=to or None,
            permission=permission,
            nominal=nominal,
            **ask.door,
        )
    except AccessDenied as error:
        if is_free or "Not passed on" not in str(error):
            raise
        ask.tell(error)
        return
    handover = Handover(ask.person.name, AT, "warn", "case 7", to, permission)
    ask.tell([left, marking_words(left.marking), write_tables(left, handover) if nominal else None])
    ask.expect(is_free, True, "something left that may not be passed on")
    ask.expect(set(left.marking.handling), handling(ask, said), "handling of what leaves")
    if not nominal:
        ask.expect(sum(left.nodes["count"]), len(nodes), "how many entities leave")
        return
    ask.expect(set(left.nodes["id"]), nodes, "entities that leave")
    ask.expect(set(left.links["id"]), {link_id(each) for each in links}, "links that leave")
    if form == "csv":
        records = {(id_, place) for id_ in nodes for place in places(_of(ask, id_))}
        records |= {(link_id(each), place) for each in links for place in places(ask.seen.links[each])}
        ask.expect(left.records.height, len(records), "records that leave")


def disclose_answer(ask: Ask) -> None:
    """What leaves with a query's answer: the visible alone, or a refusal that names the visible alone."""
    id_ = ask.entity()
    answer = Answer(find_query("ownership/shared-address"), {"least": 2}, (), 0)
    try:
        left = ask.ws.disclose_answer(answer, [id_], **ask.door)
    except AccessDenied as error:
        if "Not passed on" not in str(error):
            raise
        ask.tell(error)
        return
    ask.tell([left, marking_words(left.marking)])
    ask.expect(set(left.nodes["id"]), {id_} & ask.seen.entities.keys(), "entities that leave")


def _projected(
    ask: Ask, chosen: tuple[list[str] | None, list[str] | None]
) -> tuple[Projection, nx.Graph, list[Link]]:
    """A projection, the graph that it should be, and the links that should be in it."""
    made = ask.ws.project(*chosen, **ask.door)
    return made, *_wanted(ask, *chosen)


def _wanted(ask: Ask, nodes: list[str] | None, types: list[str] | None) -> tuple[nx.Graph, list[Link]]:
    """The graph that a projection should be, and the links that should be in it."""
    ontology = ask.truth.ontology
    schemas = {each.name for each in ontology.entities()} if nodes is None else set(nodes)
    every = {each.graph_name for each in ontology.links()}
    wanted = every if types is None else {TOTALS.get(each, each) for each in types}
    graph = ask.seen.graph(schemas, wanted)
    links = [
        link
        for link in ask.seen.links
        if link.type in wanted and link.source in graph and link.target in graph
    ]
    return graph, links


def _of(ask: Ask, id_: str) -> list[Fragment]:
    return [each for each in ask.seen.entities[id_] if each.schema == ask.seen.schema_of[id_]]


def _behind(ask: Ask, ids: Iterable[str], links: Iterable[Link]) -> list[Fragment]:
    """The fragments of these entities and links."""
    return [
        *(each for id_ in ids for each in _of(ask, id_)),
        *(each for link in links for each in ask.seen.links[link]),
    ]


def keep_finding(ask: Ask) -> None:
    """What is kept of visible records is listed, opened as it was with no more evidence, and forgotten."""
    made, graph, _ = _projected(ask, ask.rng.choice(CHOICES[:4]))
    finding = ask.ws.analyze("centrality", made, {"resamples": 0}, **ask.door)
    try:
        number = ask.ws.keep_finding(finding, "kept", **ask.door)
    except QueryError as error:
        # Of records marked for different people what joins them may be for none who sees each.
        ask.tell(error)
        return
    try:
        listed = [each for each in ask.ws.findings(**ask.door) if each.id == number]
        opened = ask.ws.finding(number, **ask.door)
        ask.tell([listed[0].title, listed[0].marking])
        _tell(ask, opened)
        ask.expect(set(opened.frame()["id"]), set(graph), "entities of a finding that was kept")
    finally:
        ask.ws.forget_finding(number, **ask.door)
    numbers = [each.id for each in ask.ws.findings(**ask.door)]
    ask.expect(number in numbers, False, "a finding that was forgotten")


def no_finding(ask: Ask) -> None:
    """A number under which nothing is kept."""
    try:
        ask.tell(ask.ws.finding(1 << 40, **ask.door))
    except UnknownName as error:
        ask.tell(error)
    else:
        ask.problems.append("a finding that was never kept")


def _tell(ask: Ask, finding: Finding) -> None:
    """All of a finding, and the records behind some of its rows."""
    ask.tell(finding)
    for table in finding.cites:
        rows = len(finding.table(table))
        for row in ask.rng.sample(range(rows), min(2, rows)):
            ask.tell(finding.evidence(row, table=table))


def trade(ask: Ask) -> None:
    """No hidden paper is compared, nor says what is usual: every figure rests on visible records."""
    made = ask.ws.project(["Shipment", "Route"], ["FOLLOWS"], attributes=ATTRIBUTES, **ask.door)
    finding = ask.ws.analyze("trade", made, {"threshold": 0.5, "tolerance": 0, "least_peers": 3}, **ask.door)
    _tell(ask, finding)
    ask.expect(set(finding.frame()["what"]) - ask.seen.entities.keys(), set(), "hidden papers")
    told = made.attributes
    said = {made.ids[vertex] for vertex in told.vertex.tolist()} if told is not None else set()
    ask.expect(said - ask.seen.entities.keys(), set(), "entities of which hidden records say something")


ANALYSES: dict[str, Callable[[Ask], None]] = {
    "brokerage": brokerage,
    "bursts": bursts,
    "centrality": centrality,
    "communities": communities,
    "connect": connect,
    "journeys": journeys,
    "money": money,
    "missing_ties": missing_ties,
    "multilayer": multilayer,
    "disruption": disruption,
    "network": network,
    "paths": paths,
    "phases": phases,
    "robustness": robustness,
    "trade": trade,
}
