"""Money, weights, numbers, places on the map and countries."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlink.model import clean_countries
from interlink.model.types import TYPES, Hints


def clean(name: str, *values: str, hints: Hints | None = None) -> list[object]:
    return TYPES[name].clean(pl.Series(values, dtype=pl.Utf8), hints or Hints()).to_list()


def test_money_is_read_with_code_symbol_or_parentheses() -> None:
    written = ("1,234.50", "EUR 1,234.50", "1234.5 USD", "$1,200", "US$ 3", "-€5", "€-5", "($5.00)", "1 000")
    assert clean("money", *written) == [1234.5, 1234.5, 1234.5, 1200.0, 3.0, -5.0, -5.0, -5.0, 1000.0]


def test_money_that_does_not_fit_its_decimal_mark_is_null_not_guessed() -> None:
    assert clean("money", "1 234,50", "1.234,50", "1,5", "XYZ 5", "five", "1e999") == [None] * 6
    comma = Hints(decimal=",")
    assert clean("money", "1 234,50", "1.234,50 EUR", "1.5", hints=comma) == [1234.5, 1234.5, None]


@given(amount=st.floats(min_value=-1e12, max_value=1e12).map(lambda x: round(x, 2)))
def test_amounts_written_either_way_are_the_same(amount: float) -> None:
    english = f"{amount:,.2f}"
    dutch = english.translate(str.maketrans(",.", ".,"))
    assert clean("money", english) == clean("money", dutch, hints=Hints(decimal=",")) == [amount]


def test_currencies_are_iso_codes_and_a_bare_dollar_is_ambiguous() -> None:
    assert clean("currency", "eur", "€", "US$", "NLG", "$", "XXX") == ["EUR", "EUR", "USD", "NLG", None, None]


def test_weights_are_in_kilograms() -> None:
    written = ("12.5 t", "1,000 kg", "2200 lb", "500 g", "7", "12 KGM", "3 TNE")
    assert clean("weight", *written) == [12500.0, 1000.0, pytest.approx(997.903214), 0.5, 7.0, 12.0, 3000.0]
    assert clean("weight", "-7", "3 ton", "heavy") == [None] * 3


def test_counts_are_whole_and_shares_are_per_cent() -> None:
    assert clean("count", "5", "1,000", "5.0", "5.5", "-1", "9" * 20) == [5, 1000, 5, None, None, None]
    assert clean("share", "25 %", "25", "12.5%", "101", "-1") == [25.0, 25.0, 12.5, None, None]


def test_numbers_compare_by_their_ratio() -> None:
    compare = TYPES["number"].compare
    assert (compare("100.0", "90.0"), compare("0.0", "0.0"), compare("1.0", "-1.0")) == (0.9, 1.0, 0.0)
    assert compare("1.7e308", "-1.7e308") == 0.0


def test_coordinates_are_read_from_decimals_and_unlocode() -> None:
    assert clean("latitude", "4230N", "4230S 00131E", "52.1", "-91", "5160N") == [
        42.5,
        -42.5,
        52.1,
        None,
        None,
    ]
    assert clean("longitude", "00130E", "4230N 00130W", "181", "-5.5") == [1.5, -1.5, None, -5.5]


def test_places_are_unlocodes() -> None:
    assert clean("place", "NLRTM", "nl rtm", "NLRT", "NLRT1", "N1RTM") == ["NLRTM", "NLRTM", None, None, None]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("nl", "NL"),
        ("NLD", "NL"),
        ("The Netherlands", "NL"),
        ("UK", "GB"),
        ("U.S.A.", "US"),
        ("Democratic Republic of the Congo", "CD"),
        ("Congo", "CG"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Democratic People's Republic of Korea", "KP"),
        ("Republic of Korea", "KR"),
        ("Republic of China", "TW"),
        ("Côte d’Ivoire", "CI"),
        ("COTE D'IVOIRE", "CI"),
        ("United Republic of Tanzania", "TZ"),
        ("State of Palestine", "PS"),
        ("Türkiye", "TR"),
        ("Kosovo", "XK"),
        ("Viet Nam", "VN"),
        ("St. Lucia", "LC"),
        ("Saudi Arabian", "SA"),
        ("NA", "NA"),
        ("na", None),
        ("Korea", None),
        ("Congolese", None),
        ("former Soviet Union", None),
    ],
)
def test_countries_are_known_by_their_usual_names(written: str, code: str | None) -> None:
    assert clean("country", written) == [code]


def test_every_country_is_known_by_each_of_its_names_and_shares_none() -> None:
    named = [
        (name, row["alpha2"])
        for row in clean_countries._rows()
        for name in (row["alpha2"], row["alpha3"], row["name"], *filter(None, row["aliases"].split("|")))
    ]
    assert clean("country", *(name for name, _ in named)) == [code for _, code in named]
    assert len(clean_countries.countries()) == 250
