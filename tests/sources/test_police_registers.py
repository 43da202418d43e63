"""What the registers of the police become: stolen things, missing persons, nominals."""

from __future__ import annotations

from interlink.model.marking import Marking
from police_samples import Police, changed, sample

SCHEME = {"source_scheme": "4x4", "information_scheme": "4x4"}


def test_a_stolen_document_is_the_one_that_its_number_names() -> None:
    found = Police("stolen_documents")

    assert found.rows("Passport", "entity", "type", "status", "status_on") == [
        ("passport:DX11111|MA", "PD", "revoked", "2025-03-04"),
        ("passport:NX1234567|UA", "P", "lost", "2025-06-01"),
        # found again: what it is now its country says
        ("passport:NX7654321|NL", "P", None, None),
    ]
    assert found.rows("IdentityCard", "entity", "status", "status_on") == [
        ("identity_card:998877|UA", "lost", "2025-02")
    ]
    assert found.rows("SubjectOf", "src", "dst", "role") == [
        ("identity_card:998877|UA", "stolen_item:SLTD-2", "lost"),
        ("passport:DX11111|MA", "stolen_item:SLTD-6", "revoked"),
        ("passport:NX1234567|UA", "stolen_item:SLTD-1", "lost"),
        ("passport:NX7654321|NL", "stolen_item:SLTD-3", "stolen"),
    ]


def test_blanks_and_visas_have_a_report_and_make_no_passport() -> None:
    found = Police("stolen_documents")

    columns = ("reference", "kind", "status", "serial_number", "stolen_on", "stolen_in", "recovered_on")
    assert found.rows("StolenItem", *columns)[2:5] == [
        ("SLTD-3", "passport", "stolen", "NX7654321", "2025-03-03", "Veldhavn, quay, NL", "2025-08-08"),
        ("SLTD-4", "passport", "stolen blank", "NX2000001-NX2000400", "2024", "Printing works, NL", None),
        ("SLTD-5", "visa", "stolen", "VS000123", "2025-02-01", "Одеса, UA", None),
    ]


def test_a_report_is_its_bureaus_own() -> None:
    marks = Police("stolen_documents").markings("StolenItem", "reference")

    assert marks["SLTD-1"] == Marking("A", "1", ("H1",), "NCB Odesa", **SCHEME)
    assert marks["SLTD-4"] == Marking("A", "1", ("H2",), "NCB Veldhavn", **SCHEME)


def test_codes_that_no_standard_has_are_kept_and_flagged() -> None:
    text = sample("stolen_documents").read_text("utf-8")
    text = changed(text, "SLTD-5,НЦБ Одеса,V,", "SLTD-5,НЦБ Одеса,Q,")

    found = Police("stolen_documents", changed(text, ",revoked,", ",eaten,"))

    assert [row for row in found.rows("StolenItem", "reference", "kind", "status", "flagged") if row[3]] == [
        ("SLTD-5", "Q", "stolen", ["kind=Q"]),
        ("SLTD-6", "passport", "eaten", ["status=eaten"]),
    ]


def test_a_stolen_vehicle_is_one_by_its_number_and_else_by_its_report() -> None:
    found = Police("stolen_vehicles")

    assert found.rows("Vehicle", "entity", "status", "status_on", "flagged") == [
        ("vehicle:11111111111111111", "stolen", "2025-05-05", None),
        ("vehicle:1M8GDM9A0KP042789", "stolen", "2025", ["vin=1M8GDM9A0KP042789"]),
        ("vehicle:1M8GDM9AXKP042788", "recovered", "2025-07-01", None),
        ("vehicle:SMV-4", "stolen", "yesterday", ["status_on=yesterday"]),
    ]
    assert list(found.links()) == [
        "vehicle:11111111111111111 REGISTERED_UNDER number_plate:VL34CD|NL",
        "vehicle:1M8GDM9A0KP042789 REGISTERED_UNDER number_plate:34VEL01|TR",
        "vehicle:1M8GDM9AXKP042788 REGISTERED_UNDER number_plate:VL12AB|NL",
        "vehicle:SMV-4 REGISTERED_UNDER number_plate:VL56EF|MA",
        "vehicle:11111111111111111 SUBJECT_OF stolen_item:SMV-1",
        "vehicle:1M8GDM9A0KP042789 SUBJECT_OF stolen_item:SMV-3",
        "vehicle:1M8GDM9AXKP042788 SUBJECT_OF stolen_item:SMV-2",
        "vehicle:SMV-4 SUBJECT_OF stolen_item:SMV-4",
    ]
    assert found.rows("StolenItem", "reference", "stolen_in", "recovered_on", "remarks") == [
        ("SMV-1", "Veldhavn, quay 3, NL", None, None),
        ("SMV-2", "Veldhavn, NL", "2025-07-01", ["found in Casablanca"]),
        ("SMV-3", "İstanbul, TR", None, None),
        ("SMV-4", "طنجة, MA", None, None),
    ]


def test_a_work_of_art_is_described_by_the_categories_of_object_id() -> None:
    found = Police("stolen_art")

    columns = ("title", "kind", "materials", "measurements", "inscriptions", "made_in", "maker", "subject")
    assert found.rows("StolenItem", *columns) == [
        ("Horseman", "relief, stone", "sandstone", "1.2 m", None, "Late Bronze Age", None, "horseman"),
        ("Mantel clock", "clock", "brass", "30 cm", None, "early 19th century", None, None),
        (
            "Quay, evening",
            "painting",
            "oil on canvas",
            "40 x 60 cm, without frame",
            "signed lower left",
            "1893",
            "Vell",
            "harbour with two ships",
        ),
        ("Saint of the harbour", "icon", "tempera on wood", None, None, None, None, None),
    ]
    assert found.rows("StolenItem", "reference", "stolen_on", "value", "remarks", "flagged") == [
        ("WOA-1", "2024-11", 12500.0, None, None),
        ("WOA-2", "2020", None, None, None),
        ("WOA-3", "2025-03-03", None, ["Святий гавані"], ["value=about 900"]),
        ("WOA-4", "2015/2017", None, ["فارس"], None),
    ]
    assert list(found.links()) == [
        "organization:Veld Museum|NL SUBJECT_OF stolen_item:WOA-1",
        "organization:Veld Museum|NL SUBJECT_OF stolen_item:WOA-2",
        "person:Olha Vel|WOA-3 SUBJECT_OF stolen_item:WOA-3",
    ]


def test_who_is_missing_is_the_subject_and_who_reports_it_is_another() -> None:
    found = Police("missing_persons")

    assert list(found.links()) == [
        "person:MP-1 HOLDS identity_card:NLP1234567|NL",
        "person:MP-1 HOLDS passport:MX100200|MA",
        "person:MP-3 HOLDS identity_card:UAP7654321|UA",
        "person:MP-1|Omar Vel RELATED_TO person:MP-1",
        "person:MP-1 SUBJECT_OF report:MP-1",
        "person:MP-1|Omar Vel SUBJECT_OF report:MP-1",
        "person:MP-2 SUBJECT_OF report:MP-2",
        "person:MP-2|Veld, skipper SUBJECT_OF report:MP-2",
        "person:MP-3 SUBJECT_OF report:MP-3",
        "person:MP-1 USES biometric:NLDENT:4417",
        "person:MP-1 USES biometric:NLDNA:18-2031",
        "person:MP-1 USES phone:+31201234567",
        "person:MP-1|Omar Vel USES phone:+31612345678",
        "person:MP-3 USES biometric:UAAFIS:200-77",
    ]
    assert found.rows("SubjectOf", "src", "role")[:2] == [
        ("person:MP-1", "missing"),
        ("person:MP-1|Omar Vel", "reporter"),
    ]


def test_a_missing_person_has_what_the_ante_mortem_form_asks_for() -> None:
    found = Police("missing_persons")

    columns = ("name", "alias", "birth_date", "distinguishing_marks", "effects", "blood_group", "topics")
    assert found.rows("Person", *columns)[:2] == [
        ("Bo Vell", None, ["unknown"], None, None, None, None),
        (
            "Mina Vel",
            ["Minnie", "مينا فيل"],
            ["2010-04"],
            "Mole, chin; Plate, left wrist, no. 77-18",
            ["Boots, black", "Red coat", "Silver ring"],
            "A Rh+",
            ["missing"],
        ),
    ]
    assert found.rows("Report", "reference", "status", "occurred_from", "occurred_until", "outcome") == [
        ("MP-1", "missing", "2031-02-27", "2031-02", None),
        ("MP-2", "found", None, None, "Came home"),
        ("MP-3", "presumed dead", "2031-02-20", None, None),
    ]
    assert found.rows("Biometric", "reference", "kind", "taken_on") == [
        ("NLDENT:4417", "dental chart", None),
        ("NLDNA:18-2031", "DNA profile of family", "2031-03-01"),
        ("UAAFIS:200-77", "fingerprints", None),
    ]


def test_a_case_may_be_for_one_purpose_alone_and_all_of_it_is() -> None:
    found = Police("missing_persons")

    marks = found.markings("Person", "name")
    unit = "Missing persons unit Veldhavn"
    only = Marking("B", "2", ("H1",), "Відділ Одеса", purposes=("locate-missing", "identify-body"), **SCHEME)
    assert marks["Mina Vel"] == Marking("B", "2", ("H1",), unit, **SCHEME)
    assert marks["Bo Vell"] == Marking("B", "2", ("H0",), unit, **SCHEME)
    assert marks["Ольга Вель"] == only
    assert found.markings("Biometric", "reference")["UAAFIS:200-77"] == only


def test_a_nominal_is_called_by_the_confirmed_name_and_by_all_claimed_ones() -> None:
    found = Police("nominals")

    columns = ("name", "alias", "weak_alias", "birth_date", "nationality", "flagged")
    assert found.rows("Person", *columns) == [
        (
            "Olha Vel",
            ["Olga Well", "The Pilot", "Ольга Вель"],
            ["O."],
            ["1990-05-06", "1992"],
            ["PL", "UA"],
            None,
        ),
        ("Omar Vel", ["Omar Vel", "عمر فيل"], None, ["31 April 1985"], None, ["birth_date=31 April 1985"]),
    ]
    assert found.rows("Holds", "src", "dst", "status") == [
        ("person:N-2031-1", "identity_card:PL998877|PL", "claimed"),
        ("person:N-2031-1", "identity_card:UAP7654321|UA", "confirmed"),
        ("person:N-2031-1", "passport:NX1234567|UA", "confirmed"),
    ]


def test_two_nominals_of_one_case_meet_in_it() -> None:
    found = Police("nominals")

    assert found.rows("SubjectOf", "src", "dst", "role") == [
        ("person:N-2031-1", "report:Odesa Police|77/1", "convicted"),
        ("person:N-2031-1", "report:Veldhavn Police|V-2030-77", "suspect"),
        ("person:N-2031-2", "report:N-2031-2|Theft|2027", "suspect"),
        ("person:N-2031-2", "report:Veldhavn Police|V-2030-77", "suspect"),
    ]


def test_prints_are_references_with_the_codes_of_the_standard_in_words() -> None:
    text = changed(sample("nominals").read_text("utf-8"), '"positions": ["7"]', '"positions": ["7", "99"]')

    found = Police("nominals", text)

    assert found.rows("Biometric", "reference", "kind", "position", "transaction", "flagged") == [
        (
            "NLAFIS:200-4417",
            "fingerprints",
            ["plain right four", "right index", "right thumb"],
            "NL2031000017",
            None,
        ),
        ("NLAFIS:200-4418", "latent print", ["99", "left index"], "NL2031000018", ["position=99"]),
        ("NLFACE:F-18", "face", None, None, None),
    ]


def test_an_offence_and_a_print_may_be_marked_apart_from_their_nominal() -> None:
    found = Police("nominals")

    people, offences = found.markings("Person", "name"), found.markings("Report", "title")
    olha = Marking("A", "1", ("H2",), "Veldhavn Police", ("NL", "UA"), **SCHEME)
    assert people["Olha Vel"] == offences["Smuggling of cigarettes"] == olha
    assert offences["Forged papers"] == Marking("A", "2", ("H1",), "Veldhavn Police", ("NL", "UA"), **SCHEME)
    assert found.markings("Biometric", "reference")["NLFACE:F-18"].handling == ("H3",)
    assert people["Omar Vel"].conditions == ("Ask the owner before any use",)
