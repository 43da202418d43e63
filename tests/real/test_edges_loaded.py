"""Published networks, loaded as any edge list or matrix: the foremost actor, and the row that says so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

import interlink as il


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[il.Workspace]:
    opened = il.open(tmp_path_factory.mktemp("edges"))
    yield opened
    opened.graph_stop()
    opened.close()


def test_kay_is_the_hub_of_the_cocaine_dealers_and_every_link_leads_to_its_row(
    workspace: il.Workspace, shared_data: Path
) -> None:
    file = shared_data / "networks" / "covert" / "covert_13.edges.csv"
    workspace.load("edges", [file])
    projection = workspace.project(nodes=["Person"], links=["LINKED_TO"])
    finding = workspace.analyze("centrality", projection, {"normalized": True})

    first = finding.frame().iloc[0]
    assert (first["caption"], first["degree"], round(first["betweenness"], 3)) == ("Kay", 24, 0.887)
    evidence = finding.evidence(0)
    rows = [line.split(",") for line in file.read_text(encoding="utf-8").splitlines()[1:]]
    of_kay = {f"row {n}" for n, row in enumerate(rows, 1) if "Kay" in row[:2]}
    assert {each.locator for each in evidence} == of_kay
    assert {each.file for each in evidence} == {hashlib.sha256(file.read_bytes()).hexdigest()}
    assert all("Kay" in (each.record or "") for each in evidence)


def test_a_matrix_leads_back_to_its_cells(workspace: il.Workspace, shared_data: Path) -> None:
    workspace.load("edges", [shared_data / "networks" / "caviar" / "phase1.csv"])
    projection = workspace.project(nodes=["Person"], links=["LINKED_TO"], directed=True)
    phase = projection.induced(each for each in projection.ids if "phase1" in each)
    finding = workspace.analyze("centrality", phase)

    assert (phase.n_nodes, finding.frame().iloc[0]["caption"]) == (15, "1")
    assert "row 1, column 4" in {each.locator for each in finding.evidence(0)}
