"""What notices become: those of the public service, and those that bureaus pass on with diffusions."""

from __future__ import annotations

import json
from typing import Any

from interlink.model.marking import Marking
from police_samples import Police, changed, sample

SERVICE = "https://ws-public.interpol.int/notices/v1"


def notice(address: str, **said: object) -> dict[str, Any]:
    return {**said, "_links": {"self": {"href": f"{SERVICE}/{address}"}}}


def delivery(*notices: dict[str, Any]) -> str:
    return json.dumps({"total": len(notices), "_embedded": {"notices": list(notices)}}, ensure_ascii=False)


RED = notice(
    "red/2031-1",
    entity_id="2031/1",
    forename="OLHA",
    name="VEL",
    date_of_birth="1990/05/06",
    nationalities=["UA"],
    arrest_warrants=[{"issuing_country_id": "NL", "charge": "Smuggling"}],
)
YELLOW = notice(
    "yellow/2031-2",
    entity_id="2031/2",
    forename="MINA",
    name="VEL",
    birth_name="VELL",
    father_forename="OMAR",
    mother_forename="SARA",
    mother_name="VELL",
    place="Tangier",
    country="Morocco",
    date_of_event="2031/02/27",
)
PERSON = notice(
    "un/persons/2031-3",
    entity_id="2031/3",
    forename="OMAR",
    name="VEL",
    forename_in_original_script="عمر",
    name_in_original_script="فيل",
    aliases=["The Pilot", "O. Vell"],
    un_reference="QDi.999",
    un_reference_date="2029/12/29",
    un_resolution=1267,
    adresses=["Quay 1, Veldhavn"],
    identity_documents=["Passport MX100200"],
)
FRONT = notice(
    "un/entities/2031-4",
    entity_id="2031/4",
    name="VELDEN FRONT",
    formerly_known_as="VELD FRONT",
    un_reference="QDe.998",
    administrators=["OMAR VEL"],
    main_activity="Smuggling by sea",
)


def test_each_notice_of_the_public_service_is_of_the_colour_in_its_address() -> None:
    found = Police("notices", delivery(RED, YELLOW, PERSON, FRONT))

    assert found.rows("Notice", "reference", "colour", "charges", "happened_on", "happened_in") == [
        ("2031/1", "red", ["Smuggling"], None, None),
        ("2031/2", "yellow", None, "2031-02-27", "Tangier, Morocco"),
        ("2031/3", "un", None, None, None),
        ("2031/4", "un", None, None, None),
    ]
    assert found.rows("SubjectOf", "src", "dst", "role") == [
        ("organization:2031/4", "notice:2031/4", "listed"),
        ("person:2031/1", "notice:2031/1", "wanted"),
        ("person:2031/2", "notice:2031/2", "missing"),
        ("person:2031/3", "notice:2031/3", "listed"),
    ]
    assert found.mapped.quarantined.rows() == []


def test_who_is_missing_has_the_names_of_the_family_and_nobody_missing_is_wanted() -> None:
    found = Police("notices", delivery(YELLOW))

    assert found.rows("Person", "name", "former_name", "father_name", "mother_name", "topics") == [
        ("MINA VEL", ["VELL"], "OMAR", "SARA VELL", ["missing"])
    ]


def test_a_listed_person_is_known_by_every_name_and_a_listed_body_is_no_person() -> None:
    found = Police("notices", delivery(PERSON, FRONT))

    listed = ("name", "list_reference", "listed_on", "programme", "topics", "remarks")
    assert found.rows("Person", "alias", *listed) == [
        (
            ["O. Vell", "The Pilot", "عمر فيل"],
            "OMAR VEL",
            "QDI.999",
            "2029-12-29",
            ["United Nations resolution 1267"],
            ["sanction"],
            ["Passport MX100200"],
        )
    ]
    assert found.rows("Organization", "former_name", *listed) == [
        (
            ["VELD FRONT"],
            "VELDEN FRONT",
            "QDE.998",
            None,
            None,
            ["sanction"],
            ["OMAR VEL", "Smuggling by sea"],
        )
    ]


def test_a_notice_without_its_number_is_kept_apart() -> None:
    found = Police("notices", delivery({**RED, "entity_id": None}, FRONT))

    assert found.mapped.quarantined.rows() == [
        (1, "/_embedded/notices", "entity 'notice': its key is empty"),
    ]
    assert found.ids("Notice") == ["notice:2031/4"]


def test_notices_of_every_colour_and_diffusions_say_who_issued_them_and_until_when() -> None:
    found = Police("diffusions")

    columns = ("reference", "kind", "colour", "status", "issued_on", "expires_on", "withdrawn_on")
    assert found.rows("Notice", *columns) == [
        ("A-101/1-2031", "notice", "red", "valid", "2031-01-15", "2036-01-15", None),
        ("B-102/1-2031", "notice", "blue", "valid", "2031-02", None, None),
        ("C-103/1-2031", "notice", "green", "expired", "2026-02-01", "2031-02-01", None),
        ("D-104/1-2031", "notice", "yellow", "valid", "2031-03-01", None, None),
        ("DIF-5/2031", "diffusion", "red", "suspended", "2031-03-09", None, None),
        ("E-105/1-2031", "notice", "black", "valid", "2031-03-04", None, None),
        ("F-106/1-2031", "notice", "orange", "valid", "2031-03-05", None, None),
        ("G-107/1-2031", "notice", "purple", "valid", "2031-03-06", None, None),
        ("H-108/1-2031", "notice", "silver", "valid", "2031-03-07", None, None),
        ("I-109/1-2031", "special notice", "un", "withdrawn", "2029-05-05", None, "2031-03-08"),
    ]
    assert found.rows("Notice", "reference", "modus_operandi", "articles", "warnings")[-3] == (
        "G-107/1-2031",
        ["Reefer unit opened at sea", "Seal replaced"],
        ["Cooling unit", "Forged seal"],
        None,
    )


def test_a_notice_is_about_people_bodies_ships_cars_and_accounts_each_in_its_part() -> None:
    found = Police("diffusions")

    about = [row for row in found.rows("SubjectOf", "src", "dst", "role") if row[1].startswith("notice")]
    assert about == [
        ("bank_account:NL91ABNA0417164300", "notice:H-108/1-2031", "asset to trace"),
        ("organization:I-109/1-2031|1", "notice:I-109/1-2031", "listed"),
        ("person:A-101/1-2031|1", "notice:A-101/1-2031", "wanted"),
        ("person:B-102/1-2031|1", "notice:B-102/1-2031", "person of interest"),
        ("person:C-103/1-2031|1", "notice:C-103/1-2031", "warned of"),
        ("person:D-104/1-2031|1", "notice:D-104/1-2031", "missing"),
        ("person:DIF-5/2031|1", "notice:DIF-5/2031", "wanted"),
        ("person:E-105/1-2031|1", "notice:E-105/1-2031", "unidentified body"),
        ("vehicle:11111111111111111", "notice:G-107/1-2031", "part of the method"),
        ("vessel:9074729", "notice:I-109/1-2031", "listed"),
    ]


def test_a_wanted_person_is_wanted_on_warrants_that_the_notice_rests_on() -> None:
    found = Police("diffusions")

    assert found.rows("Warrant", "entity", "country", "issued_on", "charges", "flagged") == [
        ("warrant:NL|10/31/004417", ["NL"], "2030-12", ["Smuggling of cigarettes"], None),
        ("warrant:UA|77-A", ["UA"], "some day", ["Fraud"], ["issued_on=some day"]),
    ]
    assert [link for link in found.links() if "warrant" in link] == [
        "notice:A-101/1-2031 BASED_ON warrant:NL|10/31/004417",
        "notice:A-101/1-2031 BASED_ON warrant:UA|77-A",
        "person:A-101/1-2031|1 SUBJECT_OF warrant:NL|10/31/004417",
        "person:A-101/1-2031|1 SUBJECT_OF warrant:UA|77-A",
    ]


def test_names_in_other_scripts_are_aliases_and_only_red_yellow_and_un_make_a_topic() -> None:
    found = Police("diffusions")

    assert found.rows("Person", "name", "alias", "topics") == [
        ("Ada Vell", None, None),
        ("Bo Vell", None, None),
        ("Mina Vel", None, ["missing"]),
        ("Olha Vel", ["Olga Well", "Ольга Вель"], ["wanted"]),
        ("Omar Vel", ["عمر فيل"], None),
        ("Ömer Vel", None, ["wanted"]),
        # the body that nobody has identified
        (None, None, None),
    ]


def test_a_bureaus_notice_is_its_own_and_goes_where_it_says() -> None:
    found = Police("diffusions")

    marks = found.markings("Notice", "reference")
    scheme = {"source_scheme": "4x4", "information_scheme": "4x4"}
    assert marks["A-101/1-2031"] == Marking("A", "2", ("H1",), "NCB Veldhavn", ("NL", "UA"), **scheme)
    assert marks["D-104/1-2031"] == Marking("A", "2", ("H0",), "NCB Atlas", **scheme)
    assert found.markings("Warrant", "reference")["77-A"] == marks["A-101/1-2031"]


def test_a_colour_that_there_is_not_is_kept_and_flagged() -> None:
    text = changed(sample("diffusions").read_text("utf-8"), '"colour": "orange"', '"colour": "mauve"')

    found = Police("diffusions", text)

    assert ("F-106/1-2031", "mauve", ["colour=mauve"]) in found.rows(
        "Notice", "reference", "colour", "flagged"
    )


def test_a_person_or_warrant_that_cannot_be_told_apart_sends_its_notice_to_quarantine() -> None:
    text = sample("diffusions").read_text("utf-8")

    nobody = Police("diffusions", changed(text, '{"number": "1", "name": "Bo Vell"', '{"name": "Bo Vell"'))
    without = Police("diffusions", changed(text, '"number": "77-A", ', ""))

    assert nobody.mapped.quarantined.rows() == [(2, "/notices", "entity 'person': its key is empty")]
    # of a warrant without a number the notice, the person and the country tell it apart
    assert without.ids("Warrant") == ["warrant:A-101/1-2031|1|UA", "warrant:NL|10/31/004417"]
