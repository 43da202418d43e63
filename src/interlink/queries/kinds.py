"""The kinds of records that a statement may read: what its rows may have been made of."""

from __future__ import annotations

from collections.abc import Iterator

from interlink.graph.desired import labels_of
from interlink.model.schema import Ontology, Schema
from interlink.queries.statement import Statement

__all__ = ["kinds_read"]

LINK = ("-", "<", ">")


def kinds_read(text: str, ontology: Ontology) -> frozenset[str]:
    """The names of the schemas whose entities and links a statement may read: rather too many than too few.

    Where a link leads to an entity of no label, or over others, the kinds at its ends are among them. All
    kinds where a link has no type, or an entity neither label nor link.
    """
    statement = Statement(text)
    places = range(len(statement.tokens))
    named = {token.text for token in statement.tokens if token.is_name}
    links = [kind for kind in ontology.links() if _types(kind) & named]
    bare = [place for place in places if _is_bare(statement, place)]
    if any(_is_untyped(statement, place) for place in places) or not all(
        _is_led_to(statement, place) for place in bare
    ):
        return frozenset(kind.name for kind in (*ontology.entities(), *ontology.links()))
    found = {kind.name for kind in ontology.entities() if set(labels_of(kind)) & named}
    found |= {kind.name for kind in links}
    if bare or any(_leads_over_others(statement, place) for place in places):
        found |= {each.name for kind in links for each in _ends(kind, ontology)}
    return frozenset(found)


def _types(kind: Schema) -> set[str]:
    return {kind.graph_name} | ({kind.total.type} if kind.total is not None else set())


def _ends(kind: Schema, ontology: Ontology) -> Iterator[Schema]:
    for end in (kind.edge.source, kind.edge.target) if kind.edge is not None else ():
        yield from ontology.concrete(end)


def _is_untyped(statement: Statement, place: int) -> bool:
    """Whether a link begins here that has no type."""
    if not statement.is_sign(place, "-"):
        return False
    after = place + 1
    if statement.is_sign(after, "-"):
        return True
    colons = (
        statement.is_sign(at, ":") and statement.opener(at) == after
        for at in range(after, statement.partner.get(after, after))
    )
    return statement.is_sign(after, "[") and not any(colons)


def _leads_over_others(statement: Statement, place: int) -> bool:
    """Whether a link may be several, one after another: `*1..6`, `{1,6}`, `+`."""
    around = statement.opener(place)
    if statement.is_sign(place, "*") and around is not None and statement.is_sign(around, "["):
        return True
    return statement.is_sign(place, "{", "+", "*") and statement.is_sign(place - 1, "-", ">", "]")


def _is_led_to(statement: Statement, place: int) -> bool:
    """Whether a link stands before or after the brackets that begin here."""
    return statement.is_sign(place - 1, *LINK) or statement.is_sign(statement.partner[place] + 1, *LINK)


def _is_bare(statement: Statement, place: int) -> bool:
    """Whether an entity is meant here, to whose name no label was given."""
    if not statement.is_sign(place, "("):
        return False
    begins = statement.is_keyword(place - 1, "MATCH") or statement.is_sign(place - 1, ",", "=", "{", "(")
    if not (begins or _is_led_to(statement, place)):
        return False
    first, end = statement.at(place + 1), statement.partner[place]
    name = first.text if first is not None and first.is_name else ""
    after = place + 1 + bool(name)
    return (after == end or statement.is_sign(after, "{")) and name not in _labelled(statement)


def _labelled(statement: Statement) -> frozenset[str]:
    """The names of entities that a label follows somewhere."""
    return frozenset(
        token.text
        for place, token in enumerate(statement.tokens)
        if token.is_name and statement.is_sign(place + 1, ":") and statement.is_sign(place - 1, "(")
    )
