from __future__ import annotations

from datetime import UTC, datetime

import pytest

from interlink.model.schedule_words import moment_words, schedule_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("every 6 hours", "every 6 hours"),
        ("30 6 * * 1-5 Europe/Vienna", "at 06:30 Monday to Friday (Europe/Vienna)"),
        ("0 4 * * *", "at 04:00 every day (UTC)"),
        ("5 6,18 * * *", "at 06:05 and 18:05 every day (UTC)"),
        ("0 4 * * 1,4", "at 04:00 on Monday and Thursday (UTC)"),
        ("0 4 * * 7", "at 04:00 on Sunday (UTC)"),
        ("0 4 1 * *", "at 04:00 on day 1 of the month (UTC)"),
        ("*/15 * * * *", "every 15 minutes every day (UTC)"),
        ("10 * * * *", "every hour at minute 10 every day (UTC)"),
        ("0 8-18 * * *", "0 8-18 * * *"),
        ("0 4 * 1 *", "0 4 * 1 *"),
        ("0 4 1 * 1", "0 4 1 * 1"),
        ("0 4 * * MON", "0 4 * * MON"),
    ],
)
def test_a_schedule_is_said_in_words_where_it_is_plain(text: str, words: str) -> None:
    assert schedule_words(text) == words


def test_a_moment_is_told_by_the_clock_of_its_zone_beside_utc() -> None:
    moment = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)

    assert moment_words(moment) == "2026-03-02 23:30 UTC"
    assert moment_words(moment, "Europe/London") == "2026-03-02 23:30 Europe/London (23:30 UTC)"
    assert moment_words(moment, "Europe/Vienna") == "2026-03-03 00:30 Europe/Vienna (2026-03-02 23:30 UTC)"
