"""Getting at a marking through search, cards, neighbours and evidence; what each has to answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from asking import Ask
from secrets_sown import FIRST, in_cyrillic
from truth import Fragment, Link

from interlink.access.expand import Neighbourhood
from interlink.render.network import network
from interlink.render.pictures import picture_of

__all__ = [
    "READING",
    "among",
    "card",
    "evidence",
    "expand",
    "known_by",
    "link_card",
    "link_ids",
    "resolve",
    "search",
]

MANY = 100_000
# As many as a page draws.
DRAWN = 60


def search(ask: Ask) -> None:
    """By a word of the record, a beginning, a typing error, another script, or a number."""
    sought = [each for each in ask.fragments() if each.searched and not each.ends]
    word = FIRST + ask.rng.choice(sorted(ask.rng.choice(sought).searched))
    how = ask.rng.choice(("whole", "whole", "beginning", "wrong", "cyrillic", "number"))
    if how == "number":
        _search_number(ask)
        return
    text = {
        "whole": word,
        "beginning": word[: ask.rng.randrange(6, 12)],
        "wrong": f"{word[:9]}{word[10:]}",
        "cyrillic": in_cyrillic(word),
    }[how]
    found = ask.ws.search(text, limit=MANY, with_details=ask.rng.random() < 0.3, **ask.door)
    ask.tell(found)
    if how in ("whole", "beginning"):
        begun = {
            id_
            for id_, said in ask.seen.entities.items()
            if any((FIRST + each).startswith(text) for fragment in said for each in fragment.searched)
        }
        ask.expect(set(found.filter(found["score"] >= 0.7)["id"]), begun, f"search {how}")


def _search_number(ask: Ask) -> None:
    phones = [each.id for each in ask.fragments() if each.schema == "Phone"]
    phone = ask.rng.choice(phones or ["phone:+31600000000"])
    found = ask.ws.search(phone.removeprefix("phone:"), limit=MANY, **ask.door)
    ask.tell(found)
    ask.expect(phone in set(found["id"]), phone in ask.seen.entities, "search by number")


def resolve(ask: Ask) -> None:
    """By an id, and by a word that only its record says."""
    id_ = ask.entity()
    if id_ in ask.seen.entities:
        ask.expect(ask.ws.resolve(id_, **ask.door), id_, "resolve")
        return
    ask.is_refused(id_, ask.never(id_), lambda given: ask.ws.resolve(given, **ask.door))
    words = sorted(word for each in ask.fragments() for word in each.searched if len(word) == 10)
    if words and ask.target.number not in ask.seen.marks:
        word = FIRST + ask.rng.choice(words)
        ask.is_refused(word, ask.never(word), lambda given: ask.ws.resolve(given, **ask.door))


def card(ask: Ask) -> None:
    """All that is said of an entity: what the visible records say, all of it and no more."""
    id_ = ask.entity()
    if id_ not in ask.seen.entities:
        ask.is_refused(id_, ask.never(id_), lambda given: ask.ws.card(given, **ask.door))
        return
    shown = ask.ws.card(id_, **ask.door)
    ask.tell(shown)
    said = [each for each in ask.seen.entities[id_] if each.schema == ask.seen.schema_of[id_]]
    ask.expect(shown.total_evidence, len(places(said)), "records of a card")
    ask.expect({each.seq for each in shown.statements} - {each.seq for each in said}, set(), "statements")
    ask.says(shown, ask.seen.words_of(said), "card")
    ask.expect(set(shown.marking.handling), handling(ask, said), "handling of a card")


def link_card(ask: Ask) -> None:
    """All that is said of a link, by an id that anybody can make up."""
    chosen = ask.rng.choice([each for each in ask.fragments() if each.ends])
    link = Link(ask.truth.ontology.get(chosen.schema).graph_name, chosen.schema, *chosen.ends)
    id_ = link_id(link)
    if link not in ask.seen.links:
        ask.is_refused(id_, ask.never(id_), lambda given: ask.ws.link_card(given, **ask.door))
        return
    shown = ask.ws.link_card(id_, **ask.door)
    ask.tell(shown)
    said = ask.seen.links[link]
    ask.expect(shown.total_evidence, len(places(said)), "records of a link")
    ask.says(shown, ask.seen.words_of(said), "link card")
    ask.expect(set(shown.marking.handling), handling(ask, said), "handling of a link")


def expand(ask: Ask) -> None:
    """The neighbours, their number by kind, and 'n of N' where few are shown."""
    centre = {ask.entity(), *filter(None, [ask.visible() if ask.rng.random() < 0.4 else None])}
    limit = ask.rng.choice((MANY, MANY, 3, 0))
    known = centre & ask.seen.entities.keys()
    around = set().union(*(ask.seen.neighbours(id_) for id_ in known)) - known
    kinds = sorted({ask.seen.schema_of[each] for each in around})
    wanted = [ask.rng.choice(kinds)] if kinds and ask.rng.random() < 0.2 else None
    found = ask.ws.expand(sorted(centre), limit=limit, schemas=wanted, **ask.door)
    ask.tell(found)
    strangers = {each for each in around if wanted is None or ask.seen.schema_of[each] in wanted}
    between = ask.seen.between(known | strangers)
    ask.expect(found.total_nodes, len(known | strangers), "number of entities around")
    ask.expect(found.total_links, len(between), "number of links around")
    counted = Counter(ask.seen.schema_of[each] for each in around)
    ask.expect(dict(found.kinds), dict(counted), "kinds around")
    if limit == MANY:
        ask.expect(set(found.nodes["id"]), known | strangers, "entities around")
        _expect_links(ask, found, between)
    if found.nodes.height <= DRAWN:
        _draw(ask, found)


def among(ask: Ask) -> None:
    """Some that are visible and some that are not, and the links between them."""
    ids = {ask.entity() for _ in range(6)} | set(filter(None, (ask.visible() for _ in range(3))))
    for id_ in sorted(ids & ask.seen.entities.keys())[:3]:
        ids |= set(sorted(ask.seen.neighbours(id_))[:5])
    found = ask.ws.among(sorted(ids), **ask.door)
    ask.tell(found)
    ask.expect(set(found.nodes["id"]), ids & ask.seen.entities.keys(), "entities among")
    _expect_links(ask, found, ask.seen.between(ids & ask.seen.entities.keys()))


def evidence(ask: Ask) -> None:
    """Records by numbers of fragments: guessed, those of hidden ones among them."""
    chosen = ask.rng.sample(ask.fragments(), min(12, len(ask.fragments())))
    others = [each for id_ in filter(None, [ask.visible()]) for each in ask.seen.entities[id_]][:5]
    asked: dict[str, list[int]] = {}
    for each in (*chosen, *others):
        asked.setdefault(each.schema, []).extend((each.seq, each.seq + ask.rng.randrange(1, 4)))
    found = ask.ws.evidence(asked, **ask.door)
    ask.tell(found)
    wanted = {(schema, seq) for schema, seqs in asked.items() for seq in seqs}
    said = [
        each
        for each in ask.truth.fragments
        if (each.schema, each.seq) in wanted
        and each.mark in ask.seen.marks
        and each.load <= ask.seen.last_load
    ]
    ask.expect(len(found), len(places(said)), "records by number")
    # A record of a table inside another need not say the word of the whole.
    ask.says(found, ask.seen.words_of(each for each in said if not each.place[1]), "evidence")


def known_by(ask: Ask) -> None:
    """Whether there was anything: whoever sees nothing is told that there was not."""
    found = ask.ws.known_by(ask.view or ask.ws.view())
    ask.tell(found)
    ask.expect(found, bool(ask.seen.entities), "whether anything was known")


def places(said: Iterable[Fragment]) -> set[tuple[int, str, int]]:
    """The records behind fragments."""
    return {each.place for each in said}


def handling(ask: Ask, said: Iterable[Fragment]) -> set[str]:
    """The handling codes of what is derived from these fragments."""
    return {code for each in said for code in ask.truth.marks[each.mark].handling} or {"H0"}


def link_id(link: Link) -> str:
    """A link's id as it is drawn."""
    return f"{link.type}:{link.source}>{link.target}"


def link_ids(links: Iterable[Link]) -> set[str]:
    """The ids of links as they are drawn."""
    return {link_id(link) for link in links}


def _expect_links(ask: Ask, found: Neighbourhood, links: Iterable[Link]) -> None:
    counted = {link_id(link): len(ask.seen.links[link]) for link in links}
    drawn = dict(found.links.select("id", "count").iter_rows())
    ask.expect(set(drawn), set(counted), "links")
    ask.expect(sum(drawn.values()), sum(counted.values()), "how often they are said")


def _draw(ask: Ask, found: Neighbourhood) -> None:
    """What the page is given to draw."""
    picture = picture_of(found, ask.ws.ontology)
    at = {node.id: (float(n), 0.0) for n, node in enumerate(picture.all_nodes)}
    drawn = network(picture, at)
    ask.tell([picture, picture.shown, drawn.nodes, drawn.edges])


READING = {
    "search": search,
    "resolve": resolve,
    "card": card,
    "link_card": link_card,
    "expand": expand,
    "among": among,
    "evidence": evidence,
    "known_by": known_by,
}
