"""What messages become: convictions in ECRIS XML, and persons, objects, locations and events in POLE XML."""

from __future__ import annotations

import pytest

from interlink.model.marking import Marking
from police_samples import Police, changed, sample

STRICT = "<Handling><Code>H3</Code></Handling>"
SCHEME = {"source_scheme": "4x4", "information_scheme": "4x4"}


def test_a_conviction_has_its_dates_court_and_codes_and_each_offence_its_degree() -> None:
    found = Police("ecris")

    columns = ("reference", "country", "court", "convicted_on", "final_on", "committed", "degree", "charges")
    assert found.rows("Conviction", *columns) == [
        (
            "10/31/004417",
            ["NL"],
            "District Court of Veldhavn",
            "2031-03-01",
            "2031-03-15",
            ["2029/2030-11"],
            ["Forged papers: attempt or preparation", "Smuggling of cigarettes: completed, perpetrator"],
            ["Forged papers", "Smuggling of cigarettes"],
        )
    ]
    columns = ("offence", "offence_code", "sanctions", "sanction_terms", "sanction_code", "flagged")
    assert found.rows("Conviction", *columns) == [
        (
            ["99", "Tax and customs offences"],
            ["O-00-130200", "O-00-990000"],
            ["Deprivation of freedom", "Financial penalty"],
            ["Deprivation of freedom: P2Y6M", "Financial penalty: 1 x 1500.50 EUR"],
            ["S-00-001001", "S-00-008001"],
            # no annex has a category 99
            ["offence=99"],
        )
    ]


def test_a_convicted_person_is_known_by_names_in_every_script_and_by_partial_dates() -> None:
    found = Police("ecris")

    columns = ("name", "alias", "former_name", "birth_date", "birth_place", "birth_country", "nationality")
    assert found.rows("Person", "entity", *columns, "gender", "id_number") == [
        (
            "person:NL-C-000000000000077",
            "Olga Well",
            ["The Pilot", "Ольга Вель"],
            ["Vel"],
            ["1990-05-06"],
            ["Одеса"],
            ["UA"],
            # the code for a nationality that the sender does not know is none
            ["PL"],
            "female",
            ["90050600000"],
        )
    ]
    assert list(found.links()) == [
        "person:NL-C-000000000000077 HOLDS passport:NL-C-000000000000077|PX 4417001",
        "person:NL-C-000000000000077 LOCATED_AT address:quay 1 veldhavn|NL",
        "person:NL-C-000000000000077 SUBJECT_OF conviction:NL-C-000000000000077",
        "person:NL-C-000000000000077 USES biometric:ECRIS:NL-PL-BIN-000000000000018",
    ]


@pytest.mark.parametrize(
    ("old", "new", "birth_date"),
    [
        ("<c:DateDay>---06</c:DateDay>", "", ["1990-05"]),
        (
            "<c:DateMonthDay><c:DateMonth>--05</c:DateMonth><c:DateDay>---06</c:DateDay></c:DateMonthDay>",
            "",
            ["1990"],
        ),
        ("<c:DateMonth>--05</c:DateMonth>", "<c:DateMonth>--15</c:DateMonth>", ["1990--15---06"]),
    ],
)
def test_a_birth_date_is_as_precise_as_its_parts(old: str, new: str, birth_date: list[str]) -> None:
    found = Police("ecris", changed(sample("ecris").read_text("utf-8"), old, new))

    assert found.rows("Person", "birth_date") == [(birth_date,)]


def test_a_conviction_that_the_register_deletes_says_so() -> None:
    old = "<dm:DecisionDeleteConvictionFromRegister>No"
    text = changed(sample("ecris").read_text("utf-8"), old, old.replace("No", "Yes"))

    assert Police("ecris", text).rows("Conviction", "status") == [("deleted from the register",)]


def test_a_conviction_is_the_convicting_states() -> None:
    marks = Police("ecris").markings("Conviction", "reference")

    assert marks == {"10/31/004417": Marking("A", "1", ("H1",), "NLD", **SCHEME)}


def test_relations_join_what_they_name_as_their_kind_says() -> None:
    found = Police("siena_pole")

    assert [link for link in found.links() if "MENTIONED_IN" not in link] == [
        "person:NL-1001-77-1|P1 ASSOCIATE_OF person:NL-1001-77-1|P2",
        "organization:NL-1001-77-1|O1 HOLDS registration_number:NL12345678|NL",
        "person:NL-1001-77-1|P1 HOLDS identity_card:UAP7654321|UA",
        "person:NL-1001-77-1|P1 HOLDS passport:NX1234567|UA",
        "person:NL-1001-77-1|P1 LINKED_TO person:NL-1001-77-1|P2",
        "person:NL-1001-77-1|P1 LOCATED_AT address:quay 3 veldhavn|NL",
        "report:NL-1001-77-1|E1 LOCATED_AT address:quay 3 veldhavn|NL",
        "person:NL-1001-77-1|P2 MEMBER_OF organization:NL-1001-77-1|O1",
        "person:NL-1001-77-1|P2 OPERATES vehicle:11111111111111111",
        "person:UA-22-5|P1 OPERATES vessel:9074729",
        "organization:NL-1001-77-1|O1 OWNS vehicle:11111111111111111",
        "vehicle:11111111111111111 REGISTERED_UNDER number_plate:VL34CD|NL",
        "person:NL-1001-77-1|P2 SUBJECT_OF report:NL-1001-77-1|E1",
        "seizure:NL-1001-77-1|I1 SUBJECT_OF report:NL-1001-77-1|E1",
        "vehicle:11111111111111111 SUBJECT_OF report:NL-1001-77-1|E1",
        "organization:NL-1001-77-1|O1 USES bank_account:NL91ABNA0417164300",
        "person:NL-1001-77-1|P1 USES phone:+380501112233",
    ]
    assert found.rows("LinkedTo", "kind") == [("cell mate",)]
    assert found.rows("AssociateOf", "kind", "since") == [("accomplice", "2029")]


def test_a_person_of_one_message_is_nobody_of_another_though_both_are_p1() -> None:
    found = Police("siena_pole")

    assert found.rows("Person", "entity", "name", "alias", "birth_date") == [
        ("person:NL-1001-77-1|P1", "Olha Vel", ["Olga Well", "Ольга Вель"], ["1990-05-06", "1992"]),
        ("person:NL-1001-77-1|P2", "Bo Vell", ["Bo Vell"], ["1985~"]),
        ("person:UA-22-5|P1", "عمر فيل", ["عمر فيل"], None),
    ]


def test_every_part_of_a_message_is_handled_and_judged_by_its_own_codes_or_the_messages() -> None:
    found = Police("siena_pole")

    own = "Veldhavn Police"
    assert found.markings("Report", "title") == {
        "Cigarettes by ferry": Marking("B", "2", ("H1",), own, **SCHEME),
        "Van stopped at the ferry": Marking("B", "2", ("H1",), own, **SCHEME),
        "Ferry list": Marking("X", "4", ("H2",), "Поліція Одеси", ("NL", "UA"), **SCHEME),
    }
    informant = ("No mention of the informant",)
    assert found.markings("Person", "name") == {
        "Olha Vel": Marking("A", "1", ("H0",), own, **SCHEME),
        "Bo Vell": Marking("B", "2", ("H3",), own, conditions=informant, **SCHEME),
        "عمر فيل": Marking("X", "4", ("H2",), "Поліція Одеси", ("NL", "UA"), **SCHEME),
    }
    # what a person holds is as the person, a relation as itself
    assert found.markings("Passport", "number")["NX1234567"].handling == ("H0",)
    assert found.markings("Operates", "role")["driver"] == Marking("X", "4", ("H1",), own, **SCHEME)


def test_a_thing_that_is_neither_missing_nor_taken_stands_in_words() -> None:
    text = changed(sample("siena_pole").read_text("utf-8"), "<Status>seized</Status>", "")

    found = Police("siena_pole", changed(text, '<Relation from="I1" to="E1" kind="seized"/>', ""))

    said = found.rows("Report", "entity", "title", "remarks")
    assert [row for row in said if row[0] == "report:NL-1001-77-1"] == [
        ("report:NL-1001-77-1", "Cigarettes by ferry", ["Smuggling", "normal"]),
        ("report:NL-1001-77-1", None, ["cigarettes: 40 cartons"]),
    ]
    assert found.ids("Seizure") == found.ids("StolenItem") == []


def test_a_thing_in_words_is_marked_as_it_is_and_the_message_is_not() -> None:
    text = changed(sample("siena_pole").read_text("utf-8"), "<Status>seized</Status>", "")
    text = changed(text, '<Relation from="I1" to="E1" kind="seized"/>', "")
    found = Police("siena_pole", changed(text, "<Kind>cigarettes</Kind>", f"<Kind>cigarettes</Kind>{STRICT}"))

    marked = found.markings("Report", "title")
    assert (marked["Cigarettes by ferry"].handling, marked[None].handling) == (("H1",), ("H3",))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('to="S1"', 'to="S9"', "link 'other_person': '@to' does not name one part of this record"),
        ('to="S1"', "", "table 'relation': a row of it joins what no link of the source joins"),
        ('from="P1" to="S1"', 'from="S1" to="P1"', "table 'relation': a row of it joins what no link of the"),
        (
            '<Vessel id="S1">',
            '<Vessel id="P1">',
            "link 'other_person': '@from' does not name one part of this record",
        ),
        ("<Reference>UA-22-5</Reference>", "", "entity 'message': its key is empty"),
    ],
)
def test_a_message_that_does_not_hold_together_is_kept_apart_whole(old: str, new: str, reason: str) -> None:
    found = Police("siena_pole", changed(sample("siena_pole").read_text("utf-8"), old, new))

    ((row, path, said),) = found.mapped.quarantined.rows()
    assert (row, path) == (2, "/Messages/Message")
    assert said.startswith(reason)
    assert found.ids("Vessel") == []
