from __future__ import annotations

from interlink.graph.reach import refuse_beyond_graph
from interlink.render.cypher import cypher_of


def test_ids_stand_in_the_statement_as_texts_that_cannot_end_early() -> None:
    statement = cypher_of(["north:person:O'Hara", "a\\b", "x'] MATCH (n) DETACH DELETE n //"])

    assert (
        "'north:person:O\\'Hara',\n  'a\\\\b',\n  'x\\'] MATCH (n) DETACH DELETE n //'\n] AS shown"
        in statement
    )
    refuse_beyond_graph(statement)
