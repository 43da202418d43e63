"""What may name a subject is ciphertext in the audit log, opened for the auditor, and found by subject."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit_logs import WHO, bytes_of, look, opened, record, tampered
from interlink.access import audit_part, audit_seal
from interlink.access.audit import AuditLog, Wish

KEY = (3, bytes(range(32)))
LINK = "CALLED:phone:+31600000001>phone:+31600000002"
SECRETS = {
    "entity": "contacts:person:secret1",
    "ids": ["phone:+31600000003", "contacts:person:secret2"],
    "link": LINK,
    "text": "Secretname",
    "given": "contacts:person:secret3",
    "files": ["secretname.csv"],
    "source": "secretsource",
    "statement": "MATCH (n {id: 'contacts:person:secret4'}) WHERE n.name = $secretparam RETURN n",
    "params": {"secretparam": "Secretvalue", "number": 31600000005},
    "filters": {"kinds": ["Secretkind"]},
    "other": {"Secret Name": 5},
    "nodes": ["phone:+31600000006"],
}
PLAIN = {
    "what": "card",
    "form": "csv",
    "count": 5,
    "graph": "interlink",
    "is_directed": True,
    "nothing": None,
    "nodes": ["Person"],
    "as_of": "2026-03-01T12:00:00+00:00",
    "on": date(2026, 3, 1),
    "at": datetime(2026, 3, 1, 12, tzinfo=UTC),
    "weights": [0.5, 2],
}


@pytest.fixture
def log(tmp_path: Path) -> Iterator[AuditLog]:
    made = opened(tmp_path)
    yield made
    made.close()


def kept(folder: Path, seq: int) -> dict[str, object]:
    """The parameters of an event as the database holds them."""
    with closing(sqlite3.connect(folder / "audit.sqlite")) as db:
        ((text,),) = db.execute("SELECT params FROM audit_event WHERE seq = ?", (seq,))
    return json.loads(text)


def about(log: AuditLog, subject: str, **wish: str) -> list[int]:
    return [event.seq for event in log.events(Wish(subject=subject, **wish))]


def test_no_byte_of_an_id_or_text_is_in_the_files_of_the_log(log: AuditLog, tmp_path: Path) -> None:
    record(log, params=SECRETS)
    inside = bytes_of(tmp_path).lower()
    log.close()

    for secret in (b"secret", b"+316000", b"316000000", b"phone:"):
        assert secret not in inside
        assert secret not in bytes_of(tmp_path).lower()


def test_the_auditor_reads_what_was_asked(log: AuditLog) -> None:
    record(log, params=SECRETS)

    assert json.loads(log.events()[0].params) == SECRETS


def test_what_names_no_subject_is_plain(log: AuditLog, tmp_path: Path) -> None:
    look(log, "the first, which notes the key that signs")
    record(log, params=PLAIN)

    assert kept(tmp_path, 2) == {**PLAIN, "on": "2026-03-01", "at": "2026-03-01T12:00:00+00:00"}


@pytest.mark.parametrize("subject", ["phone:+31600000001", "phone:+31600000003", "contacts:person:secret1"])
def test_who_looked_at_a_subject_is_found(log: AuditLog, subject: str) -> None:
    look(log, "loads")
    record(log, params=SECRETS)
    look(log, "card", entity="contacts:person:other")

    assert about(log, subject) == [2]


def test_an_id_in_a_statement_or_its_parameters_is_found(log: AuditLog) -> None:
    look(log, "cypher", statement="MATCH (n) WHERE n.id = 'phone:+316' RETURN n", params={})
    look(log, "cypher", statement="MATCH (n {id: $id}) RETURN n", params={"id": "phone:+317"})
    look(log, "export", ids=["phone:+318"], filters={"shown": ["phone:+319"]})

    assert [about(log, f"phone:+31{digit}") for digit in range(6, 10)] == [[1], [2], [3], [3]]


def test_a_link_is_found_by_itself_and_by_either_end(log: AuditLog) -> None:
    look(log, "link card", link="KNOWS:a:1>b:1")
    look(log, "card", entity="a:1")
    look(log, "card", entity="b:1")

    assert [about(log, each) for each in ("KNOWS:a:1>b:1", "a:1", "b:1", "KNOWS:a:1>c:1")] == [
        [1], [1, 2], [1, 3], [],
    ]  # fmt: skip


def test_the_ends_of_a_link_may_hold_the_sign_between_them(log: AuditLog) -> None:
    look(log, "link card", link="KNOWS:a:x>y>b:1")
    look(log, "link card", link="KNOWS:" + ">".join(f"a:{number}" for number in range(20)))

    assert about(log, "a:x>y") == [1]
    assert [json.loads(event.params)["link"][:12] for event in log.events()] == [
        "KNOWS:a:x>y>",
        "KNOWS:a:0>a:",
    ]


def test_events_are_chosen_by_who_what_why_and_when(log: AuditLog) -> None:
    for number, (principal, operation, purpose) in enumerate(
        [
            ("ada", "consultation", "analysis"),
            ("bo", "disclosure", "analysis"),
            ("bo", "consultation", "warn"),
        ]
    ):
        record(
            log,
            principal=principal,
            operation=operation,
            purpose=purpose,
            at=f"2026-03-0{number + 1}T12:00:00+00:00",
            params={"what": "card", "entity": "a:1"},
        )

    def chosen(**wish: str) -> list[int]:
        return [event.seq for event in log.events(Wish(**wish))]

    assert chosen(principal="bo") == [2, 3]
    assert chosen(operation="consultation") == [1, 3]
    assert chosen(purpose="warn") == [3]
    assert chosen(since="2026-03-02T00:00:00+00:00", until="2026-03-02T23:59:59.999999+00:00") == [2]
    assert chosen(subject="a:1", principal="bo", operation="disclosure") == [2]
    assert [event.seq for event in log.events(Wish(subject="a:1"), newest=2)] == [2, 3]


def test_ciphertext_moved_to_another_event_or_place_does_not_open(log: AuditLog, tmp_path: Path) -> None:
    look(log, "card", entity="a:1", also=["a:1", "x:y"])
    look(log, "card", entity="a:1")
    first = kept(tmp_path, 1)
    moved = {"what": "card", "entity": first["entity"]}
    swapped = {**first, "also": first["also"][::-1]}
    tampered(
        tmp_path / "audit.sqlite",
        ("UPDATE audit_event SET params = ? WHERE seq = 2", (json.dumps(moved),)),
        ("UPDATE audit_event SET params = ? WHERE seq = 1", (json.dumps(swapped),)),
    )

    one, two = (json.loads(event.params) for event in log.events())

    assert one == {"what": "card", "entity": "a:1", "also": ["unreadable", "unreadable"]}
    assert two == {"what": "card", "entity": "unreadable"}
    assert len(log.problems()) == 2


def test_a_key_that_was_exchanged_opens_nothing(log: AuditLog, tmp_path: Path) -> None:
    look(log, "card", entity="a:1")
    tampered(tmp_path / "audit.sqlite", "UPDATE audit_key SET key = randomblob(32) WHERE id = 1")

    assert json.loads(log.events()[0].params) == {"what": "card", "entity": "unreadable"}


@pytest.mark.parametrize(
    "text", ["{", "[1, 2]", '{"$sealed": 5}', '{"$sealed": "1.x"}', '{"$sealed": "1.2"}', "null"]
)
def test_parameters_that_somebody_wrote_anew_are_shown_as_they_are_or_not_opened(
    log: AuditLog, tmp_path: Path, text: str
) -> None:
    look(log, "card", entity="a:1")
    tampered(tmp_path / "audit.sqlite", ("UPDATE audit_event SET params = ?", (text,)))

    (event,) = log.events()

    assert event.params in (text, '"unreadable"', '"erased"')
    assert log.problems() == ["event 1 was changed after it was written"]


def test_the_same_text_is_sealed_differently_each_time(log: AuditLog, tmp_path: Path) -> None:
    for _ in range(2):
        look(log, "search", text="Quill")

    assert kept(tmp_path, 1)["text"] != kept(tmp_path, 2)["text"]


@pytest.mark.parametrize(
    "given", [{"from": "Jan"}, {"Jan": 5}, {"a": {"what": "Jan"}}, [{"on": "Jan"}], {"links": ["Jan"]}]
)
def test_what_stands_inside_a_parameter_is_sealed_whatever_it_is_called(
    log: AuditLog, tmp_path: Path, given: object
) -> None:
    look(log, "paths", params=given)

    assert b"Jan" not in bytes_of(tmp_path)
    assert json.loads(log.events()[0].params) == {"what": "paths", "params": given}


def test_a_subject_inside_a_parameter_is_found_and_erased(log: AuditLog) -> None:
    look(log, "paths", params={"from": "a:1", "to": {"id": "a:2"}})
    assert about(log, "a:2") == [1]

    log.erase(["a:2"], **WHO)

    assert json.loads(log.events()[0].params) == {"what": "paths", "params": "erased"}
    assert log.problems() == []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(params=st.dictionaries(st.sampled_from(["what", "ids", "text", "filters", "nodes", "x"]), VALUES))
def test_whatever_is_sealed_opens_as_it_was(params: dict[str, object]) -> None:
    sealed = audit_seal.sealed(audit_part.part(params), 7, lambda _: [KEY])
    stored = json.loads(audit_seal.storable(json.dumps(sealed)))

    assert audit_seal.opened(stored, 7, dict([KEY])) == params


@given(words=st.text(min_size=12))
def test_no_text_of_a_free_name_is_left_plain(words: str) -> None:
    parted = audit_part.part({"text": words, "x": {"y": [words]}, "filters": {words: 1}, "ids": [words]})

    found = dict(audit_part.secrets_in(parted))

    assert sorted(found) == ["filters", "ids.0", "text", "x"]
