"""The POLE example loaded as published: in either store and by analytics it answers as its page shows."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest

import interlink as il
from command_line import interlink
from neo4j_server import Neo4jServer

PAGE = Path(__file__).parents[2] / "docs" / "pole.md"
ASKED = re.compile(
    r"^```cypher\n(?P<statement>.*?)^```\n\n(?P<table>(?:\|[^\n]*\n)+)", re.DOTALL | re.MULTILINE
)
PYTHON = re.compile(
    r"^```python\n(?P<code>.*?)^```\n\n```text\n(?P<printed>.*?)^```", re.DOTALL | re.MULTILINE
)
COMMAND = re.compile(r"^\$ interlink (.*)$", re.MULTILINE)
ZIP = Path("investigations") / "pole" / "pole-data-importer.zip"

Table = list[list[str]]


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def asked() -> dict[str, Table]:
    """The table that the page shows for each statement, its header first."""
    found: dict[str, Table] = {}
    for one in ASKED.finditer(page()):
        header, _, *rows = one["table"].splitlines()
        found[one["statement"]] = [
            [cell.strip() for cell in line.strip("|").split("|")] for line in (header, *rows)
        ]
    return found


def answered(workspace: il.Workspace) -> dict[str, Table]:
    answers = {statement: workspace.cypher(statement) for statement in asked()}
    return {
        statement: [list(rows.columns), *([str(value) for value in row] for row in rows.rows)]
        for statement, rows in answers.items()
    }


@pytest.fixture(scope="module")
def loaded(
    tmp_path_factory: pytest.TempPathFactory, shared_data: Path, neo4j_server: Neo4jServer
) -> tuple[Path, dict[str, str]]:
    """A folder whose home holds the example, loaded as the page says, and the settings of its Neo4j."""
    folder = tmp_path_factory.mktemp("pole")
    (folder / ZIP.name).symlink_to(shared_data / ZIP)
    neo4j = {"URI": neo4j_server.uri, "USER": neo4j_server.user, "PASSWORD": neo4j_server.password}
    settings = {f"INTERLINK_GRAPH_{name}": value for name, value in neo4j.items()}
    (command,) = COMMAND.findall(page())
    arguments = [str(folder / ZIP.name) if each == ZIP.name else each for each in command.split()]
    done = interlink(folder / "home", *arguments, **settings)
    assert done.returncode == 0, done.stderr
    return folder, settings


def test_the_page_states_what_is_known_of_the_example() -> None:
    tables = [rows for _, *rows in asked().values()]

    assert tables[0] == [["369", "28762"]]
    assert {first for first, _ in tables[1]} == {"Alan Ward", "Brian Morales"}
    assert {second for _, second in tables[1]} == {"Phillip Williamson", "Kathleen Peters"}
    assert tables[2:4] == [[["3"]], [["Deborah Ford", "10"]]]
    assert [officer for _, officer, _, _ in tables[4]] == ["Devy Larive"] * 3


def test_neo4j_answers_as_the_page_shows(
    loaded: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, settings = loaded
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    with closing(il.open(folder / "home")) as workspace:
        assert answered(workspace) == asked()


def test_the_embedded_store_answers_as_the_page_shows(loaded: tuple[Path, dict[str, str]]) -> None:
    folder, _ = loaded

    with closing(il.open(folder / "home")) as workspace:
        assert answered(workspace) == asked()
        workspace.graph_stop()


def test_analytics_answer_as_the_page_shows(
    loaded: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (block,) = PYTHON.finditer(page())
    monkeypatch.chdir(loaded[0])

    exec(block["code"], {})

    assert capsys.readouterr().out == block["printed"]
