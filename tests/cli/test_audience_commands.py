"""Audiences from the command line: defined, listed, refused, removed; no graph is built for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from interlink.cli import cli
from interlink.errors import SettingsError, UnknownName


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("INTERLINK_HOME", str(tmp_path / "home"))
    return CliRunner()


def listed(run: CliRunner) -> list[dict[str, object]]:
    found = run.invoke(cli, ["graph", "audience", "list", "--format", "json"], catch_exceptions=False)
    return list(json.loads(found.stdout))


def test_an_audience_is_defined_listed_and_removed(run: CliRunner) -> None:
    line = "graph audience add east --agency BE --agency EU --handling H1 --purpose warn"
    added = run.invoke(cli, line.split(), catch_exceptions=False)
    seen = listed(run)
    states = run.invoke(cli, ["graph", "status", "--format", "json"], catch_exceptions=False)
    removed = run.invoke(cli, ["graph", "audience", "remove", "east"], catch_exceptions=False)

    assert "`interlink graph rebuild --audience east` builds its graph" in added.stderr
    assert seen[0] == {
        "audience": "interlink",
        "everything": True,
        "agencies": [],
        "handling": "H3",
        "purposes": [],
    }
    assert seen[1:] == [
        {
            "audience": "east",
            "everything": False,
            "agencies": ["BE", "EU"],
            "handling": "H1",
            "purposes": ["warn"],
        }
    ]
    assert [row["audience"] for row in json.loads(states.stdout)] == ["interlink", "east"]
    assert "east and its graph are removed" in removed.stderr
    assert [row["audience"] for row in listed(run)] == ["interlink"]


@pytest.mark.parametrize(
    ("line", "error", "said"),
    [
        ("graph audience add east --purpose warm", SettingsError, "Did you mean 'warn'"),
        ("graph audience add interlink", SettingsError, "is not 'interlink'"),
        ("graph audience remove east", UnknownName, "no audience 'east' here"),
        ("graph rebuild --audience east", UnknownName, "no audience 'east' here"),
        ("graph audience remove interlink", UnknownName, "no audience 'interlink' here"),
    ],
)
def test_what_cannot_be_is_refused(run: CliRunner, line: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        run.invoke(cli, line.split(), catch_exceptions=False)
