"""Search: names in any script, and numbers."""

from __future__ import annotations

from interlink.search.find import find_names
from interlink.search.fold import fold
from interlink.search.kept import KeptNames
from interlink.search.names import NameIndex, name_table

__all__ = ["KeptNames", "NameIndex", "find_names", "fold", "name_table"]
