"""What somebody begins with who writes a query of their own."""

from __future__ import annotations

from datetime import date

__all__ = ["query_template"]

TEMPLATE = """\
// Phones of a person
// id = "communications/phones-of-a-person"
// asks = "Which phones does a person use?"
// returns = "table"
// key = ["phone"]
// tags = ["phones"]
// reviewed = {day}
// params.person = {{type = "entity", label = "Person"}}
// columns.phone = "entity"
// columns.number = "text"
// example.graph = "harbour"
// example.params = {{person = "notices:person:2026/9265"}}
// example.row = {{number = "+34612288975"}}
MATCH (person:Person {{id: $person}})-[:USES]->(phone:Phone)
WITH DISTINCT phone
RETURN phone.id AS phone, phone.number AS number
ORDER BY phone
"""


def query_template(today: date) -> str:
    """A whole query file that is right as it is, to be changed; it says that it was reviewed today."""
    return TEMPLATE.format(day=today.isoformat())
