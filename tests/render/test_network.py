from __future__ import annotations

import pytest
from pyvis.network import Network

from interlink.component.messages import EDGE_FIELDS, NODE_FIELDS
from interlink.render.label import kind_words
from interlink.render.network import network
from interlink.render.picture import Picture, PictureLink, PictureNode
from interlink.render.symbols import COMMUNITY_COLOURS, GREY, ROUTE, LegendEntry, legend, shape_of

PICTURE = Picture(
    nodes=(
        PictureNode("a", "Anna\u202e <img src=x>", "Person", listed=True),
        PictureNode("q", "Meridian Straits Forwarding GmbH", "Company", pinned=True),
        PictureNode("s", "Shipment 2291", "Shipment"),
    ),
    links=(
        PictureLink("o", "a", "q", "OWNS", "owns"),
        PictureLink("p", "a", "q", "PAYMENTS_TOTAL", "paid", count=12),
        PictureLink("k", "q", "s", "RELATED_TO", "related to", directed=False),
    ),
    total_nodes=3,
    total_links=3,
)
PLACES = {"a": (0.0, 0.0), "q": (400.0, 0.0), "s": (400.0, 400.0)}


def drawn(net: Network) -> tuple[dict[str, dict[str, object]], dict[str, dict[str, object]]]:
    return {n["id"]: n for n in net.nodes}, {e["id"]: e for e in net.edges}


def test_nodes_stand_where_they_are_told_and_nothing_moves_them() -> None:
    net = network(PICTURE, PLACES)

    assert {n["id"]: (n["x"], n["y"]) for n in net.nodes} == PLACES
    assert net.options["physics"] == {"enabled": False}
    assert (net.num_nodes(), net.num_edges()) == (3, 3)


def test_labels_are_short_and_titles_whole_and_both_are_plain() -> None:
    nodes, edges = drawn(network(PICTURE, PLACES))

    assert {id_: (n["label"], n["title"]) for id_, n in nodes.items()} == {
        "a": ("Anna <img src=x>", "Anna <img src=x>\nPerson\nnamed on a list"),
        "q": ("Meridian Straits\nForwarding…", "Meridian Straits Forwarding GmbH\nCompany\npinned"),
        "s": ("Shipment 2291", "Shipment 2291\nShipment"),
    }
    assert {id_: (e["label"], e["title"], e["arrows"]) for id_, e in edges.items()} == {
        "o": ("owns", "owns\nAnna <img src=x> → Meridian Straits Forwarding GmbH", "to"),
        "p": ("paid ×12", "paid ×12\nAnna <img src=x> → Meridian Straits Forwarding GmbH", "to"),
        "k": ("related to", "related to\nMeridian Straits Forwarding GmbH – Shipment 2291", ""),
    }


def test_only_fields_that_the_component_lets_through_are_set() -> None:
    net = network(PICTURE, PLACES, selected=["a", "o"])

    assert all(set(node) <= NODE_FIELDS for node in net.nodes)
    assert all(set(edge) <= EDGE_FIELDS for edge in net.edges)


def test_links_between_the_same_two_nodes_bend_apart() -> None:
    _, edges = drawn(network(PICTURE, PLACES))

    assert edges["o"]["smooth"] == {"enabled": True, "type": "curvedCCW", "roundness": 0.15}
    assert edges["p"]["smooth"] == {"enabled": True, "type": "curvedCW", "roundness": 0.15}
    assert "smooth" not in edges["k"]


def test_a_link_label_that_would_cover_a_node_is_in_the_title_only() -> None:
    places = {"a": (0.0, 0.0), "q": (70.0, 0.0), "s": (70.0, 60.0)}

    _, edges = drawn(network(PICTURE, places))

    assert {id_: e["label"] for id_, e in edges.items()} == {"o": "", "p": "", "k": ""}
    assert edges["k"]["title"] == "related to\nMeridian Straits Forwarding GmbH – Shipment 2291"


def test_a_selected_link_is_labelled_even_where_there_is_no_room() -> None:
    places = {"a": (0.0, 0.0), "q": (70.0, 0.0), "s": (70.0, 60.0)}

    _, edges = drawn(network(PICTURE, places, selected=["k"]))

    assert {id_: e["label"] for id_, e in edges.items()} == {"o": "", "p": "", "k": "related to"}


def test_of_many_links_only_those_of_selected_nodes_are_labelled() -> None:
    nodes = tuple(PictureNode(f"n{i}", "x", "Person") for i in range(202))
    links = tuple(PictureLink(f"e{i}", f"n{i}", f"n{i + 1}", "KNOWS", "knows") for i in range(201))
    picture = Picture(nodes, links, 202, 201)
    places = {f"n{i}": (200.0 * i, 0.0) for i in range(202)}

    _, plain = drawn(network(picture, places))
    _, chosen = drawn(network(picture, places, selected=["n7"]))

    assert {id_ for id_, e in plain.items() if e["label"]} == set()
    assert {id_ for id_, e in chosen.items() if e["label"]} == {"e6", "e7"}


def test_a_route_stands_out_and_pinned_nodes_say_so() -> None:
    nodes, edges = drawn(network(PICTURE, PLACES, route=["a", "q", "o"]))

    assert {id_ for id_, n in nodes.items() if n.get("along")} == {"a", "q"}
    assert {id_ for id_, n in nodes.items() if n.get("pinned")} == {"q"}
    assert {id_ for id_, e in edges.items() if e.get("color", {}).get("color") == ROUTE} == {"o"}  # type: ignore[attr-defined]


def test_kinds_of_identifiers_have_shapes_of_their_own() -> None:
    kinds = ["Phone", "BankAccount", "Passport", "Email", "Biometric", "Vehicle", "Address"]

    assert len({shape_of(kind) for kind in kinds}) == len(kinds)
    assert kind_words("BankAccount") == "Bank account"


def test_what_is_selected_is_left_to_the_component_to_mark() -> None:
    plain, _ = drawn(network(PICTURE, PLACES))
    chosen, _ = drawn(network(PICTURE, PLACES, selected=["s", "k"]))

    assert chosen == plain


def test_a_node_without_position_is_refused() -> None:
    with pytest.raises(KeyError, match="s"):
        network(PICTURE, {"a": (0.0, 0.0), "q": (1.0, 1.0)})


def test_colours_follow_the_largest_communities_and_the_rest_is_grey() -> None:
    sizes = [9, 8, 7, 6, 5, 4, 3, 2]
    nodes = tuple(
        PictureNode(f"{c}-{i}", "x", "Person", community=c)
        for c, size in enumerate(sizes)
        for i in range(size)
    )
    picture = Picture((*nodes, PictureNode("none", "x", "Person")), (), 45, 0)

    shown, _ = drawn(network(picture, {node.id: (0.0, 0.0) for node in picture.nodes}))

    colours = [shown[f"{c}-0"]["color"]["background"] for c in range(8)]  # type: ignore[index]
    assert colours == [*COMMUNITY_COLOURS, GREY]
    assert shown["none"]["color"]["background"] == GREY  # type: ignore[index]
    assert legend(picture)[-1] == LegendEntry("swatch", GREY, "smaller or no community (3)")


def test_the_legend_names_every_shape_and_mark_in_the_picture() -> None:
    assert [(entry.shape, entry.words) for entry in legend(PICTURE)] == [
        ("dot", "person (1)"),
        ("square", "organization (1)"),
        ("box", "trade (1)"),
        ("ring", "named on a list (1)"),
        ("pin", "pinned (1)"),
    ]


def test_a_kind_of_no_group_has_a_shape_of_its_own() -> None:
    assert shape_of("Unheard") == "star"
