"""Which links bend, and which have room for their label."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from interlink.render.label import LINK_FONT_SIZE, link_label, node_radius, text_width
from interlink.render.picture import Picture, PictureLink
from interlink.render.room import Room
from interlink.render.symbols import shape_of

__all__ = ["bends_of", "labelled_links"]

# Links between the same two nodes bend away from one another by this much each, in shares of their length.
BEND = 0.3
# More labels than that are grey noise, and finding room for each takes its time.
MOST_LABELLED = 200


def bends_of(picture: Picture) -> dict[str, float]:
    """How far each link bends, so that several between the same two nodes can all be seen and clicked."""
    between: dict[tuple[str, str], list[PictureLink]] = defaultdict(list)
    for link in picture.links:
        between[min(link.source, link.target), max(link.source, link.target)].append(link)
    bends: dict[str, float] = {}
    for (first, _), links in between.items():
        for place, link in enumerate(links):
            bend = (place - (len(links) - 1) / 2) * BEND
            bends[link.id] = bend if link.source == first else -bend
    return bends


def labelled_links(
    picture: Picture, positions: Mapping[str, tuple[float, float]], chosen: Collection[str] = ()
) -> frozenset[str]:
    """Ids of the links whose label covers neither a node nor the label of a link before it.

    A chosen link has its label in any case. Links of chosen nodes come next, then those that stand for more;
    ties by the picture's order. Of more than 200 links only those of chosen nodes are labelled.
    """
    wanted = [
        (link.id not in chosen, link.source not in chosen and link.target not in chosen, -link.count, link)
        for link in picture.links
    ]
    if len(wanted) > MOST_LABELLED:
        wanted = [each for each in wanted if not (each[0] and each[1])]
    if not wanted:
        return frozenset()
    points = np.array([positions[node.id] for node in picture.nodes], dtype=np.float64)
    middles, halves = _taken(picture, points)
    bends = bends_of(picture)
    labelled: list[str] = []
    for is_other, _, _, link in sorted(wanted, key=lambda each: each[:3]):
        middle = _middle(positions[link.source], positions[link.target], bends[link.id])
        half = np.array([text_width(link_label(link), LINK_FONT_SIZE) / 2, LINK_FONT_SIZE / 2 + 3])
        if not is_other or ((np.abs(middles - middle) >= halves + half).any(axis=1)).all():
            labelled.append(link.id)
            middles, halves = np.vstack([middles, middle]), np.vstack([halves, half])
    return frozenset(labelled)


def _taken(picture: Picture, points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middles and half sides of what nodes take: each its symbol, and its label where that stands below.

    Beside a symbol narrower than its label there is room for the label of a level link.
    """
    room = Room.of(picture)
    radius = np.array([node_radius(node) for node in picture.nodes], dtype=np.float64)
    is_box = np.array([shape_of(node.kind) == "box" for node in picture.nodes])
    top = np.where(is_box, -room.above, radius)
    labels = points + np.column_stack([np.zeros(len(room)), (top + room.below) / 2])
    halves = np.column_stack([room.half_width, (room.below - top) / 2])
    symbols = np.repeat(radius[~is_box, None] + 3, 2, axis=1)
    return np.vstack([points[~is_box], labels]), np.vstack([symbols, halves])


def _middle(
    source: tuple[float, float], target: tuple[float, float], bend: float
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Where vis-network writes the label: halfway, on a bent link half as far aside as the bend."""
    a, b = np.array(source, dtype=np.float64), np.array(target, dtype=np.float64)
    along = b - a
    return (a + b) / 2 + np.array([along[1], -along[0]]) * bend / 2
