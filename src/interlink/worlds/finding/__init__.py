"""What may be seen of a world without its truth: parties, their figures, rankings and ways, and trees."""

from __future__ import annotations

__all__: list[str] = []
