"""What is refused in a statement, each with its reason, and what only looks like it."""

from __future__ import annotations

import pytest

from interlink.model.schema import load_ontology
from interlink.queries.check import statement_problems
from interlink.queries.names import Vocabulary, name_problems
from interlink.queries.spec import Header
from interlink.queries.statement import Statement
from interlink.queries.tokens import NotCypher, tokens

HEADER = Header.model_validate(
    {
        "id": "a/b",
        "asks": "?",
        "returns": "value",
        "columns": {"n": "integer"},
        "tags": ["a"],
        "reviewed": "2026-11-28",
        "example": {"graph": "holdings", "row": {}},
    }
)
END = " RETURN 1 AS n"


def refused(text: str) -> list[str]:
    statement = Statement(text)
    return [
        words
        for _, words in (
            *statement_problems(statement, HEADER),
            *name_problems(statement, Vocabulary(load_ontology())),
        )
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("MATCH (a) SET a.name = 'x'" + END, "SET writes"),
        ("LOAD CSV FROM 'x' AS row" + END, "LOAD writes"),
        ("MATCH (a)-[:OWNS*]->(b)" + END, "'*' has no upper bound"),
        ("MATCH (a)-[:OWNS*2..]->(b)" + END, "'*' has no upper bound"),
        ("MATCH (a)-[:OWNS*1..1000000]->(b)" + END, "'*' has an upper bound over 20"),
        ("MATCH ((a)-[:OWNS]->(b)){1,999}" + END, "'{n,}' after a path has an upper bound over 20"),
        ("MATCH (a)-[x*..{id: 1}]->(b)" + END, "'*' has no upper bound"),
        ("MATCH (a)-[:OWNS]->+(b)" + END, "'+' after a path"),
        ("MATCH ((a)-[:OWNS]->(b))*" + END, "'*' after a path"),
        ("MATCH ((a)-[:OWNS]->(b)){1,}" + END, "'{n,}' after a path"),
        ("MATCH p = ANY SHORTEST (a)-[:OWNS]-(b)" + END, "SHORTEST is not in the embedded store"),
        ("CALL apoc.help('x') YIELD name" + END, "a procedure is called"),
        ("RETURN apoc.text.join(['a'], '') AS n", "text.join() is not in both stores"),
        ("MATCH (a) RETURN id(a) AS n", "id() is the store's own number"),
        ("MATCH (a) RETURN elementId(a) AS n", "elementId() is the store's own"),
        ("MATCH (a) RETURN toString(a.first_seen) AS n", "toString() writes a datetime otherwise"),
        ("MATCH (a) RETURN toStringOrNull(a.first_seen) AS n", "toString() writes a datetime otherwise"),
        ("RETURN localdatetime() AS n", "localdatetime() is now"),
        ("RETURN datetime.realtime() AS n", "datetime.realtime() is now"),
        ("RETURN my.date.parse('x') AS n", "date.parse() is not in both stores"),
        ("MATCH (a) RETURN `id`(a) AS n", "`id`() is called in backticks"),
        (
            "MATCH (a) RETURN [(a)-[:OWNS]->(b) | b.id] AS n",
            "a list of what a pattern finds comes in any order",
        ),
        ("RETURN datetime() AS n", "datetime() is now"),
        ("MATCH (a) RETURN max(a.name) IS NOT NULL AS n", "max() before IS NULL"),
        ("MATCH (a) RETURN collect(a.id) AS n", "collect without an order"),
        ("MATCH (a) WITH a ORDER BY a.id MATCH (b) RETURN collect(a.id) AS n", "collect without an order"),
        ("RETURN COLLECT { MATCH (a) RETURN a.id } AS n", "collect without an order"),
        ("MATCH (a) WITH a LIMIT 3" + END, "WITH has LIMIT or SKIP and no ORDER BY"),
        ("RETURN 1 AS n UNION RETURN 2 AS n", "UNION cannot be ordered"),
        ("RETURN 1 AS n;", "';' ends a statement"),
        ("MATCH (a) RETURN round(a.height_cm / 3, 1) AS n", "round() to digits"),
        ("MATCH ()-[r:PAID]->() RETURN avg(r.amount) AS n", "avg() differs in its last digits"),
        ("MATCH ()-[r:PAID]->() RETURN percentileCont(r.amount, 0.5) AS n", "percentileCont() differs"),
        ("RETURN split('a,b;c', [',', ';']) AS n", "split() at several texts"),
        ("MATCH (a) RETURN labels(a)[0] AS n", "labels() comes in another order"),
        ("MATCH (a) RETURN head(labels(a)) AS n", "labels() comes in another order"),
        ("MATCH (a) RETURN keys(a) AS n", "keys() comes in another order"),
        ("MATCH (a) WHERE exists(a.name)" + END, "exists() is not in Neo4j any more"),
        ("MATCH (a) LET b = a.name" + END, "LET is not in Neo4j 5"),
        ("MATCH (a) FILTER a.name = 'x'" + END, "FILTER is not in Neo4j 5"),
        ("RETURN 1_000 AS n", "1_000 is no number in the embedded store"),
        (
            "MATCH (a) WHERE duration.between(a.first_seen, a.last_seen) > duration({days: 1})" + END,
            "durations are compared in the embedded store alone",
        ),
        ("MATCH (a) WITH duration({days: 1}) < a.d AS x" + END, "durations are compared"),
        ("MATCH p = shortestPath((a:Phone)-[:CALLED*..4]-(b:Phone))" + END, "from a node to itself"),
        (
            "MATCH (a:Company) RETURN toUpper(a.country) AS n",
            "toUpper() takes a text, and 'country' has several",
        ),
        (
            "MATCH (a:Company) RETURN left(a.country, 1) AS n",
            "left() takes a text, and 'country' has several",
        ),
        ("MATCH (a:Company) WHERE a.country =~ 'N.*'" + END, "=~ takes a text, and 'country' has several"),
        ("MATCH (a:Company) RETURN reverse(coalesce(a.country, [])) AS n", "reverse() of the list 'country'"),
        ("MATCH ()-[r:PAID]->() RETURN 'at ' + r.at AS n", "the time 'at' becomes a text"),
        ("MATCH ()-[r:PAID]->() RETURN r.at + ' UTC' AS n", "the time 'at' becomes a text"),
        ("MATCH (a:Identifier)" + END, "no label is called 'Identifier'"),
        ("MATCH ()-[:OWN]->()" + END, "no type of link is called 'OWN'. Did you mean 'OWNS'?"),
        ("MATCH (a:Phone) WHERE a.imo = 'x'" + END, "nothing here has a property 'imo'"),
        ("MATCH ()-[r:OWNS]->() WHERE r.share > 1" + END, "nothing here has a property 'share'"),
        ("MATCH (a) WHERE a.nmae = 'x'" + END, "nothing here has a property 'nmae'. Did you mean 'name'?"),
        (
            "MATCH ()-[r:CALLS_TOTAL]->() WHERE r.calls > 1" + END,
            "nothing here has a property 'calls'. It has count, currency, first, last, sum.",
        ),
    ],
)
def test_what_differs_between_the_stores_is_refused(text: str, said: str) -> None:
    assert any(said in each for each in refused(text)), refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (a:Person) WHERE a.name = 'SET * DELETE // MERGE' /* CREATE */ // DROP\n" + END,
        "MATCH (a:Company|Person)-[r:OWNS*1..6]->(b {id: 'x'}) WHERE 2 * 3 = 6" + END,
        "MATCH (a)-[:OWNS*3]->(b)-[:OWNS*..2]->(c)" + END,
        "MATCH ((a)-[:OWNS]->(b)){1,3} WHERE (1) + (2) = 3" + END,
        "MATCH (a)-[c:CALLS_TOTAL]-(b) WHERE c.sum > 1 AND c.count > 2" + END,
        "MATCH (a) WITH a ORDER BY a.id WITH collect(DISTINCT a.id) AS ids" + END,
        "RETURN COLLECT { MATCH (a) RETURN a.id ORDER BY a.id } AS n",
        "MATCH (a) WHERE a:Person AND a.caption STARTS WITH 'x' AND a.last_seen.year = 2026" + END,
        "MATCH (a) WITH {first: a.id, set: 1} AS row WHERE row.set = 1" + END,
        "MATCH (a) RETURN count(*) AS n",
        "MATCH (a:Phone), (b:Phone) WHERE a.id <> b.id MATCH p = shortestPath((a)-[:CALLED*..4]-(b))" + END,
        "MATCH p = shortestPath((a:Phone)-[:CALLED*..4]-(b:Phone)) WHERE a.id < b.id" + END,
        "MATCH ()-[r:PAID]->() WITH avg(r.amount) AS mean RETURN round(mean * 100) / 100.0 AS n",
        "MATCH (a) RETURN head([label IN labels(a) WHERE label <> 'Party']) AS n",
        "MATCH (a) WHERE 'Person' IN labels(a)" + END,
        "MATCH (a) RETURN size([(a)-[:OWNS]->(b) | b.id]) AS n",
        "MATCH (a:Company) RETURN [x IN a.country WHERE x <> 'NL' | [y IN a.country | y]] AS n",
        "MATCH (a)-[:OWNS*1..20]->(b)" + END,
        "MATCH (a) RETURN datetime.truncate('month', a.first_seen) AS n",
        "MATCH (a)-[r:PAID]->(b)-[s:PAID]->(c) WHERE s.at <= r.at + duration({days: 3})" + END,
        "MATCH (a)-[r:PAID]->() WHERE duration.between(r.at, a.last_seen).days > 3" + END,
        "MATCH (a:Company) RETURN [x IN a.country | toUpper(x)] AS n",
        "MATCH (a:Company) RETURN left(a.country[0], 1) AS n",
        "MATCH (a:Company) RETURN reverse([x IN a.country | x]) AS n",
        "MATCH (a:Company) RETURN reverse(a.name) AS n",
        "CALL { MATCH (a) RETURN a.id AS x UNION MATCH (b) RETURN b.id AS x }" + END,
        "MATCH (a) RETURN duration.between(a.first_seen, a.last_seen).days AS n",
    ],
)
def test_what_both_stores_share_is_none(text: str) -> None:
    assert refused(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [("RETURN 'x", "a text begins"), ("RETURN `x", "a name begins"), ("/* x", "a comment begins")],
)
def test_what_does_not_end_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(NotCypher, match=said) as caught:
        tokens("\n" + text)

    assert caught.value.line == 2


def test_brackets_too_deep_in_each_other_are_refused_at_once() -> None:
    with pytest.raises(NotCypher, match="brackets lie more than 50 deep"):
        Statement("RETURN " + "(" * 20_000 + "1" + ")" * 20_000)


def test_tokens_know_texts_names_parameters_and_ranges() -> None:
    found = [
        (each.kind, each.text)
        for each in tokens("MATCH (`a b`)-[*1..3]-() // $no\nWHERE x.y = $p + 'it\\'s'")
    ]

    assert found == [
        ("word", "MATCH"), ("sign", "("), ("quoted", "a b"), ("sign", ")"), ("sign", "-"), ("sign", "["),
        ("sign", "*"), ("number", "1"), ("sign", ".."), ("number", "3"), ("sign", "]"), ("sign", "-"),
        ("sign", "("), ("sign", ")"), ("word", "WHERE"), ("word", "x"), ("sign", "."), ("word", "y"),
        ("sign", "="), ("parameter", "p"), ("sign", "+"), ("text", "'it\\'s'"),
    ]  # fmt: skip
