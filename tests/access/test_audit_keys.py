"""Keys and whom an event is about cannot be bent unseen: the events say both under their hashes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audit_logs import WHO, look, opened, record, tampered
from interlink.access.audit import AuditLog, Wish

MENTION = "MATCH (n {id: 'a:9'}) RETURN n"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[AuditLog]:
    """Keys: 0 the secret, 1 of a:0, 2 of a:1, 3 of a:2, 4 of a:9, 5 of the event that mentions it."""
    made = opened(tmp_path)
    for number in range(3):
        look(made, "card", entity=f"a:{number}")
    look(made, "cypher", statement=MENTION)
    yield made
    made.close()


def exchanged(number: int) -> str:
    return f"UPDATE audit_key SET key = randomblob(32) WHERE id = {number}"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (exchanged(1), ["key 1 of event 1 was changed"]),
        (exchanged(0), ["key 0 of event 1 was changed"]),
        (exchanged(5), ["key 5 of event 4 was changed"]),
        ("UPDATE audit_key SET key = 'text' WHERE id = 3", ["key 3 of event 3 was changed"]),
        ("UPDATE audit_key SET key = CAST(x'ff27' AS TEXT) WHERE id = 3", ["key 3 of event 3 was changed"]),
        ("UPDATE audit_key SET tag = randomblob(16) WHERE id = 2", ["key 2 of event 2 was changed"]),
        (
            "UPDATE audit_key SET key = zeroblob(32) WHERE id = 1",
            ["key 1 of event 1 was destroyed, and no erasure says so"],
        ),
        ("DELETE FROM audit_key WHERE id = 1", ["key 1 of event 1 is missing"]),
        (
            "DELETE FROM audit_key WHERE id >= 4",
            ["key 4 of event 4 is missing", "key 5 of event 4 is missing"],
        ),
        (
            "DELETE FROM audit_key",
            [
                *("key 0 of event 1 is missing", "key 1 of event 1 is missing"),
                *("key 2 of event 2 is missing", "key 3 of event 3 is missing"),
                *("key 4 of event 4 is missing", "key 5 of event 4 is missing"),
            ],
        ),
    ],
)
def test_a_key_that_is_not_as_it_was_made_is_found(
    log: AuditLog, tmp_path: Path, statement: str, said: list[str]
) -> None:
    tampered(tmp_path / "audit.sqlite", statement)

    assert log.problems() == said


def test_who_looked_at_somebody_cannot_be_hidden(log: AuditLog, tmp_path: Path) -> None:
    tampered(tmp_path / "audit.sqlite", "DELETE FROM audit_subject WHERE seq > 2")

    assert log.events(Wish(subject="a:2")) == []
    assert log.problems() == [
        "event 3 is not found any more by one whom it is about (key 3)",
        "event 4 is not found any more by one whom it is about (key 4)",
    ]


def test_nor_can_a_look_be_made_up(log: AuditLog, tmp_path: Path) -> None:
    tampered(
        tmp_path / "audit.sqlite",
        "INSERT INTO audit_subject SELECT tag, 2 FROM audit_key WHERE id = 1",
        "INSERT INTO audit_subject VALUES (randomblob(16), 3)",
    )

    assert log.problems() == [
        "event 2 is found by one whom it is not about (key 1)",
        "event 3 is found by one whom it is not about (key 0)",
    ]


def test_an_erasure_leaves_nothing_broken_and_no_other_key_can_go_in_its_stead(
    log: AuditLog, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "audit.sqlite")) as db:
        ((tag, key),) = db.execute("SELECT tag, key FROM audit_key WHERE id = 1")
    log.erase(["a:0", "a:9"], **WHO)
    look(log, "card", entity="a:7")
    assert log.problems() == []

    tampered(
        tmp_path / "audit.sqlite",
        ("UPDATE audit_key SET key = ?, tag = ? WHERE id = 1", (key, tag)),
        "UPDATE audit_key SET key = zeroblob(32) WHERE id = 2",
    )

    assert log.problems() == [
        "key 2 of event 2 was destroyed, and no erasure says so",
        "key 1 of event 5 stands there again though it was erased",
    ]


def test_what_events_state_for_those_who_verify_is_no_parameter(log: AuditLog) -> None:
    assert log.events()[0].params == '{"entity": "a:0", "what": "card"}'


def test_looks_go_on_after_a_tail_was_cut(log: AuditLog, tmp_path: Path) -> None:
    tampered(tmp_path / "audit.sqlite", "DELETE FROM audit_event WHERE seq = 3")
    tampered(tmp_path / "audit.sqlite", "DELETE FROM audit_event WHERE seq = 4")

    assert look(log, "card", entity="a:2") == 3
    assert record(log, params={}) == 4
