"""What the directories let stand in a message is read: every group of each, once, in their order."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from interlink.mapping.apply import map_batch
from interlink.model.schema import load_ontology
from interlink.readers import read_batches
from interlink.sources import find_source

# UNTDID, part 4, the segment table (4.3.1) of each message; a group stands in brackets.
STRUCTURES = {
    ("CUSCAR", "95B"): """
        BGM DTM RFF NAD FTX (TDT LOC DTM) GIS (EQD TSR MEA DIM SEL NAD GIS (TMP RNG)) CNT (CNI CNT (RFF CNT
        MOA LOC GIS CUX CPI (TDT LOC DTM RFF) (NAD RFF (CTA COM)) (QTY FTX) (GID PAC HAN FTX MEA MOA SGP DGS
        PCI CST (GIS DOC) (QTY FTX)))) (AUT DTM RFF)
    """,
    ("CUSCAR", "96A"): """
        BGM DTM RFF (NAD (CTA COM)) FTX (TDT LOC DTM) GIS (EQD TSR MEA DIM SEL NAD GIS (TMP RNG)) CNT (CNI
        CNT (RFF CNT MOA LOC GIS CUX CPI (TDT LOC DTM MEA (RFF TSR)) (NAD DTM RFF (CTA COM)) (QTY FTX) (GID
        PAC HAN FTX MEA MOA SGP DGS PCI CST (GIS DOC) (QTY FTX)))) (AUT DTM RFF)
    """,
    ("CUSCAR", "03B"): """
        BGM DTM LOC QTY (RFF DTM) (NAD DTM (CTA COM)) FTX (TDT LOC DTM) GEI (EQD TSR MEA DIM SEL NAD GEI LOC
        (TMP RNG)) CNT (CNI CNT (RFF CNT MOA LOC GEI CUX CPI (TDT LOC DTM MEA (RFF TSR)) (NAD DTM RFF (CTA
        COM)) (QTY FTX) (GID PAC HAN FTX MEA MOA SGP DGS PCI CST LOC TMD (GEI DTM DOC PAC MEA) (QTY FTX))))
        (AUT DTM RFF)
    """,
    ("IFTMIN", "96A"): """
        BGM CTA COM DTM TSR CUX MOA FTX CNT DOC (LOC DTM) (TOD LOC) (RFF DTM) (GOR DTM LOC SEL FTX (DOC
        DTM)) (CPI RFF CUX LOC MOA) (TCC LOC FTX CUX PRI EQN PCD MOA QTY) (TDT DTM TSR (LOC DTM) (RFF DTM))
        (NAD LOC MOA (CTA COM) (DOC DTM) (TCC PRI EQN PCD MOA QTY) (RFF DTM) (CPI RFF CUX LOC MOA) (TSR RFF
        LOC TPL FTX)) (GID HAN TMP RNG TMD LOC MOA PIA FTX (NAD DTM) GDS (MEA EQN) (DIM EQN) (RFF DTM) (PCI
        RFF DTM GIN) (DOC DTM) (GOR DTM LOC SEL FTX (DOC DTM)) (TPL (MEA EQN)) (SGP (MEA EQN)) (TCC CUX PRI
        EQN PCD MOA QTY LOC) (DGS FTX (CTA COM) (MEA EQN) (SGP (MEA EQN)))) (EQD EQN TMD MEA DIM SEL TPL HAN
        TMP FTX (TCC PRI EQN PCD MOA QTY) (NAD DTM (CTA COM)) (EQA EQN))
    """,
    ("BAPLIE", "95B"): """
        BGM DTM RFF NAD (TDT LOC DTM RFF FTX) (LOC GID GDS FTX MEA DIM TMP RNG LOC RFF (EQD EQA NAD) (DGS
        FTX))
    """,
    ("COARRI", "95B"): """
        BGM FTX RFF (TDT RFF LOC DTM) (NAD CTA) (EQD RFF TMD DTM LOC MEA DIM TMP RNG SEL FTX DGS EQA PIA
        (DAM COD) (TDT LOC DTM) NAD) CNT
    """,
    ("PAXLST", "02B"): """
        BGM RFF DTM (NAD CTA COM) (TDT DTM (LOC DTM)) (NAD ATT DTM MEA GEI FTX LOC COM EMP NAT RFF (DOC DTM
        GEI RFF LOC CPI QTY) (GID FTX QTY) (TDT FTX)) CNT AUT
    """,
}
# What a segment says where the source looks for it.
SAID = {"LOC": "LOC+9+NLVLX", "EQD": "EQD+CN+CSQU3054383", "DTM": "DTM+137:20310203:102"}
OPENING = {"BAPLIE": ("(LOC", "LOC+147+0010182"), "PAXLST": ("(NAD ATT", "NAD+FL+++VELL:ADA")}


def message(kind: str, release: str) -> list[str]:
    """The segments of a message that has each group once."""
    structure, opening = " ".join(STRUCTURES[kind, release].split()), OPENING.get(kind, ("", ""))
    marked = structure.replace(opening[0], opening[0].replace("(", "( !"), 1) if opening[0] else structure
    tags = re.findall(r"!?[A-Z]{3}", marked)
    return [opening[1] if tag.startswith("!") else SAID.get(tag, f"{tag}+ZZZ:1") for tag in tags]


def written(folder: Path, kind: str, release: str, segments: list[str]) -> Path:
    head = f"UNB+UNOC:3+A+B+310203:0405+1'\nUNH+1+{kind}:D:{release}:UN'"
    path = folder / "message.edi"
    path.write_text(
        "\n".join([head, *(f"{each}'" for each in segments), f"UNT+{len(segments) + 2}+1'", "UNZ+1+1'"]),
        encoding="latin-1",
    )
    return path


@pytest.mark.parametrize(("kind", "release"), STRUCTURES)
def test_a_message_with_every_group_of_its_directory_is_read(kind: str, release: str, tmp_path: Path) -> None:
    fmt = find_source(kind.lower()).file_format()

    (batch,) = read_batches(written(tmp_path, kind, release, message(kind, release)), fmt)

    assert [batch[table].height > 0 for table in fmt.main_tables] == [True] * len(fmt.main_tables)


def test_what_refers_to_a_party_is_no_reference_of_the_consignment(tmp_path: Path) -> None:
    segments = [
        "BGM+85+1+9",
        "CNI+1+VLD1",
        "LOC+9+CNSHA",
        "LOC+11+NLVLX",
        "TDT+30+X1+3",
        "LOC+9+NLVLX",
        "LOC+11+DEVLD",
        "NAD+CZ+++Vell Trading",
        "RFF+BM:NOT-THE-BILL",
        "NAD+CN+++Atlas Vell",
    ]
    spec = find_source("cuscar")
    (batch,) = read_batches(written(tmp_path, "CUSCAR", "95B", segments), spec.file_format())

    shipments = map_batch(spec, load_ontology(), batch, marking_id=lambda _: 0).fragments["Shipment"]

    assert shipments.select("bill_of_lading", "loaded_in", "discharged_in").rows() == [
        ("VLD1", "CNSHA", "NLVLX")
    ]


def test_where_a_container_goes_on_to_is_not_where_the_ship_took_it(tmp_path: Path) -> None:
    segments = [
        "BGM+44+1+9",
        "TDT+20+031W+1+++++9074729:146",
        "LOC+11+NLVLX",
        "EQD+CN+CSQU3054383",
        "TDT+30++3",
        "LOC+9+NLVLD",
    ]
    spec = find_source("coarri")
    (batch,) = read_batches(written(tmp_path, "COARRI", "95B", segments), spec.file_format())

    fragments = map_batch(spec, load_ontology(), batch, marking_id=lambda _: 0).fragments

    assert fragments["Leg"].rows() == []
    assert fragments["Place"].select(pl.col("entity").unique()).rows() == [("place:NLVLX",)]
