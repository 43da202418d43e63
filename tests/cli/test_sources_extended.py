"""`interlink sources` of one that extends another: what it says, what it comes to, what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from interlink.cli import cli
from interlink.mapping.source_file import read_source
from interlink.sources import find_source

OURS = "source: bills_of_ours\nextends: bills_of_lading\ntitle: Bills of ours\n"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "bills_of_ours.yaml").write_text(OURS, encoding="utf-8")
    monkeypatch.setenv("INTERLINK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("INTERLINK_SOURCES", str(folder))
    return folder


@pytest.mark.parametrize("name", ["bills_of_lading", "'bills_of_lading'", '"bills_of_lading"'])
def test_a_file_is_shown_as_it_is_and_what_it_extends_is_said(own: Path, name: str) -> None:
    text = OURS.replace("bills_of_lading", name)
    (own / "bills_of_ours.yaml").write_text(text, encoding="utf-8")
    done = CliRunner().invoke(cli, ["sources", "show", "bills_of_ours"])

    assert (done.exit_code, done.stdout) == (0, text)
    assert done.stderr == (
        "It extends bills_of_lading. With what it takes over: interlink sources show bills_of_ours --whole\n"
    )


def test_what_it_comes_to_is_a_file_that_stands_by_itself(own: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["sources", "show", "bills_of_ours", "--whole"])

    whole = tmp_path / "whole.yaml"
    whole.write_text(done.stdout, encoding="utf-8")
    assert (done.exit_code, done.stderr) == (0, "")
    assert read_source(whole).model_dump_json() == find_source("bills_of_ours", own).model_dump_json()


def test_a_source_that_extends_none_is_whole_as_it_is(own: Path) -> None:
    shown, whole = (
        CliRunner().invoke(cli, ["sources", "show", "bills_of_lading", *more]) for more in ((), ("--whole",))
    )

    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout == whole.stdout


def test_a_check_knows_what_can_be_extended(own: Path) -> None:
    right = CliRunner().invoke(cli, ["sources", "check", str(own / "bills_of_ours.yaml")])
    (own / "wrong.yaml").write_text("source: wrong\nextends: bills_of_our\n", encoding="utf-8")
    wrong = CliRunner().invoke(cli, ["sources", "check", str(own / "wrong.yaml")])

    assert right.stderr.endswith("source 'bills_of_ours' is right: 8 entities, 5 links.\n")
    assert wrong.exit_code == 1
    assert (
        f"{own}/wrong.yaml:2: extends: no source is called 'bills_of_our'. Did you mean 'bills_of_ours'?"
        in str(wrong.exception)
    )


def test_the_list_has_it_with_what_it_takes_over(own: Path) -> None:
    done = CliRunner().invoke(cli, ["sources", "list", "--format", "csv"])

    assert "bills_of_ours,Bills of ours,Carrier,excel,increment" in done.stdout
    assert 'bills_of_lading_csv,"Bills of lading, CSV",Carrier,csv,increment' in done.stdout
