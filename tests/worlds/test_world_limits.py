"""Small worlds are hard enough: no naive method breaks a limit, whatever the seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import interlink
from interlink.worlds.judging import measure
from interlink.worlds.making import make_world
from interlink.worlds.truth import read_truth


@pytest.mark.parametrize("seed", [2, 4])
def test_a_small_world_breaks_no_limit(tmp_path: Path, seed: int) -> None:
    make_world("hard", size="small", seed=seed, folder=tmp_path / "hard")

    assert measure(tmp_path / "hard").breaks() == []


def test_the_command_makes_a_world_that_breaks_no_limit(tmp_path: Path) -> None:
    folder = tmp_path / "hard"

    made = interlink(
        tmp_path / "home", "world", "make", "hard", "--seed", "7", "--out", str(folder), "--format", "csv"
    )

    assert made.returncode == 0, made.stderr
    truth = read_truth(folder)
    assert made.stdout.splitlines() == [
        "source,records",
        *(f"{name},{n}" for name, n in truth.records.items()),
    ]
    assert made.stderr.endswith(
        f"{sum(truth.records.values()):,} records, 9 networks planted;"
        f" {folder}/README.md says how to begin.\n"
    )
    assert measure(folder).breaks() == []
