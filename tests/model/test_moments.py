"""Moments and the microseconds that they are kept as."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlink.model.moments import micros, moment, moment_text


def test_a_moment_is_counted_from_1970_in_utc_whatever_its_offset() -> None:
    assert micros(datetime(1970, 1, 1, 1, tzinfo=timezone(timedelta(hours=1)))) == 0
    assert micros(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_comes_back_to_the_microsecond(when: datetime) -> None:
    assert moment(micros(when)) == when


@pytest.mark.parametrize(
    ("count", "timespec", "text"),
    [
        (None, "auto", None),
        (1_767_225_600_000_001, "auto", "2026-01-01T00:00:00.000001+00:00"),
        (1_767_225_600_000_001, "seconds", "2026-01-01T00:00:00+00:00"),
    ],
)
def test_a_moment_is_told_in_iso_8601(count: int | None, timespec: str, text: str | None) -> None:
    assert moment_text(count, timespec=timespec) == text
