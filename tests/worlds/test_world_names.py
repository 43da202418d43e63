from __future__ import annotations

import unicodedata

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from interlink.worlds.facts.columns import COUNTRIES
from interlink.worlds.facts.company_names import TRADES, draw_company_names
from interlink.worlds.facts.people_names import draw_lines, draw_names
from interlink.worlds.facts.respelling import respell
from interlink.worlds.facts.transliterate import to_latin

SCRIPTS = {"GR": "GREEK", "UA": "CYRILLIC", "MA": "ARABIC", "AE": "ARABIC", "CN": "CJK", "KR": "HANGUL"}


def drawn(country, count, *, seed=1):
    return draw_names(np.random.default_rng(seed), pl.Series([country] * count))


def scripts_of(text):
    return {unicodedata.name(letter).split()[0] for letter in text if letter.isalpha()}


def test_the_same_seed_draws_the_same_names() -> None:
    countries = pl.Series(COUNTRIES * 50)

    first, again, other = (draw_names(np.random.default_rng(seed), countries) for seed in (3, 3, 4))

    assert_frame_equal(first, again)
    assert first.columns == ["forename", "surname", "original", "sex", "line", "mother_line"]
    assert not first.equals(other)


def test_no_country_is_no_name() -> None:
    names = draw_names(np.random.default_rng(1), pl.Series([], dtype=pl.Utf8))

    assert names.height == 0
    assert names.columns == ["forename", "surname", "original", "sex", "line", "mother_line"]


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_country_has_twenty_thousand_names_and_some_surnames_are_common(country: str) -> None:
    names = drawn(country, 150_000)

    assert names.select(pl.struct("forename", "surname").n_unique()).item() >= 20_000
    shares = names["line"].value_counts(sort=True)["count"]
    assert shares[0] > 5 * shares[shares.len() // 2]


@pytest.mark.parametrize("country", COUNTRIES)
def test_latin_names_are_plain_letters_and_originals_the_countrys_own(country: str) -> None:
    names = drawn(country, 2_000)

    latin = names["forename"] + " " + names["surname"]
    assert latin.filter(~latin.str.contains(r"^[A-Za-z]+(?:[ '-][A-Za-z]+)*$")).to_list() == []
    assert set().union(*map(scripts_of, names["original"])) == {SCRIPTS.get(country, "LATIN")}


@pytest.mark.parametrize(
    ("country", "row"),
    [
        ("GR", ("M", "Fotis", "Φώτης")),
        ("UA", ("F", "Yuliia", "Юлія")),
        ("TR", ("F", "Cigdem", "Çiğdem")),
        ("DE", ("M", "Juergen", "Jürgen")),
    ],
)
def test_the_two_spellings_are_of_one_name(country: str, row: tuple[str, str, str]) -> None:
    sex, latin, own = row
    names = draw_names(np.random.default_rng(1), pl.Series([country] * 3_000), sex=pl.Series([sex] * 3_000))

    originals = names.filter(pl.col("forename") == latin)["original"].str.split(" ").list.first()
    assert originals.unique().to_list() == [own]


def test_the_family_name_comes_first_where_it_is_written_so() -> None:
    names = draw_names(
        np.random.default_rng(1), pl.Series(["KR", "KR"]), lines=np.array([0, 1]), sex=pl.Series(["M", "F"])
    )

    assert names["surname"].to_list() == ["Kim", "Lee"]
    assert names["original"].str.slice(0, 1).to_list() == ["김", "이"]


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_family_shares_its_surname_in_both_spellings(country: str) -> None:
    rng = np.random.default_rng(2)
    countries = pl.Series([country] * 40)
    father, mother = draw_lines(rng, countries[:1])[0], draw_lines(rng, countries[:1])[0]
    sexes = pl.Series(["M", "F"] * 20)

    children = draw_names(
        rng, countries, sex=sexes, lines=np.full(40, father), mother_lines=np.full(40, mother)
    )

    words = {"ES": 2, "CO": 2}.get(country, 1)
    family_first = country in ("CN", "KR")
    for sex in ("M", "F"):
        of_sex = children.filter(pl.col("sex") == sex)
        written = of_sex["original"]
        own = written.str.slice(0, 1) if family_first else written.str.split(" ").list.tail(words)
        assert (of_sex["surname"].n_unique(), own.n_unique()) == (1, 1)


def test_a_line_of_minus_one_is_drawn() -> None:
    names = draw_names(np.random.default_rng(1), pl.Series(["NL"] * 100), lines=np.array([7, -1] * 50))

    assert set(names["line"].gather_every(2)) == {7}
    assert names["line"].gather_every(2, 1).n_unique() > 20


@pytest.mark.parametrize(
    ("own", "country", "latin"),
    [
        ("Μπαλτάς", "GR", "Baltas"),
        ("Ευαγγελία", "GR", "Evangelia"),
        ("Ευτέρπη", "GR", "Efterpi"),
        ("Καλαϊτζόγλου", "GR", "Kalaitzoglou"),
        ("Згурський", "UA", "Zghurskyi"),
        ("Єлизавета", "UA", "Yelyzaveta"),
        ("Мар'яна", "UA", "Mariana"),
        ("Größler", "DE", "Groessler"),
        ("Işık", "TR", "Isik"),
        ("Zúñeda", "ES", "Zuneda"),
        ("Fọláṣadé", "NG", "Folasade"),
    ],
)
def test_letters_are_those_of_a_passport(own: str, country: str, latin: str) -> None:
    assert to_latin(own, country) == latin


def test_a_respelled_name_is_never_the_same_and_stays_like_it() -> None:
    names = drawn("MA", 3_000)
    latin = names["forename"] + " " + names["surname"]

    other = respell(np.random.default_rng(5), latin)

    assert (other == latin).sum() == 0
    assert other.to_list() == respell(np.random.default_rng(5), latin).to_list()
    assert (other.str.len_chars().cast(int) - latin.str.len_chars().cast(int)).abs().max() <= 2
    assert other.str.contains("^[A-Z]").all()
    assert other.str.contains(r"^\s|\s$|\s\s").sum() == 0


def test_short_names_and_none_are_respelled() -> None:
    assert respell(np.random.default_rng(1), pl.Series([], dtype=pl.Utf8)).to_list() == []
    assert respell(np.random.default_rng(1), pl.Series(["Li", "U Na"])).len() == 2


def test_companies_of_a_call_have_names_of_their_own() -> None:
    rng = np.random.default_rng(1)
    countries, trades = (pl.Series(rng.choice(each, 30_000)) for each in (COUNTRIES, TRADES))

    names = draw_company_names(np.random.default_rng(2), countries, trades)

    assert names.n_unique() == 30_000
    assert names.to_list() == draw_company_names(np.random.default_rng(2), countries, trades).to_list()
    assert names.filter(countries == "NL").str.contains(r" (?:B\.V\.|N\.V\.|V\.O\.F\.)$").all()
    assert names.str.contains("_").sum() == 0


def test_an_unknown_trade_is_named() -> None:
    with pytest.raises(ValueError, match="trades has piracy; expected exporter, importer"):
        draw_company_names(np.random.default_rng(1), pl.Series(["NL"]), pl.Series(["piracy"]))
