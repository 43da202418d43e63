"""The rows of registers: companies with owners and directors, documents, vehicles."""

from __future__ import annotations

import numpy as np
import polars as pl

from interlink.worlds.facts import numbers
from interlink.worlds.facts.columns import read_table
from interlink.worlds.ordinary.calendar import DAYS, write_days
from interlink.worlds.ordinary.offices import DIRECTOR
from interlink.worlds.writing.named import CODES, Named
from interlink.worlds.writing.noise import Noise, chosen

__all__ = ["document_rows", "register_rows", "vehicle_rows"]

# A block has fewer vehicles: where plates are short, those of 25 blocks fit.
VEHICLES = 10_000
DOCUMENT_STATUS = ("valid", "lost", "stolen", "revoked")
VEHICLE_STATUS = ("registered", "exported", "stolen", "scrapped")
AUTHORITIES = {
    "NL": "Gemeente", "DE": "Bürgeramt", "ES": "Dirección General de la Policía", "GR": "Ελληνική Αστυνομία",
    "TR": "Nüfus Müdürlüğü", "UA": "ДМС України", "MA": "DGSN", "AE": "ICP", "CO": "Cancillería", "NG": "NIS",
    "CN": "公安部", "KR": "외교부",
}  # fmt: skip


def register_rows(named: Named, noise: Noise) -> pl.DataFrame:
    """register.csv, one row for each of the block's offices; `_of` is its position there."""
    block, rng = named.block, named.rng(10)
    offices, people, size = block.offices, block.people, block.people.size
    firm, firms = named.firm[offices.company], named.firm
    person = named.person[np.where(offices.by_company, 0, offices.party)]
    owner = firms[np.where(offices.by_company, offices.party, 0)]
    place = named.address[people.house[-1] + 1 + offices.company]
    crowded = chosen(rng, noise.addresses, place["address"], pl.lit("Kade 1"))
    natural = pl.Series("natural", ~offices.by_company)
    phone = named.phone[np.where(offices.by_company, 0, offices.party)]
    busy = np.unique(block.calls.b[block.calls.b >= size]) - size
    office = (offices.role == DIRECTOR) & np.isin(offices.company, busy)
    spoken = pl.DataFrame({"own": phone, "office": named.phone[size + offices.company], "is": office})
    given = spoken.select(pl.when("is").then("office").otherwise("own"))[:, 0]
    with_phone = (rng.random(offices.size) < 0.55) | office
    frame = pl.DataFrame(
        {
            "company_number": firm["id"],
            "company_name": firm["name"],
            "jurisdiction": firm["country"],
            "incorporated_on": write_days("d", block.companies.incorporated[offices.company]),
            "status": np.where(rng.random(block.companies.size) < 0.96, "active", "dissolved")[
                offices.company
            ],
            "address": crowded,
            "city": place["city"],
            "country": firm["country"],
            "role": np.where(offices.role == DIRECTOR, "director", "owner"),
            "party_type": np.where(offices.by_company, "company", "person"),
            "natural": natural,
            "person_id": person["id"],
            "owner_id": owner["id"],
            "owner_name": owner["name"],
            "person_name": noise.names(rng, person["name"], person["name"]),
            "original": person["original"],
            "latin": person["name"],
            "birth": noise.births(rng, person["birth_date"]),
            "origin": person["origin"],
            "share": pl.Series(np.round(offices.share)).cast(pl.Int64).cast(pl.String),
            "since": write_days("since", offices.since),
            "given": pl.Series(np.where(with_phone & ~offices.by_company, given.to_numpy(), "")),
            "_of": np.arange(offices.size),
        }
    )
    is_person = pl.col("natural")
    return frame.select(
        *frame.columns[:10],
        pl.when(is_person).then("person_id").otherwise("owner_id").alias("party_id"),
        pl.when(is_person).then("person_name").otherwise("owner_name").alias("party_name"),
        pl.when(is_person & (pl.col("original") != pl.col("latin")))
        .then("original")
        .otherwise(pl.lit(""))
        .alias("party_name_original"),
        pl.when(is_person).then("birth").otherwise(pl.lit("")).alias("birth_date"),
        pl.when(is_person).then("origin").otherwise(pl.lit("")).alias("nationality"),
        pl.when(pl.col("role") == "owner").then("share").otherwise(pl.lit("")).alias("share_percent"),
        "since",
        pl.lit("").alias("until"),
        pl.col("given").alias("phone"),
        "_of",
    )


def document_rows(named: Named, noise: Noise) -> pl.DataFrame:
    """documents.csv, one row for each person."""
    people, rng = named.block.people, named.rng(11)
    person = named.person
    place = named.address[people.house]
    issued = rng.integers(-2500, 60, people.size)
    newer = (people.other >= 0) & (rng.random(people.size) < 0.5)
    status = rng.choice(4, size=people.size, p=[0.955, 0.025, 0.015, 0.005])
    on = rng.integers(0, DAYS, people.size)
    kind = np.where(named.has_passport, "passport", "identity card")
    return pl.DataFrame(
        {
            "document_number": named.passport,
            "kind": kind,
            "country": person["origin"],
            "holder_id": noise.without(rng, person["id"]),
            "holder": person["name"],
            "holder_original": person["original"],
            "birth_date": person["birth_date"],
            "sex": person["sex"],
            "nationality": person["origin"],
            "issued_on": write_days("i", issued),
            "expires_on": write_days("e", issued + 3650),
            "authority": pl.Series(CODES[people.origin]).replace_strict(AUTHORITIES),
            "phone": named.phone[np.where(newer, people.other, np.arange(people.size))],
            "address": chosen(rng, noise.addresses, place["address"], pl.lit("Stationsplein 1")),
            "city": place["city"],
            "status": pl.Series(np.array(DOCUMENT_STATUS)[status]),
            "status_on": pl.Series(np.where(status > 0, write_days("s", on).to_numpy(), "")),
            "_of": np.arange(people.size),
        }
    )


def vehicle_rows(named: Named, noise: Noise) -> pl.DataFrame:
    """vehicles.csv, one row for each vehicle."""
    vehicles, rng = named.block.vehicles, named.rng(12)
    size = named.block.people.size
    natural = vehicles.holder < size
    person = named.person[np.where(natural, vehicles.holder, 0)]
    firm = named.firm[np.where(natural, 0, vehicles.holder - size)]
    holder = pl.DataFrame(
        {
            "natural": natural,
            "name": noise.names(rng, person["name"], person["original"]),
            "firm": firm["name"],
            "id": person["id"],
            "number": firm["id"],
        }
    ).select(
        holder=pl.when("natural").then("name").otherwise("firm"),
        holder_id=pl.when("natural").then("id").otherwise("number"),
    )
    things = vehicle_names(named)
    return pl.DataFrame(
        {
            "vin": things["vin"],
            "plate": things["plate"],
            "country": pl.Series(CODES[vehicles.country]),
            "make": things["make"],
            "model": things["model"],
            "year": things["year"].cast(pl.String),
            "colour": pl.Series(
                np.array(["white", "black", "grey", "silver", "blue", "red"])[vehicles.registered % 6]
            ),
            "registered_on": write_days("r", vehicles.registered),
            "holder_type": np.where(natural, "person", "company"),
            "holder": holder["holder"],
            "holder_id": noise.without(rng, holder["holder_id"]),
            "status": pl.Series(np.array(VEHICLE_STATUS)[vehicles.status]),
            "status_on": pl.Series(
                np.where(vehicles.status > 0, write_days("s", vehicles.since).to_numpy(), "")
            ),
            "_of": np.arange(vehicles.size),
        }
    )


def vehicle_names(named: Named) -> pl.DataFrame:
    """vin, plate, make, model and year of the block's vehicles."""
    vehicles = named.block.vehicles
    models = read_table("vehicles.csv")
    model = models[vehicles.model % models.height]
    year = 2024 + vehicles.registered // 365
    serials = named.serials(vehicles.size, VEHICLES)
    return model.select("make", "model").with_columns(
        vin=numbers.vins(serials, model["wmi"], year, seed=named.seed),
        plate=numbers.plates(serials, CODES[vehicles.country], seed=named.seed),
        year=pl.Series(year),
    )
