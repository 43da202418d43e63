"""Values for the parameters of saved queries in a made world: of planted entities, those with the most links.

What a query asks of is read from its statement: the labels of the node whose id is compared with the
parameter. A new query needs nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from interlink.queries import Query
from interlink.queries.spec import Parameter
from interlink.queries.statement import Statement
from interlink.worlds.truth.planted import Truth

__all__ = ["BUSIEST", "Values", "labels_asked", "planted_ids"]

# How many entities of a label take turns.
BUSIEST = 5
RANKED = """
MATCH (n{labels})
WITH n.id AS id, n.id IN $ids AS is_planted, COUNT {{ (n)--() }} AS links
RETURN id ORDER BY is_planted DESC, links DESC, id LIMIT {most}
"""
FROM, UNTIL = "2025-03-01", "2025-06-01"

Asked = Callable[[str, Mapping[str, object]], Iterable[tuple[object, ...]]]
"""The rows of a statement in the world's graph."""


class Values:
    """What is given for each parameter, from one graph; entities of a label are ranked once."""

    def __init__(self, ask: Asked, planted: Iterable[str]) -> None:
        self._ask = ask
        self._planted = sorted(planted)
        self._ranked: dict[str, list[str]] = {}

    def of(self, query: Query, turn: int = 0) -> dict[str, object]:
        """A value for each parameter without a default; in another turn of other entities."""
        asked = labels_asked(query)
        found: dict[str, object] = {}
        taken: dict[str, int] = {}
        for name, parameter in query.header.params.items():
            if not parameter.required:
                continue
            labels = asked.get(name, "")
            if parameter.type in ("entity", "entities") and self.ranked(labels):
                place = taken[labels] = taken.get(labels, turn - 1) + 1
                found[name] = self._entity(labels, place, several=parameter.type == "entities")
            else:
                found[name] = self._plain(name, parameter, query)
        # the first moment that is asked for begins a span, the next ends it
        spans = [name for name in found if query.header.params[name].type in ("date", "time")]
        for _, later in pairwise(spans):
            found[later] = UNTIL
        return found

    def _entity(self, labels: str, place: int, *, several: bool) -> object:
        ranked = self.ranked(labels)
        if several:
            return [ranked[(place + at) % len(ranked)] for at in range(min(3, len(ranked)))]
        return ranked[place % len(ranked)]

    def ranked(self, labels: str) -> list[str]:
        """Ids of entities with these labels, if any: the planted ones first, and those with more links."""
        if labels not in self._ranked:
            statement = RANKED.format(labels=f":{labels}" if labels else "", most=BUSIEST)
            found = list(self._ask(statement, {"ids": self._planted}))
            self._ranked[labels] = [str(row[0]) for row in found]
        return self._ranked[labels]

    def _plain(self, name: str, parameter: Parameter, query: Query) -> object:
        if parameter.type in ("date", "time"):
            return FROM
        # a text such as a commodity code, and a country, mean in a world what they mean in the example
        return query.header.example.params[name]


def planted_ids(truth: Truth) -> set[str]:
    """Every entity of the planted networks: parties, and the phones, accounts and documents that they use."""
    members = [member for network in truth.networks for member in network.members]
    return {id_ for member in members for id_ in (*member.entities, *member.means)}


def labels_asked(query: Query) -> dict[str, str]:
    """By parameter the labels, as a pattern has them, of the node whose id it is compared with."""
    statement = Statement(query.text)
    bound: dict[str, str] = {}
    found: dict[str, str] = {}
    for place, token in enumerate(statement.tokens):
        if token.is_name and statement.is_sign(place - 1, "(") and statement.is_sign(place + 1, ":"):
            bound.setdefault(token.text, _labels(statement, place + 1))
    for place, token in enumerate(statement.tokens):
        if token.kind != "parameter":
            continue
        braces = statement.opener(place)
        if braces is not None and statement.is_sign(braces, "{") and statement.is_word(place - 2, "ID"):
            start = statement.opener(braces)
            if start is not None:
                at = start + 1 if statement.is_sign(start + 1, ":") else start + 2
                found.setdefault(token.text, _labels(statement, at))
        elif statement.is_sign(place - 1, "=", "<>") or statement.is_word(place - 1, "IN"):
            holder = statement.at(place - 4)
            if holder is not None and statement.is_word(place - 2, "ID"):
                found.setdefault(token.text, bound.get(holder.text, ""))
    return found


def _labels(statement: Statement, colon: int) -> str:
    """What stands after the colon of a node, until its brace or bracket ends it."""
    said: list[str] = []
    at = colon + 1
    while (token := statement.at(at)) is not None and (token.is_name or token.is_sign("|", "&", "!", ":")):
        if token.is_name and said and said[-1] not in ("|", "&", "!", ":"):
            break
        said.append(token.text)
        at += 1
    return "".join(said)
