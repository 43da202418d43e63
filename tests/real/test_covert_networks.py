"""Covert networks whose foremost actors are published; betweenness normalised, unweighted."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from interlink.analytics import centrality
from interlink.projection import Projection


def ranked(folder: Path, name: str) -> pd.DataFrame:
    edges = pd.read_csv(folder / "networks" / "covert" / f"{name}.edges.csv")
    projection = Projection.from_edges(edges, source="source", target="target")
    return centrality(projection, normalized=True).frame()


def foremost(frame: pd.DataFrame, by: str) -> list[str]:
    return sorted(frame.loc[frame[by] == frame[by].max(), "id"])


def test_kay_is_the_hub_of_the_cocaine_dealers(shared_data: Path) -> None:
    first = ranked(shared_data, "covert_13").iloc[0]

    assert (first["id"], first["degree"], round(first["betweenness"], 3)) == ("Kay", 24, 0.887)


def test_atta_is_the_hub_of_the_associates(shared_data: Path) -> None:
    first = ranked(shared_data, "covert_2_1").iloc[0]

    assert "Atta" in first["id"]
    assert (first["degree"], round(first["betweenness"], 3)) == (15, 0.512)


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        ("covert_21", ["Mr.DD", "Mr."]),  # the second label lost its X when the file was made
        ("covert_12", ["N2", "N1"]),
        ("covert_34_3", ["Noordin Mohammed Top"]),
        ("covert_34_8", ["Azhari Husin"]),
    ],
)
def test_most_betweenness(shared_data: Path, network: str, expected: list[str]) -> None:
    found = ranked(shared_data, network)["id"].tolist()[: len(expected)]

    assert found == expected


@pytest.mark.parametrize(("phase", "actors"), [(1, 15), (2, 24), (3, 33), (4, 33), (5, 32), (6, 27)])
def test_n1_is_between_most_in_every_phase_of_caviar(shared_data: Path, phase: int, actors: int) -> None:
    matrix = pd.read_csv(shared_data / "networks" / "caviar" / f"phase{phase}.csv", index_col=0)
    calls = matrix.rename_axis("src").rename_axis("dst", axis=1).stack().rename("calls").reset_index()
    calls = calls[calls["calls"] > 0]

    projection = Projection.from_edges(calls, weight="calls", directed=True)
    frame = centrality(projection).frame()

    assert matrix.shape == (actors, actors)
    assert projection.n_nodes == actors
    assert projection.weight.sum() == matrix.to_numpy().sum()
    assert foremost(frame, "betweenness") == ["1"]
