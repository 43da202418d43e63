"""Words that stand for a variable and that nothing binds are told; what binds one is known."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from portable import Link, Writer

from interlink.model.schema import load_ontology
from interlink.queries.statement import Statement
from interlink.queries.variables import variable_problems


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("MATCH (phone:Phone)\nRETURN phon.id", [(2, "nothing is called 'phon'. Did you mean 'phone'?")]),
        ("MATCH (a:Phone)\nRETRUN a.id AS id", [(2, "nothing is called 'RETRUN'. Did you mean 'RETURN'?")]),
        ("match (a:Phone) retrun a.id AS id", [(1, "nothing is called 'retrun'. Did you mean 'return'?")]),
        ("MATCH (a:Phone) RETURN count(xyzzy) AS n", [(1, "nothing is called 'xyzzy'.")]),
        ("MATCH (a:Phone {id: who}) RETURN a.id AS id", [(1, "nothing is called 'who'.")]),
        ("MATCH (a) WHERE a.id IN idds RETURN a", [(1, "nothing is called 'idds'.")]),
        ("MATCH (a)-[r:OWNS]->() RETURN rel.since AS s", [(1, "nothing is called 'rel'.")]),
        ("MATCH (a) RETURN [x IN a.country | toUpper(y)] AS n", [(1, "nothing is called 'y'.")]),
    ],
)  # fmt: skip
def test_a_word_that_nothing_binds_is_told_with_its_line(text: str, said: list[tuple[int, str]]) -> None:
    assert list(variable_problems(Statement(text))) == said


@pytest.mark.parametrize(
    "text",
    [
        "MATCH p = (a:Company|Person)-[r:OWNS*1..6]->(b {id: 'x'}) WHERE (a)-[:OWNS]->(b) RETURN p, r",
        "MATCH p = shortestPath((a)-[:CALLED*..4]-(b)) WHERE ALL(x IN nodes(p) WHERE x.id > '') RETURN p",
        "MATCH (a) WITH a, count(*) AS n ORDER BY n DESC, a.id SKIP 1 LIMIT 3 RETURN DISTINCT n",
        "MATCH (a) RETURN reduce(total = 0, x IN a.country | total + size(x)) AS n",
        "UNWIND [1, 2] AS x RETURN CASE WHEN x = 1 THEN true ELSE null END AS n",
        "MATCH (a) WITH {first: a.id, set: 1} AS row RETURN row.set AS n",
        "MATCH (a) WHERE NOT EXISTS { (:Party)-[:OWNS]->(a) } RETURN COUNT { (a)-->(:Phone) } AS n",
        "MATCH (a) RETURN duration.between(a.first_seen, datetime('2026-01-01T00:00:00Z')).days AS n",
        "MATCH (a) CALL (a) { MATCH (a)-[:OWNS|DIRECTS]-(b) RETURN b } RETURN b.id AS n",
        "MATCH (a) RETURN COLLECT { MATCH (a)--(b) RETURN b.id ORDER BY b.id } AS n",
        "MATCH (a) RETURN [(a)-[:OWNS]->(b) WHERE b.id > '' | b.id] AS n",
        "MATCH (`two words`) WHERE `two words`:Person XOR `two words`.id STARTS WITH 'x' RETURN 1 AS n",
    ],
)
def test_what_is_bound_is_known(text: str) -> None:
    assert list(variable_problems(Statement(text))) == []


@settings(
    max_examples=200,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_random_statements_that_both_stores_run_read_what_they_bind(data: st.DataObject) -> None:
    links = [Link("Person", "OWNS", "Company"), Link("Phone", "CALLED", "Phone")]
    text = Writer(load_ontology(), links, data.draw).statement()

    assert list(variable_problems(Statement(text))) == [], text
