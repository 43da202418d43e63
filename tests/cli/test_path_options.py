"""The constraints on links as options of `interlink path`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from typer.testing import CliRunner

import interlink as il
from interlink.cli import cli
from interlink.cli.docs import commands
from interlink.errors import QueryError, UnknownName
from interlink.projection import Constraints

REGISTER = (
    "company_number,company_name,jurisdiction,incorporated_on,status,address,city,country,role,party_type,party_id,"
    "party_name,birth_date,nationality,share_percent,since,until\n"
    "NL-1,Haven BV,NL,2020-01-31,active,Kade 1,Rotterdam,NL,owner,person,NL-P1,Ana Haven,1980-02-03,"
    "NL,100,2020-01-31,\n"
    "NL-1,Haven BV,NL,2020-01-31,active,Kade 1,Rotterdam,NL,owner,person,NL-P2,Bo Kade,1981-02-03,"
    "NL,10,2020-01-31,\n"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("paths")
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


def hops(run: CliRunner, *options: str) -> list[tuple[str, str]]:
    asked = ["path", "Ana Haven", "Bo Kade", "--k", "1", *options, "--format", "json"]
    done = run.invoke(cli, asked, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return [(row["source_caption"], row["target_caption"]) for row in json.loads(done.stdout)]


THROUGH_THE_FIRM = [("Ana Haven", "Haven BV"), ("Haven BV", "Bo Kade")]


def test_every_constraint_is_an_option() -> None:
    (path,) = [command for name, command in commands() if name == "path"]
    options = {each for parameter in path.params for each in parameter.opts}

    assert {
        f"--{each.name.replace('_', '-')}" for each in fields(Constraints) if each.name != "ends"
    } <= options


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--layers", "OWNS"],
        ["--layers", "OWNS,HOLDS"],
        ["--through", "Company"],
        ["--kinds", "Company"],
        ["--cost", "confidence"],
        ["--source-grade", "X"],
        ["--information-grade", "4"],
        ["--least-confidence", "0.01"],
    ],
)
def test_constraints_that_leave_the_path_find_it(run: CliRunner, options: list[str]) -> None:
    assert hops(run, *options) == THROUGH_THE_FIRM


@pytest.mark.parametrize(
    "options",
    [
        ["--avoid", "Haven BV"],
        ["--avoid", "Ana Haven"],
        ["--through", "Person"],
        ["--directed"],
        ["--least-confidence", "1"],
    ],
)
def test_constraints_that_leave_no_path_find_none(run: CliRunner, options: list[str]) -> None:
    assert hops(run, *options) == []


def test_what_is_misspelt_is_refused_with_the_nearest(run: CliRunner) -> None:
    with pytest.raises(UnknownName, match=r"no layer 'OWN'.*Did you mean 'OWNS'\?"):
        hops(run, "--layers", "OWN")
    with pytest.raises(UnknownName, match=r"cost is 'hop'.*Did you mean 'hops'\?"):
        hops(run, "--cost", "hop")
    with pytest.raises(QueryError, match="expected a share within 0 and 1"):
        hops(run, "--least-confidence", "3")
    with pytest.raises(QueryError, match=r"--cost weight: paths through time .* Leave one of the two out"):
        hops(run, "--cost", "weight", "--time-respecting")
