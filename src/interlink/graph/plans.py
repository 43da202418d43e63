"""How a store would go about a statement, as text that people read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["is_explained", "plan_text"]

EXPLAINED = re.compile(r"(?:\s|/\*.*?\*/|//[^\n]*\n)*EXPLAIN\b", re.IGNORECASE | re.DOTALL)
STEP = "  "


def is_explained(statement: str) -> bool:
    """Whether the statement asks for its plan, and runs nothing."""
    return EXPLAINED.match(statement) is not None


def plan_text(plan: Mapping[str, Any] | None) -> str:
    """A plan as the driver has it: a line each step, those that it stands on beneath it and further in.

    A store that has no steps says it in words of its own, which stay. Empty where there is no plan.
    """
    if plan is None:
        return ""
    if not plan["children"]:
        return str(plan["args"].get("string-representation", "")).strip() or _line(plan)
    return "\n".join(_lines(plan, ""))


def _lines(step: Mapping[str, Any], indent: str) -> Iterator[str]:
    yield indent + _line(step)
    for beneath in step.get("children", ()):
        yield from _lines(beneath, indent + STEP)


def _line(step: Mapping[str, Any]) -> str:
    """What is done, to what, and of how many rows the store expects that."""
    said = step["args"]
    line = str(step["operatorType"]).partition("@")[0]
    if details := " ".join(str(said.get("Details", "")).split()):
        line += f": {details}"
    rows = said.get("EstimatedRows")
    return line if rows is None else f"{line} (about {rows:,.0f} row{'s' * (f'{rows:.0f}' != '1')})"
