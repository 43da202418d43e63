"""Every shipped source: valid, named as its file, and at home with a sample of its format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from interlink.errors import SpecError, UnknownName
from interlink.loads.columns import check_columns, check_members
from interlink.mapping.apply import Mapped, map_batch
from interlink.model.schema import load_ontology
from interlink.readers import READERS, joined_tables, read_batches
from interlink.sources import find_source, source_files
from source_samples import SAMPLES, sample_files


@pytest.fixture
def load(tmp_path: Path) -> Callable[[str], tuple[Mapped, list[str]]]:
    """A source's sample, mapped, with the warnings about its columns and files."""

    def read(name: str) -> tuple[Mapped, list[str]]:
        spec = find_source(name)
        files = sample_files(name, spec, tmp_path)
        joins = joined_tables(files, spec.file_format())
        batches = [joins.add(batch) for file in files for batch in read_batches(file, spec.file_format())]
        mapped = [map_batch(spec, load_ontology(), batch, marking_id=lambda _: 0) for batch in batches]
        told = [words for batch in batches for words in check_columns(spec, batch, files[0].name)]
        told += [words for file in files for words in check_members(spec, file)]
        return together(mapped), told + [words for batch in batches for words in joins.unmatched(batch)]

    return read


def together(mapped: list[Mapped]) -> Mapped:
    """What the batches of a delivery became, as one."""
    if len(mapped) == 1:
        return mapped[0]
    schemas = sorted({name for each in mapped for name in each.fragments})
    return Mapped(
        fragments={
            name: pl.concat([each.fragments[name] for each in mapped if name in each.fragments])
            for name in schemas
        },
        quarantined=pl.concat([each.quarantined for each in mapped]),
        records=sum(each.records for each in mapped),
    )


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

    assert spec.expect or spec.by_schema
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
