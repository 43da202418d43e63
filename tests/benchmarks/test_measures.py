from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

from measures import (  # noqa: E402 - benchmarks are scripts beside one another, no package
    Measure,
    Pairs,
    at_least,
    at_most,
    cpu_seconds,
    options,
    paired,
    percentile,
    plain,
    report,
)


def test_a_pair_runs_in_turn_and_the_first_changes() -> None:
    runs: list[str] = []

    def run(name: str, takes: float) -> float:
        runs.append(name)
        return takes

    pairs = paired(lambda: run("ours", 3.0), lambda: run("theirs", 2.0), rounds=3)

    assert runs == ["ours", "theirs", "theirs", "ours", "ours", "theirs"]
    assert pairs == Pairs((3.0, 3.0, 3.0), (2.0, 2.0, 2.0))


def test_one_disturbed_pair_does_not_move_the_ratio() -> None:
    assert Pairs((1.1, 11.0, 1.2, 1.3, 1.1), (1.0, 1.0, 1.0, 1.0, 9.0)).ratio == pytest.approx(1.2)


def test_pairs_give_both_medians_and_a_ratio_with_its_mark() -> None:
    assert Pairs((3.0, 4.0, 5.0), (2.0, 4.0, 4.0)).measures("draw", unit="ms wall", mark=1.2) == [
        Measure("draw", 4.0, "ms wall", baseline=4.0),
        Measure("draw, ratio", 1.25, "times", baseline=1.0, mark="<= 1.2", holds=False),
    ]


def test_marks_hold_on_their_own_side() -> None:
    assert [at_most("a", value, "ms", 700).holds for value in (699.0, 700.0, 701.0)] == [True, True, False]
    assert [at_least("a", value, "a second", 5).holds for value in (4.9, 5.0)] == [False, True]
    assert plain("a", 1.0, "ms").holds is None


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(value) for value in range(1, 21)]

    assert [percentile(values, percent) for percent in (0, 50, 95, 100)] == [1.0, 10.0, 19.0, 20.0]
    assert percentile([7.0], 95) == 7.0


def test_json_is_one_list_of_flat_objects_and_a_mark_that_fails_is_said_in_the_code() -> None:
    out = io.StringIO()

    code = report(
        [at_most("draw", 1.23456, "times", 1.2, baseline=1.0), plain("nodes", 1000, "nodes")], "json", out=out
    )

    assert code == 1
    assert json.loads(out.getvalue()) == [
        {"name": "draw", "value": 1.235, "unit": "times", "baseline": 1.0, "mark": "<= 1.2", "holds": False},
        {"name": "nodes", "value": 1000.0, "unit": "nodes", "baseline": None, "mark": None, "holds": None},
    ]


def test_a_table_has_a_line_for_each_result() -> None:
    out = io.StringIO()

    code = report([at_most("draw", 12.5, "ms wall", 700), plain("nodes", 1000, "nodes")], "table", out=out)

    assert code == 0
    assert [line.split() for line in out.getvalue().splitlines()] == [
        ["name", "value", "unit", "baseline", "mark", "holds"],
        ["draw", "12.5", "ms", "wall", "<=", "700", "yes"],
        ["nodes", "1,000.0", "nodes"],
    ]


def test_cpu_time_counts_work_and_not_waiting() -> None:
    assert cpu_seconds(lambda: sum(range(100_000))) > 0


def test_options_are_a_format_and_quick() -> None:
    given = options("A benchmark.", ["--format", "json", "--quick"])

    assert (given.format, given.quick) == ("json", True)
    assert options("A benchmark.", []).format == "table"
