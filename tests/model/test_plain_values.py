"""The short way of each cleaner gives what the long one gives."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.model import (
    clean_countries,
    clean_dates,
    clean_identifiers,
    clean_phones,
    clean_quantities,
    clean_text,
    clean_times,
    cleaning,
)
from interlink.model.types import TYPES, Hints

MODULES = (
    clean_countries, clean_dates, clean_identifiers, clean_phones, clean_quantities, clean_text, clean_times
)  # fmt: skip
HINTS = (Hints(), Hints(country="NL", decimal=",", timezone="Europe/Amsterdam", day_first=False, epoch=True))
KINDS = sorted(TYPES)

DIGITS = st.text("0123456789", min_size=1, max_size=19)
PLAIN = st.one_of(
    DIGITS,
    st.builds("{}{}.{}".format, st.sampled_from(["", "-", "+"]), DIGITS, DIGITS),
    st.builds("{}-{}".format, st.integers(900, 3100), st.text("0123456789-", max_size=6)),
    st.builds("+{}{}".format, st.sampled_from(["1", "31", "39", "44", "54", "7", "881", "999", "0"]), DIGITS),
    st.builds(
        "{}{}{}{}".format,
        st.dates().map(str) | st.sampled_from(["2024-02-30", "2023-02-29", "0000-01-01", "2024-1-1"]),
        st.sampled_from(["T", " ", "t", "  "]),
        st.times().map(lambda at: at.isoformat("seconds"))
        | st.sampled_from(["24:00:00", "12:00:60", "2:03:04"]),
        st.sampled_from(["", "Z", "z", "+01:00", ".5", ".123456Z"]),
    ),
    st.text("ABCXYZabc019 .-/_|~`", max_size=20),
)
VALUES = st.lists(st.none() | PLAIN | st.text(max_size=12), max_size=12)


def long_way(
    series: pl.Series,
    plain: Callable[[pl.Series], pl.Series],  # the short way, not taken
    clean: Callable[[pl.Series], pl.Series],
    dtype: pl.DataType,
) -> pl.Series:
    return cleaning.once_per_distinct(cleaning.tidy(series), clean, dtype)


@pytest.mark.parametrize("hints", HINTS, ids=["plain", "local"])
@pytest.mark.parametrize("kind", KINDS)
def test_plain_values_become_what_they_become_the_long_way(kind: str, hints: Hints) -> None:
    @settings(max_examples=60, deadline=None)
    @given(values=VALUES)
    def check(values: list[str | None]) -> None:
        texts = pl.Series("value", values, dtype=pl.String)
        short = TYPES[kind].clean(texts, hints)
        with pytest.MonkeyPatch.context() as patch:
            for module in MODULES:
                if hasattr(module, "plain_first"):
                    patch.setattr(module, "plain_first", long_way)
            long = TYPES[kind].clean(texts, hints)
        assert short.to_list() == long.to_list()
        assert short.dtype == long.dtype

    check()


def test_the_short_way_is_taken() -> None:
    def refuse(distinct: pl.Series) -> pl.Series:
        raise AssertionError(f"{distinct.to_list()} went the long way")

    texts = pl.Series(["+31612345678", None, "+4915112345678"])

    done = cleaning.plain_first(texts, clean_phones._as_it_is, refuse, pl.String())

    assert done.to_list() == texts.to_list()
