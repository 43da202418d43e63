"""What is published of worlds: figures of ordinary life, and how hardness is told."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from measures import Measure  # noqa: E402 - benchmarks are scripts beside one another, no package
from world_figures import figures  # noqa: E402

from interlink.worlds.judging import Hardness  # noqa: E402
from interlink.worlds.truth.planted import Member, Network, Truth  # noqa: E402
from worlds import hardness  # noqa: E402


def test_the_page_of_worlds_has_the_figures_that_a_medium_world_has(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "worlds.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|`]+) \| ([\d.,]+) (\S[^|]*) \|", text, re.MULTILINE)
    stated = {name: (float(value.replace(",", "")), unit) for name, value, unit in rows}

    found = figures(tmp_path)

    assert [measure.name for measure in found if measure.name not in stated] == []
    for measure in found:
        value, unit = stated[measure.name]
        assert unit == measure.unit, measure.name
        assert value == pytest.approx(measure.value, rel=0.05), measure.name


def test_hardness_is_told_of_the_typology_found_best_beside_guessing() -> None:
    members = tuple(Member(f"NL-P{number}", "member") for number in range(5))
    truth = Truth(
        "w", "medium", 1, 3, {}, {}, (Network("N01", "a", members), Network("N02", "b", members[:4]))
    )
    found = Hardness(
        recall={"degree": {"a": 0.2, "b": 0.5}}, auc=0.6, auc_of={}, chains_of={"a": (1, 1), "b": (0, 1)}
    )

    assert list(hardness("medium 1", found, truth, parties=1000)) == [
        Measure("medium 1: degree", 0.5, "recall", 0.05, "<= 0.4", False),
        Measure("medium 1: trees", 0.6, "AUC", 0.5, "<= 0.7", True),
        Measure("medium 1: chains", 0.5, "share", 0.0, "<= 0.5", True),
        Measure("medium 1: planted", 0.9, "% of parties", None, "<= 0.5", False),
    ]
