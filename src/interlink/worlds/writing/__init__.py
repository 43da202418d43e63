"""Writing a block down: the rows of each source, and what is wrong with them."""

from __future__ import annotations

__all__: list[str] = []
