"""What the page on findings and Cypher shows is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from test_documents import as_pattern, steps
from typer.testing import CliRunner

from homes import called_home
from interlink.cli import cli
from interlink.errors import QueryError

PAGE = Path(__file__).parents[2] / "docs" / "cypher-and-findings.md"


def run(home: Path, given: list[str]) -> str:
    environment = {"INTERLINK_HOME": str(home), "INTERLINK_GRAPH_HEAP": "512m", "COLUMNS": "200"}
    done = CliRunner().invoke(cli, given, env=environment)
    assert done.exit_code == 0, f"{given}\n{done.output}\n{done.exception!r}"
    return done.output


def test_the_commands_of_the_page_show_what_it_says(tmp_path: Path) -> None:
    shown = list(steps(PAGE.read_text(encoding="utf-8")))
    with called_home(tmp_path) as workspace:
        for step in shown:
            told = run(workspace.settings.home, shlex.split(step.command)[1:])
            place = 0
            for line in step.shown:
                found = re.compile(as_pattern(line)).search(told, place)
                assert found, f"{step.command}\nshows no line '{line}' in\n{told}"
                place = found.end()

        listed = run(workspace.settings.home, ["analyze", "findings", "--format=json"])

    assert len(shown) == 6
    assert listed.startswith("[]")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--nodes=Phone"], "--nodes beside --cypher or --query: the statement chooses. Say it there."),
        (["--links=CALLED", "--weight=count"], "--links, --weight beside --cypher or --query: the statement"),
    ],
)
def test_what_the_statement_chooses_is_not_chosen_twice(tmp_path: Path, given: list[str], said: str) -> None:
    command = ["analyze", "run", "centrality", "--cypher", "MATCH ()-[r]->() RETURN r AS link", *given]
    done = CliRunner().invoke(cli, command, env={"INTERLINK_HOME": str(tmp_path / "home")})

    assert isinstance(done.exception, QueryError)
    assert said in str(done.exception)
