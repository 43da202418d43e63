"""Where a graph stands, as people read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from interlink.graph.whole import Standing

__all__ = ["GraphState"]


@dataclass(frozen=True)
class GraphState:
    """Where a graph stands: the last load it holds, and the last committed one.

    Loads of several sources run side by side: the last one is that committed last, whatever its number.
    `findings_wait`: findings were written or taken back since. `standing` is what the graph itself said,
    where it was asked, and `is_still` tells that nobody began to change it since, where its files can tell.
    """

    audience: str
    load: int
    committed: int
    nodes: int
    links: int
    catching_up: bool
    findings_wait: bool = False
    standing: Standing | None = field(default=None, repr=False, compare=False)
    is_still: Callable[[], bool] | None = field(default=None, repr=False, compare=False)

    @property
    def words(self) -> str:
        """The state as people read it."""
        if self.catching_up:
            return f"catching up to load {self.committed}"
        if self.load != self.committed:
            if not self.load:
                return f"not built yet; the last load is {self.committed}"
            return f"holds load {self.load}; load {self.committed} is not in it yet"
        if self.findings_wait:
            return f"holds load {self.load}; findings were written or taken back that it does not follow yet"
        return f"up to date with load {self.load}"

    @property
    def caveat(self) -> str:
        """What whoever reads it now has to know; empty when it holds every load."""
        if self.load == self.committed and not self.findings_wait:
            return ""
        return f"The graph answers as of load {self.load}: {self.words}."
