"""Cells of a CSV file that no spreadsheet takes for a formula."""

from __future__ import annotations

import re

__all__ = ["RISKY", "harmless_cell"]

# Where a cell may end: a spreadsheet may split here, too, whatever the quotes say (OWASP, CSV Injection).
ENDS = r"[;\t\r\n]"
SIGN = r"[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]"
# What may need a change, in the syntax that Python and Polars share.
RISKY = rf"(?:^|{ENDS})[\s\"]*{SIGN}|^[\t\r\n]"

# A number, or a phone's: its sign runs nothing.
_PLAIN = re.compile(
    r"[+\-](?:\(?[0-9][0-9 ().\-]*|[0-9]+[.,][0-9]+|[0-9]+(?:[.,][0-9]+)?[eE][+\-]?[0-9]+)\s*"
)
_PARTS = re.compile(f"({ENDS})")
_BEGIN = re.compile(rf"([\s\"]*)({SIGN})")


def harmless_cell(text: str) -> str:
    """The text with an apostrophe before every sign that could begin a formula; a plain number stays.

    A cell may begin after a semicolon, a tab or a line end, too, and after blanks and quotes. A text that
    begins with a tab or a line end has an apostrophe in front.
    """
    quoted = "".join(map(_quoted, _PARTS.split(text)))
    return f"'{quoted}" if quoted[:1] in {"\t", "\r", "\n"} else quoted


def _quoted(part: str) -> str:
    begin = _BEGIN.match(part)
    if begin is None or _PLAIN.fullmatch(part, begin.start(2)):
        return part
    return _BEGIN.sub(r"\1'\2", part, count=1)
