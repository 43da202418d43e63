"""What the pages on analytics show is what happens."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from interlink.analytics import ANALYTICS

PAGES = sorted((Path(__file__).resolve().parents[2] / "docs" / "analytics").glob("*.md"))
MOST_LINES = 40


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_the_example_of_a_page_gives_what_it_shows(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE))
    test = doctest.DocTestParser().get_doctest(code, {}, page.stem, str(page), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    said: list[str] = []

    outcome = runner.run(test, out=said.append)

    assert outcome.attempted >= 3, "a page has a worked example"
    assert outcome.failed == 0, "".join(said)


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_a_page_is_short_and_about_an_analytic(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert page.stem in ANALYTICS
    assert text.startswith(f"# {page.stem}\n")
    assert len(text.splitlines()) <= MOST_LINES
