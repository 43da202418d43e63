"""The audit log from the command line, as an auditor uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import interlink as il
from audit_logs import tampered
from interlink.cli import cli
from interlink.errors import AuditError, InterlinkError

CALLS = "caller,callee,started_at,duration_s\n+31612345678,+31612345679,2026-01-02T10:00:00Z,60\n"
PHONE = "phone:+31612345678"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INTERLINK_HOME", str(tmp_path / "home"))
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    return tmp_path / "home"


def run(*words: str) -> str:
    """What a command prints; what it says to people comes before it."""
    done = CliRunner().invoke(cli, list(words))
    if isinstance(done.exception, InterlinkError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def listed(*words: str) -> list[tuple[str, str]]:
    done = CliRunner().invoke(cli, ["audit", "list", "--format", "json", *words])
    return [(each["operation"], json.loads(each["params"])["what"]) for each in json.loads(done.stdout)]


def test_who_looked_at_this_phone_why_and_what_was_sent_on(home: Path) -> None:
    workspace = il.open(home, reason="case 7")
    workspace.among([PHONE])
    workspace.disclose([PHONE], form="csv")
    workspace.among(["phone:+31612345679"])
    workspace.close()

    assert listed("--subject", PHONE)[:-1] == [("consultation", "among"), ("disclosure", "export")]
    assert listed("--subject", PHONE, "--operation", "disclosure") == [("disclosure", "export")]
    assert listed("--principal", "nobody") == []
    assert listed("--for-purpose", "warn", "--since", "2026-01-01", "--until", "2099-01-01") == []


def test_the_head_is_exported_and_a_cut_shows_against_it(home: Path, tmp_path: Path) -> None:
    run("search", "x")
    (made,) = json.loads(run("audit", "export", str(tmp_path / "log.jsonl"), "--format", "json"))

    assert f"Signed by {made['public_key']}" in run("audit", "verify", "--file", str(tmp_path / "log.jsonl"))
    assert "No event is bent" in run("audit", "verify", "--head", str(tmp_path / "log.jsonl"))
    with pytest.raises(AuditError, match="is signed by"):
        run("audit", "verify", "--file", str(tmp_path / "log.jsonl"), "--key", "00" * 32)
    tampered(home / "audit.sqlite", "DELETE FROM audit_event WHERE seq > 1")
    with pytest.raises(AuditError, match="the log was cut"):
        run("audit", "verify", "--head", str(tmp_path / "log.jsonl"))


def test_a_broken_log_is_told_first_and_stops_loads_until_it_is_accepted(home: Path, tmp_path: Path) -> None:
    load = ("load", "call_records", str(tmp_path / "calls.csv"), "--dry-run")
    run(*load)
    tampered(home / "audit.sqlite", "UPDATE audit_event SET reason = 'other' WHERE seq = 1")

    with pytest.raises(AuditError, match="the audit log is broken: event 1 was changed"):
        run(*load)
    run("search", "x")
    assert run("audit", "list").startswith("WARNING: the audit log is broken: event 1 was changed")
    told = CliRunner().invoke(cli, ["audit", "verify"])
    assert "event 1 was changed" in str(told.exception)
    seen = told.output.rpartition("--seen ")[2].split()[0]
    said = run("audit", "accept", "--seen", seen, "--reason", "disk failure")
    assert said.startswith("accepted: event 1 was changed")
    run(*load)
    assert "No event is bent but those" in run("audit", "verify")


def test_accepting_asks_why(home: Path) -> None:
    assert CliRunner().invoke(cli, ["audit", "accept", "--seen", "x"]).exit_code == 2
