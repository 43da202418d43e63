"""Moments as they are kept: whole microseconds since 1970 UTC, as the ledger and the lake count them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

__all__ = ["micros", "moment", "moment_text"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(when: datetime) -> int:
    """Microseconds since 1970 UTC of a moment that says its offset."""
    return (when - EPOCH) // timedelta(microseconds=1)


def moment(count: int) -> datetime:
    """The moment so many microseconds after 1970, in UTC."""
    return EPOCH + timedelta(microseconds=count)


def moment_text(count: int | None, *, timespec: str = "auto") -> str | None:
    """The moment in ISO 8601, to what `timespec` says as `datetime.isoformat` does; None for none."""
    return None if count is None else moment(count).isoformat(timespec=timespec)
