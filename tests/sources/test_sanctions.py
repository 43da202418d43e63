"""What the sanctions lists of the European Union and the United Kingdom become."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from interlink.errors import ReadError
from interlink.mapping.apply import Mapped, map_batch
from interlink.model.schema import load_ontology
from interlink.readers import read_batches, reader_for
from interlink.sources import find_source

SAMPLES = Path(__file__).parent / "samples"
LISTS = ("eu_sanctions", "uk_sanctions")


def mapped(source: str, path: Path | None = None) -> Mapped:
    spec = find_source(source)
    (batch,) = read_batches(path or SAMPLES / f"{source}.xml", spec.file_format())
    return map_batch(spec, load_ontology(), batch, marking_id=lambda _: 0)


def only(found: Mapped, schema: str, *columns: str) -> tuple[Any, ...]:
    """The one row of a schema."""
    (row,) = found.fragments[schema].select(columns).rows()
    return tuple(row)


@pytest.mark.parametrize("source", LISTS)
def test_names_are_told_apart_by_strength_and_script(source: str) -> None:
    found = mapped(source)

    name, alias, weak = only(found, "Person", "name", "alias", "weak_alias")
    assert (name, weak) == ("Ada Bo Vell", ["Adje"])
    assert (
        set(alias)
        == {
            "eu_sanctions": {"Ада Вель"},
            "uk_sanctions": {"Ада Вель", "Ada Velle", "A. Vell"},
        }[source]
    )
    body, others = only(found, "Organization", "name", "alias")
    assert (body, set(others)) == ("Atlas Vell SARL", {"AVS", "أطلس فيل"})


@pytest.mark.parametrize(
    ("source", "dates", "flags"),
    [
        (
            "eu_sanctions",
            ["1975/1978", "1979~", "1980-02-03", "1981-05"],
            ["birth_country=00", "nationality=00"],
        ),
        (
            "uk_sanctions",
            ["15/08/19yy", "1978", "1979", "1980-02-03", "1981-05"],
            ["birth_date=15/08/19yy"],
        ),
    ],
)
def test_births_are_as_exact_as_the_list_is(source: str, dates: list[str], flags: list[str]) -> None:
    assert only(mapped(source), "Person", "birth_date", "flagged") == (dates, flags)


@pytest.mark.parametrize(
    ("source", "person", "organization"),
    [
        (
            "eu_sanctions",
            ("2030-05-08", "EU.1.11", ["QUAY"]),
            ("2030-06-01", "EU.2.22", ["PIER", "QUAY"]),
        ),
        (
            "uk_sanctions",
            ("2030-12-31", "QUY0001", ["The Quays (Sanctions) Regulations 2030"]),
            ("2030-06-01", "QUY0002", ["The Quays (Sanctions) Regulations 2030"]),
        ),
    ],
)
def test_each_says_since_when_under_what_number_and_programme(
    source: str, person: tuple[object, ...], organization: tuple[object, ...]
) -> None:
    found = mapped(source)

    columns = ("listed_on", "list_reference", "programme")
    assert only(found, "Person", *columns) == person
    assert only(found, "Organization", *columns) == organization


def test_a_document_of_the_european_list_is_that_of_other_sources() -> None:
    found = mapped("eu_sanctions")

    assert found.fragments["Holds"].select("src", "dst").rows() == [
        ("eu_sanctions:person:11", "passport:NX1234567|NL"),
        ("eu_sanctions:person:11", "identity_card:P1234567|NL"),
        ("eu_sanctions:organization:12", "registration_number:12345|MA"),
    ]
    assert only(found, "Passport", "status", "authority", "name_in_document") == ("lost", "Town hall", "VELL")


def test_a_document_of_the_british_list_is_its_own_and_its_ships_are_not() -> None:
    found = mapped("uk_sanctions")

    assert found.fragments["Holds"].select("src", "dst").rows() == [
        ("uk_sanctions:person:QUY0001", "uk_sanctions:passport:NX1234567"),
        ("uk_sanctions:person:QUY0001", "uk_sanctions:identity_card:P1234567"),
    ]
    assert only(found, "Vessel", "entity", "name", "alias", "flag", "former_flag", "type") == (
        "vessel:9074729",
        "VELL STAR",
        ["QUAY STAR"],
        "PA",
        ["LR"],
        "Cargo",
    )


@pytest.mark.parametrize("source", LISTS)
def test_both_lists_meet_in_an_address(source: str) -> None:
    assert ("address:quay 1 veldhavn|NL",) in mapped(source).fragments["LocatedAt"].select("dst").rows()


@pytest.mark.parametrize(
    ("source", "edition"),
    [("eu_sanctions", "2031-02-03T10:00:00.000+01:00"), ("uk_sanctions", "03/02/2031")],
)
def test_the_edition_is_when_the_list_was_made(source: str, edition: str) -> None:
    spec = find_source(source)

    found = reader_for("xml").editions(SAMPLES / f"{source}.xml", spec.file_format(), spec.edition or "")

    assert found == [edition]


@pytest.mark.parametrize(("source", "other"), [LISTS, LISTS[::-1]])
def test_one_list_is_not_taken_for_the_other(source: str, other: str) -> None:
    with pytest.raises(ReadError, match="Is this the file the source expects"):
        mapped(source, SAMPLES / f"{other}.xml")


def test_a_designation_of_an_unknown_kind_is_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    text = (SAMPLES / "uk_sanctions.xml").read_text(encoding="utf-8")
    path.write_text(text.replace(">Ship<", ">Aircraft<"), encoding="utf-8")

    found = mapped("uk_sanctions", path)

    assert found.quarantined.select("row", "reason").rows() == [(3, "nothing in this record could be mapped")]
