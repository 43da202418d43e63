"""The examples on the pages of analytics run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[2] / "docs" / "analytics"
NAMES = ("bursts", "trade")


@pytest.mark.parametrize("name", NAMES)
def test_the_example_on_the_page_runs(name: str) -> None:
    text = (PAGES / f"{name}.md").read_text(encoding="utf-8")

    for block in re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        exec(compile(block, f"{name}.md", "exec"), {})
    assert len(text.splitlines()) <= 40
