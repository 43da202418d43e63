from __future__ import annotations

import numpy as np

from interlink.render.crossings import covered, crossings

CROSS = np.array([[[0.0, -10.0], [0.0, 10.0]], [[50.0, -10.0], [50.0, 10.0]]])


def test_lines_that_cross_are_counted_and_those_that_meet_at_an_end_are_not() -> None:
    places = np.array([[-20.0, 0.0], [20.0, 0.0], [0.0, 10.0]])

    assert crossings(places, np.array([[100.0, 0.0]]), CROSS).tolist() == [2, 1, 1]


def test_lines_under_a_box_are_counted() -> None:
    middles = np.array([[5.0, 0.0], [25.0, 0.0], [0.0, 40.0]])

    assert covered(middles, np.array([10.0, 5.0]), CROSS).tolist() == [1, 0, 0]
    assert covered(middles, np.array([10.0, 5.0]), np.zeros((0, 2, 2))).tolist() == [0, 0, 0]
