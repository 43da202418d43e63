"""The page about queries says what their files say, and its example can be saved as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from interlink.queries import parse_query, query_files
from interlink.queries.docs import COMMAND, render_query_docs

PAGE = Path(__file__).parents[2] / "docs" / "queries.md"


def test_the_page_is_what_the_queries_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_query_docs(), (
        f"docs/queries.md is out of date; run: {COMMAND}"
    )


def test_every_query_has_its_entry() -> None:
    assert sorted(re.findall(r"^### `(.+)`$", render_query_docs(), re.M)) == list(query_files())


def test_the_example_of_the_page_is_a_right_query() -> None:
    (text,) = re.findall(r"^```\n(// .*?)^```", render_query_docs(), re.M | re.S)

    query = parse_query(text, "docs/queries.md", id_="ownership/new-companies")

    assert (query.title, query.family) == ("Companies that began this year", "ownership")
