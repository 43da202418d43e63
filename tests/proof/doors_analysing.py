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
from interlink.errors import AccessDenied, QueryError, UnknownName
from interlink.model.marking import Marking
from interlink.projection import Projection
from interlink.render.tables import marking_words, write_tables

__all__ = ["ANALYSES", "disclose", "keep_finding", "measure", "no_finding", "project"]

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


def centrality(ask: Ask) -> None:
    """Nobody's place depends on a hidden link."""
    made, graph, _ = _projected(ask, ask.rng.choice(CHOICES[:4]))
    finding = ask.ws.analyze("centrality", made, **ask.door)
    _tell(ask, finding)
    frame = finding.frame()
    degrees = {id_: len(set(graph[id_]) - {id_}) for id_ in graph}
    ask.expect(dict(zip(frame["id"], frame["degree"].tolist(), strict=True)), degrees, "degrees")


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


ANALYSES: dict[str, Callable[[Ask], None]] = {
    "centrality": centrality,
    "communities": communities,
    "paths": paths,
}
