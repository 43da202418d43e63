"""The room that symbols and labels take, as arrays, and pushing apart what overlaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from interlink.render.label import node_box
from interlink.render.picture import Picture

__all__ = ["MARGIN", "Room", "separate"]

# Pixels kept free between two labels; positions are rounded to a tenth, which this outweighs.
MARGIN = 6.0
ROUNDS = 120
GROWTH = 1.06


@dataclass(frozen=True)
class Room:
    """Half widths, and heights above and below the position, one row per node."""

    half_width: NDArray[np.float64]
    above: NDArray[np.float64]
    below: NDArray[np.float64]

    @classmethod
    def of(cls, picture: Picture) -> Self:
        """The room of every node, in the picture's order."""
        boxes = [node_box(node) for node in picture.nodes]
        half_width, above, below = (
            np.array([getattr(box, side) for box in boxes], dtype=np.float64)
            for side in ("half_width", "above", "below")
        )
        return cls(half_width, above, below)

    def __len__(self) -> int:
        return len(self.half_width)

    def part(self, members: NDArray[np.int64]) -> Room:
        """The room of these nodes, in this order."""
        return Room(self.half_width[members], self.above[members], self.below[members])

    def frame(
        self, points: NDArray[np.float64], members: NDArray[np.int64]
    ) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all that these nodes take."""
        x, y = points[members, 0], points[members, 1]
        return (
            float((x - self.half_width[members]).min()),
            float((y - self.above[members]).min()),
            float((x + self.half_width[members]).max()),
            float((y + self.below[members]).max()),
        )

    def middle(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """The centres of the boxes; a label below its symbol moves them down."""
        return points + np.column_stack([np.zeros(len(self)), (self.below - self.above) / 2])

    def half(self) -> NDArray[np.float64]:
        """Half widths and half heights, with half the margin."""
        return np.column_stack([self.half_width, (self.above + self.below) / 2]) + MARGIN / 2


def separate(room: Room, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points moved as little as it takes for no two boxes to overlap.

    Overlapping pairs are pushed along the axis that needs less; where that does not settle, everything is
    spread by 6 % and tried again, so that it always ends.
    """
    half = room.half()
    reach = half.max(axis=0) * 2 if len(room) else np.ones(2)
    points = points.copy()
    turn = 0
    while True:
        middle = room.middle(points)
        pairs = cKDTree(middle / reach).query_pairs(1.0, p=np.inf, output_type="ndarray")
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        first, second = pairs[:, 0], pairs[:, 1]
        apart = middle[second] - middle[first]
        excess = half[first] + half[second] - np.abs(apart)
        overlapping = (excess > 1e-6).all(axis=1)
        if not overlapping.any():
            return points
        first, second, apart, excess = (a[overlapping] for a in (first, second, apart, excess))
        axis = np.argmin(excess, axis=1)
        rows = np.arange(len(axis))
        # Coincident nodes part by index, the earlier to the left or top.
        push = np.where(apart[rows, axis] < 0, -1.0, 1.0) * (excess[rows, axis] / 2 + 0.05)
        shift = np.zeros_like(points)
        np.add.at(shift, (first, axis), -push)
        np.add.at(shift, (second, axis), push)
        points += shift * 0.7
        turn += 1
        if turn % ROUNDS == 0:
            points *= GROWTH
