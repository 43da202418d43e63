"""Generated worlds: invented records of several sources with something planted in them."""

from __future__ import annotations

__all__: list[str] = []
