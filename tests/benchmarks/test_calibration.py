"""The error of what is said beside what is so, worked by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from calibration import (
    binned,
    calibration_error,
    renewed,
)


def test_the_error_of_each_bin_counts_by_how_many_are_in_it() -> None:
    said, right = np.array([0.95, 0.95, 0.15, 0.15]), np.array([1, 0, 0, 0])

    # Two are said to be right 19 times of 20 and one of them is; two 3 times of 20 and none is.
    assert calibration_error(said, right) == pytest.approx((2 * 0.45 + 2 * 0.15) / 4)
    assert calibration_error(np.array([1.0, 0.0]), np.array([1, 0])) == 0.0


def test_the_last_bin_holds_what_is_certain() -> None:
    assert binned(np.array([0.0, 0.09, 0.5, 0.95, 1.0])).tolist() == [0, 0, 5, 9, 9]


def test_only_the_crew_has_new_phones() -> None:
    assert [renewed("c1"), renewed("p001")] == ["c1-new", "p001"]
