"""What holds for every property type, and the types that no other file here tests."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.errors import SpecError
from interlink.model.types import TYPES, Hints, as_text

HINTS = Hints()
# Text near to real values reaches further into the cleaners than text of any kind.
NEAR = st.text(alphabet="0123456789+-/.,:() ~TZPMxXeEnNaAbBkKgG%€$@\u202e\t٣", max_size=24)
VALUES = st.lists(st.none() | NEAR | st.text(max_size=30), max_size=12)


def clean(name: str, *values: str | None, hints: Hints = HINTS) -> list[object]:
    return TYPES[name].clean(pl.Series(values, dtype=pl.Utf8), hints).to_list()


def test_every_type_the_ontology_may_name_is_there() -> None:
    assert " ".join(sorted(TYPES)) == (
        "bic container count country currency date document domain duration email gender hs_code iban"
        " identifier imo latitude lei longitude mmsi money name number phone place share text"
        " time url vin wallet weight"
    )
    assert all(name == kind.name for name, kind in TYPES.items())


@pytest.mark.parametrize("name", sorted(TYPES))
@settings(max_examples=50, deadline=None)
@given(values=VALUES)
def test_no_text_raises_and_cleaned_values_stay_as_they_are(name: str, values: list[str | None]) -> None:
    kind = TYPES[name]
    once = kind.clean(pl.Series("v", values, dtype=pl.Utf8), HINTS)
    again = kind.clean(as_text(once), HINTS)
    assert once.dtype == kind.dtype
    assert len(once) == len(values)
    assert again.to_list() == once.to_list()


@pytest.mark.parametrize("name", sorted(TYPES))
@settings(max_examples=10, deadline=None)
@given(values=VALUES)
def test_a_cleaned_value_is_wholly_like_itself(name: str, values: list[str | None]) -> None:
    kind = TYPES[name]
    cleaned = as_text(kind.clean(pl.Series(values, dtype=pl.Utf8), HINTS)).drop_nulls()
    assert [kind.compare(value, value) for value in cleaned] == [1.0] * len(cleaned)


@pytest.mark.parametrize("name", sorted(TYPES))
def test_empty_and_missing_values_are_null(name: str) -> None:
    assert clean(name, "", " ", "\u202e", None) == [None] * 4
    assert clean(name) == []
    assert TYPES[name].clean(pl.Series([None, None]), HINTS).dtype == TYPES[name].dtype


@pytest.mark.parametrize("decimal", [".", ","])
@settings(max_examples=20, deadline=None)
@given(values=VALUES)
def test_hints_change_values_but_never_break_the_shape(decimal: str, values: list[str | None]) -> None:
    hints = Hints(country="NL", day_first=False, decimal=decimal, timezone="Europe/Amsterdam")
    for kind in TYPES.values():
        cleaned = kind.clean(pl.Series(values, dtype=pl.Utf8), hints)
        assert (len(cleaned), cleaned.dtype) == (len(values), kind.dtype)


def test_wrong_hints_are_reported_together() -> None:
    with pytest.raises(SpecError) as refused:
        Hints(country="nl", decimal=";", timezone="Europe/Amstredam")
    assert refused.value.problems == (
        "hints.country: 'nl' is no ISO 3166-1 alpha-2 code; write it as 'NL'",
        "hints.decimal: ';' is no decimal mark; write '.' or ','",
        "hints.timezone: 'Europe/Amstredam' is no IANA time zone. Did you mean 'Europe/Amsterdam'?",
    )


def test_text_keeps_script_and_case_and_loses_what_cannot_be_seen() -> None:
    assert clean("text", " Zhang\t\n San ", "ac\u202dme\u2069\x00", "Cafe\u0301", "Иван") == [
        "Zhang San",
        "acme",
        "Café",
        "Иван",
    ]


@pytest.mark.parametrize(
    ("left", "right", "low", "high"),
    [
        ("Jan Voorbeeld", "VOORBEELD, Jan", 1.0, 1.0),
        ("Иван Примеров", "Ivan Primerov", 1.0, 1.0),
        ("Zoë d'Exemple", "Zoe dExemple", 1.0, 1.0),
        ("Jon Sample", "John Sampel", 0.85, 0.99),
        ("Jan Voorbeeld", "Mustafa Ornek", 0.0, 0.65),
        ("!!", "??", 0.0, 0.0),
    ],
)
def test_names_compare_by_their_folded_tokens(left: str, right: str, low: float, high: float) -> None:
    compare = TYPES["name"].compare
    assert low <= compare(left, right) <= high
    assert compare(left, right) == compare(right, left)


def test_gender_knows_the_usual_marks() -> None:
    assert clean("gender", "M", "Female", "x", "U", "unknown") == ["male", "female", "other", None, None]


def test_domains_and_emails_are_lower_case_and_ascii() -> None:
    assert clean("domain", "Example.ORG.", "bücher.example", "localhost", "a..b") == [
        "example.org",
        "xn--bcher-kva.example",
        None,
        None,
    ]
    assert clean("email", "mailto:A.B@Example.ORG", "a b@c.example", "a@", "@c.example") == [
        "a.b@example.org",
        None,
        None,
        None,
    ]


def test_urls_keep_the_case_of_the_path_only() -> None:
    assert clean("url", "HTTPS://Me@Example.ORG/Path?q=A", "www.example.org", "http://") == [
        "https://Me@example.org/Path?q=A",
        None,
        None,
    ]
