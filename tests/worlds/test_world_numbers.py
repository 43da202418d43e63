from __future__ import annotations

import numpy as np
import phonenumbers
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import bic, iban, imei, imo, iso6346
from stdnum.es import ccc

from interlink.model.clean_identifiers import (
    clean_bic,
    clean_container,
    clean_iban,
    clean_imo,
    clean_vin,
    has_wrong_vin_check,
)
from interlink.model.clean_phones import clean_phone
from interlink.model.clean_text import clean_document, clean_identifier
from interlink.model.cleaning import Hints
from interlink.worlds.facts import numbers
from interlink.worlds.facts.accounts import IBAN_COUNTRIES, accounts, banks
from interlink.worlds.facts.columns import COUNTRIES
from interlink.worlds.facts.spelling import as_text, room, scramble, spell

SERIALS = np.arange(2_000)
BY_COUNTRY = (
    numbers.phones,
    numbers.passports,
    numbers.identity_cards,
    numbers.plates,
    numbers.person_numbers,
    numbers.company_numbers,
    numbers.cells,
)
FORMS = {
    numbers.phones: r"^\+[0-9]{10,13}$",
    numbers.person_numbers: r"^[A-Z]{2}-P[0-9]{7}$",
    numbers.company_numbers: r"^[A-Z]{2}-[0-9]{8}$",
    numbers.cells: r"^[0-9]{3}-[0-9]{2}-[0-9]{5}-[0-9]{5}$",
}


def of(country):
    return pl.Series([country] * SERIALS.size)


@given(size=st.integers(1, 3_000), seed=st.integers(0, 2**32))
def test_a_scramble_is_a_shuffle_of_all_serials(size: int, seed: int) -> None:
    places = scramble(np.arange(size), size, seed=seed, name="x")

    assert sorted(places.tolist()) == list(range(size))


def test_a_serial_beyond_the_room_is_refused() -> None:
    with pytest.raises(ValueError, match="imo: serials run from 0 to 300000, expected 0 to 299999"):
        numbers.imo_numbers(np.array([0, 300_000]), seed=1)


def test_a_form_is_written_in_its_order() -> None:
    form = "A[XY]^#"

    assert room(form) == 180
    assert as_text(spell(np.array([0, 9, 10, 179]), form)).to_list() == ["AX10", "AX19", "AX20", "AY99"]


@pytest.mark.parametrize("make", BY_COUNTRY)
@pytest.mark.parametrize("country", COUNTRIES)
def test_numbers_of_a_country_are_distinct_and_cleaning_leaves_them(make, country: str) -> None:
    made = make(SERIALS, of(country), seed=7)

    assert made.n_unique() == SERIALS.size
    assert clean_identifier(made, Hints()).n_unique() == SERIALS.size
    assert made.filter(~made.str.contains(FORMS.get(make, "."))).to_list() == []
    one = make(SERIALS[123:124], pl.Series([country]), seed=7)
    assert one.to_list() == [made[123]]
    assert make(SERIALS, of(country), seed=8).to_list() != made.to_list()


@pytest.mark.parametrize("make", BY_COUNTRY[:6])
def test_a_million_serials_fit_a_country(make) -> None:
    countries = pl.Series(COUNTRIES)

    assert make(np.full(len(COUNTRIES), 999_999), countries, seed=7).null_count() == 0


def test_a_million_phones_are_a_million() -> None:
    serials = np.arange(1_000_000)

    assert (
        numbers.phones(serials, pl.Series(["NL"]).new_from_index(0, serials.size), seed=7).is_unique().all()
    )


@pytest.mark.parametrize("country", COUNTRIES)
def test_phones_are_valid_and_of_their_country(country: str) -> None:
    made = numbers.phones(SERIALS, of(country), seed=7)

    parsed = [phonenumbers.parse(number) for number in made]
    assert all(map(phonenumbers.is_valid_number, parsed))
    assert {phonenumbers.region_code_for_number(number) for number in parsed} <= {country, "EH"}
    assert clean_phone(made, Hints()).to_list() == made.to_list()
    assert numbers.calling_country(made).unique().to_list() == [country]


@pytest.mark.parametrize("country", COUNTRIES)
def test_documents_survive_cleaning(country: str) -> None:
    for make in (numbers.passports, numbers.identity_cards):
        made = make(SERIALS, of(country), seed=7)
        assert clean_document(made, Hints()).to_list() == made.str.replace_all("-", "").to_list()


@pytest.mark.parametrize("country", COUNTRIES)
def test_accounts_are_at_banks_of_the_country(country: str) -> None:
    made = accounts(SERIALS, of(country), seed=7)

    assert made["account"].n_unique() == SERIALS.size
    assert set(made["bank"]) == set(banks().filter(pl.col("country") == country)["bic"])
    if country in IBAN_COUNTRIES:
        assert all(map(iban.is_valid, made["account"]))
        assert made["account"].str.slice(0, 2).unique().to_list() == [country]
        assert clean_iban(made["account"], Hints()).to_list() == made["account"].to_list()
    else:
        assert made["account"].str.contains("^[0-9]{13,20}$").all()


def test_a_large_bank_has_more_accounts_than_a_small_one() -> None:
    counted = dict(accounts(SERIALS, of("NL"), seed=7)["bank"].value_counts().iter_rows())

    assert counted["KQWBNL2A"] > 4 * counted["DXNBNL2G"]


def test_spanish_accounts_pass_their_own_check() -> None:
    assert all(ccc.is_valid(number[4:]) for number in accounts(SERIALS, of("ES"), seed=7)["account"])


def test_accounts_are_distinct_over_countries() -> None:
    serials = np.arange(120_000)
    countries = pl.Series(np.array(COUNTRIES)[serials % len(COUNTRIES)])

    assert accounts(serials, countries, seed=7)["account"].is_unique().all()


def test_banks_have_valid_codes_of_their_country() -> None:
    codes = banks()["bic"]

    assert codes.is_unique().all()
    assert all(map(bic.is_valid, codes))
    assert clean_bic(codes, Hints()).to_list() == codes.to_list()
    assert codes.str.slice(4, 2).to_list() == banks()["country"].to_list()
    assert banks().group_by("country").len()["len"].unique().to_list() == [6]
    assert set(banks()["country"]) == set(COUNTRIES)


@pytest.mark.parametrize(
    ("make", "is_valid", "clean"),
    [
        (numbers.containers, iso6346.is_valid, clean_container),
        (numbers.imeis, imei.is_valid, clean_identifier),
        (numbers.imo_numbers, imo.is_valid, clean_imo),
    ],
)
def test_numbers_with_a_check_digit_pass_it(make, is_valid, clean) -> None:
    made = make(SERIALS, seed=7)

    assert made.n_unique() == SERIALS.size
    assert [number for number in made if not is_valid(number)] == []
    assert clean(made, Hints()).to_list() == made.to_list()


def test_vehicles_numbers_carry_maker_year_and_check_digit() -> None:
    makers = pl.Series(["WVW", "JTD"] * 1_000)
    made = numbers.vins(SERIALS, makers, 1980 + SERIALS % 46, seed=7)

    assert made.n_unique() == SERIALS.size
    assert clean_vin(made, Hints()).to_list() == made.to_list()
    assert not has_wrong_vin_check(made).any()
    assert made.str.slice(0, 3).to_list() == makers.to_list()
    # Model years of 49 CFR 565.15: A is 1980 and 2010, Y 2000, 1 2001.
    assert [made[0][9], made[20][9], made[21][9], made[30][9]] == ["A", "Y", "1", "A"]


def test_no_serial_is_no_number() -> None:
    none = np.array([], dtype=np.int64)

    assert numbers.phones(none, pl.Series([], dtype=pl.Utf8), seed=1).to_list() == []
    assert numbers.containers(none, seed=1).to_list() == []
    assert accounts(none, pl.Series([], dtype=pl.Utf8), seed=1).shape == (0, 2)
