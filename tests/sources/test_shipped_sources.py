"""Every shipped source: valid, named as its file, and at home with a sample of its format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from interlink.errors import SpecError, UnknownName
from interlink.loads.columns import check_columns
from interlink.mapping.apply import Mapped, map_batch
from interlink.model.schema import load_ontology
from interlink.readers import READERS, read_batches
from interlink.sources import find_source, source_files
from source_samples import CROSSINGS, DECLARATIONS, DOCUMENTS, PAYMENTS, VEHICLES

HARBOUR = Path(__file__).parents[2] / "sample_graphs" / "harbour"
# One file for each source, named after it; a folder where a delivery has several.
FILES = Path(__file__).parent / "samples"

UN_LIST = """\
<?xml version="1.0"?>
<CONSOLIDATED_LIST dateGenerated="2031-01-02T00:00:00">
<INDIVIDUALS><INDIVIDUAL><DATAID>7</DATAID><FIRST_NAME>ADA</FIRST_NAME><SECOND_NAME>VELL</SECOND_NAME>
<UN_LIST_TYPE>None</UN_LIST_TYPE>
<GENDER>Female</GENDER><NATIONALITY><VALUE>Netherlands</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Vellova</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>A. Vell</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ADDRESS>
<STREET>Quay 1</STREET><CITY>Veld</CITY><COUNTRY>Netherlands</COUNTRY></INDIVIDUAL_ADDRESS>
<INDIVIDUAL_DATE_OF_BIRTH>
<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1971</FROM_YEAR>
<TO_YEAR>1973</TO_YEAR>
</INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>AB12345</NUMBER>
<ISSUING_COUNTRY>Netherlands</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT></INDIVIDUAL></INDIVIDUALS>
<ENTITIES><ENTITY><DATAID>8</DATAID><FIRST_NAME>VELL TRADING</FIRST_NAME>
<ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>VELD TRADING</ALIAS_NAME></ENTITY_ALIAS>
</ENTITY></ENTITIES>
</CONSOLIDATED_LIST>
"""
LOCODES = (
    ',"NL",,".NETHERLANDS",,,,,,,,\n'
    ',"NL","VLX","Veldhavn","Veldhavn","ZH","1-3-----","AI","0601",,"5155N 00430E",""\n'
)
SAMPLES: dict[str, str | Path] = {
    **{each.name.partition(".")[0]: each for each in FILES.glob("*")},
    "call_records": HARBOUR / "call_records.csv",
    "crossings": CROSSINGS,
    "declarations": DECLARATIONS,
    "documents": DOCUMENTS,
    "edges": "source,target\nAda,Bo\n",
    "manifest": HARBOUR / "manifest.csv",
    "notices": HARBOUR / "notices.json",
    "payments": PAYMENTS,
    "register": HARBOUR / "register.csv",
    "un_sc": UN_LIST,
    "unlocode": LOCODES,
    "vehicles": VEHICLES,
}


@pytest.fixture
def load(tmp_path: Path) -> Callable[[str], tuple[Mapped, list[str]]]:
    """The one batch of a source's sample, mapped, with the warnings about its columns."""

    def read(name: str) -> tuple[Mapped, list[str]]:
        spec, sample = find_source(name), SAMPLES[name]
        path = sample if isinstance(sample, Path) else tmp_path / "sample"
        if isinstance(sample, str):
            path.write_text(sample, encoding=spec.file.encoding)
        (batch,) = read_batches(path, spec.file_format())
        mapped = map_batch(spec, load_ontology(), batch, marking_id=lambda _: 0)
        return mapped, list(check_columns(spec, batch, path.name))

    return read


def test_every_source_has_a_sample() -> None:
    assert list(source_files()) == sorted(SAMPLES)


@pytest.mark.parametrize("name", source_files())
def test_a_source_is_valid_and_says_who_publishes_it(name: str) -> None:
    spec = find_source(name)

    assert spec.source == name
    assert all((spec.title, spec.description, spec.licence, spec.publisher.name))
    assert spec.file.format in READERS


@pytest.mark.parametrize("name", source_files())
def test_a_source_that_suddenly_delivers_nothing_fails(name: str) -> None:
    """Of one that delivers changes, to say nothing is to change nothing; from no legs no route follows."""
    spec = find_source(name)

    assert spec.expect
    assert spec.delivery == "changes" or spec.follows or max(each.least for each in spec.expect.values()) >= 1


@pytest.mark.parametrize("name", source_files())
def test_a_sample_maps_whole(name: str, load: Callable[[str], tuple[Mapped, list[str]]]) -> None:
    mapped, warnings = load(name)

    assert mapped.records > 0
    assert mapped.quarantined.rows() == []
    assert warnings == []
    without_id = {name for name, frame in mapped.fragments.items() if frame["entity"].has_nulls()}
    assert without_id <= {schema.name for schema in load_ontology().links()}


def test_a_listed_person_has_names_by_quality(load: Callable[[str], tuple[Mapped, list[str]]]) -> None:
    mapped, _ = load("un_sc")

    person = mapped.fragments["Person"].select(
        "entity", "name", "alias", "weak_alias", "birth_date", "nationality"
    )
    assert person.rows() == [
        ("un_sc:person:7", "ADA VELL", ["A. Vell"], ["Vellova"], ["1971/1973"], ["NL"]),
    ]
    assert mapped.fragments["Holds"].select("src", "dst").rows() == [
        ("un_sc:person:7", "passport:AB12345|NL")
    ]
    assert mapped.fragments["Organization"].select("name", "former_name").rows() == [
        ("VELL TRADING", ["VELD TRADING"])
    ]


def test_a_place_has_its_code_and_degrees(load: Callable[[str], tuple[Mapped, list[str]]]) -> None:
    mapped, _ = load("unlocode")

    place = mapped.fragments["Place"].select(
        "entity", "name", "country", pl.col("latitude", "longitude").round(3)
    )
    assert place.rows() == [("place:NLVLX", "Veldhavn", "NL", 51.917, 4.5)]


OWN = """\
source: guests
title: Guests
publisher: {name: Hotel}
licence: Restricted
delivery: full
file: {format: csv}
entities: {guest: {schema: Person, key: [id], properties: {name: name}}}
"""


def test_a_source_of_ones_own_goes_before_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "guests.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "register.yaml").write_text(OWN.replace(": guests", ": register"), encoding="utf-8")

    assert list(source_files(tmp_path)) == sorted([*source_files(), "guests"])
    assert find_source("register", tmp_path).title == "Guests"
    assert find_source("guests", tmp_path).source == "guests"


def test_a_source_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"no source is called 'registr'; .* Did you mean 'register'\?"):
        find_source("registr", tmp_path / "absent")


def test_a_source_in_a_file_of_another_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hotel.yaml").write_text(OWN, encoding="utf-8")

    with pytest.raises(SpecError) as caught:
        find_source("hotel", tmp_path)

    assert caught.value.problems == (
        f"{tmp_path}/hotel.yaml: source: is 'guests', expected 'hotel' as the file is called",
    )


def test_a_source_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hotel.yaml").write_bytes("title: Zoë".encode("latin-1"))

    with pytest.raises(SpecError, match=r"hotel\.yaml: not UTF-8"):
        source_files(tmp_path)


def test_a_declaration_in_xml_says_what_one_in_csv_says(
    load: Callable[[str], tuple[Mapped, list[str]]],
) -> None:
    mapped, _ = load("declarations_xml")

    declarations = mapped.fragments["Declaration"].select(
        "reference",
        "declared_on",
        "procedure",
        "country",
        "goods",
        "packages",
        "weight_kg",
        "value",
        "currency",
    )
    assert declarations.rows() == [
        ("31NLVLD0000000001", "2031-03-10", "import", "NL", "T-shirts, cotton", 400, 8000.0, 21000.0, "EUR"),
        ("VLD-2031-2", "soon", "export", None, None, None, None, None, None),
    ]
    assert mapped.fragments["Declaration"]["flagged"].to_list() == [None, ["declared_on=soon"]]
    assert mapped.fragments["PackedIn"]["dst"].to_list() == [
        "container:CSQU3054383",
        "declarations_xml:container:VLDU123",
    ]


def test_what_was_seized_with_whom_is_one_case(load: Callable[[str], tuple[Mapped, list[str]]]) -> None:
    mapped, _ = load("seizures")

    first = mapped.fragments["Seizure"].filter(pl.col("entity") == "seizures:seizure:S31-1")
    assert sorted(first["goods"].explode().drop_nulls()) == ["cash", "cocaine"]
    assert set(mapped.fragments["SubjectOf"].select("src", "dst", "role").rows()) == {
        ("seizures:company:NL-12345678", "seizures:seizure:S31-1", "consignee"),
        ("seizures:person:NX7654321|UA|Ольга Вель", "seizures:seizure:S31-1", "driver"),
        ("seizures:person:Ömer Vel|S31-2", "seizures:seizure:S31-2", "driver"),
    }


def test_who_travels_on_one_booking_meets_in_it(load: Callable[[str], tuple[Mapped, list[str]]]) -> None:
    mapped, _ = load("travel_records")

    assert set(
        mapped.fragments["SubjectOf"]
        .filter(pl.col("dst") == "travel_records:report:VLD7QX")
        .select("src", "role")
        .rows()
    ) == {
        ("travel_records:person:NX1234567|NL|Ada Vell", "traveller"),
        ("travel_records:person:Ольга Вель|1990-05-06|UA", "traveller"),
        ("travel_records:person:Bo Vell|VLD7QX", "payer"),
    }
    assert mapped.fragments["Leg"].select("src", "dst", "voyage").unique().height == 3
