"""Random statements of the Cypher that both stores share give the same rows in both.

What differs is refused by `interlink.queries`, each with its reason, and not written here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from model_records import SOURCE, write_records
from portable import Link, Writer, links_between
from query_library import NAMES

from homes import Home, audience
from interlink.errors import QueryError
from interlink.graph.local import LocalStore
from interlink.graph.neo4j import Neo4jStore
from interlink.graph.store import GraphStore
from interlink.model.schema import Ontology, load_ontology
from interlink.queries.names import Vocabulary, name_problems
from interlink.queries.statement import Statement
from interlink.sources import find_source
from soak import SOAK, TALLY

WALKED = """
MATCH (a)-[r]->(b)
RETURN DISTINCT head([label IN labels(a) WHERE label <> 'Party']) AS source, type(r) AS type,
  head([label IN labels(b) WHERE label <> 'Party']) AS target
"""
EXAMPLES = 60
PER_ROUND = 200
REFUSED = "refused"


@dataclass
class Both:
    """One graph in either store, of every schema of the model."""

    stores: Mapping[str, GraphStore]
    ontology: Ontology
    links: list[Link]

    def rows(self, statement: str) -> dict[str, object]:
        """What each store answers; that it refused, where a value is of no use, such as text for a number."""
        found: dict[str, object] = {}
        for kind, store in self.stores.items():
            try:
                found[kind] = store.read(audience(NAMES[kind]).database, statement, {}).rows
            except QueryError as error:
                if "stopped after" in str(error):
                    raise
                found[kind] = REFUSED
        return found


@pytest.fixture(scope="module")
def both(
    graph_store: LocalStore, neo4j: Neo4jStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Both]:
    folder = tmp_path_factory.mktemp("model")
    home = Home(folder / "home")
    report = home.loader.run(find_source(SOURCE), [write_records(home.ontology, folder / "records.jsonl")])
    assert (report.state, report.quarantined) == ("committed", 0)
    stores: dict[str, GraphStore] = {"embedded": graph_store, "neo4j": neo4j}
    for kind, store in stores.items():
        home.builder(store).rebuild(audience(NAMES[kind]))
    links = links_between(graph_store.read(audience(NAMES["embedded"]).database, WALKED).rows)
    yield Both(stores, home.ontology, links)
    home.ledger.close()


# The same statements each time, others in every soak. A failing one is not made smaller: that takes long.
@settings(
    max_examples=SOAK * PER_ROUND or EXAMPLES,
    derandomize=not SOAK,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_random_statements_give_the_same_rows(both: Both, data: st.DataObject) -> None:
    statement = Writer(both.ontology, both.links, data.draw).statement()

    rows = both.rows(statement)

    TALLY.setdefault("random statements on both stores", Counter()).update(tried=1)
    assert alike(rows["embedded"], rows["neo4j"]), f"{statement}\n{rows}"


@settings(max_examples=200, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_random_statements_name_what_the_model_has(data: st.DataObject) -> None:
    ontology = load_ontology()
    links = [Link("Person", "OWNS", "Company"), Link("Phone", "CALLED", "Phone")]

    text = Writer(ontology, links, data.draw).statement()

    assert list(name_problems(Statement(text), Vocabulary(ontology))) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((1, "a"), (1, "a"), True),
        ((0.1 + 0.2,), (0.3,), True),
        ((math.nan,), (math.nan,), True),
        ((1,), (True,), False),
        (([1, None],), ([1],), False),
        ("refused", (), False),
    ],
)
def test_rows_are_alike_up_to_the_last_digits(one: object, other: object, same: bool) -> None:
    assert alike(one, other) is same


def alike(one: object, other: object) -> bool:
    """Whether two values are the same, numbers up to their last digits, whole or not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        is_none = math.isnan(one) and math.isnan(other)
        return is_none or math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    return type(one) is type(other) and one == other
