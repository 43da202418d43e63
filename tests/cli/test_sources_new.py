"""`interlink sources new`, from a file to a source that passes its check, and the dry run that follows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from interlink.cli import cli
from interlink.mapping.source_file import read_source
from packed_files import workbook

CALLS = (
    "caller,callee,at\n+31612345678,+31612345679,2026-01-02T10:00:00Z\n,+31612345679,2026-01-02T11:00:00Z\n"
)


def run(*given: object, home: Path | None = None, sources: Path | None = None) -> Result:
    env = {"INTERLINK_HOME": str(home or ""), "INTERLINK_SOURCES": str(sources or "")}
    return CliRunner().invoke(cli, [str(each) for each in given], env=env)


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    path = tmp_path / "Calls 1.csv"
    path.write_text(CALLS, encoding="utf-8")
    return path


def test_a_proposal_goes_to_stdout_and_what_was_guessed_to_stderr(calls: Path, tmp_path: Path) -> None:
    done = run("sources", "new", calls)

    assert done.exit_code == 0
    (tmp_path / "calls_1.yaml").write_text(done.stdout, encoding="utf-8")
    assert read_source(tmp_path / "calls_1.yaml").source == "calls_1"
    assert "caller: phone; 1 of 1 could be read, such as +31612345678" in done.stderr
    assert "phone:+31612345678 > phone:+31612345679  at: 2026-01-02T10:00:00Z" in done.stderr
    assert "row 2 goes to quarantine: link 'call': 'caller' or 'callee' is missing" in done.stderr
    assert "1 of 2 records could not be mapped, more than the source's limit of 5%" in done.stderr


def test_a_file_that_is_there_stays(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "calls.yaml"

    assert run("sources", "new", calls, "--name", "calls", "--out", out).exit_code == 0
    written = out.read_text(encoding="utf-8")
    again = run("sources", "new", calls, "--out", out)

    assert again.exit_code == 1
    assert f"{out}: is there already, and stays." in str(again.exception) + again.stderr
    assert out.read_text(encoding="utf-8") == written


def test_a_dry_run_shows_counts_and_samples(calls: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    run("sources", "new", calls, "--name", "calls", "--out", folder / "calls.yaml")
    good = tmp_path / "good.csv"
    good.write_text(CALLS.rsplit("\n", 2)[0] + "\n", encoding="utf-8")

    done = run("load", "calls", good, "--dry-run", home=tmp_path / "home", sources=folder)

    assert done.exit_code == 0, done.output
    assert "1 new Called\n  phone:+31612345678 > phone:+31612345679  at: 2026-01-02T10:00:00Z" in done.stderr
    assert "2 new Phone\n  phone:+31612345678  number: +31612345678" in done.stderr


def test_which_sheet_of_a_workbook_is_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "feed.xlsx"
    people = [["name", "birth_date"], ["Ada Vell", "1980-02-03"]]
    path.write_bytes(workbook([["Read me"]], others={"People": people, "Old people": people}))

    first, asked = run("sources", "new", path), run("sources", "new", path, "--sheet", "Old people")

    assert (first.exit_code, asked.exit_code) == (0, 0)
    assert "sheet 'People': the first that holds a table; not read: 'Data', 'Old people'." in first.stderr
    assert "sheet 'Old people': as asked; not read: 'Data', 'People'." in asked.stderr
    assert "1 Person of 1 records" in asked.stderr


def test_which_element_of_an_xml_document_is_a_record_is_said(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(
        "<l><p><name>Ada Vell</name><alias>A</alias><alias>B</alias></p><p><name>Bo Vell</name></p></l>",
        encoding="utf-8",
    )

    done = run("sources", "new", path)

    assert done.exit_code == 0
    assert done.stderr.startswith(
        "records: each /l/p is a record, of which there are 2.\nparts: these repeat"
    )
    assert "2 Person of 2 records" in done.stderr


def test_an_encoding_is_given(tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_bytes("имя,phone\nИван,+31612345678\n".encode("cp1251"))

    done = run("sources", "new", path, "--encoding", "cp1251")

    assert done.exit_code == 0
    assert "encoding: cp1251" in done.stdout
    assert "имя" in done.stdout


def test_people_of_first_and_last_name_are_found_by_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The graph is a Neo4j that does not run: names are searched in the lake.
    monkeypatch.setenv("INTERLINK_GRAPH_URI", "bolt://127.0.0.1:1")
    home, sources, path = tmp_path / "home", tmp_path / "sources", tmp_path / "feed.csv"
    sources.mkdir()
    path.write_text("customer_no,given_name,family_name\n1,Ada,Miller\n", encoding="utf-8")
    run("sources", "new", path, "--out", sources / "feed.yaml")
    run("load", "feed", path, home=home, sources=sources)

    done = run("search", "Ada Miller", "--format", "json", home=home, sources=sources)

    (found,) = json.loads(done.stdout)
    assert (found["caption"], found["score"]) == ("Ada Miller", 1.0)
