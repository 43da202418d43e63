"""What people enter by hand: beside what sources say, under their name, marked, and taken back by its key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import interlink as il
from homes import called_home
from interlink.errors import AccessDenied, LoadError, QueryError, UnknownEntity, UnknownName
from interlink.ledger.people import PrincipalRow
from interlink.loads.entry import Entry

PHONE, OTHER = "phone:+31612345678", "phone:+31612345679"
PERSON = Entry(
    "Person", {"name": "Ada Vell", "birth_date": "1980-02-03"}, "Interview of 2 March", is_fact=False
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[il.Workspace]:
    """A home of its own: what is entered stays."""
    with called_home(tmp_path_factory.mktemp("entered")) as opened:
        yield opened


def entered(workspace: il.Workspace, entry: Entry) -> str:
    return workspace.enter(entry).entry


def test_a_new_person_is_an_entity_of_its_own_with_reason_marking_and_record(workspace: il.Workspace) -> None:
    key = entered(workspace, PERSON)

    card = workspace.card(f"by_hand:person:{key}")
    assert {said.property: said.value for said in card.statements if said.property != "remarks"} == {
        "name": "Ada Vell",
        "birth_date": "1980-02-03",
    }
    (remark,) = [said.value for said in card.statements if said.property == "remarks"]
    assert remark.startswith(f"Interview of 2 March ({workspace.principal.name}, 20")
    marking = card.marking
    assert (marking.handling, marking.is_fact, marking.originator) == (
        ("H1", "H2"),
        False,
        workspace.principal.name,
    )
    (record,) = card.evidence
    assert record.record is not None
    assert json.loads(record.record)["reason"] == "Interview of 2 March"


def test_a_correction_stands_beside_what_the_source_says(workspace: il.Workspace) -> None:
    before = workspace.card(PHONE)
    workspace.enter(
        Entry("Phone", {"operator": "Veldtel"}, "Letter of the carrier", is_fact=True, entity=PHONE)
    )

    card = workspace.card(PHONE)
    kept = [said for said in card.statements if said.source != "by_hand"]
    assert [(said.property, said.value) for said in kept] == [
        (said.property, said.value) for said in before.statements
    ]
    added = {said.property: said.value for said in card.statements if said.source == "by_hand"}
    assert added["operator"] == "Veldtel"
    assert card.total_evidence == before.total_evidence + 1


def test_a_link_joins_two_that_are_there_and_says_nothing_of_them(workspace: il.Workspace) -> None:
    person = f"by_hand:person:{entered(workspace, PERSON)}"
    workspace.enter(
        Entry("Uses", {"role": "subscriber"}, "She said so", is_fact=False, source=person, target=OTHER)
    )

    link = workspace.link_card(f"USES:{person}>{OTHER}")
    assert [said.value for said in link.statements if said.property == "role"] == ["subscriber"]
    assert {said.source for said in workspace.card(OTHER).statements} == {"call_records"}


def test_an_entry_is_corrected_and_withdrawn_by_its_key_and_stays_known_as_of_before(
    workspace: il.Workspace,
) -> None:
    key = entered(workspace, PERSON)
    workspace.enter(replace(PERSON, properties={"name": "Ada Veld"}, entry=key))
    id_ = f"by_hand:person:{key}"

    names = [said.value for said in workspace.card(id_).statements if said.property == "name"]
    assert names == ["Ada Veld"]
    committed = workspace.loads(source="by_hand")[-1].committed_at
    assert committed is not None
    workspace.withdraw(key, reason="Another person")
    with pytest.raises(UnknownEntity):
        workspace.card(id_)
    assert key not in {each.entry for each in workspace.entries()}
    with pytest.raises(UnknownName, match="no entry"):
        workspace.withdraw(key, reason="Again")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (replace(PERSON, reason=" "), "say why it is entered"),
        (replace(PERSON, is_fact=None), "say whether it is a fact or your assessment"),
        (replace(PERSON, reason="x" * 401), "the reason has 401 characters; 400 are the most"),
        (replace(PERSON, properties={}), "nothing is entered: give a property a value"),
        (replace(PERSON, properties={"nmae": "x"}), "Person has no property 'nmae'. Did you mean 'name'?"),
        (replace(PERSON, properties={"name": ["a", "b"]}), "name: Person has one value of it, 2 are given"),
        (replace(PERSON, schema="Party"), "Party is abstract"),
        (replace(PERSON, handling=("H7",)), "handling code 'H7': expected one of H0, H1, H2, H3"),
        (replace(PERSON, source_grade="Z"), "source grade 'Z': expected one of A, B, C"),
        (replace(PERSON, person_category="friend"), "person category 'friend': expected one of suspect"),
        (replace(PERSON, source=PHONE), "Person: expected no ends"),
        (Entry("Phone", {"operator": "x"}, "y", is_fact=True), "a new Phone needs number, which make its id"),
        (Entry("Called", {}, "y", is_fact=True, source=PHONE), "Called: expected the ids of its two ends"),
        (Entry("Owns", {}, "y", is_fact=True, source=PHONE, target=OTHER), "Owns needs a Party here"),
        (replace(PERSON, entity=PHONE), "is a Phone, not a Person"),
    ],
)
def test_an_entry_that_is_wrong_is_refused_and_changes_nothing(
    workspace: il.Workspace, entry: Entry, words: str
) -> None:
    before = workspace.loads(source="by_hand")
    with pytest.raises(QueryError) as caught:
        workspace.enter(entry)

    assert words in str(caught.value)
    assert workspace.loads(source="by_hand") == before


def test_what_is_not_there_cannot_be_corrected(workspace: il.Workspace) -> None:
    with pytest.raises(UnknownEntity):
        workspace.enter(replace(PERSON, entity="register:person:none"))
    with pytest.raises(UnknownName, match="no entry 'none'"):
        workspace.enter(replace(PERSON, entry="none"))
    with pytest.raises(UnknownName, match="no schema is called 'Persn'"):
        workspace.enter(replace(PERSON, schema="Persn"))


def test_entries_are_alterations_in_the_log(workspace: il.Workspace) -> None:
    key = entered(workspace, PERSON)
    workspace.withdraw(key, reason="Entered twice")

    told = [json.loads(e.params) for e in workspace.audit_events() if e.operation == "alteration"]
    assert [each["what"] for each in told][-2:] == ["enter", "withdraw"]
    assert told[-1]["entry"] == key


def test_by_hand_is_no_source_to_load(workspace: il.Workspace, tmp_path: Path) -> None:
    file = tmp_path / "forged.jsonl"
    file.write_text("{}\n", encoding="utf-8")

    with pytest.raises(LoadError, match="entered one by one"):
        workspace.load("by_hand", [file])


def test_who_may_not_enter_is_refused_and_who_may_keeps_it_to_their_agency(tmp_path: Path) -> None:
    local = il.open(tmp_path / "home")
    ada = PrincipalRow("ada", None, "Police", "NL", (), ("administrator", "analyst"), "H2")
    secret = local.add_principal(ada)
    assert secret is not None
    stated = replace(local.settings, token=secret, purpose="warn", reason="case 7")
    asking = replace(local, settings=stated)
    asking.add_principal(PrincipalRow("bo", None, "Customs", "NL", (), ("analyst",), "H2"))
    asking.add_principal(PrincipalRow("cy", None, "Police", "NL", (), ("reviewer",), "H2"))
    others = {
        name: replace(local, settings=replace(stated, token=asking.make_token(name)[1]))
        for name in ("bo", "cy")
    }
    try:
        id_ = f"by_hand:person:{asking.enter(PERSON).entry}"

        marking = asking.card(id_).marking
        assert (marking.originator, marking.releasable_to) == ("ada, Police", ("Police",))
        assert others["cy"].card(id_).caption == "Ada Vell"
        with pytest.raises(UnknownEntity):
            others["bo"].card(id_)
        assert others["bo"].entries() == []
        with pytest.raises(AccessDenied, match="you may not enter and correct records by hand"):
            others["cy"].enter(PERSON)
        with pytest.raises(QueryError, match="H3 is above H2, the strictest that you may see"):
            asking.enter(replace(PERSON, handling=("H3",)))
    finally:
        local._store.stop()
        local.close()


def test_an_entry_is_never_marked_weaker_than_what_it_is_about(workspace: il.Workspace) -> None:
    told = replace(PERSON, handling=("H3",), releasable_to=("Police",))
    person = f"by_hand:person:{entered(workspace, told)}"
    key = entered(
        workspace,
        Entry(
            "Person", {"alias": "Vell"}, "Said on the quay", is_fact=False, entity=person, handling=("H0",)
        ),
    )

    (marking,) = [each.marking for each in workspace.entries() if each.entry == key]
    assert (marking.handling, marking.releasable_to) == (("H0", "H3"), ("Police",))
