from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.errors import QueryError
from interlink.model.fragment import fragment_columns
from interlink.model.schema import Schema, load_ontology
from interlink.search import KeptNames, NameIndex, find_names, fold, name_table
from interlink.search.fold import fold_all

ONTOLOGY = load_ontology()
PEOPLE = {
    "p1": ["Sergej Ivanow", "Сергей Иванов"],
    "p2": ["Ivan Petrescu"],
    "p3": ["Li Wei", "李伟"],
    "p4": ["Νίκος Αλεξίου"],
    "p5": ["سمير حداد"],
    "p6": ["Seán O'Tierney"],
    "p7": ["Günther Weiß"],
    "p8": ["Игорь Вольф"],
}
PHONES = {"f1": "+31624495112", "f2": "+31624495113"}


def names(people: dict[str, list[str]] = PEOPLE, phones: dict[str, str] = PHONES) -> NameIndex:
    """The index of these people, the first name `name` and the rest `alias`, and phones."""
    rows = {
        "Person": [{"entity": entity, "name": said[0], "alias": said[1:]} for entity, said in people.items()],
        "Phone": [{"entity": entity, "number": number} for entity, number in phones.items()],
    }

    def scan(schema: Schema) -> pl.LazyFrame:
        return pl.LazyFrame(rows.get(schema.name, []), schema=fragment_columns(schema))

    called = [
        {"id": row["entity"], "schema": kind, "caption": str(row.get("name", row["entity"]))}
        for kind, said in rows.items()
        for row in said
    ]
    schema = {"id": pl.String, "schema": pl.String, "caption": pl.String}
    return name_table(scan, ONTOLOGY, pl.DataFrame(called, schema=schema))


def found(text: str, index: NameIndex | None = None, **given: object) -> list[tuple[str, float]]:
    return find_names(names() if index is None else index, text, **given).select("id", "score").rows()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sergej Ivanow", [("p1", 1.0)]),
        ("  SERGEJ   ivanow ", [("p1", 1.0)]),
        ("Сергей Иванов", [("p1", 1.0)]),
        ("Sergey Ivanov", [("p1", 1.0)]),
        ("Ivanov Sergey", [("p1", 0.9)]),
        ("李伟", [("p3", 1.0)]),
        ("Li Wei", [("p3", 1.0)]),
        ("Nikos Alexioy", [("p4", 1.0)]),
        ("Νίκος", [("p4", 0.9)]),
        ("سمير", [("p5", 0.9)]),
        ("OTierney", [("p6", 0.9)]),
        ("Sean O’Tierney", [("p6", 1.0)]),
        ("Gunther Weiss", [("p7", 1.0)]),
        ("Volf", [("p8", 0.9)]),
    ],
)
def test_names_meet_across_scripts_and_order(text: str, expected: list[tuple[str, float]]) -> None:
    assert found(text) == expected


def test_what_met_stands_beside_the_caption() -> None:
    assert find_names(names(), "Сергей").rows() == [
        ("p1", "Person", "Sergej Ivanow", "Сергей Иванов", 0.9),
    ]


def test_matches_are_ordered_whole_words_beginnings_part_typing_error() -> None:
    people = {
        "a": ["Marlow"],
        "b": ["Fenn Marlow"],
        "c": ["Marlowe Fenn"],
        "d": ["Marl"],
        "e": ["Tamarlow"],
    }
    index = names(people, {})
    assert found("marlow", index) == [("a", 1.0), ("b", 0.9), ("c", 0.7)]
    assert found("arlow", index) == [("a", 0.5), ("e", 0.5), ("b", 0.5), ("c", 0.5)]
    assert found("Marlwo", index) == [("a", 0.4), ("b", 0.4), ("d", 0.3), ("c", 0.3)]


@pytest.mark.parametrize(
    "text",
    [
        "+31624495112",
        "+31 6 2449 5112",
        "+31 6-2449.5112",
        "0031 6 24495112",
        "31624495112",
    ],
)
def test_a_number_is_found_however_it_is_parted(text: str) -> None:
    assert found(text) == [("f1", 1.0)]


def test_a_part_of_a_number_is_found() -> None:
    assert found("06 2449 5112") == [("f1", 0.5)]
    assert found("2449 511") == [("f1", 0.5), ("f2", 0.5)]
    assert found("+31 6 24") == [("f1", 0.7), ("f2", 0.7)]
    assert found("+31 5 24") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ivanof", ["p1", "p2"]),
        ("Petresku", ["p2"]),
        ("Ivan Petresku", ["p2"]),
        ("Alexou", ["p4"]),
        ("Sergei", ["p1"]),
        ("Guenther", ["p7"]),
        ("Xyzzyplugh", []),
        ("Ivan Xyzzyplugh", []),
    ],
)
def test_a_typing_error_finds_the_nearest(text: str, expected: list[str]) -> None:
    assert [entity for entity, _ in found(text)] == expected


@pytest.mark.parametrize("text", ["", "   ", "!?", ".*", "(", "[-", "\\", "^$", "'", "\x00", "🙂" * 3])
def test_text_without_letters_or_digits_finds_nothing_odd(text: str) -> None:
    assert found(text, names({"a": ["Marlow"]}, {})) == []


def test_regular_expressions_are_text() -> None:
    assert found("Mar.*", names({"a": ["Marlow"], "b": ["Mar Fenn"]}, {})) == [("b", 0.9), ("a", 0.7)]


def test_a_text_longer_than_any_name_is_refused() -> None:
    with pytest.raises(QueryError, match="has 10,000 characters; expected a name or number, at most 300"):
        found("x" * 10_000)
    assert found("x" * 300) == []


def test_a_limit_counts_entities_and_keeps_the_best() -> None:
    people = {f"p{n:02}": [f"Marlow {n:02}", f"Marlow the {n:02}"] for n in range(30)}
    assert [entity for entity, _ in found("marlow", names(people, {}), limit=3)] == ["p00", "p01", "p02"]
    assert len(found("marlow", names(people, {}), limit=100)) == 30
    assert found("marlow", names(people, {}), limit=0) == []


def test_kinds_can_be_named() -> None:
    assert found("ivan", schemas=["Phone"]) == []
    assert [entity for entity, _ in found("ivan", schemas=["Person"])] == ["p2", "p1"]
    assert found("ivan", schemas=[]) == []


def test_the_order_of_fragments_does_not_matter() -> None:
    backwards = dict(reversed(PEOPLE.items()))
    assert names(backwards).rows.equals(names().rows)


def test_nothing_loaded_is_an_empty_index() -> None:
    assert found("ivan", names({}, {})) == []


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    for entity, score in found(text):
        assert entity in PEOPLE | PHONES
        assert 0.3 <= score <= 1.0


@given(st.lists(st.text(max_size=20), max_size=20))
def test_folding_many_is_folding_each(texts: list[str]) -> None:
    assert fold_all(pl.Series(texts, dtype=pl.String)).to_list() == [fold(text) for text in texts]


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_kept_names_are_made_once_under_what_is_seen() -> None:
    kept = KeptNames()
    first = kept.get(((1,), (1,)), names)
    assert kept.get(((1,), (1,)), names) is first
    assert kept.get(((1,), (1, 2)), names) is not first


def test_the_names_used_least_lately_are_let_go() -> None:
    kept = KeptNames(most=2)
    one, two = kept.get(1, names), kept.get(2, names)
    assert kept.get(1, names) is one
    kept.get(3, names)
    assert kept.get(1, names) is one
    assert kept.get(2, names) is not two
