"""What waits for who signs in again."""

from __future__ import annotations

import pytest
from app_homes import APP

from interlink.render.address import Chart


def test_visitors_push_out_nobody_s_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(APP))
    from signed import MOST_VISITING, MOST_WAITING, Desk, Waiting

    desk, work = Desk(), Waiting("ada", Chart(("phone:+31612345601",)))
    key = desk.keep(work, was_signed_in=True)
    came = [desk.keep(Waiting("ada", work.chart), was_signed_in=False) for _ in range(MOST_WAITING + 1)]

    assert desk.take(key, "bo") is None
    assert desk.take(key, "ada") == work
    assert desk.take(key, "ada") is None
    assert [desk.take(each, "ada") is None for each in came].count(False) == MOST_VISITING
