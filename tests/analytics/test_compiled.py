from __future__ import annotations

import numba
import numpy as np
import pytest

from interlink.analytics.compiled import is_few, machine_code
from interlink.projection.columns import Ints


def add_up(values: Ints) -> int:
    total = 0
    for value in values:
        total += value
    return total


def test_where_nothing_can_be_kept_a_loop_is_compiled_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "CACHE_LOCATOR_CLASSES", "Nowhere")
    machine_code.cache_clear()

    compiled = machine_code(add_up)

    assert compiled(np.arange(5)) == add_up(np.arange(5)) == 10
    assert machine_code(add_up) is compiled
    machine_code.cache_clear()


def test_few_links_are_left_to_the_interpreter() -> None:
    assert (is_few(5_000), is_few(5_001)) == (True, False)
