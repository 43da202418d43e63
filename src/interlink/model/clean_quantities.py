"""Cleaners for amounts: money, currencies, weights, numbers, counts, shares."""

from __future__ import annotations

import csv
from collections.abc import Callable
from importlib import resources

import polars as pl

from interlink.model.cleaning import Hints, each_distinct, plain_first, tidy

__all__ = [
    "CURRENCIES",
    "clean_count",
    "clean_currency",
    "clean_money",
    "clean_number",
    "clean_share",
    "clean_weight",
    "plain_numbers",
    "read_numbers",
]


def _read_currencies() -> frozenset[str]:
    """ISO 4217 codes: the current ones, and those withdrawn since 1999, which old records still carry."""
    file = resources.files("interlink.model").joinpath("currencies.csv")
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return frozenset(row["code"] for row in rows)


CURRENCIES = _read_currencies()
SYMBOLS = {"€": "EUR", "£": "GBP", "US$": "USD", "₽": "RUB", "₹": "INR", "₪": "ILS", "₺": "TRY", "₴": "UAH"}
CODE = "(?i:" + "|".join(sorted(CURRENCIES)) + r")|(?:US|A|C|HK|S|NZ|R)?\$|\p{Sc}"
MONEY_BEFORE = rf"^([+-]?)(?:{CODE}) ?"
MONEY_AFTER = rf" ?(?:{CODE})$"
# UN/ECE Recommendation 20 codes stand beside the everyday ones.
KILOGRAMS = {
    unit: factor
    for factor, units in (
        (1.0, "kg kgs kgm kilo kilos kilogram kilograms kilogramme kilogrammes"),
        (1000.0, "t tne tonne tonnes mt mts"),
        (0.001, "g gr grm gram grams gramme grammes"),
        (0.000001, "mg mgm milligram milligrams"),
        (0.45359237, "lb lbs lbr pound pounds"),
        (0.028349523125, "oz onz ounce ounces"),
    )
    for unit in units.split()
}
# As many digits as a Float64 keeps, and an Int64.
WHOLE = "^-?[0-9]{1,15}$"
DECIMAL = r"^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$"
COUNT = "^[0-9]{1,18}$"
WEIGHT = r"^(.*?[0-9.,]) ?([A-Za-z]+)\.?$"


def read_numbers(text: pl.Series, decimal: str) -> pl.Series:
    """Float64 from tidied text written with `decimal` as its mark; null where it is no number.

    Groups are parted by a space, an apostrophe or the other mark; a group that is not of
    two or three digits, and three before the mark, makes the value null rather than guessed.
    """
    other = "," if decimal == "." else r"\."
    mark = r"\." if decimal == "." else ","
    group = f"[ '’{other}]"
    pattern = (
        rf"^[+-]?(?:[0-9]+|[0-9]{{1,3}}(?:{group}[0-9]{{2,3}})*{group}[0-9]{{3}}|[0-9]*{mark}[0-9]+)"
        rf"(?:{mark}[0-9]*)?(?:[eE][+-]?[0-9]{{1,3}})?$"
    )
    signed = text.str.replace(r"^\((.+)\)$", "-${1}").str.replace("^[\u2212\u2013]", "-")
    plain = signed.set(~signed.str.contains(pattern), None).str.replace_all(group, "").str.replace(mark, ".")
    numbers = plain.cast(pl.Float64, strict=False)
    # Beyond Float64 there is only infinity, and -0.0 would be a second zero.
    return numbers.set((~numbers.is_finite()).fill_null(value=False), None) + 0.0


def plain_numbers(text: pl.Series, decimal: str) -> pl.Series:
    """What `read_numbers` gives of digits without groups, with a point where that is the mark; null else."""
    pattern = DECIMAL if decimal == "." else WHOLE
    return text.set(~text.str.contains(pattern), None).cast(pl.Float64) + 0.0


def clean_number(series: pl.Series, hints: Hints) -> pl.Series:
    """Float64, grouping and decimal mark as the hints say."""
    return _measured(series, hints, lambda text: read_numbers(text, hints.decimal))


def clean_money(series: pl.Series, hints: Hints) -> pl.Series:
    """The amount, in units of its currency; a code or symbol before or after it is dropped.

    Negative amounts may stand in parentheses.
    """

    def clean(text: pl.Series) -> pl.Series:
        signed = text.str.replace(r"^\((.+)\)$", "-${1}").str.replace("^[\u2212\u2013]", "-")
        bare = signed.str.replace(MONEY_BEFORE, "${1}")
        return read_numbers(bare.str.replace(MONEY_AFTER, ""), hints.decimal)

    return _measured(series, hints, clean)


def clean_currency(series: pl.Series, hints: Hints) -> pl.Series:  # noqa: ARG001
    """An ISO 4217 code, also withdrawn ones; symbols that name one currency count, `$` does not."""

    def code(value: str) -> str | None:
        known = SYMBOLS.get(value.upper(), value.upper())
        return known if known in CURRENCIES else None

    return each_distinct(tidy(series), code)


def clean_weight(series: pl.Series, hints: Hints) -> pl.Series:
    """Kilograms, also where no unit is given; null if negative, or in `ton`, which is three units."""

    def clean(text: pl.Series) -> pl.Series:
        unit = text.str.extract(WEIGHT, 2).str.to_lowercase()
        factor = unit.replace_strict(KILOGRAMS, default=None, return_dtype=pl.Float64)
        bare = read_numbers(text, hints.decimal)
        weighed = read_numbers(text.str.extract(WEIGHT, 1), hints.decimal) * factor
        return _between(bare.zip_with(bare.is_not_null(), weighed), 0.0, None)

    return _measured(series, hints, clean, low=0.0)


def clean_count(series: pl.Series, hints: Hints) -> pl.Series:
    """Int64, zero or more; a number with a fraction is null."""

    def clean(text: pl.Series) -> pl.Series:
        mark, group = (r"\.", "[ '’,]") if hints.decimal == "." else (",", r"[ '’.]")
        whole = text.str.replace(rf"{mark}0+$", "")
        grouped = rf"^\+?(?:[0-9]+|[0-9]{{1,3}}(?:{group}[0-9]{{2,3}})*{group}[0-9]{{3}})$"
        digits = whole.set(~whole.str.contains(grouped), None).str.replace_all(r"[^0-9]", "")
        return digits.cast(pl.Int64, strict=False)

    def plain(text: pl.Series) -> pl.Series:
        return text.set(~text.str.contains(COUNT), None).cast(pl.Int64)

    return plain_first(series, plain, clean, pl.Int64())


def clean_share(series: pl.Series, hints: Hints) -> pl.Series:
    """Per cent, 0 to 100, from `25 %` or `25`; null outside."""

    def clean(text: pl.Series) -> pl.Series:
        return _between(
            read_numbers(text.str.replace(r" ?(?:%|per ?cent|pct)$", ""), hints.decimal), 0.0, 100.0
        )

    return _measured(series, hints, clean, low=0.0, high=100.0)


def _measured(
    series: pl.Series,
    hints: Hints,
    clean: Callable[[pl.Series], pl.Series],
    *,
    low: float | None = None,
    high: float | None = None,
) -> pl.Series:
    """Bare numbers from `low` to `high` as they stand, `clean` of the rest."""

    def plain(text: pl.Series) -> pl.Series:
        return _between(plain_numbers(text, hints.decimal), low, high)

    return plain_first(series, plain, clean, pl.Float64())


def _between(numbers: pl.Series, low: float | None, high: float | None) -> pl.Series:
    for outside in ([numbers < low] if low is not None else []) + (
        [numbers > high] if high is not None else []
    ):
        numbers = numbers.set(outside.fill_null(value=False), None)
    return numbers
