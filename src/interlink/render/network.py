"""A picture as a pyvis Network: fixed positions, plain text, and only the fields named here.

`Network.add_edge` searches all edges each time, and the page pyvis writes asks other hosts for its parts; so
nodes and edges are set directly, and the component draws them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from math import log2
from typing import TypeAlias

from pyvis.network import Network

from interlink.render.label import (
    FONT_SIZE,
    LINK_FONT_SIZE,
    clean_caption,
    kind_words,
    label_of,
    link_label,
    node_radius,
    times,
)
from interlink.render.linklabels import bends_of, labelled_links
from interlink.render.picture import Picture, PictureLink, PictureNode
from interlink.render.symbols import MARKED, ROUTE, colouring, shape_of

__all__ = ["OPTIONS", "network"]

Field: TypeAlias = (
    "str | int | float | bool | list[int] | dict[str, str | float | bool | list[int] | dict[str, str]]"
)
Fields: TypeAlias = dict[str, Field]

INK = "#1A1A1A"
LINE = "#8A8F98"
FACE = "system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif"

OPTIONS: dict[str, dict[str, object]] = {
    "nodes": {
        "borderWidth": 1.5,
        "borderWidthSelected": 4,
        "font": {"size": FONT_SIZE, "face": FACE, "color": INK, "strokeWidth": 4, "strokeColor": "#FFFFFF"},
        "labelHighlightBold": False,
    },
    "edges": {
        "arrows": {"to": {"scaleFactor": 0.55}},
        "color": {"color": LINE, "highlight": INK, "hover": INK},
        "font": {
            "size": LINK_FONT_SIZE,
            "face": FACE,
            "color": "#4A4F57",
            "strokeWidth": 4,
            "strokeColor": "#FFFFFF",
        },
        "labelHighlightBold": False,
        "selectionWidth": 2,
        "smooth": False,
    },
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "multiselect": True,
        "selectConnectedEdges": False,
        "tooltipDelay": 250,
        "hideEdgesOnDrag": False,
    },
    "physics": {"enabled": False},
}


def network(
    picture: Picture,
    positions: Mapping[str, tuple[float, float]],
    *,
    selected: Collection[str] | None = None,
    route: Collection[str] | None = None,
) -> Network:
    """The picture with every node at its position; the links of `selected` keep their labels.

    What is selected is marked by the component, which knows of it before Python does.
    The nodes and links of `route`, a path, stand out. Labels are cleaned and shortened, titles (the tooltips)
    hold the whole caption as plain text. A link whose label would cover a node or another link's label keeps
    it in the title only, unless it is selected; see `interlink.render.linklabels`.
    A node without position raises KeyError: `render.layout.positions` gives all of them.
    """
    chosen, along = frozenset(selected or ()), frozenset(route or ())
    colour_of = colouring(picture)
    bends = bends_of(picture)
    labelled = labelled_links(picture, positions, chosen | along)
    net = Network(directed=True, bgcolor="#FFFFFF")
    net.options = OPTIONS
    captions = {node.id: clean_caption(node.caption) for node in picture.nodes}
    net.nodes = [
        _node(node, positions[node.id], colour_of, is_along=node.id in along) for node in picture.nodes
    ]
    net.node_ids = [node.id for node in picture.nodes]
    net.node_map = {fields["id"]: fields for fields in net.nodes}
    net.edges = [
        _edge(
            link,
            bends[link.id],
            captions,
            is_labelled=link.id in labelled,
            is_along=link.id in along,
        )
        for link in picture.links
    ]
    return net


def _node(
    node: PictureNode,
    position: tuple[float, float],
    colour_of: Callable[[PictureNode], str],
    *,
    is_along: bool,
) -> Fields:
    shape = shape_of(node.kind)
    colour = colour_of(node)
    border = MARKED if node.listed else _mix(colour, INK, 0.45)
    # Text stands inside a box, so that its filling is lightened until black reads on it.
    fill = _mix(colour, "#FFFFFF", 0.65) if shape == "box" else colour
    said = [clean_caption(node.caption), kind_words(node.kind)]
    said += ["named on a list"] * node.listed + ["pinned"] * node.pinned
    fields: Fields = {
        "id": node.id,
        "label": label_of(node.caption),
        "title": "\n".join(said),
        "shape": shape,
        "size": node_radius(node),
        "x": float(position[0]),
        "y": float(position[1]),
        "borderWidth": 4 if node.listed else 1.5,
        "color": {
            "background": fill,
            "border": border,
            "highlight": {"background": fill, "border": MARKED if node.listed else INK},
            "hover": {"background": fill, "border": MARKED if node.listed else INK},
        },
    }
    if node.pinned:
        fields["pinned"] = True
    if is_along:
        fields["along"] = True
    if shape == "box":
        fields["font"] = {"strokeWidth": 0.0}
    return fields


def _edge(
    link: PictureLink,
    bend: float,
    captions: Mapping[str, str],
    *,
    is_labelled: bool,
    is_along: bool,
) -> Fields:
    ends = f"{captions[link.source]} {'→' if link.directed else '–'} {captions[link.target]}"
    width = min(7.0, 1.2 + 0.8 * log2(max(link.count, 1)))
    fields: Fields = {
        "id": link.id,
        "from": link.source,
        "to": link.target,
        "label": link_label(link) if is_labelled else "",
        "title": f"{clean_caption(link.label)}{times(link.count)}\n{ends}",
        "arrows": "to" if link.directed else "",
        "width": round(max(width, 4.5) if is_along else width, 2),
    }
    if is_along:
        fields["color"] = {"color": ROUTE, "highlight": ROUTE, "hover": ROUTE}
    if bend:
        fields["smooth"] = {
            "enabled": True,
            "type": "curvedCW" if bend > 0 else "curvedCCW",
            "roundness": round(abs(bend), 2),
        }
    return fields


def _mix(colour: str, other: str, share: float) -> str:
    """The colour with this share of the other mixed in, both #rrggbb."""
    parts = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in parts)
