"""The EDIFACT sources on their samples: where they meet, and what each makes of dates, weights and codes."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from interlink.mapping.apply import Mapped, map_batch
from interlink.model.schema import load_ontology
from interlink.readers import read_batches
from interlink.sources import find_source

SAMPLES = Path(__file__).parent / "samples"


def mapped(source: str) -> Mapped:
    spec = find_source(source)
    (batch,) = read_batches(SAMPLES / f"{source}.edi", spec.file_format())
    return map_batch(spec, load_ontology(), batch, marking_id=lambda _: 0)


@pytest.mark.parametrize("source", ["cuscar", "iftmin", "baplie", "coarri"])
def test_sources_of_cargo_meet_in_container_ship_and_port(source: str) -> None:
    fragments = mapped(source).fragments

    assert "container:CSQU3054383" in fragments["Container"]["entity"]
    assert "vessel:9074729" in fragments["Vessel"]["entity"]
    assert {"place:CNSHA", "place:NLVLX"} <= set(fragments["Place"]["entity"])


@pytest.mark.parametrize("source", ["cuscar", "iftmin", "coarri"])
def test_sources_of_cargo_meet_in_the_bill_of_lading(source: str) -> None:
    fragments = mapped(source).fragments

    assert "VLD25001" in fragments["Shipment"]["bill_of_lading"]
    packed = fragments["PackedIn"].filter(pl.col("src") == f"{source}:shipment:VLD25001")
    assert packed["dst"].to_list() == ["container:CSQU3054383"]


def test_weights_in_tonnes_and_pounds_are_kilograms() -> None:
    fragments = mapped("cuscar").fragments

    assert fragments["Shipment"]["weight_kg"].to_list() == [8_000.5, 1_500.0]
    assert fragments["PackedIn"]["weight_kg"].round(1).to_list() == [8_000.5, None]


def test_parties_have_the_role_that_their_code_says() -> None:
    fragments = mapped("cuscar").fragments
    roles = {
        name: [each.rpartition(":")[2] for each in fragments[name]["dst"]]
        for name in ("ConsignedBy", "ConsignedTo", "NotifiedTo", "ShippedBy")
    }

    assert roles == {
        "ConsignedBy": ["CN-87654321|连记贸易有限公司", "Ольга Вель|UA"],
        "ConsignedTo": ["Veld, Bo & Co. B.V.|NL"],
        "NotifiedTo": ["Ada Vell"],
        "ShippedBy": ["Snel's Forwarding|NL", "VLL|20", "VLL|20"],
    }


def test_travellers_have_documents_dates_and_a_passage() -> None:
    fragments = mapped("paxlst").fragments

    people = fragments["Person"].select("name", "birth_date", "gender", "nationality", "flagged")
    assert people.rows() == [
        ("BO JAN VELL", ["1985-07-08"], "male", ["NL"], None),
        ("ОЛЬГА ВЕЛЬ", ["1990-05-06"], "female", ["UA"], None),
        ("OMAR VELL", ["310230"], None, None, ["birth_date=310230"]),
    ]
    assert fragments["Passport"].select("entity", "expires_on").rows() == [
        ("passport:NX1234567|NL", "2040-01-01")
    ]
    assert fragments["IdentityCard"]["entity"].to_list() == ["identity_card:998877|UA"]
    crossings = fragments["BorderCrossing"].select("kind", "status", "direction", "document_number")
    assert crossings.rows() == [
        ("passenger", "announced", "entry", "NX1234567"),
        ("passenger", "announced", "entry", "998877"),
        ("crew", "announced", "entry", None),
    ]
    assert {at.isoformat() for at in fragments["CrossedAt"]["at"]} == {"2031-02-03T12:00:00+00:00"}
