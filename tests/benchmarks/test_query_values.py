"""What queries are asked of in a made world: for each parameter a value, of planted entities the busiest."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from interlink.queries import find_query, query_files
from interlink.queries.values import read_params

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from query_values import Values, labels_asked


def ask(statement: str, params: Mapping[str, object]) -> list[tuple[object, ...]]:
    """A world of two entities of each label, of which one was planted; most companies are in NL."""
    if "jurisdiction" in statement:
        return [("NL", 7)]
    label = statement.partition("(n")[2].partition(")")[0].removeprefix(":")
    held = [f"{label}-other", f"{label}-planted"]
    return [(id_,) for id_ in sorted(held, key=lambda id_: id_ not in str(params["ids"]))]


@pytest.mark.parametrize("id_", query_files())
def test_every_query_has_a_value_for_each_parameter(id_: str) -> None:
    query = find_query(id_)

    given = Values(ask, []).of(query)

    assert set(read_params(query.header.params, given)) == set(query.header.params)
    entities = {name for name in given if query.header.params[name].type in ("entity", "entities")}
    assert entities - set(labels_asked(query)) == set()


def test_entities_are_of_the_labels_that_the_query_asks_and_planted() -> None:
    effective = find_query("ownership/effective-owners")
    contacts = find_query("communications/common-contacts")

    planted = Values(ask, ["Company-planted", "Party-planted"])

    assert labels_asked(contacts) == {"first": "Party", "second": "Party"}
    assert planted.of(effective) == {"company": "Company-planted"}
    assert planted.of(contacts) == {"first": "Party-planted", "second": "Party-other"}
    assert planted.of(contacts, turn=1) == {"first": "Party-other", "second": "Party-planted"}


def test_two_moments_are_a_span() -> None:
    assert Values(ask, []).of(find_query("money/fan-in")) == {"since": "2025-03-01", "until": "2025-06-01"}
