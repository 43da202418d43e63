"""UN/EDIFACT that others published: what was counted by hand in each file is what the sources make of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from interlink.errors import ReadError
from interlink.loads.columns import check_columns
from interlink.mapping.apply import Mapped, map_batch
from interlink.model.schema import load_ontology
from interlink.readers import READERS, Batch, FileFormat, TablePath, read_batches
from interlink.sources import find_source

ORDERS = {
    "order": TablePath("/ORDERS", holds="BGM DTM RFF NAD CTA COM"),
    "line": TablePath("LIN", parent="order", holds="PIA IMD QTY RFF"),
}
OFFERS = {"line": TablePath("/PAORES/IFT"), "leg": TablePath("/PAORES/TVL", holds="PDI APD")}
OFFERS |= {"other": TablePath("/PAORES/ODI"), "error": TablePath("/PAORES/ERC")}


@pytest.fixture
def folder(shared_data: Path) -> Path:
    return shared_data / "messages" / "edifact"


@pytest.fixture
def mapped(folder: Path) -> Callable[[str, str], Mapped]:
    """The one batch of a file as its source maps it, which leaves nothing unnamed."""

    def read(source: str, name: str) -> Mapped:
        spec = find_source(source)
        (batch,) = read_batches(folder / name, spec.file_format())
        assert list(check_columns(spec, batch, name)) == []
        found = map_batch(spec, load_ontology(), batch, marking_id=lambda _: 0)
        assert found.quarantined.rows() == []
        return found

    return read


@pytest.fixture
def read(folder: Path) -> Callable[[str, dict[str, TablePath]], Batch]:
    def batch(name: str, tables: dict[str, TablePath], counts: str = "checked") -> Batch:
        (one,) = read_batches(folder / name, FileFormat("edifact", tables=tables, counts=counts))
        return one

    return batch


def counts(found: Mapped) -> dict[str, int]:
    """How many different entities and how many links there are of each schema."""
    return {
        name: frame["entity"].n_unique() if not frame["entity"].has_nulls() else frame.height
        for name, frame in found.fragments.items()
        if frame.height
    }


def test_a_cargo_report_has_what_was_counted(mapped: Callable[[str, str], Mapped]) -> None:
    # One CNI; NAD of a supplier, a consignee, a consignor and in TDT the carrier; one SGP, whose number is no
    # container's; ports in LOC+9 and LOC+11, of which the latter is the one in LOC+60.
    found = mapped("cuscar", "cuscar_simple.edi")

    assert counts(found) == {
        "Shipment": 1,
        "Company": 4,
        "Vessel": 1,
        "Container": 1,
        "Place": 2,
        "Route": 1,
        **dict.fromkeys(("ConsignedBy", "ConsignedTo", "ShippedBy", "LinkedTo", "CarriedBy"), 1),
        **dict.fromkeys(("PackedIn", "Follows", "Leg", "Visited"), 1),
        "StopsAt": 2,
    }
    shipment = found.fragments["Shipment"].select("entity", "packages", "weight_kg", "loaded_in", "mode")
    assert shipment.rows() == [("cuscar:shipment:DOCV373MOB909999", 60, 55_814.0, "CRMOB", "sea")]
    assert found.fragments["Container"]["flagged"].to_list() == [["number=EQ123456"]]
    (call,) = found.fragments["Visited"].select("arrived_at", "remarks").rows()
    assert (call[0].isoformat(), call[1]) == ("2019-10-29T03:30:00+00:00", ["arrival as estimated"])


def test_what_the_cargo_report_counts_wrongly_is_told(folder: Path) -> None:
    # 30 segments from UNH to UNT; UNT says 313.
    path, fmt = folder / "cuscar_simple.edi", find_source("cuscar").file_format()

    assert READERS["edifact"].doubts(path, fmt) == [
        f"{path}: segment 31: UNT counts 313 segments in message 'MREF123456', there are 30"
    ]


def test_a_bay_plan_has_what_was_counted(mapped: Callable[[str, str], Mapped]) -> None:
    # Three LOC+147 with one EQD+CN each, two of them empty; loaded in Long Beach for three other ports.
    found = mapped("baplie", "D95BBAPLIE.edi")

    assert counts(found) == {"Vessel": 1, "Container": 3, "Place": 4, "LinkedTo": 3, "Leg": 3, "Visited": 1}
    assert found.fragments["Container"].select("entity", "type_code", "operator").rows() == [
        ("container:OOLU4293959", "4200", "OOL"),
        ("container:MOEU0710945", "L5G1", "MOL"),
        ("container:OOLU8757889", "4500", "OOL"),
    ]
    assert found.fragments["LinkedTo"]["kind"].to_list() == ["aboard, empty", "aboard, empty", "aboard, full"]
    assert found.fragments["Vessel"].select("name", "call_sign").rows() == [("OOCL BEIJING", ["VRIB3"])]


def test_discharges_and_loadings_have_what_was_counted(mapped: Callable[[str, str], Mapped]) -> None:
    # Two EQD+CN in the discharge report, 19 in the loading report; 18 of these have one of 16 bookings.
    found = mapped("coarri", "D95BCOARRI.edi")

    assert counts(found) == {
        "Vessel": 1,
        "Company": 1,
        "Container": 21,
        "Shipment": 16,
        "Place": 3,
        "Operates": 21,
        "PackedIn": 18,
        "CarriedBy": 18,
        "LinkedTo": 21,
        "Leg": 21,
        "Visited": 2,
    }
    kinds = found.fragments["LinkedTo"]["kind"]
    assert {kind: kinds.to_list().count(kind) for kind in kinds.unique()} == {
        "discharged from": 2,
        "loaded on": 19,
    }
    assert set(found.fragments["Place"]["entity"]) == {"place:ITGOA", "place:TRKMX", "place:GRPIR"}
    assert found.fragments["Container"]["flagged"].null_count() == 21


def test_an_order_and_one_with_needless_release_characters_say_the_same(
    read: Callable[[str, dict[str, TablePath]], Batch],
) -> None:
    right, wrong = (read(f"example_order_{kind}.edi", ORDERS) for kind in ("ok", "error"))

    assert (right["order"].height, right["line"].height) == (1, 146)
    buyer = right["order"]["NAD[BY]/4/1"].to_list()
    assert buyer == wrong["order"]["NAD[BY]/4/1"].to_list()
    assert buyer[0].startswith("A+A K")
    name = "IMD/3/4"
    assert right["line"][name][17] == wrong["line"][name][17] == "H-Vollmilch 3,5%  **Marke**"
    # where the release characters are left out, a ratio of 1:10 falls apart
    parted = [(1, "IMD/3/5", "Einlage f Sup 1:10 und", "Einlage f Sup 1")]
    for _, column, whole, part in parted:
        assert [each for each in right["line"][column] if each and each.startswith(whole)]
        assert part in wrong["line"][column].to_list()


def test_despatch_advice_and_invoice_are_read(read: Callable[[str, dict[str, TablePath]], Batch]) -> None:
    advice = read(
        "D96ADESADV.edi",
        {
            "advice": TablePath("/DESADV", holds="BGM DTM RFF NAD CPS"),
            "line": TablePath("LIN", parent="advice", holds="PIA IMD QTY RFF"),
        },
    )
    assert advice["line"].select("PIA[5]/2/1", "QTY[12]/1/2", "RFF[ON]/1/2").rows() == [
        ("9780738507330", "1", "6877871"),
        ("9781568361871", "1", "6905456"),
    ]
    assert advice["advice"]["DTM[11]/1/2"].to_list() == ["2016-07-26"]

    held = "BGM DTM NAD RFF CUX PAT QTY MOA PRI TAX LIN"
    invoice = read("invoice1.edi", {"invoice": TablePath("/INVOIC", holds=held)})
    # the first date has a clock that its format code does not have, and stays as delivered
    assert invoice["invoice"].select("DTM[137]/1/2", "DTM[140]/1/2", "PRI[AAA]/1/2").rows() == [
        ("199910060000", "1999-10-31", "3630.1724")
    ]
    # in the summary, after UNS, the message goes on
    assert invoice["invoice"].select("MOA[203]/1/2", "MOA[77]/1/2").rows() == [("1960.29", "1960.29")]


def test_two_messages_of_one_interchange_are_told_apart(
    read: Callable[[str, dict[str, TablePath]], Batch],
) -> None:
    offers = read("exampleMulti.edi", OFFERS)

    assert offers["leg"].select("_path", "TVL/2/1", "TVL/3/1").rows() == [
        (message, *stop)
        for message in ("message 1", "message 2")
        for stop in (("FRA", "JFK"), ("JFK", "MIA"))
    ]
    assert read("wikipedia_en.edi", OFFERS)["leg"]["TVL/4/1"].to_list() == ["DL", "DL"]


def test_released_characters_are_those_that_follow(read: Callable[..., Batch], folder: Path) -> None:
    # UNT says 14 segments and there are 23.
    name = "example_release_character.edi"
    with pytest.raises(ReadError, match="segment 24: UNT counts 14 segments in message '1', expected 23"):
        read(name, OFFERS)

    lines = read(name, OFFERS, "told")["line"]
    assert lines["IFT/2/1"].drop_nulls().to_list()[2:6] == [
        "NO MORE FLIGHTS 2?",
        "NO MORE ' FLIGHTS 3",
        "NO MORE ? FLIGHTS 3",
        "NO MORE ?' FLIGHTS 3",
    ]
    assert lines.select("IFT/2/1", "IFT/2/2", "IFT/3/1").rows()[-6:] == [
        ("FIELD 1", None, "FIELD 2"),
        ("FIELD 1?", None, "FIELD 2"),
        ("FIELD 1?+FIELD 2", None, None),
        ("FIELD 1.1", "FIELD 1.2", None),
        ("FIELD 1.1?", "FIELD 1.2", None),
        ("FIELD 1.1?:FIELD 1.2", None, None),
    ]


def test_an_interchange_that_is_never_closed_is_refused(
    read: Callable[[str, dict[str, TablePath]], Batch], folder: Path
) -> None:
    with pytest.raises(ReadError, match=re.escape(f"{folder / 'order.edi'}: the file ends without the UNZ")):
        read("order.edi", ORDERS)
