from __future__ import annotations

import unicodedata

import numpy as np
import polars as pl
import pytest

from interlink.model.clean_identifiers import clean_hs_code
from interlink.model.cleaning import Hints
from interlink.worlds.facts.columns import COUNTRIES
from interlink.worlds.facts.geography import corridors, goods, ports, sea_days
from interlink.worlds.facts.places import cities, draw_addresses
from interlink.worlds.facts.ships import ships
from interlink.worlds.facts.vehicles import COLOURS, draw_vehicles, models

HUBS = (
    "PAMIT PABLB JMKIN DOCAU ESALG MAPTM GRPIR EGPSD AEJEA OMSLL LKCMB MYPKG SGSIN HKHKG TGLFW".split()  # noqa: SIM905
)


def test_ports_are_codes_with_degrees_in_order() -> None:
    known = ports()

    assert known["code"].to_list() == sorted(set(known["code"]))
    assert (known["code"].str.slice(0, 2) == known["country"]).all()
    assert set(known["kind"]) == {"sea", "airport", "land"}
    assert known["latitude"].is_between(-90, 90).all()
    assert known["longitude"].is_between(-180, 180).all()
    assert known.null_count().sum_horizontal().item() == 0


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_country_has_sea_ports_an_airport_and_a_land_post(country: str) -> None:
    counted = dict(ports().filter(pl.col("country") == country)["kind"].value_counts().iter_rows())

    assert counted["sea"] >= 8
    assert counted["airport"] >= 1
    assert counted["land"] >= 1


def test_hubs_are_sea_ports() -> None:
    assert set(HUBS) <= set(ports().filter(pl.col("kind") == "sea")["code"])


def test_corridors_name_countries_goods_and_hubs_that_are_known() -> None:
    known, groups = corridors(), goods()

    sea = set(ports().filter(pl.col("kind") == "sea")["code"])
    assert set(known["hubs"].explode()) <= sea
    assert set(known["origin"]) | set(known["destination"]) == set(COUNTRIES)
    assert (known["origin"] != known["destination"]).all()
    assert known["share"].is_between(0, 1).all()
    offered = {
        (country, row["group"]) for row in groups.iter_rows(named=True) for country in row["exporters"]
    }
    assert [pair for pair in known.select("origin", "group").rows() if pair not in offered] == []


def test_goods_are_headings_of_six_digits() -> None:
    known = goods()

    assert known["hs_code"].is_unique().all()
    assert known["hs_code"].str.contains("^[0-9]{6}$").all()
    assert clean_hs_code(known["hs_code"], Hints()).to_list() == known["hs_code"].to_list()
    assert set(known["exporters"].explode()) <= set(COUNTRIES)
    assert (known["kg_per_package"] * known["packages"] <= 28_500).all()
    assert {"870323", "440349", "030389", "720449", "180100", "080132", "120740", "391590"} <= set(
        known["hs_code"]
    )


def test_days_at_sea_grow_with_the_way() -> None:
    days = sea_days(
        np.array(["ESALG", "NLRTM", "COCTG", "CNSHA"]), np.array(["MAPTM", "DEHAM", "NLRTM", "NLRTM"])
    )

    assert days.tolist() == [1.1, 1.8, 16.8, 17.7]


def test_an_unknown_port_is_named() -> None:
    with pytest.raises(ValueError, match=r"ports\.csv has no NLXXX"):
        sea_days(np.array(["NLXXX"]), np.array(["NLRTM"]))


def test_addresses_are_of_a_city_of_the_country() -> None:
    countries = pl.Series(COUNTRIES * 500)

    made = draw_addresses(np.random.default_rng(1), countries)

    assert made.equals(draw_addresses(np.random.default_rng(1), countries))
    pairs = set(zip(countries, made["city"], strict=True))
    assert pairs == set(cities().select("country", "city").rows())
    assert made["address"].str.contains("[0-9]").all()
    assert made["address"].str.contains("[_{}]").sum() == 0
    assert made.n_unique() > 5_900


@pytest.mark.parametrize(
    ("country", "script"), [("GR", "GREEK"), ("UA", "CYRILLIC"), ("CN", "CJK"), ("KR", "HANGUL")]
)
def test_addresses_are_in_the_script_of_the_country(country: str, script: str) -> None:
    made = draw_addresses(np.random.default_rng(1), pl.Series([country] * 300))

    letters = set("".join([*made["address"], *made["city"]]))
    assert {unicodedata.name(each).split()[0] for each in letters if each.isalpha()} == {script}


def test_vehicles_are_of_known_models_and_colours() -> None:
    made = draw_vehicles(np.random.default_rng(1), 2_000)

    assert made.equals(draw_vehicles(np.random.default_rng(1), 2_000))
    assert made.columns == ["make", "model", "wmi", "value", "colour"]
    assert set(made["colour"]) == set(COLOURS)
    assert set(made.select("make", "model").rows()) == set(models().select("make", "model").rows())
    assert models()["wmi"].str.contains("^[A-HJ-NPR-Z0-9]{3}$").all()


def test_ships_have_names_and_numbers_of_their_own() -> None:
    made = ships(600, seed=7)

    assert made.columns == ["carrier", "vessel", "imo"]
    assert made["vessel"].is_unique().all()
    assert made["imo"].is_unique().all()
    assert made["carrier"].n_unique() == 12
    assert ships(20, seed=7).equals(made.head(20))


def test_more_ships_than_there_are_names_are_refused() -> None:
    with pytest.raises(ValueError, match="expected 0 to 3071"):
        ships(3_073, seed=7)
