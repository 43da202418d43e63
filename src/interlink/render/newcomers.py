"""Places for nodes that join a picture whose other nodes stay where they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from interlink.render.room import Room

__all__ = ["place_newcomers"]

Points = NDArray[np.float64]
FIRST_RING = 120.0
RING_STEP = 36.0
# Rings are ellipses: labels need more room across than down.
WIDER = 1.35


def place_newcomers(
    room: Room, pairs: Sequence[tuple[int, int]], held: Mapping[int, tuple[float, float]]
) -> Points:
    """Positions of all nodes: those in `held` stay, the others take the nearest free place on rings.

    A newcomer with one placed neighbour goes to a ring around it, outwards first; one with several goes
    around their middle; one with none goes below all others. `pairs` are the linked nodes. Order: those with
    most placed neighbours first, then by index.
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
        near = {i: tuple(sorted(neighbours[i] & done)) for i in waiting}
        wave = sorted((i for i in waiting if near[i]), key=lambda i: (-len(near[i]), i))
        for i in wave:
            points[i], full_rings[near[i]] = _near(
                points, room, i, placed=placed, near=near[i], full_rings=full_rings[near[i]]
            )
            placed.append(i)
        if not wave:
            _, _, _, bottom = room.frame(points, np.array(placed))
            middle = float(np.mean(points[placed, 0]))
            points[waiting[0]] = (middle, bottom + room.above[waiting[0]] + RING_STEP)
            placed.append(waiting[0])
        done = set(placed)
        waiting = [i for i in waiting if i not in done]
    return points


def _near(
    points: Points, room: Room, node: int, *, placed: Sequence[int], near: tuple[int, ...], full_rings: int
) -> tuple[Points, int]:
    """The nearest free place around the placed neighbours, and how many rings around them are full."""
    centre = points[list(near)].mean(axis=0)
    away = centre - points[list(placed)].mean(axis=0)
    outward = float(np.arctan2(away[1], away[0])) if np.hypot(*away) > 1e-6 else 0.0
    others = np.array(placed)
    half = room.half()
    middles = room.middle(points)[others]
    ring = full_rings
    while True:
        radius = ring * RING_STEP if len(near) > 1 else FIRST_RING + ring * RING_STEP
        count = max(1, int(2 * np.pi * radius / 60))
        steps = np.arange(count)
        angles = outward + np.where(steps % 2 == 0, 1, -1) * ((steps + 1) // 2) * 2 * np.pi / count
        candidates = centre + radius * np.column_stack([np.cos(angles) * WIDER, np.sin(angles)])
        middle = candidates + np.array([0.0, (room.below[node] - room.above[node]) / 2])
        apart = np.abs(middle[:, None, :] - middles[None, :, :])
        is_free = (apart >= half[others] + half[node]).any(axis=2).all(axis=1)
        if is_free.any():
            return candidates[int(np.argmax(is_free))], ring
        ring += 1
