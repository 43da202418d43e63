"""What a finding shows: the entities of its rows, and a picture of the links behind it."""

from __future__ import annotations

import pandas as pd
import polars as pl

from interlink.analytics import communities, paths
from interlink.model.schema import load_ontology
from interlink.projection import Projection
from interlink.render.found import entities_of, heaviest_links, picture_of_links
from interlink.render.picture import PictureLink, PictureNode

EDGES = pd.DataFrame(
    [("a", "b", 3.0), ("b", "c", 3.0), ("c", "a", 3.0), ("x", "y", 1.0), ("y", "z", 1.0), ("z", "x", 2.0)],
    columns=["src", "dst", "weight"],
)
PROJECTION = Projection.from_edges(EDGES, weight="weight")
NODES = pl.DataFrame(
    [("a", "Anna", "Person"), ("b", "", "Person"), ("c", "Casimir", "Person")],
    schema={"id": pl.String, "caption": pl.String, "schema": pl.String},
    orient="row",
)


def test_a_row_stands_for_the_entities_whose_ids_it_holds() -> None:
    assert entities_of(communities(PROJECTION), "members", [1, 0]) == ("b", "a")
    assert entities_of(paths(PROJECTION, "a", "c", k=1), "paths", [0]) == ("a", "c")


def test_a_group_stands_for_its_members() -> None:
    assert entities_of(communities(PROJECTION), "communities", [1]) == ("x", "y", "z")


def test_the_heaviest_links_are_drawn_until_there_are_enough_entities() -> None:
    links = heaviest_links(communities(PROJECTION), 5)

    assert list(zip(links["source"], links["target"], strict=True)) == [
        ("a", "b"),
        ("a", "c"),
        ("b", "c"),
        ("x", "z"),
    ]


def test_links_that_end_at_nobody_known_are_left_out_and_counted() -> None:
    links = heaviest_links(communities(PROJECTION), 50)
    picture = picture_of_links(links, NODES, load_ontology(), communities={"a": 1}, total_links=6)

    assert picture.nodes == (
        PictureNode("a", "Anna", "Person", community=1),
        PictureNode("b", "b", "Person"),
        PictureNode("c", "Casimir", "Person"),
    )
    assert picture.links[0] == PictureLink("link:a>b", "a", "b", "link", "link", count=1, directed=False)
    assert (len(picture.links), picture.total_links) == (3, 6)
