from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit_logs import opened, record, tampered
from interlink.access.audit import AuditLog
from interlink.access.audit_tables import COLUMNS
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


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound log of 12 events of all kinds."""
    folder = tmp_path_factory.mktemp("whole")
    with closing(opened(folder)) as log:
        for number in range(12):
            record(log, params={"what": "card", "entity": f"contacts:person:{number}", "text": "Quill"})
    return folder / "audit.sqlite"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seq=st.integers(1, 12), column=st.sampled_from(COLUMNS), at=st.integers(0), by=st.integers(1, 255))
def test_any_changed_byte_of_any_event_is_found(
    whole: Path, tmp_path: Path, seq: int, column: str, at: int, by: int
) -> None:
    shutil.copy(whole, tmp_path / "audit.sqlite")
    with closing(sqlite3.connect(whole)) as db:
        ((value,),) = db.execute(f"SELECT {column} FROM audit_event WHERE seq = ?", (seq,))
    if isinstance(value, int):
        changed: object = value + 100 * by
    else:
        text = bytearray(value.encode())
        text[at % len(text)] ^= by
        changed = bytes(text)
    # As text again, also where it is no UTF-8 any more.
    bent = f"UPDATE audit_event SET {column} = " + ("?" if isinstance(value, int) else "CAST(? AS TEXT)")
    tampered(tmp_path / "audit.sqlite", (f"{bent} WHERE seq = ?", (changed, seq)))

    with closing(opened(tmp_path)) as log:
        assert any(problem.startswith(f"event {seq} ") for problem in log.problems())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    change=st.sampled_from(["swapped", "removed", "inserted", "copied over"]),
    pair=st.sets(st.integers(1, 11), min_size=2, max_size=2),
)
def test_swapped_removed_and_inserted_rows_are_found(
    whole: Path, tmp_path: Path, change: str, pair: set[int]
) -> None:
    shutil.copy(whole, tmp_path / "audit.sqlite")
    one, other = sorted(pair)
    rest = ", ".join(COLUMNS[1:])
    tampered(
        tmp_path / "audit.sqlite",
        *{
            "swapped": [
                f"UPDATE audit_event SET seq = 99 WHERE seq = {one}",
                f"UPDATE audit_event SET seq = {one} WHERE seq = {other}",
                f"UPDATE audit_event SET seq = {other} WHERE seq = 99",
            ],
            "removed": [f"DELETE FROM audit_event WHERE seq = {one}"],
            "inserted": [
                f"UPDATE audit_event SET seq = -seq - 1 WHERE seq > {one}",
                "UPDATE audit_event SET seq = -seq WHERE seq < 0",
                f"INSERT INTO audit_event SELECT {one + 1}, {rest} FROM audit_event WHERE seq = {one}",
            ],
            "copied over": [
                f"REPLACE INTO audit_event SELECT {one}, {rest} FROM audit_event WHERE seq = {other + 1}"
            ],
        }[change],
    )

    with closing(opened(tmp_path)) as log:
        assert log.problems()


def test_a_value_of_another_type_is_a_change(log: AuditLog, path: Path) -> None:
    record(log)
    tampered(path, "UPDATE audit_event SET reason = CAST(reason AS BLOB)")
    assert log.problems() == ["event 1 was changed after it was written"]
    assert [event.seq for event in log.events()] == [1]


def test_the_files_of_a_log_are_its_owners_alone(log: AuditLog, path: Path) -> None:
    record(log)
    log.public_key  # noqa: B018 - makes the key
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert {*modes.values()} == {0o600}
    assert {"audit.sqlite", "audit.sqlite-wal", "audit.key"} <= set(modes)


def test_a_log_that_others_could_read_is_made_private(log: AuditLog, path: Path) -> None:
    record(log)
    path.chmod(0o644)
    opened(path.parent).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


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
