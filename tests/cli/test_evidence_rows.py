"""Evidence as rows on the command line."""

from __future__ import annotations

from dataclasses import replace

from interlink.cli.search import evidence_rows
from interlink.model.evidence import Evidence


def test_a_record_that_says_several_things_is_shown_once() -> None:
    one = Evidence("register", 8, "f1", "row 3", "name: Ada")
    rows = evidence_rows([one, replace(one, said_by=2), replace(one, locator="row 4"), one], records=True)

    assert [(row["locator"], row["record"]) for row in rows] == [
        ("row 3", "name: Ada"),
        ("row 4", "name: Ada"),
    ]
