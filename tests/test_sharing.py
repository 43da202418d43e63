"""What is started once for several files is asked for by one worker only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sharing import LONGEST, share_of

ROOT = Path(__file__).parents[1]
FILES = {path.relative_to(ROOT).as_posix(): path for path in (ROOT / "tests").rglob("test_*.py")}


@pytest.mark.parametrize(
    "asked",
    [r"\bneo4j_(server|store)\b", r"\bsown: Sown\b", r"\b(harbour_home)\b"],
    ids=["the Neo4j", "the sown home", "the harbour home"],
)
def test_files_of_one_start_are_one_share(asked: str) -> None:
    asking = [name for name, path in FILES.items() if re.search(asked, path.read_text(encoding="utf-8"))]

    assert len(asking) > 1
    assert len({share_of(name) for name in asking if FILES[name] != Path(__file__)}) == 1, asking


def test_any_other_file_is_a_share_of_its_own() -> None:
    assert share_of("tests/known/test_karate_club.py") == "tests/known/test_karate_club.py"


def test_every_place_that_is_named_is_there() -> None:
    assert [place for place in LONGEST if not (ROOT / place).exists()] == []
