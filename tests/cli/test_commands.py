"""Every command: help, example, documentation, formats, exit codes."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import interlink as il
from interlink.cli import cli
from interlink.cli.docs import COMMAND, commands, render_command_docs
from interlink.cli.output import Format, emit
from interlink.errors import AuditError, QueryError
from interlink.sources import source_files

ROOT = Path(__file__).resolve().parents[2]
ALL = list(commands())
LISTINGS = [
    "analyze findings",
    "analyze list",
    "analyze show paths",
    "audit list",
    "graph audience list",
    "graph status",
    "loads derive",
    "loads list",
    "loads show 1",
    "loads quarantine 1",
    "search Haven",
    "show port:1",
    "sources list",
]
REGISTER = (
    "company_number,company_name,jurisdiction,incorporated_on,status,address,city,country,role,party_type,party_id,"
    "party_name,birth_date,nationality,share_percent,since,until\n"
    "NL-1,Haven BV,NL,2020-01-31,active,Kade 1,Rotterdam,NL,owner,person,NL-P1,Ana Haven,1980-02-03,"
    "NL,100,2020-01-31,\n"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "register.csv").write_text(REGISTER, encoding="utf-8")
    workspace = il.open(folder / "home")
    workspace.load("register", [folder / "register.csv"])
    workspace.close()
    yield folder / "home"
    il.open(folder / "home").graph_stop()


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("INTERLINK_HOME", str(home))
    return CliRunner()


@pytest.mark.parametrize(("name", "command"), ALL, ids=[name for name, _ in ALL])
def test_every_command_has_help_and_an_example_of_itself(name: str, command: object) -> None:
    words, _, example = (getattr(command, "help", "") or "").partition("Example:")

    assert words.strip().split("\n")[0].endswith(".")
    assert example.strip().startswith(f"interlink {name}")


@pytest.mark.parametrize(("name", "command"), ALL, ids=[name for name, _ in ALL])
def test_every_parameter_says_what_it_is(name: str, command: object) -> None:
    silent = [p.name for p in command.params if not getattr(p, "help", None)]  # type: ignore[attr-defined]

    assert silent == []


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")

    assert page == render_command_docs(), f"run `{COMMAND}`"


@pytest.mark.parametrize("line", LISTINGS)
def test_every_listing_is_one_json_list_of_objects(run: CliRunner, line: str) -> None:
    line = line.replace("port:1", "register:company:NL-1")
    done = run.invoke(cli, [*shlex.split(line), "--format", "json"])

    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)
    assert isinstance(rows, list)
    assert all(isinstance(row, dict) for row in rows)


def test_load_reports_the_fields_that_schedulers_read(run: CliRunner, home: Path) -> None:
    done = run.invoke(cli, ["load", "register", str(home.parent / "register.csv"), "--format", "json"])

    (row,) = json.loads(done.stdout)
    wanted = ["load", "source", "state", "records", "fragments_added", "fragments_retired"]
    wanted += ["fragments_unchanged", "quarantined", "seconds"]
    assert [row[name] for name in wanted[1:-1]] == [
        "register",
        "committed",
        1,
        0,
        0,
        row["fragments_unchanged"],
        0,
    ]
    assert row["fragments_unchanged"] > 0
    assert set(wanted) <= set(row)


def test_a_dry_run_says_so_and_commits_nothing(run: CliRunner, home: Path) -> None:
    before = json.loads(run.invoke(cli, ["loads", "list", "--format", "json"]).stdout)
    done = run.invoke(
        cli, ["load", "register", str(home.parent / "register.csv"), "--dry-run", "--format", "json"]
    )
    after = json.loads(run.invoke(cli, ["loads", "list", "--format", "json"]).stdout)

    assert json.loads(done.stdout)[0]["state"] == "dry-run"
    assert before == after


def test_wrong_usage_ends_with_2(run: CliRunner) -> None:
    assert run.invoke(cli, ["load"]).exit_code == 2


def test_values_that_are_no_value_are_empty_cells(capsys: pytest.CaptureFixture[str]) -> None:
    emit([{"a": float("nan"), "b": None, "c": ["x", "y"], "d": 1.5}], Format.CSV)

    assert capsys.readouterr().out == "a,b,c,d\n,,x; y,1.5\n"


def test_names_from_data_are_never_read_as_markup(capsys: pytest.CaptureFixture[str]) -> None:
    emit([{"name": "[red]not red[/red] \x1b[31m"}], Format.TABLE)

    assert "[red]not red[/red]" in capsys.readouterr().out


def test_what_a_terminal_would_obey_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    emit([{"name": "a\x1b]0;owned\x07\x1b[2J b\u202ec"}], Format.TABLE)

    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "\u202e" not in printed


def test_the_head_of_the_audit_log_shows_a_cut(run: CliRunner) -> None:
    head = run.invoke(cli, ["audit", "verify"]).stdout.split()[-1]

    assert run.invoke(cli, ["audit", "verify", "--head", head]).exit_code == 0
    with pytest.raises(AuditError, match="the log was cut"):
        run.invoke(cli, ["audit", "verify", "--head", "0" * 64], catch_exceptions=False)


def test_evidence_of_a_path_that_was_not_found_says_how_many_there_are(run: CliRunner) -> None:
    asked = ["path", "Ana Haven", "Haven BV", "--evidence", "9"]

    done = run.invoke(cli, asked)

    assert isinstance(done.exception, QueryError)
    assert str(done.exception) == "--evidence 9: 1 path found"


def test_a_path_in_order_of_time_tells_when_each_hop_leaves(run: CliRunner) -> None:
    done = run.invoke(cli, ["path", "Ana Haven", "Haven BV", "--time-respecting", "--format", "json"])

    (hop,) = json.loads(done.stdout)
    assert (hop["source_caption"], hop["target_caption"]) == ("Ana Haven", "Haven BV")
    assert hop["departs"].startswith("2020-01-31")
    assert "1 journey in order of time, best by earliest arrival" in done.stderr


def test_a_csv_holds_nothing_that_a_spreadsheet_runs(capsys: pytest.CaptureFixture[str]) -> None:
    emit([{"name": "A;=cmd", "phone": "+31612345678", "count": -1}], Format.CSV)

    assert capsys.readouterr().out == "name,phone,count\nA;'=cmd,+31612345678,-1\n"


def test_a_csv_without_columns_is_empty(capsys: pytest.CaptureFixture[str]) -> None:
    emit([], Format.CSV)

    assert capsys.readouterr().out == ""


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "interlink", "--version"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout.startswith("interlink ")) == (0, True)


def test_as_many_sources_are_shipped_as_the_front_page_says() -> None:
    assert "More than forty are shipped" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(source_files()) > 40
