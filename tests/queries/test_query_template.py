from __future__ import annotations

from datetime import date

from interlink.queries import parse_query
from interlink.queries.template import query_template


def test_the_template_is_a_query_that_is_right_as_it_is() -> None:
    query = parse_query(query_template(date(2026, 3, 1)), "query")

    assert (query.title, query.id) == ("Phones of a person", "communications/phones-of-a-person")
    assert query.header.reviewed == date(2026, 3, 1)
