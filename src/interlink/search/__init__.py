"""Search: names in any script, and numbers."""

from __future__ import annotations

from interlink.search.names import find_names, fold, name_table

__all__ = ["find_names", "fold", "name_table"]
