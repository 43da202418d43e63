"""Generated worlds: invented records of several sources with something planted in them.

Each folder imports only those before it: `facts`, `ordinary`, `planting`, `typologies`, `lookalikes`,
`finding`, `truth`, `writing`, `judging`, `making`, `scoring`, `harbour`. So nothing that a method looks at
(`finding`) knows the answer (`truth`).
"""

from __future__ import annotations

__all__: list[str] = []
