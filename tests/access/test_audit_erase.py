"""A subject is erased from the audit log for good, and the chain stays whole."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audit_logs import WHO, bytes_of, look, opened, record
from interlink.access.audit import AuditLog, Wish
from interlink.errors import AuditError

ADA, BO = "contacts:person:1", "contacts:person:2"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[AuditLog]:
    made = opened(tmp_path)
    yield made
    made.close()


def keys(folder: Path) -> dict[int, bytes]:
    with closing(sqlite3.connect(folder / "audit.sqlite")) as db:
        return dict(db.execute("SELECT id, key FROM audit_key"))


def params(log: AuditLog) -> list[dict[str, object]]:
    return [json.loads(event.params) for event in log.events()]


def test_what_names_the_subject_reads_erased_and_the_rest_stays(log: AuditLog) -> None:
    look(log, "card", entity=ADA)
    look(log, "expand", ids=[ADA, BO])
    look(log, "link card", link=f"KNOWS:{ADA}>{BO}")
    look(log, "search", text="ADA quill of Rotterdam")
    look(log, "cypher", statement=f"MATCH (n {{id: '{ADA}'}}) RETURN n", params={"name": "other"})
    look(log, "search", text="Bo Marlow")

    done = log.erase([ADA], ["Ada Quill"], **WHO)

    assert params(log)[:6] == [
        {"what": "card", "entity": "erased"},
        {"what": "expand", "ids": ["erased", BO]},
        {"what": "link card", "link": "erased"},
        {"what": "search", "text": "erased"},
        {"what": "cypher", "statement": "erased", "params": "erased"},
        {"what": "search", "text": "Bo Marlow"},
    ]
    assert (done.seq, done.keys, done.events, done.plain) == (7, 3, 2, 0)
    assert log.problems() == []


def test_the_erasure_is_an_event_that_holds_nothing_of_it(log: AuditLog) -> None:
    look(log, "card", entity=ADA)

    log.erase([ADA], ["Ada Quill"], **{**WHO, "reason": "retention"})

    last = log.events()[-1]
    assert (last.operation, last.reason) == ("erasure", "retention")
    assert json.loads(last.params) == {"what": "audit erase", "keys": 1, "events": 0}
    assert log.last_erasure() == 2


def test_no_byte_of_a_destroyed_key_is_left_in_the_files(log: AuditLog, tmp_path: Path) -> None:
    # Enough that the keys fill many pages.
    for number in range(600):
        look(log, "card", entity=f"contacts:person:{number}", text=f"word {number}")
    before = keys(tmp_path)

    log.erase([f"contacts:person:{number}" for number in range(0, 600, 7)], ["word 3"], **WHO)

    after, inside = keys(tmp_path), bytes_of(tmp_path)
    gone = [key for number, key in before.items() if after[number] != key]
    assert len(gone) == 86 + 111
    assert not [key for key in gone if key in inside]
    assert all(key in inside for number, key in before.items() if after[number] == key)


def test_nobody_can_tell_any_more_who_looked_at_the_erased(log: AuditLog, tmp_path: Path) -> None:
    look(log, "expand", ids=[ADA, BO])
    with closing(sqlite3.connect(tmp_path / "audit.sqlite")) as db:
        tags = {tag for (tag,) in db.execute("SELECT tag FROM audit_key WHERE tag IS NOT NULL")}

    log.erase([ADA], **WHO)

    assert log.events(Wish(subject=ADA)) == []
    assert [event.seq for event in log.events(Wish(subject=BO))] == [1]
    assert sum(tag in bytes_of(tmp_path) for tag in tags) == 1


def test_one_who_comes_back_after_an_erasure_has_a_key_of_their_own(log: AuditLog) -> None:
    look(log, "card", entity=ADA)
    log.erase([ADA], **WHO)
    look(log, "card", entity=ADA)

    assert [event.seq for event in log.events(Wish(subject=ADA))] == [3]
    assert [each.get("entity") for each in params(log)] == ["erased", None, ADA]
    assert log.erase([ADA], **WHO).keys == 1
    assert log.problems() == []


def test_erasing_what_the_log_does_not_hold_is_an_event_too(log: AuditLog) -> None:
    assert log.erase([ADA], ["Ada"], **WHO).keys == 0
    assert log.erase([], **WHO).keys == 0
    assert log.problems() == []


def test_an_empty_text_erases_nothing(log: AuditLog) -> None:
    look(log, "search", text="Ada")

    with pytest.raises(AuditError, match="name what is to be erased"):
        log.erase([ADA], [" "], **WHO)

    assert params(log) == [{"what": "search", "text": "Ada"}]


def test_a_reader_that_keeps_a_copy_is_told_of(
    log: AuditLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(log, "card", entity=ADA)
    monkeypatch.setattr("interlink.ledger.engine.LOCK_WAIT_S", 0.1)
    with closing(opened(tmp_path)) as hurried, closing(sqlite3.connect(tmp_path / "audit.sqlite")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM audit_event").fetchall()
        with pytest.raises(AuditError, match=r"keeps copies of them in the file beside it\. End it"):
            hurried.erase([ADA], **WHO)
        reader.rollback()
        hurried.erase([ADA], **WHO)

    assert not (tmp_path / "audit.sqlite-wal").exists() or not (tmp_path / "audit.sqlite-wal").stat().st_size
    assert log.problems() == []


def test_reasons_that_name_the_erased_are_told(log: AuditLog) -> None:
    record(log, reason="on behalf of Ada QUILL", params={"what": "loads"})
    record(log, reason="case 7", params={"what": "loads"})

    assert log.erase([ADA], ["ada quill"], **WHO).plain == 1
