"""Deliveries of police records that are whole, damaged, or not what the source expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from homes import Home
from interlink.errors import LoadError, ReadError
from interlink.loads.report import LoadReport
from interlink.model.schema import load_ontology
from interlink.sources import find_source
from police_samples import POLICE, Police, changed, sample
from source_samples import DOCUMENTS, PAYMENTS, VEHICLES

LIMIT = "more than the source's limit of 5%"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def load(home: Home, source: str, text: str) -> LoadReport:
    path = home.root / f"delivery{sample(source).suffix}"
    path.write_text(text, encoding="utf-8")
    return home.loader.run(find_source(source), [path])


def text_of(source: str) -> str:
    return sample(source).read_text(encoding="utf-8")


@pytest.mark.parametrize("source", POLICE)
def test_a_whole_delivery_loads_and_the_same_again_changes_nothing(source: str, home: Home) -> None:
    first, again = load(home, source, text_of(source)), load(home, source, text_of(source))

    assert (first.state, first.quarantined, first.warnings) == ("committed", 0, ())
    assert first.flagged > 0
    assert again.fragments_added == again.fragments_retired == 0


@pytest.mark.parametrize(
    ("source", "old", "new", "problem"),
    [
        ("siena_pole", "<Messages>", "<Letters>", "the file's root is /Letters. Is this the file the source"),
        ("ecris", "<svc:NotificationMessage ", "<svc:RequestMessage ", "the file's root is /RequestMessage."),
        ("missing_persons", "<MissingPersons>", "<Missing>", "the file's root is /Missing."),
    ],
)
def test_a_root_of_another_kind_is_refused(source: str, old: str, new: str, problem: str, home: Home) -> None:
    closing = old.strip("< >").join(("</", ">"))
    text = changed(changed(text_of(source), old, new), closing, new.strip("< >").join(("</", ">")))

    with pytest.raises(ReadError) as caught:
        load(home, source, text)

    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("ecris", "The file is damaged, cut short or not XML."),
        ("missing_persons", "The file is damaged, cut short or not XML."),
        ("siena_pole", "The file is damaged, cut short or not XML."),
        ("diffusions", "The file is damaged or not JSON."),
        ("nominals", "The file is damaged or not JSON."),
        ("stolen_art", "row 2 has 17 fields, expected 24. Its delimiter or quotes are broken"),
        ("stolen_documents", "row 4 has 1 fields, expected 15. Its delimiter or quotes are broken"),
        ("stolen_vehicles", "row 2 has 14 fields, expected 18. Its delimiter or quotes are broken"),
    ],
)
def test_a_delivery_that_was_cut_short_is_refused(source: str, problem: str, home: Home) -> None:
    text = text_of(source)

    with pytest.raises(ReadError) as caught:
        load(home, source, text[: len(text) * 2 // 3])

    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("source", "old", "new", "problem", "place"),
    [
        (
            "ecris",
            "<dm:ConvictionID>NL-C-000000000000077</dm:ConvictionID>",
            "",
            "1 of 1 records",
            "/NotificationMessage[1]",
        ),
        ("siena_pole", "<Reference>UA-22-5</Reference>", "", "1 of 2 records", "/Messages/Message[2]"),
        ("missing_persons", '<Case number="MP-2">', "<Case>", "1 of 3 records", "/MissingPersons/Case[2]"),
        ("stolen_art", "WOA-4,", ",", "1 of 4 records", "row 4"),
        ("stolen_documents", "SLTD-6,", ",", "1 of 6 records", "row 6"),
        ("stolen_vehicles", "SMV-4,", ",", "1 of 4 records", "row 4"),
        ("nominals", '"number": "N-2031-2", ', "", "1 of 2 records", "/nominals[2]"),
    ],
)
def test_a_record_without_what_tells_it_apart_fails_a_small_delivery(
    source: str, old: str, new: str, problem: str, place: str, home: Home
) -> None:
    with pytest.raises(LoadError) as caught:
        load(home, source, changed(text_of(source), old, new))

    assert f"{problem} could not be mapped, {LIMIT} ({place}: " in str(caught.value)
    assert "its key is empty). Nothing was changed." in str(caught.value)


@pytest.mark.parametrize(
    ("source", "old", "new", "column", "place", "counts"),
    [
        (
            "siena_pole",
            "<Code>H2</Code>",
            "<Code>H7</Code>",
            "Handling/Code",
            "/Messages/Message[2]",
            "counts as the strictest",
        ),
        (
            "siena_pole",
            "<Source>X</Source>",
            "<Source>Q</Source>",
            "Evaluation/Source",
            "/Messages/Message[1]",
            "counts as the lowest",
        ),
        (
            "missing_persons",
            "identify-body",
            "gossip",
            "Purpose",
            "/MissingPersons/Case[3]",
            "opens the record to nobody",
        ),
        ("stolen_documents", ",,,H0\n", ",,,H8\n", "handling", "row 2", "counts as the strictest"),
    ],
)
def test_a_marking_that_nobody_knows_is_kept_and_told(
    source: str, old: str, new: str, column: str, place: str, counts: str, home: Home
) -> None:
    report = load(home, source, changed(text_of(source), old, new))

    assert report.warnings == (
        f"column '{column}': 1 row has a code that is not known, the first {place}; it {counts}",
    )
    assert report.state == "committed"


@pytest.mark.parametrize(
    ("source", "old", "new", "problem"),
    [
        ("stolen_vehicles", "SMV-4,", "SMV-4,,", "row 4 has 19 fields, expected 18."),
        ("stolen_vehicles", "SMV-3,NCB Ankara,", "NCB Ankara,", "row 3 has 17 fields, expected 18."),
        (
            "stolen_art",
            'WOA-1,NCB Veldhavn,NL,painting,"Quay',
            "WOA-1,NCB Veldhavn,NL,painting,Quay",
            "row 1",
        ),
        ("stolen_documents", "report_id,", "id,", "no column report_id; the file has id, bureau"),
    ],
)
def test_columns_that_moved_are_refused(source: str, old: str, new: str, problem: str, home: Home) -> None:
    with pytest.raises(ReadError) as caught:
        load(home, source, changed(text_of(source), old, new))

    assert problem in str(caught.value)


def test_police_sources_meet_each_other_and_the_registers() -> None:
    known: dict[str, list[str]] = {}
    ontology = load_ontology()
    registers = {"documents": DOCUMENTS, "payments": PAYMENTS, "vehicles": VEHICLES}
    for source in (*POLICE, *registers):
        found = Police(source, registers.get(source))
        schemas = [name for name in found.mapped.fragments if not ontology.get(name).is_link]
        for entity in {each for name in schemas for each in found.mapped.fragments[name]["entity"]}:
            known.setdefault(entity, []).append(source)

    assert {entity: sources for entity, sources in sorted(known.items()) if len(sources) > 1} == {
        "bank_account:NL91ABNA0417164300": ["diffusions", "siena_pole", "payments"],
        "identity_card:998877|UA": ["stolen_documents", "documents"],
        "identity_card:NLP1234567|NL": ["missing_persons", "payments", "vehicles"],
        "identity_card:UAP7654321|UA": [
            "diffusions",
            "missing_persons",
            "nominals",
            "siena_pole",
            "documents",
            "payments",
        ],
        "number_plate:34VEL01|TR": ["stolen_vehicles", "vehicles"],
        "number_plate:VL12AB|NL": ["stolen_vehicles", "vehicles"],
        "number_plate:VL34CD|NL": ["siena_pole", "stolen_vehicles", "vehicles"],
        "number_plate:VL56EF|MA": ["stolen_vehicles", "vehicles"],
        "passport:NX1234567|UA": ["diffusions", "nominals", "siena_pole", "stolen_documents", "documents"],
        "passport:NX7654321|NL": ["stolen_documents", "documents"],
        "phone:+380501112233": ["diffusions", "siena_pole", "documents"],
        "registration_number:NL12345678|NL": ["siena_pole", "payments", "vehicles"],
        "vehicle:11111111111111111": ["diffusions", "siena_pole", "stolen_vehicles", "vehicles"],
        "vehicle:1M8GDM9A0KP042789": ["stolen_vehicles", "vehicles"],
        "vehicle:1M8GDM9AXKP042788": ["stolen_vehicles", "vehicles"],
        "vessel:9074729": ["diffusions", "siena_pole"],
    }
