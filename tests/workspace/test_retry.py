"""A delivery that is loaded again says what it said, also where its files have to be taken in their order."""

from __future__ import annotations

from pathlib import Path

import pytest

import interlink as il
from homes import PEOPLE, csv

HEADER = "op,id,name,phone"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> il.Workspace:
    sources = tmp_path / "home" / "sources"
    sources.mkdir(parents=True)
    text = PEOPLE.format(
        source="people", delivery="changes", operation="{column: op, delete: D, key: [id]}", more=""
    )
    (sources / "people.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("INTERLINK_GRAPH_URI", "bolt://127.0.0.1:1")
    return il.open(tmp_path / "home")


def test_files_of_changes_are_loaded_again_in_the_order_in_which_they_came(
    workspace: il.Workspace, tmp_path: Path
) -> None:
    first, second = tmp_path / "b.csv", tmp_path / "a.csv"
    first.write_text(csv([("", "1", "Ada", "+31612345671")], header=HEADER), encoding="utf-8")
    second.write_text(csv([("D", "1", "", "")], header=HEADER), encoding="utf-8")
    # So that the one that comes second has the smaller number.
    workspace.load("people", [second])
    came = workspace.load("people", [first, second])

    again = workspace.retry(came.load)

    assert (came.records, came.fragments_added) == (2, 0)
    assert (again.records, again.fragments_added) == (2, 0)
    workspace.close()
