"""The Cypher behind a picture gives what the picture shows."""

from __future__ import annotations

from pathlib import Path

import interlink as il
from interlink.render.cypher import cypher_of

NERANTZI, PASSPORT, PHONE = "notices:person:2026/9265", "passport:LH0381138|GR", "phone:+34612288975"


def test_the_statement_gives_the_entities_and_the_links_between_them(harbour_home: Path) -> None:
    ws = il.open(harbour_home)
    try:
        rows = ws.cypher(cypher_of([NERANTZI, PASSPORT, PHONE])).rows
    finally:
        ws.graph_stop()
        ws.close()

    assert [(row[0], row[3], row[4]) for row in rows] == [
        (NERANTZI, "HOLDS", PASSPORT),
        (PASSPORT, None, None),
        (PHONE, None, None),
    ]
