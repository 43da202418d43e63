"""Identifiers: phones against the library, and codes with check digits."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iso6346

from interlink.model import clean_phones
from interlink.model.types import TYPES, Hints

CALLING_CODES = (
    "1",
    "7",
    "20",
    "31",
    "32",
    "33",
    "34",
    "39",
    "44",
    "49",
    "52",
    "54",
    "55",
    "61",
    "86",
    "234",
    "971",
)


def clean(name: str, *values: str, hints: Hints | None = None) -> list[object]:
    return TYPES[name].clean(pl.Series(values, dtype=pl.Utf8), hints or Hints()).to_list()


@st.composite
def international_numbers(draw: st.DrawFn) -> str:
    """A number after `+` or `00`, cut into groups by the separators people use."""
    code = draw(st.sampled_from(CALLING_CODES) | st.integers(1, 999).map(str))
    groups = draw(st.lists(st.text("0123456789", min_size=1, max_size=4), min_size=1, max_size=5))
    marks = draw(
        st.lists(st.sampled_from(["", " ", "-", ".", " (0) ", "(", ")", " - "]), min_size=6, max_size=6)
    )
    tail = "".join(f"{mark}{group}" for mark, group in zip(marks, groups, strict=False))
    return draw(st.sampled_from(["+", "00"])) + code + tail


@settings(max_examples=400, deadline=None)
@given(numbers=st.lists(international_numbers(), min_size=1, max_size=20))
def test_the_vectorised_phone_path_gives_what_the_library_gives(numbers: list[str]) -> None:
    plain = clean_phones._plain(pl.Series(numbers)).to_list()
    for number, vectorised in zip(numbers, plain, strict=True):
        if vectorised is not None:
            assert vectorised == clean_phones._by_library(number, None), number
            assert vectorised == clean_phones._by_library(number, "NL"), number


def test_common_international_numbers_need_no_library() -> None:
    written = ["+31 6 1234 5678", "0031612345678", "+1 (202) 555-0143", "+39 06 1234567"]
    expected = ["+31612345678", "+31612345678", "+12025550143", "+39061234567"]
    assert clean_phones._plain(pl.Series(written)).to_list() == expected


def test_national_numbers_belong_to_the_country_of_the_hints() -> None:
    written = ("06 12345678", "0031612345678", "+44 (0)20 7946 0958", "112")
    dutch = Hints(country="NL")
    assert clean("phone", *written, hints=dutch) == ["+31612345678", "+31612345678", "+442079460958", None]
    assert clean("phone", *written) == [None, "+31612345678", "+442079460958", None]


def test_phones_that_cannot_be_dialled_are_null() -> None:
    assert (
        clean("phone", "+999 123456", "123", "call me", "+31", "253-0000", hints=Hints(country="US"))
        == [None] * 5
    )


@pytest.mark.parametrize(
    ("name", "written", "cleaned"),
    [
        ("iban", "gb82 west 1234 5698 7654 32", "GB82WEST12345698765432"),
        ("iban", "GB82WEST12345698765433", None),
        ("bic", "zzzz nl 2a", "ZZZZNL2A"),
        ("bic", "ZZZZNL2AXXX", "ZZZZNL2A"),
        ("bic", "ZZZZNL2", None),
        ("lei", "9999ZZEXAMPLE0000146", "9999ZZEXAMPLE0000146"),
        ("lei", "9999ZZEXAMPLE0000147", None),
        ("imo", "IMO 9074729", "9074729"),
        ("imo", "9074729", "9074729"),
        ("imo", "9074728", None),
        ("mmsi", "244 123 456", "244123456"),
        ("mmsi", "002442000", "002442000"),
        ("mmsi", "123456789", None),
        ("container", "csqu 305438-3", "CSQU3054383"),
        ("container", "CSQU3054384", None),
        ("document", "ab 12-34", "AB1234"),
        ("document", "Ａ１２３４", "A1234"),
        ("document", "A12", None),
        ("document", "none known", None),
        ("hs_code", "8471.30.00", "84713000"),
        ("hs_code", "847", None),
        ("identifier", "kvk 12-34", "KVK12-34"),
        ("wallet", "1ExampeAddressWithNoCheck23456789x", "1ExampeAddressWithNoCheck23456789x"),
        (
            "wallet",
            "0xABCDEFabcdef0123456789012345678901234567",
            "0xabcdefabcdef0123456789012345678901234567",
        ),
        ("wallet", "12345", None),
    ],
)
def test_identifiers_have_one_spelling_or_none(name: str, written: str, cleaned: str | None) -> None:
    assert clean(name, written) == [cleaned]


@given(st.lists(st.from_regex(r"[A-Z]{3}[UJZ][0-9]{7}", fullmatch=True), max_size=20))
def test_the_check_digit_of_containers_is_the_library_s(numbers: list[str]) -> None:
    made = [number[:-1] + iso6346.calc_check_digit(number[:-1]) for number in numbers]
    expected = [number if iso6346.is_valid(number) else None for number in [*numbers, *made]]

    assert (
        TYPES["container"].clean(pl.Series([*numbers, *made], dtype=pl.String), Hints()).to_list() == expected
    )


def test_a_vin_with_a_wrong_check_digit_is_kept_and_suspect() -> None:
    kind = TYPES["vin"]
    cleaned = kind.clean(pl.Series(["1m8gdm9axkp042788", "1M8GDM9A0KP042788", "1M8GDM9AIKP042788"]), Hints())
    assert kind.suspect is not None
    assert kind.warns_only
    assert cleaned.to_list() == ["1M8GDM9AXKP042788", "1M8GDM9A0KP042788", None]
    assert kind.suspect(cleaned).to_list() == [False, True, None]
    assert kind.suspect(cleaned.head(0)).to_list() == []
