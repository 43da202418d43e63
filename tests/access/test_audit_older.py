"""A log of an older version: its events stay as they are, new ones are sealed, and both are one chain."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from audit_logs import WHO, bytes_of, look, tampered
from interlink.access.audit import AuditLog, Wish
from interlink.access.audit_tables import COLUMNS, REVISIONS
from interlink.errors import StoreUnavailable
from interlink.ledger.engine import upgrade

# As revision 0001 made it. Never changed: logs like it exist.
FIRST = """
CREATE TABLE audit_event (
    seq INTEGER NOT NULL, at VARCHAR(40) NOT NULL, principal VARCHAR(200) NOT NULL,
    operation VARCHAR(20) NOT NULL, purpose VARCHAR(40) NOT NULL, reason TEXT NOT NULL, params TEXT NOT NULL,
    prev_hash VARCHAR(64) NOT NULL, hash VARCHAR(64) NOT NULL, PRIMARY KEY (seq)
);
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO alembic_version VALUES ('0001');
"""
ADA = "contacts:person:1"


def older(folder: Path) -> str:
    """The address of a log with two plain events, written as revision 0001 wrote them."""
    before = "0" * 64
    with closing(sqlite3.connect(folder / "audit.sqlite")) as db, db:
        db.executescript(FIRST)
        for seq, params in enumerate(
            ({"what": "card", "entity": ADA}, {"what": "search", "text": "Quill"}), 1
        ):
            event = {**WHO, "seq": seq, "operation": "consultation", "prev_hash": before}
            event["params"] = json.dumps(params, sort_keys=True, ensure_ascii=False)
            text = json.dumps(event, sort_keys=True, ensure_ascii=False)
            before = event["hash"] = hashlib.sha256(text.encode()).hexdigest()
            db.execute(
                "INSERT INTO audit_event VALUES (?,?,?,?,?,?,?,?,?)", [event[name] for name in COLUMNS]
            )
    return f"sqlite:///{folder / 'audit.sqlite'}"


@pytest.fixture
def upgraded(tmp_path: Path) -> AuditLog:
    url = older(tmp_path)
    upgrade(url, REVISIONS)
    log = AuditLog(url)
    look(log, "expand", ids=[ADA, "contacts:person:2"])
    return log


def test_an_older_log_is_refused_until_it_is_upgraded(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"revision 0001, .* uses 0002.*Run `interlink upgrade`"):
        AuditLog(older(tmp_path))


def test_old_and_new_events_are_one_chain(upgraded: AuditLog, tmp_path: Path) -> None:
    assert [json.loads(event.params)["what"] for event in upgraded.events()] == ["card", "search", "expand"]
    assert upgraded.problems() == []
    assert b"contacts:person:2" not in bytes_of(tmp_path)


def test_an_old_event_that_is_changed_is_found(upgraded: AuditLog, tmp_path: Path) -> None:
    tampered(tmp_path / "audit.sqlite", "UPDATE audit_event SET params = replace(params, 'Quill', 'Marlow')")
    assert upgraded.problems() == ["event 2 was changed after it was written"]


def test_old_and_new_looks_at_a_subject_are_found(upgraded: AuditLog) -> None:
    assert [event.seq for event in upgraded.events(Wish(subject=ADA))] == [1, 3]
    assert [event.seq for event in upgraded.events(Wish(subject=ADA), newest=1)] == [3]
    assert [event.seq for event in upgraded.events(Wish(subject="contacts:person:2"))] == [3]


def test_an_erasure_says_what_stays_in_old_events(upgraded: AuditLog) -> None:
    done = upgraded.erase([ADA], ["quill"], **WHO)

    assert (done.keys, done.plain) == (1, 2)
    assert json.loads(upgraded.events()[2].params) == {
        "what": "expand",
        "ids": ["erased", "contacts:person:2"],
    }
    assert upgraded.problems() == []
