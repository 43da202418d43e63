"""Places for the entities of a path: in the order walked, so that it reads as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from interlink.render.crossings import covered, crossings
from interlink.render.newcomers import are_free
from interlink.render.picture import Picture
from interlink.render.room import Room

__all__ = ["route_places"]

Points = NDArray[np.float64]
Places = Mapping[str, tuple[float, float]]
# So few entities drawn before do not keep a path from being laid out whole.
FEW = 3
ACROSS, DOWN = 190.0, 165.0
# How far a line of newcomers bows aside, in shares of its length; and the least room between two.
BOWS = (0.0, 0.12, -0.12, 0.25, -0.25, 0.4, -0.4, 0.6, -0.6, 0.85, -0.85)
STEP = 95.0
LINE_COST = 90.0


def route_places(picture: Picture, route: Sequence[str], placed: Places, aspect: float) -> Places:
    """Places for entities of a path, given in the order walked; those that are left out go anywhere near.

    Where little else is drawn, the path goes to and fro in rows from the left top, and entities that have a
    place get another one unless they are pinned. Else each run of newcomers between two entities with a place
    goes on an arc from one to the other that covers nothing and crosses few lines, where there is one.
    """
    waiting = [id_ for id_ in route if id_ not in placed]
    others = placed.keys() - set(route)
    pinned = {node.id for node in picture.nodes if node.pinned}
    if not waiting:
        return {}
    if len(placed) <= FEW and not others and not pinned & set(route):
        return _rows(route, aspect)
    found = dict(placed)
    for start, run, end in _runs(route, placed):
        found |= _arc(picture, found, (start, *run, end))
    return {id_: found[id_] for id_ in waiting if id_ in found}


def _rows(route: Sequence[str], aspect: float) -> Places:
    across = max(2, round((len(route) * aspect * DOWN / ACROSS) ** 0.5))
    places = {}
    for number, id_ in enumerate(route):
        row, column = divmod(number, across)
        # A row begins below where the one before it ended; labels of lines across need a slope.
        x = column if row % 2 == 0 else across - 1 - column
        places[id_] = (x * ACROSS, row * DOWN + column * DOWN / (4 * across))
    return places


def _runs(route: Sequence[str], placed: Places) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Newcomers between two entities that have a place, with both."""
    held = [number for number, id_ in enumerate(route) if id_ in placed]
    for first, last in pairwise(held):
        if last - first > 1:
            yield route[first], tuple(route[first + 1 : last]), route[last]


def _arc(picture: Picture, placed: Places, run: Sequence[str]) -> Places:
    """Places for a run on the best free arc; none where no arc is free or has room."""
    index = {node.id: i for i, node in enumerate(picture.nodes)}
    room = Room.of(picture)
    half = room.half()
    drawn = np.array([index[id_] for id_ in placed if id_ in index])
    points = np.zeros((len(room), 2))
    points[drawn] = [placed[id_] for id_ in placed if id_ in index]
    lines = np.array(
        [
            (points[index[link.source]], points[index[link.target]])
            for link in picture.links
            if link.source in placed and link.target in placed
        ]
    ).reshape(-1, 2, 2)
    members = np.array([index[id_] for id_ in run[1:-1]])
    below = np.column_stack([np.zeros(len(room)), (room.below - room.above) / 2])
    best: tuple[float, Points] | None = None
    for bow in BOWS:
        arc = _bowed(points[index[run[0]]], points[index[run[-1]]], len(members), bow)
        inner = arc[1:-1]
        steps = np.hypot(*np.diff(arc, axis=0).T)
        middles = inner + below[members]
        if steps.min() < STEP or not are_free(
            middles, half[members], room.middle(points)[drawn], half[drawn]
        ):
            continue
        crossed = sum(int(crossings(a[None], b[None], lines)[0]) for a, b in pairwise(arc))
        under = sum(int(covered(m[None], half[i], lines)[0]) for m, i in zip(middles, members, strict=True))
        cost = float(steps.sum()) + LINE_COST * (crossed + under)
        if best is None or cost < best[0]:
            best = cost, inner
    if best is None:
        return {}
    return {id_: (float(x), float(y)) for id_, (x, y) in zip(run[1:-1], best[1], strict=True)}


def _bowed(start: Points, end: Points, count: int, bow: float) -> Points:
    """So many points between start and end, with both, on an arc that bows aside by this share."""
    along = end - start
    share = np.linspace(0.0, 1.0, count + 2)[:, None]
    length = max(float(np.hypot(*along)), STEP * (count + 1))
    aside = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-9) * length * bow
    bowed: Points = start + share * along + 4 * share * (1 - share) * aside
    return bowed
