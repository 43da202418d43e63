from __future__ import annotations

import polars as pl

from interlink.access.expand import Neighbourhood
from interlink.analytics import communities
from interlink.model.schema import load_ontology
from interlink.projection import Projection
from interlink.render.picture import Picture, PictureLink, PictureNode
from interlink.render.pictures import (
    communities_of,
    newcomers_of,
    picture_of,
)
from interlink.render.symbols import group_of

ONTOLOGY = load_ontology()
NODES = pl.DataFrame(
    [
        ("a", "Anna Vetrova", "Person", ["wanted"]),
        ("b", "Blue Quay Trading", "Company", None),
        ("c", "Casimir Vantongeren", "Person", None),
    ],
    schema={"id": pl.String, "caption": pl.String, "schema": pl.String, "topics": pl.List(pl.String)},
    orient="row",
)
LINKS = pl.DataFrame(
    [("OWNS:a>b", "a", "b", "Owns", 3)],
    schema={
        "id": pl.String,
        "source": pl.String,
        "target": pl.String,
        "schema": pl.String,
        "count": pl.Int64,
    },
    orient="row",
)
AROUND = Neighbourhood(NODES, LINKS, total_nodes=5, total_links=4)


def test_a_neighbourhood_becomes_a_picture_with_what_is_left_out_counted() -> None:
    picture = picture_of(AROUND, ONTOLOGY, communities={"a": 1, "b": 1})

    assert picture == Picture(
        nodes=(
            PictureNode("a", "Anna Vetrova", "Person", community=1, listed=True),
            PictureNode("b", "Blue Quay Trading", "Company", community=1),
            PictureNode("c", "Casimir Vantongeren", "Person"),
        ),
        links=(PictureLink("OWNS:a>b", "a", "b", "OWNS", "Owns", count=3),),
        total_nodes=5,
        total_links=4,
    )


def test_those_who_stand_alone_have_no_community() -> None:
    edges = pl.DataFrame({"src": ["a", "c"], "dst": ["b", "c"]})

    assert communities_of(communities(Projection.from_edges(edges))) == {"a": 1, "b": 1}


def test_neighbours_not_drawn_are_counted_with_those_the_limit_cut() -> None:
    assert newcomers_of(AROUND, ["a"]) == (["b", "c"], 4)


def test_pinned_entities_are_marked() -> None:
    picture = picture_of(AROUND, ONTOLOGY, pinned=["b", "elsewhere"])

    assert [node.id for node in picture.nodes if node.pinned] == ["b"]


def test_every_kind_of_entity_has_a_shape_of_its_group() -> None:
    assert [kind.name for kind in ONTOLOGY.entities() if group_of(kind.name) == "other"] == []
