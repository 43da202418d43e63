"""Backup, restore, upgrade and check as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import sqlalchemy as sa

from command_line import interlink

CALLS = "caller,callee,started_at,duration_s\n+31612345678,+31612345679,2026-01-02T10:00:00Z,60\n"

# Tables that the ledger's first version did not have.
LATER = (
    "query_watch",
    "query_run",
    "query_favourite",
    "query_version",
    "finding_graph",
    "finding_part",
    "finding",
    "correction",
    "fetched",
    "run",
    "version",
    "token",
    "principal",
    "role",
    "audience",
)


def test_a_home_is_backed_up_restored_upgraded_and_checked(tmp_path: Path) -> None:
    home, other, file = tmp_path / "home", tmp_path / "other", tmp_path / "home.tar.zst"
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    home.mkdir(mode=0o700)
    # The graph is of no use here, and takes its time to start.
    (home / "graph").write_text("a file where the folder should be", encoding="utf-8")
    interlink(home, "load", "call_records", str(tmp_path / "calls.csv"))

    written = interlink(home, "backup", str(file), "--format", "json")
    restored = interlink(other, "restore", str(file), "--format", "json")
    with sa.create_engine(f"sqlite:///{other / 'ledger.sqlite'}").begin() as db:
        for table in LATER:
            db.exec_driver_sql(f"DROP TABLE {table}")
        db.exec_driver_sql("ALTER TABLE load DROP COLUMN graph")
        db.exec_driver_sql("ALTER TABLE load_file DROP COLUMN place")
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    refused = interlink(other, "loads", "list")
    old = interlink(other, "upgrade", "--check", "--format", "json")
    upgraded = interlink(other, "upgrade", "--format", "json")
    sound = interlink(other, "upgrade", "--check", "--every-file", "--format", "json")
    listed = [interlink(each, "loads", "list", "--format", "csv").stdout for each in (home, other)]

    assert [json.loads(done.stdout)[0]["load"] for done in (written, restored)] == [1, 1]
    assert refused.returncode == 1
    assert "Run `interlink upgrade`" in refused.stderr
    assert (old.returncode, json.loads(old.stdout)[0]["state"]) == (1, "broken")
    assert json.loads(upgraded.stdout) == [
        {"store": "ledger", "before": "0001", "after": "0011"},
        {"store": "audit", "before": "0002", "after": "0002"},
    ]
    assert (sound.returncode, {each["state"] for each in json.loads(sound.stdout)}) == (0, {"ok"})
    assert listed[0] == listed[1] != ""
