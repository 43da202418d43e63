"""What a statement may read: kinds by its labels and types, all where it does not say."""

from __future__ import annotations

import pytest

from interlink.model.schema import load_ontology
from interlink.queries.kinds import kinds_read

ONTOLOGY = load_ontology()
ALL = frozenset(kind.name for kind in (*ONTOLOGY.entities(), *ONTOLOGY.links()))
PARTIES = frozenset(kind.name for kind in ONTOLOGY.concrete("Party"))
CALLERS = frozenset(
    kind.name
    for schema in ONTOLOGY.links()
    if schema.graph_name == "CALLED" and schema.edge is not None
    for end in (schema.edge.source, schema.edge.target)
    for kind in ONTOLOGY.concrete(end)
)


@pytest.mark.parametrize(
    ("statement", "kinds"),
    [
        ("MATCH (a:Phone)-[:CALLED]->(b:Phone) RETURN a, b", {"Phone", "Called"}),
        ("MATCH (a:Phone)-[t:CALLS_TOTAL]-(b:Phone) RETURN t", {"Phone", "Called"}),
        ("MATCH (a:Party) RETURN count(a) AS n", PARTIES),
        ("MATCH (a) WHERE a.id = 'x' RETURN a", ALL),
        ("MATCH (a:Phone), (b {id: 'x'}) RETURN b", ALL),
        ("MATCH (a:Phone)--(b) RETURN b", ALL),
        ("MATCH (a:Phone)-->(b:Phone) RETURN b", ALL),
        ("MATCH (a:Phone)-[r]-(b:Phone) RETURN r", ALL),
        ("MATCH (a:Phone)-[*1..2]-(b:Phone) RETURN b", ALL),
        ("MATCH (a:Phone) WHERE NOT EXISTS { (a)-[]-() } RETURN a", ALL),
        ("MATCH (a:Phone)-[:CALLED]->(b) RETURN b", {"Phone", "Called"} | CALLERS),
        ("MATCH (a:Phone)-[:CALLED*1..3]->(b:Phone) RETURN b", {"Phone", "Called"} | CALLERS),
        ("MATCH (a:Phone)-[:CALLED]->{1,3}(b:Phone) RETURN b", {"Phone", "Called"} | CALLERS),
        ("MATCH (a:!Phone) RETURN a", ALL),
        ("MATCH (a:%) RETURN a", ALL),
        ("MATCH (a:Phone) WHERE a.first_seen.year % 2 = 0 RETURN a", {"Phone"}),
        ("MATCH (a:Phone)-[r:!CALLED]->(b:Phone) RETURN b", ALL),
        ("MATCH (a:Phone)-[r WHERE a:Phone]->(b) RETURN b", ALL),
        ("MATCH ALL (a) RETURN a", ALL),
        ("MATCH (a WHERE a.id = 'x') RETURN a", ALL),
        # The second of the name is another.
        ("MATCH (a:Phone) WITH count(a) AS c MATCH (a) RETURN a", ALL),
        ("MATCH (a:Phone), (b:Phone) WITH b AS a MATCH (a) RETURN a", ALL),
        ("CALL { MATCH (a:Phone) RETURN count(*) AS c } MATCH (a) RETURN a", ALL),
        ("MATCH (a:Phone) WITH DISTINCT a ORDER BY a.id MATCH (a) RETURN a", {"Phone"}),
        ("MATCH (a:Phone) WITH * WHERE EXISTS { (a)-[:CALLED]->(:Phone) } RETURN a", {"Phone", "Called"}),
        ("MATCH (a:Phone) MATCH (a)-[:CALLED]->(b:Phone) RETURN size(b.id) - (1)", {"Phone", "Called"}),
    ],
)
def test_a_statement_reads_the_kinds_that_its_patterns_fit(statement: str, kinds: set[str]) -> None:
    assert kinds_read(statement, ONTOLOGY) == kinds
