"""Facts that generated worlds are made of: names, ports, goods, numbers, places, vehicles."""

from __future__ import annotations

__all__: list[str] = []
