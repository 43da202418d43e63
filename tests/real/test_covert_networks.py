"""Covert networks whose foremost actors are published; betweenness normalised, unweighted."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from interlink.analytics import centrality, disruption, network
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


def test_every_network_has_the_size_that_the_index_says(shared_data: Path) -> None:
    folder = shared_data / "networks" / "covert"
    index = pd.read_csv(folder / "INDEX.csv").set_index("file")
    files = {path.name.removesuffix(".edges.csv"): path for path in sorted(folder.glob("*.edges.csv"))}

    found = {}
    for name, path in files.items():
        edges = pd.read_csv(path, dtype=str)
        nodes = pd.read_csv(path.with_name(f"{name}.nodes.csv"), dtype=str)["name"]
        p = Projection.from_links(edges["source"], edges["target"], nodes=nodes)
        found[name] = (network(p, resamples=0).measures["entities"], p.n_links)

    assert found == {name: (row["nodes"], row["edges"]) for name, row in index.loc[list(files)].iterrows()}


def test_kay_alone_holds_the_cocaine_dealers_together(shared_data: Path) -> None:
    edges = pd.read_csv(shared_data / "networks" / "covert" / "covert_13.edges.csv")
    p = Projection.from_edges(edges, source="source", target="target")

    for method in ("kpp_neg", "kpp_pos", "sequential"):
        assert disruption(p, method=method, remove=1).frame()["caption"].tolist() == ["Kay"]  # type: ignore[arg-type]
    assert disruption(p, remove=1).measures["fragmentation_after"] > 0.5


def test_calls_both_ways_are_one_link_before_ways_are_counted(shared_data: Path) -> None:
    """Counted as two links, a pair that answers each other would be two: 195.25 for N1, not 176.33."""
    matrix = pd.read_csv(shared_data / "networks" / "caviar" / "phase6.csv", index_col=0)
    calls = matrix.rename_axis("src").rename_axis("dst", axis=1).stack().rename("calls").reset_index()
    p = Projection.from_edges(calls[calls["calls"] > 0], weight="calls")

    frame = disruption(p, method="sequential", remove=4, resamples=0).frame()

    graph = nx.Graph(p.to_networkx())
    between = nx.betweenness_centrality(graph, normalized=False)
    assert frame["id"].tolist() == ["1", "3", "12", "76"]
    assert frame["score"].round(2).tolist() == [176.33, 119.0, 77.0, 15.0]
    assert frame["score"].iloc[0] == pytest.approx(between["1"])
    assert (frame["largest_part"] * 27).round(9).tolist() == [21, 16, 8, 4]
