"""What the pages on journeys and money show is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[2] / "docs" / "analytics"


@pytest.mark.parametrize("page", ["journeys.md", "money.md"])
def test_the_example_of_a_page_runs(page: str) -> None:
    (example,) = re.findall(
        r"^```python\n(.*?)^```", (PAGES / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )

    exec(compile(example, page, "exec"), {})
