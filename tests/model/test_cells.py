from __future__ import annotations

import polars as pl
import pytest

from interlink.model.cells import RISKY, harmless_cell


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("A;=cmd|x", "A;'=cmd|x"),
        ('A;"=cmd|x', "A;\"'=cmd|x"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\n=1", "'\n'=1"),
        ("  @cmd", "  '@cmd"),
        ("A\n-cmd", "A\n'-cmd"),
        ("\tx", "'\tx"),
        ("-2+3|x", "'-2+3|x"),
        ("+1;=2", "+1;'=2"),
    ],
)
def test_what_a_spreadsheet_would_run_is_quoted(text: str, written: str) -> None:
    assert harmless_cell(text) == written
    assert pl.Series([text]).str.contains(RISKY).all()


@pytest.mark.parametrize(
    "text",
    ["", "plain", "+31612345678", "+31 (6) 12-34", "-1.5", "-1.5e-07", "52.1; -5.25", "USES:a>b", "a-b=c"],
)
def test_plain_numbers_and_other_texts_stay(text: str) -> None:
    assert harmless_cell(text) == text
