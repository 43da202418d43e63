"""The worked example of each page on an analytic gives what the page shows."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).parents[2] / "docs" / "analytics").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_of_the_page_give_what_it_shows(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    examples = "".join(re.findall(r"^```pycon\n(.*?)^```", text, re.DOTALL | re.MULTILINE))
    told: list[str] = []

    parsed = doctest.DocTestParser().get_doctest(examples, {}, page.stem, str(page), 0)
    result = doctest.DocTestRunner().run(parsed, out=told.append)

    assert result.attempted
    assert not result.failed, "".join(told)
