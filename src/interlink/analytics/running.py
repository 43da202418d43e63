"""How far an analytic has come, and stopping it in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["tick", "watched"]

Report = Callable[[int, int], None]
_REPORT: ContextVar[Report | None] = ContextVar("report", default=None)


@contextmanager
def watched(report: Report) -> Iterator[None]:
    """Calls `report(done, total)` between the parts of every analytic run inside the block.

    To stop the analytic, `report` raises; the error comes out of the analytic, which leaves nothing behind.
    """
    token = _REPORT.set(report)
    try:
        yield
    finally:
        _REPORT.reset(token)


def tick(done: int, total: int) -> None:
    """Tells who watches that so many parts of all are done."""
    report = _REPORT.get()
    if report is not None:
        report(done, total)
