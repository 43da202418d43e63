"""Every analytic has a page that says what it answers and when it misleads, with an example that runs."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from interlink.analytics import ANALYTICS

ROOT = Path(__file__).resolve().parents[2]
INDEX = ROOT / "docs" / "analytics.md"


def page(name: str) -> str:
    return (ROOT / "docs" / "analytics" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ANALYTICS)
def test_the_page_of_an_analytic_says_what_one_has_to_know(name: str) -> None:
    text = page(name)

    assert text.startswith(f"# {name}\n")
    assert ANALYTICS[name].question in text
    for heading in ("## When it misleads", "## Source", "## Example"):
        assert f"\n{heading}\n" in text, f"{name}: the page has no '{heading}'"
    assert f"(analytics/{name}.md)" in INDEX.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ANALYTICS)
def test_the_example_of_an_analytic_runs_as_it_is_shown(name: str) -> None:
    code = "\n".join(re.findall(r"^```python\n(.*?)^```", page(name), re.DOTALL | re.MULTILINE))
    example = doctest.DocTestParser().get_doctest(code, {}, name, f"{name}.md", 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)

    assert example.examples, f"{name}: no example"
    assert runner.run(example).failed == 0
