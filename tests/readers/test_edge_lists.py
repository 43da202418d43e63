"""Edge lists and square matrices as one table of links."""

from __future__ import annotations

from pathlib import Path

import pytest

from interlink.readers import FileFormat, locator, read_batches, reader_for

FORMAT = FileFormat("edges")


def links(path: Path) -> list[tuple[object, ...]]:
    frames = [batch["record"] for batch in read_batches(path, FORMAT)]
    return [
        row for frame in frames for row in frame.select("source", "target", "weight", "_row", "_path").rows()
    ]


@pytest.mark.parametrize("header", ["source,target", "src,dst", "FROM,To", "a,b", "one,other"])
def test_ends_are_found_by_their_usual_names(header: str, tmp_path: Path) -> None:
    path = tmp_path / "net.csv"
    path.write_text(f"{header}\nAda,Bo\n", encoding="utf-8")

    assert links(path) == [("Ada", "Bo", None, 1, None)]


def test_a_matrix_gives_its_cells_and_the_actors_without_a_tie(tmp_path: Path) -> None:
    path = tmp_path / "net.csv"
    path.write_text(
        "who,Ada,Bo,Cy,Di\n Ada ,0,2,0,0\nCy,0,0.5,0,0\nBo,0,,0,0\nDi,0,0,0,0\n", encoding="utf-8"
    )

    assert links(path) == [
        ("Ada", "Bo", "2", 1, "Bo"),
        ("Cy", "Bo", "0.5", 2, "Bo"),
        ("Di", None, None, 4, None),
    ]


def test_a_cell_is_cited_with_its_actor_only(tmp_path: Path) -> None:
    path = tmp_path / "net.csv"
    path.write_text("who,Ada,Bo,Cy\nAda,0,2,1\nBo,0,0,0\nCy,0,0,0\n", encoding="utf-8")

    assert reader_for("edges").records(path, FORMAT, "Cy", [1]) == {1: "who: Ada\nCy: 1"}
    assert locator(FORMAT, "Cy", 1) == "row 1, column Cy"
