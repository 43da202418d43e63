"""Records that no source describes: the source and its first load come together, or neither does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import interlink as il
from homes import PEOPLE, csv
from interlink.errors import LoadError, ReadError, SpecError

TEXT = PEOPLE.format(source="people", delivery="full", operation="null", more="")
ADA, NAMELESS = ("1", "Ada", "+31612345671"), ("", "Di", "+31612345674")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> il.Workspace:
    # The graph is a Neo4j that does not run: loads are committed, and say that the graph is yet to catch up.
    monkeypatch.setenv("INTERLINK_GRAPH_URI", "bolt://127.0.0.1:1")
    return il.open(tmp_path / "home")


def delivered(folder: Path, *rows: tuple[str, ...]) -> Path:
    path = folder / "people.csv"
    path.write_text(csv(rows), encoding="utf-8")
    return path


def own(workspace: il.Workspace) -> list[str]:
    return sorted(path.name for path in workspace.settings.own_sources.glob("*"))


def test_a_source_is_kept_once_its_records_are_loaded(workspace: il.Workspace, tmp_path: Path) -> None:
    report = workspace.add_records(TEXT, delivered(tmp_path, ADA))

    assert (report.records, own(workspace), workspace.source("people").source) == (
        1,
        ["people.yaml"],
        "people",
    )


def test_a_source_whose_first_load_fails_is_gone_and_its_name_free(
    workspace: il.Workspace, tmp_path: Path
) -> None:
    with pytest.raises(LoadError, match="more than the source's limit"):
        workspace.add_records(TEXT, delivered(tmp_path, NAMELESS))
    assert own(workspace) == []

    corrected = TEXT.replace("quarantine_limit: 0.4", "quarantine_limit: 1")
    assert workspace.add_records(corrected, delivered(tmp_path, NAMELESS)).quarantined == 1
    assert own(workspace) == ["people.yaml"]
    told = [json.loads(e.params)["what"] for e in workspace.audit_events() if e.operation == "collection"]
    assert told == ["save source", "load", "take source back", "save source", "load"]


def test_a_source_that_was_there_stays_when_a_load_fails(workspace: il.Workspace, tmp_path: Path) -> None:
    workspace.save_source(TEXT)

    with pytest.raises(ReadError):
        workspace.add_records(TEXT, tmp_path / "none.csv")
    assert own(workspace) == ["people.yaml"]


def test_a_source_stays_while_somebody_else_loads_a_file_of_it(
    workspace: il.Workspace, tmp_path: Path
) -> None:
    workspace._ledger.start_load(
        source="people", delivery="increment", edition=None, spec_sha256="0" * 64, at=0, graph="all"
    )

    with pytest.raises(ReadError):
        workspace.add_records(TEXT, tmp_path / "none.csv")
    assert own(workspace) == ["people.yaml"]


def test_a_name_that_is_none_is_answered_with_what_a_name_looks_like(
    workspace: il.Workspace, tmp_path: Path
) -> None:
    with pytest.raises(SpecError) as refused:
        workspace.add_records(TEXT.replace("people", "My People", 1), delivered(tmp_path, ADA))

    assert str(refused.value) == (
        "source:2: source: 'My People' is no name; expected a-z, 0-9 and _ with a letter first, such as"
        " phone_book. Name it so."
    )
