"""The lake: what sources said, as fragments and as files received."""

from __future__ import annotations

from interlink.lake.archive import Archive, Receipt
from interlink.lake.fragments import ORDINAL_BITS, Lake

__all__ = ["ORDINAL_BITS", "Archive", "Lake", "Receipt"]
