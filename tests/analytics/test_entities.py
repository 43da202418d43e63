"""What a finding says of single entities has names and values that a graph can hold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from test_finding import ASK, EDGES

from interlink.analytics import centrality
from interlink.analytics.entities import entity_rows
from interlink.errors import QueryError
from interlink.graph.findings import FINDINGS
from interlink.model.schema import load_ontology
from interlink.projection import Projection

OF_ENTITIES = {
    "brokerage",
    "by_layer",
    "centrality",
    "communities",
    "connect",
    "disruption",
    "everyone reached",
    "infomap",
    "multilayer",
    "phases",
    "sequential",
    "walk",
}
MOMENT = datetime(2026, 1, 2, 10, tzinfo=UTC)
# What a graph says beside them of the finding's marking.
BESIDE = {"source_grade", "information_grade", "handling"}


@pytest.mark.parametrize("name", sorted(OF_ENTITIES))
def test_columns_of_entities_are_words_apart_from_the_marking(name: str) -> None:
    rows = entity_rows(ASK[name](Projection.from_edges(EDGES, weight="w", at="at")))
    columns = rows.columns

    assert columns[0] == "id"
    assert [each for each in columns if not re.fullmatch(r"[a-z]\w*", each, re.ASCII)] == []
    assert BESIDE.isdisjoint(columns)
    assert rows["id"].n_unique() == rows.height > 0


@pytest.mark.parametrize("name", sorted(ASK.keys() - OF_ENTITIES))
def test_what_is_not_about_single_entities_is_refused(name: str) -> None:
    found = ASK[name](Projection.from_edges(EDGES, weight="w", at="at"))

    with pytest.raises(QueryError, match=f"{found.analytic}: no table has one row for each entity"):
        entity_rows(found)


def test_values_are_those_that_a_graph_holds() -> None:
    found = centrality(Projection.from_edges(pd.DataFrame({"src": ["a"], "dst": ["b"]})), resamples=0)
    table = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "caption": ["A", "B", "C"],
            "score": [1.5, np.nan, np.inf],
            "rank": np.array([1, 2, 3], dtype=np.int32),
            "weak": [True, False, True],
            "role": ["x", None, "z"],
            "at": pd.to_datetime(["2026-01-02T10:00:00", None, None]),
            "layers": [("p",), ("q", "r"), ()],
        }
    )

    rows = entity_rows(replace(found, tables={"entities": table}))

    assert rows.to_dicts() == [
        {
            "id": "a",
            "score": 1.5,
            "rank": 1,
            "weak": True,
            "role": "x",
            "at": datetime(2026, 1, 2, 10, tzinfo=UTC),
        },
        {"id": "b", "score": None, "rank": 2, "weak": False, "role": None, "at": None},
        {"id": "c", "score": None, "rank": 3, "weak": True, "role": "z", "at": None},
    ]


@pytest.mark.parametrize("ids", [["a", "a"], ["a", None], []])
def test_a_table_without_one_row_an_entity_is_refused(ids: list[str | None]) -> None:
    found = centrality(Projection.from_edges(pd.DataFrame({"src": ["a"], "dst": ["b"]})), resamples=0)

    with pytest.raises(QueryError, match="centrality: no table has one row for each entity, by its `id`"):
        entity_rows(replace(found, tables={"entities": pd.DataFrame({"id": ids, "degree": 1})}))


def test_no_schema_has_a_property_that_a_finding_could_have() -> None:
    names = {name for schema in load_ontology() for name in schema.properties}

    assert {name for name in names if name == FINDINGS or name.startswith("finding_")} == set()
