"""Imports run one way inside the worlds too; what a method may look at comes before what tells the answer."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import interlink.worlds

ROOT = Path(interlink.worlds.__file__).parent
ORDER = (
    *("facts", "ordinary", "planting", "typologies", "lookalikes", "finding", "truth", "writing", "judging"),
    *("making", "scoring", "harbour"),
)
USED = re.compile(r"interlink\.worlds\.(\w+)")


def used_by(folder: str) -> set[str]:
    found: set[str] = set()
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (used := USED.match(node.module or "")):
                found.add(used[1])
    return found


def test_every_part_of_the_worlds_has_its_place_in_the_order() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name != "__pycache__"}

    assert folders == set(ORDER)
    assert [path.name for path in ROOT.glob("*.py")] == ["__init__.py"]


def test_each_part_imports_only_those_before_it() -> None:
    later = {
        folder: sorted(used_by(folder) - set(ORDER[: place + 1]))
        for place, folder in enumerate(ORDER)
        if used_by(folder) - set(ORDER[: place + 1])
    }

    assert later == {}


def test_what_a_method_looks_at_and_what_is_ordinary_know_nothing_of_the_truth() -> None:
    assert used_by("finding") == {"finding"}
    assert used_by("ordinary") == {"facts", "ordinary"}
