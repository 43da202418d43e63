from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from interlink.access.audit import AuditLog
from interlink.errors import AuditError

WRITER = """
import sys
from interlink.access.audit import AuditLog

log = AuditLog(f"sqlite:///{sys.argv[1]}")
for number in range(200):
    log.record(
        at="2026-03-01T12:00:00+00:00", principal=sys.argv[2], operation="consultation",
        purpose="analysis", reason="test", params={"number": number},
    )
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.sqlite"


@pytest.fixture
def log(path: Path) -> Iterator[AuditLog]:
    made = AuditLog(f"sqlite:///{path}")
    yield made
    made.close()


def record(log: AuditLog, number: int = 0, **changed: object) -> int:
    given = {
        "at": "2026-03-01T12:00:00+00:00",
        "principal": "ada",
        "operation": "consultation",
        "purpose": "analysis",
        "reason": "test",
        "params": {"number": number},
    }
    return log.record(**{**given, **changed})


def tampered(path: Path, *statements: str) -> None:
    """Does what the triggers forbid, as one with the file in hands could."""
    with sqlite3.connect(path) as db:
        for name in ("update", "delete", "replace"):
            db.execute(f"DROP TRIGGER audit_event_no_{name}")
        for statement in statements:
            db.execute(statement)
    db.close()


def test_events_are_numbered_and_each_follows_the_one_before(log: AuditLog) -> None:
    assert [record(log, n) for n in range(3)] == [1, 2, 3]
    events = log.events()
    assert [event.prev_hash for event in events] == ["0" * 64, events[0].hash, events[1].hash]
    assert [event.seq for event in log.events(newest=2)] == [2, 3]
    assert log.problems() == []


def test_parameters_are_json_with_moments_in_iso_8601(log: AuditLog) -> None:
    params = {
        "name": "Σ",
        "on": date(2026, 3, 1),
        "at": datetime(2026, 3, 1, 12, tzinfo=UTC),
        "ids": ["b", "a"],
    }
    record(log, params=params)
    expected = {"name": "Σ", "on": "2026-03-01", "at": "2026-03-01T12:00:00+00:00", "ids": ["b", "a"]}
    assert json.loads(log.events()[0].params) == expected


def test_text_that_no_database_takes_is_recorded_all_the_same(log: AuditLog) -> None:
    record(log, params={"text": "a\ud800b"}, reason="c\udcff")
    assert json.loads(log.events()[0].params) == {"text": "a\ud800b"}
    assert log.events()[0].reason == "c\\udcff"
    assert log.problems() == []


def test_the_table_has_the_columns_that_others_read(log: AuditLog, path: Path) -> None:
    record(log)
    with sqlite3.connect(path) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(audit_event)")]
    db.close()
    assert columns == [
        "seq", "at", "principal", "operation", "purpose", "reason", "params", "prev_hash", "hash",
    ]  # fmt: skip


def test_an_operation_that_the_law_does_not_name_is_refused(log: AuditLog) -> None:
    with pytest.raises(AuditError, match="'peek' is not an operation; there are collection, alteration"):
        record(log, operation="peek")
    assert log.events() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET reason = 'other' WHERE seq = 1",
        "DELETE FROM audit_event WHERE seq = 2",
        "INSERT OR REPLACE INTO audit_event"
        " SELECT seq, at, 'eve', operation, purpose, reason, params, prev_hash, hash"
        " FROM audit_event WHERE seq = 1",
    ],
    ids=["update", "delete", "replace"],
)
def test_the_database_refuses_to_change_an_event(log: AuditLog, path: Path, statement: str) -> None:
    record(log, 1)
    record(log, 2)
    with sqlite3.connect(path) as db, pytest.raises(sqlite3.IntegrityError, match="never changed"):
        db.execute(statement)
    db.close()
    assert [event.principal for event in log.events()] == ["ada", "ada"]


@pytest.mark.parametrize(
    ("statements", "problems"),
    [
        (
            ["UPDATE audit_event SET reason = 'tesT' WHERE seq = 2"],
            ["event 2 was changed after it was written"],
        ),
        (
            ["DELETE FROM audit_event WHERE seq = 2"],
            ["event 2 is missing: after it comes 3", "event 3 does not follow the one before it"],
        ),
        (
            [
                "UPDATE audit_event SET seq = 9 WHERE seq = 2",
                "UPDATE audit_event SET seq = 2 WHERE seq = 3",
                "UPDATE audit_event SET seq = 3 WHERE seq = 9",
            ],
            [
                "event 2 does not follow the one before it",
                "event 2 was changed after it was written",
                "event 3 does not follow the one before it",
                "event 3 was changed after it was written",
                "event 4 does not follow the one before it",
            ],
        ),
    ],
    ids=["changed", "removed", "swapped"],
)
def test_a_bent_chain_is_found(log: AuditLog, path: Path, statements: list[str], problems: list[str]) -> None:
    for number in range(4):
        record(log, number)
    tampered(path, *statements)
    assert log.problems() == problems


def test_a_cut_tail_shows_against_a_hash_kept_elsewhere(log: AuditLog, path: Path) -> None:
    for number in range(3):
        record(log, number)
    head = log.events()[-1].hash
    assert log.problems(head=head) == []
    tampered(path, "DELETE FROM audit_event WHERE seq = 3")
    assert log.problems() == []
    assert log.problems(head=head) == [
        f"no event has the hash {head}: the log was cut after it was kept, or written anew"
    ]


def test_two_processes_that_write_at_once_make_one_chain(log: AuditLog, path: Path) -> None:
    record(log)
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in ("ada", "bo")]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    events = log.events()
    assert [event.seq for event in events] == list(range(1, 402))
    assert sorted(event.principal for event in events[1:]) == ["ada"] * 200 + ["bo"] * 200
    assert log.problems() == []


def test_verifying_does_not_keep_others_from_writing(log: AuditLog, path: Path) -> None:
    record(log)
    other = AuditLog(f"sqlite:///{path}")
    with log._reading() as db:
        db.exec_driver_sql("SELECT count(*) FROM audit_event")
        assert record(other) == 2
    other.close()


def test_the_newest_erasure_is_known(log: AuditLog) -> None:
    assert log.last_erasure() == 0
    record(log)
    record(log, operation="erasure")
    record(log)
    assert log.last_erasure() == 2


def test_a_log_that_is_no_database_is_said_so(tmp_path: Path) -> None:
    log = AuditLog(f"sqlite:///{tmp_path / 'audit.sqlite'}")
    record(log)
    log.close()
    for file in tmp_path.glob("audit.sqlite*"):
        file.write_bytes(b"not a database" * 500)
    with pytest.raises(AuditError, match=r"cannot be written: .*Nothing is read without it"):
        record(log)
    with pytest.raises(AuditError, match="cannot be read"):
        log.problems()
