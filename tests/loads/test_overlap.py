"""Work in threads: order, errors at their place, nothing left running."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from interlink.loads.overlap import work_ahead, write_behind


def numbers(most: int, broken: int | None = None) -> Iterator[int]:
    for number in range(most):
        if number == broken:
            raise ValueError(f"cannot read {number}")
        yield number


def left_running() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith(("read", "work", "write"))]


@pytest.mark.parametrize("most", [0, 1, 2, 3, 50])
def test_work_comes_in_the_order_of_the_values(most: int) -> None:
    with work_ahead(numbers(most), lambda number: number * 10) as worked:
        assert list(worked) == [number * 10 for number in range(most)]


def test_what_is_read_before_an_error_comes_before_it() -> None:
    found = []
    with pytest.raises(ValueError, match="cannot read 3"), work_ahead(numbers(9, broken=3), str) as worked:
        found.extend(worked)
    assert (found, left_running()) == (["0", "1", "2"], [])


def test_an_error_in_the_work_comes_at_its_place() -> None:
    def work(number: int) -> int:
        return 12 // (number - 4)

    found: list[int] = []
    with pytest.raises(ZeroDivisionError), work_ahead(numbers(9), work) as worked:
        found.extend(worked)
    assert found == [-3, -4, -6, -12]


def test_leaving_early_leaves_no_thread() -> None:
    with work_ahead(numbers(1_000_000), str) as worked:
        first = next(worked)
    assert (first, left_running()) == ("0", [])


def test_writes_come_in_order_and_are_done_at_the_end() -> None:
    written: list[int] = []
    with write_behind(written.append) as behind:
        for number in range(50):
            behind(number)
    assert written == list(range(50))


def test_a_write_that_fails_stops_the_rest() -> None:
    written: list[int] = []

    def write(number: int) -> None:
        if number == 2:
            raise OSError("no space")
        written.append(number)

    with pytest.raises(OSError, match="no space"), write_behind(write) as behind:
        list(map(behind, range(50)))
    assert written == [0, 1]


def test_the_last_write_fails_at_the_end() -> None:
    def write(number: int) -> None:
        raise OSError(f"no space for {number}")

    with pytest.raises(OSError, match="no space for 7"), write_behind(write) as behind:
        behind(7)
