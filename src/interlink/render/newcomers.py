"""Places for nodes that join a picture whose other nodes stay where they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from interlink.render.crossings import covered, crossings
from interlink.render.room import Room

__all__ = ["are_free", "place_newcomers"]

Points = NDArray[np.float64]
FIRST_RING = 130.0
RING_STEP = 36.0
# Rings are ellipses: labels need more room across than down.
WIDER = 1.35
# A fan of so many still reads as one; more fill ring after ring.
SMALLEST_FAN, LARGEST_FAN, FAN_RINGS = 2, 40, 12
# The arcs a fan may take, the narrowest first: beside others it opens outwards, alone it goes all around.
ARCS = (np.pi * 0.8, np.pi * 1.3, np.pi * 2)

# What a place among lines costs; above so many lines a picture is a thicket anyway.
LINE_COST, MOST_LINES, RINGS_WEIGHED = 90.0, 400, 9


def place_newcomers(
    room: Room, pairs: Sequence[tuple[int, int]], held: Mapping[int, tuple[float, float]]
) -> Points:
    """Positions of all nodes: those in `held` stay, the others take free places around their neighbours.

    Newcomers with the same one placed neighbour stand around it in an even fan, outwards, where one fits;
    else each takes the nearest free place on rings around it. One with several placed neighbours goes around
    their middle, where its lines cross few others; one with none below all others. `pairs` are the linked
    nodes. Order: those with most placed neighbours first, then by index.
    """
    neighbours: dict[int, set[int]] = defaultdict(set)
    for a, b in pairs:
        neighbours[a].add(b)
        neighbours[b].add(a)
    points = np.zeros((len(room), 2))
    placed = sorted(held)
    points[placed] = [held[i] for i in placed]
    waiting = sorted(set(range(len(room))) - set(held))
    full_rings: dict[tuple[int, ...], int] = defaultdict(int)
    while waiting:
        done = set(placed)
        near = {i: tuple(sorted(neighbours[i] & done - {i})) for i in waiting}
        wave = sorted((i for i in waiting if near[i]), key=lambda i: (-len(near[i]), i))
        for i in wave:
            if i in done:
                continue
            fan = [j for j in wave if near[j] == near[i] and j not in done] if len(near[i]) == 1 else []
            spread = _fan(points, room, fan, placed=placed, centre=near[i][0]) if fan else None
            if spread is None:
                points[i], full_rings[near[i]] = _near(
                    points,
                    room,
                    i,
                    placed=placed,
                    near=near[i],
                    full_rings=full_rings[near[i]],
                    lines=_lines(points, pairs, done) if len(near[i]) > 1 else None,
                )
                fan = [i]
            else:
                points[fan] = spread
            placed += fan
            done |= set(fan)
        if not wave:
            _, _, _, bottom = room.frame(points, np.array(placed))
            middle = float(np.mean(points[placed, 0]))
            points[waiting[0]] = (middle, bottom + room.above[waiting[0]] + RING_STEP)
            placed.append(waiting[0])
        done = set(placed)
        waiting = [i for i in waiting if i not in done]
    return points


def _fan(
    points: Points, room: Room, members: Sequence[int], *, placed: Sequence[int], centre: int
) -> Points | None:
    """Evenly spread free places for all of these on one ring around the centre; None where none has room."""
    if not SMALLEST_FAN <= len(members) <= LARGEST_FAN:
        return None
    outward = _outward(points, points[centre], placed)
    half, below = room.half(), np.column_stack([np.zeros(len(room)), (room.below - room.above) / 2])
    others = np.array(placed)
    middles = points[others] + below[others]
    chosen = np.array(members)
    for ring in range(FAN_RINGS):
        for arc in ARCS if len(placed) > 1 else ARCS[-1:]:
            is_whole = arc >= 2 * np.pi
            steps = np.arange(len(members)) - (0 if is_whole else (len(members) - 1) / 2)
            angles = outward + steps * arc / (len(members) if is_whole else len(members) - 1)
            radius = FIRST_RING + ring * RING_STEP
            places: Points = points[centre] + radius * np.column_stack(
                [np.cos(angles) * WIDER, np.sin(angles)]
            )
            if are_free(places + below[chosen], half[chosen], middles, half[others]):
                return places
    return None


def are_free(middle: Points, half: Points, others: Points, other_half: Points) -> bool:
    """No two of these boxes overlap, nor one of these and one of the others."""
    beside = (np.abs(middle[:, None, :] - others[None, :, :]) >= half[:, None, :] + other_half).any(axis=2)
    first, second = np.triu_indices(len(middle), 1)
    among = (np.abs(middle[first] - middle[second]) >= half[first] + half[second]).any(axis=1)
    return bool(beside.all() and among.all())


def _outward(points: Points, centre: Points, placed: Sequence[int]) -> float:
    """The angle that leads from all that is placed through the centre; 0 where there is nothing else."""
    away = centre - points[list(placed)].mean(axis=0)
    return float(np.arctan2(away[1], away[0])) if np.hypot(*away) > 1e-6 else 0.0


def _near(
    points: Points,
    room: Room,
    node: int,
    *,
    placed: Sequence[int],
    near: tuple[int, ...],
    full_rings: int,
    lines: Points | None,
) -> tuple[Points, int]:
    """The nearest free place around the placed neighbours, and how many rings around them are full.

    With `lines`, the best of the free places on the next rings: each line crossed or covered counts as much
    as so many pixels of length.
    """
    centre = points[list(near)].mean(axis=0)
    outward = _outward(points, centre, placed)
    others = np.array(placed)
    half = room.half()
    middles = room.middle(points)[others]
    below = np.array([0.0, (room.below[node] - room.above[node]) / 2])
    ring, first, free = full_rings, None, np.zeros((0, 2))
    while first is None or (lines is not None and ring < first + RINGS_WEIGHED):
        radius = ring * RING_STEP if len(near) > 1 else FIRST_RING + ring * RING_STEP
        count = max(1, int(2 * np.pi * radius / 60))
        steps = np.arange(count)
        angles = outward + np.where(steps % 2 == 0, 1, -1) * ((steps + 1) // 2) * 2 * np.pi / count
        candidates = centre + radius * np.column_stack([np.cos(angles) * WIDER, np.sin(angles)])
        apart = np.abs((candidates + below)[:, None, :] - middles[None, :, :])
        is_free = (apart >= half[others] + half[node]).any(axis=2).all(axis=1)
        if is_free.any():
            first = ring if first is None else first
            free = np.vstack([free, candidates[is_free]])
        ring += 1
    if lines is None:
        return free[0], first
    ends = points[list(near)]
    length = np.hypot(*(free[:, None, :] - ends).transpose(2, 0, 1))
    # A line too short for its arrow and label reads no better than a long one.
    cost = (length + 3 * np.maximum(FIRST_RING - length, 0)).sum(axis=1)
    cost += LINE_COST * (crossings(free, ends, lines) + covered(free + below, half[node], lines))
    return free[int(np.argmin(cost))], first


def _lines(points: Points, pairs: Sequence[tuple[int, int]], done: Collection[int]) -> Points | None:
    """The lines between placed nodes; None where they are too many to weigh."""
    drawn = [pair for pair in pairs if pair[0] in done and pair[1] in done]
    return points[np.array(drawn)] if 0 < len(drawn) <= MOST_LINES else None
