from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.graph.assemble import assemble, totals
from interlink.lake.fragments import LAKE_COLUMNS
from interlink.model.fragment import fragment_columns
from interlink.model.marking import Marking
from interlink.model.schema import Schema, load_ontology

ONTOLOGY = load_ontology()
GOOD, POOR = Marking("A", "1", ("H1",)), Marking("C", "3", ("H3", "H0"))
MARKINGS = {1: GOOD, 2: POOR}
DAYS = {number: datetime(2026, 1, number, tzinfo=UTC) for number in (1, 2, 3)}
COMMITTED = {number: int(day.timestamp()) * 1_000_000 for number, day in DAYS.items()}


def fragments(schema: Schema, *rows: dict[str, object]) -> pl.DataFrame:
    columns = {**LAKE_COLUMNS, **fragment_columns(schema)}
    whole = [
        {"seq": n, "hash": bytes([n]) * 16, "marking": 1, "load": 1, "source": "east", **row}
        for n, row in enumerate(rows)
    ]
    return pl.DataFrame(whole, schema=columns)


def assembled(name: str, *rows: dict[str, object]) -> list[dict[str, object]]:
    schema = ONTOLOGY.get(name)
    frame = assemble(fragments(schema, *rows), schema, markings=MARKINGS, committed_at=COMMITTED)
    return [
        {name: value for name, value in row.items() if value is not None}
        for row in frame.iter_rows(named=True)
    ]


ADA = (
    {"entity": "p:1", "name": "A. Byron", "birth_date": ["1815"], "marking": 2, "load": 3, "source": "west"},
    {
        "entity": "p:1",
        "name": "Ada Byron",
        "birth_date": ["1815-12-10", "1815"],
        "load": 1,
        "flagged": ["gender=?"],
    },
    {"entity": "p:1", "name": "Ada Lovelace", "gender": "female", "load": 2},
    {"entity": "p:2", "name": "Bo", "birth_date": ["1900", "1890", "1900"], "load": 2},
)


def test_one_value_comes_from_the_best_grade_then_the_latest_load_and_many_are_united() -> None:
    assert assembled("Person", *ADA) == [
        {
            "id": "p:1",
            "caption": "Ada Lovelace",
            "sources": ["east", "west"],
            "first_seen": DAYS[1],
            "last_seen": DAYS[3],
            "source_grade": "C",
            "information_grade": "3",
            "handling": ["H0", "H1", "H3"],
            "name": "Ada Lovelace",
            "birth_date": ["1815", "1815-12-10"],
            "gender": "female",
            "flagged": ["gender=?"],
            "markings": [1, 2],
            "seqs": [0, 1, 2],
        },
        {
            "id": "p:2",
            "caption": "Bo",
            "sources": ["east"],
            "first_seen": DAYS[2],
            "last_seen": DAYS[2],
            "source_grade": "A",
            "information_grade": "1",
            "handling": ["H1"],
            "name": "Bo",
            "birth_date": ["1890", "1900"],
            "markings": [1],
            "seqs": [3],
        },
    ]


def test_an_entity_reads_the_same_whether_or_not_another_has_several_fragments() -> None:
    assert assembled("Person", ADA[3] | {"seq": 3}) == assembled("Person", *ADA)[1:]


@given(order=st.permutations(range(len(ADA))))
@settings(max_examples=15, deadline=None)
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    numbered = [{**row, "seq": n} for n, row in enumerate(ADA)]

    assert assembled("Person", *(numbered[n] for n in order)) == assembled("Person", *numbered)


def test_a_link_without_a_key_is_called_by_its_content() -> None:
    (link,) = assembled("Owns", {"src": "p:1", "dst": "c:1", "share_percent": 40.0})

    assert (link["id"], link["caption"]) == ("east:owns:" + "00" * 16, "Owns")
    assert (link["src"], link["dst"], link["share_percent"]) == ("p:1", "c:1", 40.0)


def paid(
    src: str, dst: str, amount: float | None, currency: str | None, day: int, **more: object
) -> dict[str, object]:
    return {"src": src, "dst": dst, "amount": amount, "currency": currency, "at": DAYS[day], **more}


def test_totals_count_and_sum_by_pair_with_currencies_apart() -> None:
    schema = ONTOLOGY.get("Paid")
    rows = [
        paid("a", "b", 10.5, "EUR", 2),
        paid("a", "b", 4.5, "EUR", 1, marking=2, load=2, source="west"),
        paid("a", "b", 7.0, "USD", 3),
        paid("b", "a", None, None, 3),
    ]
    links = assemble(fragments(schema, *rows), schema, markings=MARKINGS, committed_at=COMMITTED)

    frame = totals(links, schema, markings=MARKINGS)

    assert frame.select("id", "src", "dst", "currency", "count", "first", "last", "sum").rows() == [
        ("payments_total:a>b>EUR", "a", "b", "EUR", 2, DAYS[1], DAYS[2], 15.0),
        ("payments_total:a>b>USD", "a", "b", "USD", 1, DAYS[3], DAYS[3], 7.0),
        ("payments_total:b>a", "b", "a", None, 1, DAYS[3], DAYS[3], None),
    ]
    assert frame.select("sources", "source_grade", "information_grade", "handling", "seqs").row(0) == (
        ["east", "west"],
        "C",
        "3",
        ["H0", "H1", "H3"],
        [0, 1],
    )
