"""The POLE example's acquaintances: a published investigation whose answers are known."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest

from interlink.analytics import centrality, connect, paths
from interlink.projection import Projection


@pytest.fixture(scope="module")
def acquaintances(shared_data: Path) -> Projection:
    with zipfile.ZipFile(shared_data / "investigations" / "pole" / "pole-data-importer.zip") as archive:
        people, knows = (
            pd.read_csv(archive.open(f"crime-investigation.{name}.csv"), dtype=str)
            for name in ("nodes.Person", "relationships.KNOWS")
        )
    return Projection.from_links(
        knows[":START_ID"],
        knows[":END_ID"],
        nodes=people[":ID"],
        captions=people["name"].str.strip() + " " + people["surname"].str.strip(),
    )


def entity(projection: Projection, caption: str) -> str:
    (found,) = [v for v in range(projection.n_nodes) if projection.caption_of(v) == caption]
    return projection.ids[found]


def test_there_are_369_people(acquaintances: Projection) -> None:
    assert acquaintances.n_nodes == 369


def test_the_shortest_ways_between_two_suspects(acquaintances: Projection) -> None:
    start, end = entity(acquaintances, "Jack Powell"), entity(acquaintances, "Raymond Walker")

    frame = paths(acquaintances, start, end, k=20).frame()

    shortest = frame.loc[frame["cost"] == 3.0, "captions"]
    assert frame["cost"].min() == 3.0
    assert {names[1] for names in shortest} == {"Alan Ward", "Brian Morales"}
    assert {names[2] for names in shortest} == {"Phillip Williamson", "Kathleen Peters"}


def test_who_lies_between_most_people(acquaintances: Projection) -> None:
    assert centrality(acquaintances).frame()["caption"].iloc[0] == "Annie Duncan"


def test_triangles_of_one_person(acquaintances: Projection) -> None:
    graph = acquaintances.to_igraph()
    vertex = graph.vs.find(entity(acquaintances, "Deborah Ford"))

    assert sum(vertex.index in clique for clique in graph.cliques(min=3, max=3)) == 10


def test_two_suspects_are_connected_by_as_many_acquaintances_as_their_shortest_way(
    acquaintances: Projection,
) -> None:
    suspects = [entity(acquaintances, name) for name in ("Jack Powell", "Raymond Walker")]

    finding = connect(acquaintances, suspects, resamples=0)

    between = finding.frame().loc[lambda f: f["role"] == "between", "caption"].tolist()
    assert finding.measures == {"parts": 1.0, "cost": 3.0}
    assert len({"Alan Ward", "Brian Morales"} & set(between)) == 1
    assert len({"Phillip Williamson", "Kathleen Peters"} & set(between)) == 1
