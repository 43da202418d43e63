"""The kinds of records that a statement may read: what its rows may have been made of."""

from __future__ import annotations

from collections.abc import Iterator

from interlink.graph.desired import labels_of
from interlink.model.schema import Ontology, Schema
from interlink.queries.statement import Clause, Statement

__all__ = ["kinds_read"]

# What stands before a pattern; some choose among its paths.
BEGINNING = ("MATCH", "ALL", "ANY", "PATH", "PATHS")
LINK = ("-", "<", ">")


def kinds_read(text: str, ontology: Ontology) -> frozenset[str]:
    """The names of the schemas whose entities and links a statement may read: rather too many than too few.

    Where a link leads to an entity of no label, or over others, the kinds at its ends are among them. All
    kinds where a link has no type, an entity neither label nor link, or something is named by what it is not.
    """
    statement = Statement(text)
    places = range(len(statement.tokens))
    named = {token.text for token in statement.tokens if token.is_name}
    links = [kind for kind in ontology.links() if _types(kind) & named]
    bare = [place for place in places if _is_bare(statement, place)]
    is_open = any(_is_untyped(statement, at) or _is_other(statement, at) for at in places)
    if is_open or not all(_is_led_to(statement, place) for place in bare):
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
    is_named = statement.is_sign(after + 1, ":") or statement.is_sign(after + 2, ":")
    return statement.is_sign(after, "[") and not is_named


def _is_other(statement: Statement, place: int) -> bool:
    """Whether a label or type is meant here by what it is not, `!Phone`, or by any, `%`."""
    is_any = statement.is_sign(place, "%") and statement.is_sign(place - 1, ":", "|", "&", "(")
    return is_any or statement.is_sign(place, "!")


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
    begins = statement.is_keyword(place - 1, *BEGINNING) or statement.is_sign(place - 1, ",", "=", "{", "(")
    if not (begins or _is_led_to(statement, place)):
        return False
    first, end = statement.at(place + 1), statement.partner[place]
    name = first.text if first is not None and first.is_name else ""
    after = place + 1 + bool(name)
    if after != end and not statement.is_sign(after, "{") and not statement.is_word(after, "WHERE"):
        return False
    return not any(_is_same(statement, at, place) for at in statement.labelled.get(name, ()) if at < place)


def _is_same(statement: Statement, first: int, then: int) -> bool:
    """Whether a name means at `then` what it does at `first`.

    That is in the same block or one in it, where each WITH between hands it on as it is.
    """
    block, around = _block(statement, first), _block(statement, then)
    if around[: len(block)] != block:
        return False
    name = statement.tokens[first].text
    between = [each for each in statement.clauses if first < each.start < then]
    return all(
        _hands_on(statement, each, name)
        for each in between
        if each.word in ("WITH", "UNION") and around[: len(each.block)] == each.block
    )


def _block(statement: Statement, place: int) -> tuple[int, ...]:
    """The braces of the block that a place lies in."""
    clause = statement.clause_of(place)
    return clause.block if clause is not None else ()


def _hands_on(statement: Statement, clause: Clause, name: str) -> bool:
    start = clause.start + (2 if statement.is_word(clause.start + 1, "DISTINCT") else 1)
    ends = (at for at in statement.own(clause) if statement.is_keyword(at, "ORDER", "SKIP", "LIMIT", "WHERE"))
    items = statement.split(start, next(ends, clause.end))
    return clause.word == "WITH" and any(
        after == first + 1 and statement.tokens[first].text in (name, "*") for first, after in items
    )
