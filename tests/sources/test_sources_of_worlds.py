"""What the records of payments, declarations, crossings, documents and vehicles become."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from interlink.mapping.apply import Mapped, map_batch
from interlink.model.marking import Marking
from interlink.model.schema import load_ontology
from interlink.readers import read_batches
from interlink.sources import find_source
from source_samples import CROSSINGS, DECLARATIONS, DOCUMENTS, PAYMENTS, VEHICLES

SAMPLES = {
    "payments": PAYMENTS,
    "declarations": DECLARATIONS,
    "crossings": CROSSINGS,
    "documents": DOCUMENTS,
    "vehicles": VEHICLES,
}


class Reader:
    """Maps the text of a delivery as a shipped source says."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "delivery.csv"

    def __call__(self, source: str, text: str) -> Mapped:
        spec = find_source(source)
        self.path.write_text(text, encoding="utf-8")
        (batch,) = read_batches(self.path, spec.file_format())
        return map_batch(spec, load_ontology(), batch, marking_id=lambda _: 0)


@pytest.fixture
def mapped(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def ids(found: Mapped, schema: str) -> list[str]:
    return sorted(set(found.fragments[schema]["entity"].to_list()))


def rows(found: Mapped, schema: str, *columns: str) -> list[tuple[Any, ...]]:
    """The distinct rows of these columns, ordered."""
    said = {str(row): row for row in found.fragments[schema].select(columns).iter_rows()}
    return [said[text] for text in sorted(said)]


def with_only(text: str, *names: str) -> str:
    """The delivery's header and the records that begin with one of the names."""
    header, *lines = text.splitlines()
    return "\n".join([header, *(line for line in lines if line.split(",")[0] in names), ""])


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def test_each_source_marks_its_records_as_the_trade_does() -> None:
    assert {name: find_source(name).marking.marking() for name in SAMPLES} == {
        "payments": Marking("A", "2", handling=("H1", "H2"), originator="Financial intelligence unit"),
        "declarations": Marking("B", "3", handling=("H0",)),
        "crossings": Marking("A", "2", handling=("H1",)),
        "documents": Marking("A", "1", handling=("H1",)),
        "vehicles": Marking("A", "2", handling=("H0",)),
    }


def test_a_payment_runs_from_account_to_account_and_cash_from_or_to_the_party(mapped: Reader) -> None:
    found = mapped("payments", PAYMENTS)

    paid = ("src", "dst", "amount", "currency", "reference", "purpose", "method")
    ada, veld = "bank_account:NL91ABNA0417164300", "bank_account:DE89370400440532013000"
    assert sorted(rows(found, "Paid", *paid), key=lambda row: row[4]) == [
        (ada, veld, 1250.5, "EUR", "T1", "Rent, March", "transfer"),
        ("payments:person:UA-P7654321", ada, 900.0, "EUR", "T2", None, "cash"),
        (veld, "payments:person:عمر فيل|MA", 800.0, "EUR", "T3", "loan", "cash"),
        (
            "payments:person:عمر فيل|MA",
            "payments:company:Atlas Vell SARL|MA",
            70.0,
            "MAD",
            "T4",
            None,
            "cash",
        ),
        (
            "bank_account:305100004417001",
            "bank_account:058-0123456789",
            9999.99,
            "USD",
            "T5",
            "machine parts",
            "transfer",
        ),
    ]


def test_a_payer_has_the_account_and_the_number_that_other_sources_know(mapped: Reader) -> None:
    found = mapped("payments", PAYMENTS)

    assert rows(found, "BankAccount", "entity", "iban", "bic", "country") == [
        ("bank_account:058-0123456789", None, "VELDNGLA", "NG"),
        ("bank_account:305100004417001", None, "VELDCNSH", "CN"),
        ("bank_account:DE89370400440532013000", "DE89370400440532013000", "VELDDEFF", "DE"),
        ("bank_account:NL91ABNA0417164300", "NL91ABNA0417164300", "VELDNL2A", "NL"),
    ]
    assert rows(found, "Uses", "src", "dst", "role") == [
        ("payments:company:058-0123456789", "bank_account:058-0123456789", "holder"),
        ("payments:company:305100004417001", "bank_account:305100004417001", "holder"),
        ("payments:company:DE89370400440532013000", "bank_account:DE89370400440532013000", "holder"),
        ("payments:person:NL91ABNA0417164300", "bank_account:NL91ABNA0417164300", "holder"),
    ]
    assert rows(found, "Holds", "src", "dst") == [
        ("payments:company:058-0123456789", "registration_number:NG11112222|NG"),
        ("payments:company:305100004417001", "registration_number:CN87654321|CN"),
        ("payments:company:DE89370400440532013000", "registration_number:NL12345678|NL"),
        ("payments:person:NL91ABNA0417164300", "identity_card:NLP1234567|NL"),
        ("payments:person:UA-P7654321", "identity_card:UAP7654321|UA"),
    ]


def test_every_kind_of_cash_is_one_payment(mapped: Reader) -> None:
    header = PAYMENTS.splitlines()[0]
    ends = {"person": "Ada Vell,,{},,NL", "company": "Veld B.V.,,{},,NL"}
    lines = [
        f"{payer}-{source}-{payee}-{target},2025-03-01T09:30:00Z,5,EUR,cash,,"
        f"{payer},{ends[payer].format(source)},{payee},{ends[payee].format(target)}"
        for payer in ends
        for payee in ends
        for source in ("", "NL91ABNA0417164300")
        for target in ("", "DE89370400440532013000")
    ]

    found = mapped("payments", "\n".join([header, *lines, ""]))

    assert found.fragments["Paid"].height == len(lines) == 16
    names = {"person": "payments:person:Ada Vell|NL", "company": "payments:company:Veld B.V.|NL"}
    for source, target, reference in rows(found, "Paid", "src", "dst", "reference"):
        payer, account, payee, other = reference.lower().split("-")
        assert source == (f"bank_account:{account.upper()}" if account else names[payer])
        assert target == (f"bank_account:{other.upper()}" if other else names[payee])


def test_a_payment_without_a_payer_is_kept_apart(mapped: Reader) -> None:
    text = with_only(changed(PAYMENTS, "Ольга Вель,UA-P7654321", ","), "T1", "T2")

    found = mapped("payments", text)

    assert found.quarantined["row"].to_list() == [2]
    assert found.quarantined["reason"].to_list() == [
        "link 'person_pays_in': 'payer_person' or 'payee_account' is missing"
    ]


def test_an_account_and_an_amount_that_cannot_be_read_are_kept_and_flagged(mapped: Reader) -> None:
    text = with_only(changed(PAYMENTS, "1250.50", "much"), "T1")

    found = mapped("payments", changed(text, "NL91ABNA0417164300", "NL92ABNA0417164300"))

    assert rows(found, "BankAccount", "entity", "iban", "flagged") == [
        ("bank_account:DE89370400440532013000", "DE89370400440532013000", None),
        ("bank_account:NL92ABNA0417164300", "NL92ABNA0417164300", ["iban=NL92ABNA0417164300"]),
    ]
    assert found.fragments["Paid"].select("amount", "flagged").rows() == [(None, ["amount=much"])]


def test_export_and_import_of_one_bill_of_lading_meet_in_its_shipment(mapped: Reader) -> None:
    found = mapped("declarations", DECLARATIONS)

    assert rows(found, "DeclaredIn", "src", "dst") == [
        ("declarations:shipment:R1", "declarations:declaration:R1"),
        ("declarations:shipment:VLD25001", "declarations:declaration:I1"),
        ("declarations:shipment:VLD25001", "declarations:declaration:X1"),
        ("declarations:shipment:VLD25002", "declarations:declaration:V1"),
        ("declarations:shipment:VLD25003", "declarations:declaration:W1"),
    ]
    assert rows(found, "Declaration", "reference", "procedure", "office", "value")[:2] == [
        ("I1", "import", "NLRTM", 21000.0),
        ("R1", "transit", "TRMER", 9000.0),
    ]
    assert rows(found, "Contains", "src", "dst", "value") == [
        ("declarations:shipment:R1", "commodity:440399", 9000.0),
        ("declarations:shipment:VLD25001", "commodity:610910", 21000.0),
        ("declarations:shipment:VLD25001", "commodity:610910", 60000.0),
        ("declarations:shipment:VLD25002", "commodity:870323", 9500.0),
        ("declarations:shipment:VLD25002", "vehicle:1M8GDM9AXKP042788", 9500.0),
        ("declarations:shipment:VLD25003", "commodity:870323", 500.0),
    ]


def test_a_declared_shipment_is_packed_in_containers_that_the_manifest_knows(mapped: Reader) -> None:
    found = mapped("declarations", DECLARATIONS)

    assert rows(found, "PackedIn", "src", "dst") == [
        ("declarations:shipment:R1", "container:CSQU3054383"),
        ("declarations:shipment:R1", "container:VLDU3982593"),
        ("declarations:shipment:R1", "container:VLDU7919074"),
        ("declarations:shipment:VLD25001", "container:CSQU3054383"),
        ("declarations:shipment:VLD25003", "declarations:container:VLDU123"),
    ]
    assert [flags for flags in found.fragments["Container"]["flagged"].to_list() if flags] == [
        ["number=VLDU123"]
    ]
    (flagged,) = found.fragments["Declaration"].filter(pl.col("flagged").is_not_null()).to_dicts()
    assert (flagged["reference"], flagged["weight_kg"], flagged["flagged"]) == (
        "W1",
        None,
        ["weight_kg=heavy"],
    )


def test_the_parties_of_a_declaration_have_their_register_numbers(mapped: Reader) -> None:
    found = mapped("declarations", with_only(DECLARATIONS, "I1", "R1"))

    assert rows(found, "IssuedBy", "src", "dst", "role") == [
        ("declarations:declaration:I1", "declarations:company:NL-55556666", "declarant")
    ]
    assert rows(found, "ConsignedBy", "src", "dst") == [
        ("declarations:shipment:R1", "declarations:company:Vell Lagos Ltd|NG"),
        ("declarations:shipment:VLD25001", "declarations:company:CN-87654321"),
    ]
    assert rows(found, "ConsignedTo", "src", "dst") == [
        ("declarations:shipment:R1", "declarations:company:Ада Вель ТОВ|UA"),
        ("declarations:shipment:VLD25001", "declarations:company:NL-12345678"),
    ]
    assert rows(found, "Holds", "src", "dst") == [
        ("declarations:company:CN-87654321", "registration_number:CN87654321|CN"),
        ("declarations:company:NL-12345678", "registration_number:NL12345678|NL"),
        ("declarations:company:NL-55556666", "registration_number:NL55556666|NL"),
    ]


def test_one_passport_ties_every_traveller_who_shows_it(mapped: Reader) -> None:
    found = mapped("crossings", CROSSINGS)

    ada = "crossings:person:NX1234567|NL|Ada Vell|1980-02-03"
    bo = "crossings:person:NX1234567|NL|Bo, Vell|1985-07-08"
    olha = "crossings:person:998 877|UA|Ольга Вель|1990"
    lian = "crossings:person:连浩然|C5"
    assert ids(found, "Person") == [olha, ada, bo, lian]
    assert rows(found, "Holds", "src", "dst") == [
        (olha, "identity_card:998877|UA"),
        (ada, "passport:NX1234567|NL"),
        (bo, "passport:NX1234567|NL"),
    ]
    assert rows(found, "SubjectOf", "src", "dst", "role") == [
        (olha, "crossings:border_crossing:C4", "traveller"),
        (ada, "crossings:border_crossing:C1", "traveller"),
        (ada, "crossings:border_crossing:C2", "traveller"),
        (bo, "crossings:border_crossing:C3", "traveller"),
        (lian, "crossings:border_crossing:C5", "traveller"),
    ]


def test_a_crossing_names_document_plate_and_post(mapped: Reader) -> None:
    found = mapped("crossings", CROSSINGS)

    assert rows(found, "MentionedIn", "src", "dst") == [
        ("identity_card:998877|UA", "crossings:border_crossing:C4"),
        ("number_plate:VL12AB|NL", "crossings:border_crossing:C1"),
        ("number_plate:VL12AB|NL", "crossings:border_crossing:C4"),
        ("passport:NX1234567|NL", "crossings:border_crossing:C1"),
        ("passport:NX1234567|NL", "crossings:border_crossing:C2"),
        ("passport:NX1234567|NL", "crossings:border_crossing:C3"),
    ]
    assert rows(found, "LocatedAt", "src", "dst", "kind")[-2:] == [
        ("crossings:border_crossing:C5", "place:TRMER", "border post"),
        ("crossings:border_crossing:C6", "crossings:place:XXXX", "border post"),
    ]
    assert rows(found, "CrossedAt", "dst", "direction") == [
        ("place:MACAS", "entry"),
        ("place:TRMER", "entry"),
        ("place:TRMER", "exit"),
    ]
    crossing = found.fragments["BorderCrossing"].row(5, named=True)
    assert (crossing["reference"], crossing["post"], crossing["flagged"]) == ("C6", "XXXX", ["post=XXXX"])


def test_a_border_record_without_its_number_is_kept_apart(mapped: Reader) -> None:
    found = mapped("crossings", CROSSINGS.replace("C2,", ","))

    assert found.quarantined["row"].to_list() == [2]
    assert found.quarantined["reason"].to_list() == ["entity 'crossing': its key is empty"]


def test_a_lost_or_stolen_document_keeps_its_holder_and_has_a_file(mapped: Reader) -> None:
    found = mapped("documents", DOCUMENTS)

    assert rows(found, "Passport", "entity", "status", "status_on") == [
        ("passport:NX1111111|NL", "revoked", "2025-03-04"),
        ("passport:NX1234567|UA", "valid", None),
        ("passport:NX7654321|NL", "stolen", "2025-03-03"),
    ]
    assert rows(found, "SubjectOf", "src", "dst", "role") == [
        ("identity_card:998877|UA", "documents:stolen_item:UA|998877", "lost"),
        ("passport:NX7654321|NL", "documents:stolen_item:NL|NX7654321", "stolen"),
    ]
    assert rows(found, "StolenItem", "title", "serial_number", "stolen_on") == [
        ("NL passport", "NX7654321", "2025-03-03"),
        ("UA identity card", "998877", "2025-02-02"),
    ]
    assert rows(found, "Holds", "src", "dst", "since") == [
        ("documents:person:NL-P2222222", "identity_card:NLP2222222|NL", None),
        ("documents:person:NL-P2222222", "passport:NX1111111|NL", "soon"),
        ("documents:person:NL|NX7654321", "passport:NX7654321|NL", "2021-01-01"),
        ("documents:person:UA-P7654321", "identity_card:998877|UA", "2019-01-01"),
        ("documents:person:UA-P7654321", "identity_card:UAP7654321|UA", None),
        ("documents:person:UA-P7654321", "passport:NX1234567|UA", "2020-01-01"),
    ]


def test_a_holder_has_both_names_a_phone_and_a_home(mapped: Reader) -> None:
    found = mapped("documents", with_only(DOCUMENTS, "998877"))

    assert rows(found, "Person", "name", "alias", "birth_date", "nationality", "id_number") == [
        ("Olha Vel", ["Ольга Вель"], ["1990-05-06"], ["UA"], ["UA-P7654321"])
    ]
    assert rows(found, "Uses", "src", "dst") == [("documents:person:UA-P7654321", "phone:+380501112233")]
    assert rows(found, "LocatedAt", "src", "dst", "kind") == [
        ("documents:person:UA-P7654321", "address:quay 1 left odesa|UA", "home")
    ]


def test_a_vehicle_is_one_by_its_number_and_else_by_its_plate(mapped: Reader) -> None:
    found = mapped("vehicles", VEHICLES)

    assert rows(found, "Vehicle", "entity", "status", "status_on", "flagged") == [
        ("vehicle:11111111111111111", "stolen", "2025-05-05", None),
        ("vehicle:1M8GDM9A0KP042789", "exported", "2025-06-06", ["vin=1M8GDM9A0KP042789"]),
        ("vehicle:1M8GDM9AXKP042788", "registered", None, None),
        ("vehicles:vehicle:VL-56-EF|MA", "scrapped", "2024-01-01", None),
    ]
    assert rows(found, "RegisteredUnder", "src", "dst", "since", "until") == [
        ("vehicle:11111111111111111", "number_plate:VL34CD|NL", "2021-05-01", None),
        ("vehicle:1M8GDM9A0KP042789", "number_plate:34VEL01|TR", "2018-01-01", "2025-06-06"),
        ("vehicle:1M8GDM9AXKP042788", "number_plate:VL12AB|NL", "2020-03-01", None),
        ("vehicles:vehicle:VL-56-EF|MA", "number_plate:VL56EF|MA", None, "2024-01-01"),
    ]


def test_a_vehicle_has_a_holder_and_a_stolen_one_a_file(mapped: Reader) -> None:
    found = mapped("vehicles", VEHICLES)

    assert rows(found, "Owns", "src", "dst", "interest") == [
        ("vehicles:company:Atlas Vell SARL|MA", "vehicles:vehicle:VL-56-EF|MA", "registered holder"),
        ("vehicles:company:NL-12345678", "vehicle:11111111111111111", "registered holder"),
        ("vehicles:person:NL-P1234567", "vehicle:1M8GDM9AXKP042788", "registered holder"),
        ("vehicles:person:Ömer Vel|1M8GDM9A0KP042789", "vehicle:1M8GDM9A0KP042789", "registered holder"),
    ]
    assert rows(found, "Holds", "src", "dst") == [
        ("vehicles:company:NL-12345678", "registration_number:NL12345678|NL"),
        ("vehicles:person:NL-P1234567", "identity_card:NLP1234567|NL"),
    ]
    assert rows(found, "SubjectOf", "src", "dst", "role") == [
        ("vehicle:11111111111111111", "vehicles:stolen_item:11111111111111111", "stolen")
    ]
    assert rows(found, "StolenItem", "title", "stolen_on") == [("Velda Kombi VL-34-CD", "2025-05-05")]


def test_sources_meet_in_what_they_know_by_one_id(mapped: Reader) -> None:
    known: dict[str, list[str]] = {}
    for source, text in SAMPLES.items():
        found = mapped(source, text)
        schemas = [name for name in found.fragments if not load_ontology().get(name).is_link]
        for entity in {entity for name in schemas for entity in ids(found, name)}:
            known.setdefault(entity, []).append(source)

    assert {entity: sources for entity, sources in sorted(known.items()) if len(sources) > 1} == {
        "identity_card:998877|UA": ["crossings", "documents"],
        "identity_card:NLP1234567|NL": ["payments", "vehicles"],
        "identity_card:UAP7654321|UA": ["payments", "documents"],
        "number_plate:VL12AB|NL": ["crossings", "vehicles"],
        "registration_number:CN87654321|CN": ["payments", "declarations"],
        "registration_number:NL12345678|NL": ["payments", "declarations", "vehicles"],
        "vehicle:1M8GDM9AXKP042788": ["declarations", "vehicles"],
    }


@pytest.mark.parametrize(("source", "text"), SAMPLES.items())
def test_columns_that_a_feed_may_lack_can_be_left_out(source: str, text: str, mapped: Reader) -> None:
    whole = pl.read_csv(text.encode(), infer_schema=False)
    optional = find_source(source).file.optional

    found = mapped(source, whole.drop(optional).write_csv())

    assert (found.records, found.quarantined.height) == (whole.height, 0)
