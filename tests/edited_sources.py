"""Sources that pages show as edits of what `interlink sources new` proposes."""

from __future__ import annotations

import re

__all__ = ["edited", "edits", "proposed", "without_comments"]


def edits(page: str) -> dict[str, list[str]]:
    """The lines of each source on a page with their `-`, `+` or blank, by its name."""
    blocks = re.findall(r"^```diff\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    return {block.splitlines()[0].split(": ")[1]: block.splitlines() for block in blocks}


def proposed(lines: list[str]) -> list[str]:
    """What the lines were before the edits."""
    return [line[1:] for line in lines if not line.startswith("+")]


def edited(lines: list[str]) -> str:
    """What they are after them."""
    return "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))


def without_comments(text: str) -> list[str]:
    """The lines of a proposal without its comments."""
    lines = [re.sub(r"  # .*$", "", line) for line in text.splitlines() if not line.lstrip().startswith("#")]
    return [line for line in lines if line]
