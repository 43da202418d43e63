"""Columns of an edge table as checked arrays: names, numbers and moments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from interlink.errors import ReadError, UnknownName, nearest

__all__ = [
    "MISSING_TIME",
    "Floats",
    "Frame",
    "Ints",
    "Names",
    "encode_names",
    "fill_missing",
    "place_texts",
    "positions",
    "read_column",
    "read_moments",
    "read_names",
    "read_numbers",
    "read_shares",
    "refuse_backwards",
    "utc_times",
]

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Frame: TypeAlias = pd.DataFrame | pl.DataFrame | pa.Table
Names: TypeAlias = pa.Array | npt.NDArray[Any] | Iterable[str]

# The value numpy reads as NaT in a datetime64 column, so that results need no translation.
MISSING_TIME = int(np.iinfo(np.int64).min)
SHOWN = 5


def read_column(frame: Frame, name: str) -> pa.Array:
    """The column `name` of a pandas, polars or pyarrow table, as one arrow array.

    A pandas column of mixed values is read as text.

    Raises
    ------
    UnknownName   the table has no such column; the message proposes the nearest
    TypeError     `frame` is none of the three kinds of table
    """
    if not isinstance(frame, pd.DataFrame | pl.DataFrame | pa.Table):
        raise TypeError(f"an edge table is a pandas, polars or pyarrow table, not {type(frame).__name__}")
    known = [str(c) for c in (frame.column_names if isinstance(frame, pa.Table) else frame.columns)]
    if name not in known:
        listed = ", ".join(known) or "none"
        raise UnknownName(
            f"the edge table has no column '{name}'; its columns: {listed}.{nearest(name, known)}"
        )
    if isinstance(frame, pd.DataFrame):
        values = from_pandas(frame.iloc[:, known.index(name)])
    else:
        values = frame[name].to_arrow() if isinstance(frame, pl.DataFrame) else frame.column(name)
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    return values.dictionary_decode() if pa.types.is_dictionary(values.type) else values


def from_pandas(column: pd.Series[Any]) -> pa.Array:
    """The arrow array of a pandas column; values of several types become text."""
    try:
        return pa.Array.from_pandas(column)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([None if pd.isna(v) else str(v) for v in column], pa.large_string())


def read_names(values: pa.Array, what: str) -> pa.Array:
    """The values as text; whole floats lose their '.0', as 17.0 is how a table with gaps holds 17.

    Raises
    ------
    ReadError   a value is null, NaN or empty, with the rows; or the column holds what is no text
    """
    if pa.types.is_floating(values.type):
        values = pc.if_else(pc.is_nan(values), pa.scalar(None, values.type), values)
    try:
        text = values.cast(pa.large_string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise ReadError(f"{what} holds {values.type}; expected text or numbers in every row.") from error
    empty = pc.fill_null(pc.equal(pc.binary_length(text), 0), True)
    refuse_rows(empty, what, "null or empty", "a value in every row")
    return text


def read_numbers(values: pa.Array, what: str) -> Floats:
    """The values as float64.

    Raises
    ------
    ReadError   the column is not numeric, or a value is null, NaN or infinite
    """
    if not len(values):
        return np.zeros(0)
    is_numeric = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
    if not any(is_kind(values.type) for is_kind in is_numeric):
        raise ReadError(f"{what} holds {values.type}; expected numbers. Convert the column first.")
    # A whole number of more digits than a float has is rounded, as a decimal is.
    numbers = values.cast(pa.float64(), safe=False)
    unusable = pc.invert(pc.fill_null(pc.is_finite(numbers), False))
    refuse_rows(unusable, what, "NaN, null or infinite", "a number in every row")
    return np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.float64)


def read_shares(values: pa.Array, what: str) -> Floats:
    """The values as float64 within 0 and 1.

    Raises
    ------
    ReadError   as `read_numbers`, or a value is below 0 or above 1
    """
    shares = read_numbers(values, what)
    refuse_rows(pa.array((shares < 0) | (shares > 1)), what, "below 0 or above 1", "a share within 0 and 1")
    return shares


def refuse_backwards(at: Ints, until: Ints, what: str) -> None:
    """Nothing where no row ends before it begins.

    Raises
    ------
    ReadError   a row does; the message gives the rows
    """
    both = (at != MISSING_TIME) & (until != MISSING_TIME)
    refuse_rows(pa.array(both & (until < at)), what, "before the row begins", "an end after the beginning")


def read_moments(values: pa.Array, what: str) -> Ints:
    """The values as microseconds since 1970 in UTC; `MISSING_TIME` where null.

    Accepts timestamps, dates, whole numbers (taken as microseconds since 1970) and ISO 8601
    text. A time without a zone is taken as UTC. A column of nulls may be of any type.

    Raises
    ------
    ReadError   the column is of another type, a text is no ISO 8601 time, or a time is out of range
    """
    if values.null_count == len(values):
        return np.full(len(values), MISSING_TIME, dtype=np.int64)
    kind = values.type
    is_text = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    if any(is_kind(kind) for is_kind in is_text):
        text = values.to_pandas()
        parsed = pd.to_datetime(text, utc=True, format="ISO8601", errors="coerce")
        unread = pa.array((parsed.isna() & text.notna()).to_numpy())
        refuse_rows(unread, what, "no ISO 8601 time", "times such as 2024-03-01T12:00:00Z")
        values = pa.Array.from_pandas(parsed)
    elif not (pa.types.is_timestamp(kind) or pa.types.is_date(kind) or pa.types.is_integer(kind)):
        raise ReadError(f"{what} holds {kind}; expected timestamps, dates, ISO 8601 text or microseconds.")
    if not pa.types.is_integer(values.type):
        zone = getattr(values.type, "tz", None)
        # What is finer than microseconds is cut off; what is coarser must fit.
        cuts = getattr(values.type, "unit", "") == "ns"
        values = _cast(values, pa.timestamp("us", tz=zone), what, safe=not cuts)
    moments = pc.fill_null(_cast(values, pa.int64(), what), MISSING_TIME)
    return np.asarray(moments.to_numpy(zero_copy_only=False), dtype=np.int64)


def _cast(values: pa.Array, kind: pa.DataType, what: str, *, safe: bool = True) -> pa.Array:
    """The values as this type.

    Raises
    ------
    ReadError   one is too large for it
    """
    try:
        return values.cast(kind, safe=safe)
    except pa.ArrowInvalid as error:
        raise ReadError(
            f"{what} holds a time beyond the year 294246; expected microseconds since 1970, or a nearer year."
        ) from error


def refuse_rows(bad: pa.Array, what: str, wrong: str, expected: str) -> None:
    """Nothing where no row is bad; else a ReadError that names the first rows, counted from 0."""
    rows = np.flatnonzero(bad.to_numpy(zero_copy_only=False))
    if not rows.size:
        return
    shown = ", ".join(str(r) for r in rows[:SHOWN])
    more = f" and {rows.size - SHOWN} more" if rows.size > SHOWN else ""
    raise ReadError(f"{what}: row{'s' if rows.size > 1 else ''} {shown}{more}: {wrong}; expected {expected}.")


def encode_names(*columns: Names) -> tuple[tuple[str, ...], list[npt.NDArray[np.int32]]]:
    """All distinct names of the columns in order, and each column as positions in them."""
    text = pa.large_string()
    arrays = [c.cast(text) if isinstance(c, pa.Array) else pa.array(c, text) for c in columns]
    coded = pa.concat_arrays(arrays).dictionary_encode()
    order = pc.sort_indices(coded.dictionary).to_numpy()
    rank = np.empty(order.size, dtype=np.int32)
    rank[order] = np.arange(order.size, dtype=np.int32)
    positions = rank[coded.indices.to_numpy()]
    names = tuple(coded.dictionary.take(pa.array(order)).to_pylist())
    return names, np.split(positions, np.cumsum([len(a) for a in arrays])[:-1])


def positions(columns: Sequence[pl.Series], names: pl.Series) -> list[npt.NDArray[np.int32]]:
    """Where each value of each column stands in `names`, -1 where it does not.

    Columns are looked up side by side: of two with 1,000,000 values, 0.08 s instead of 0.14 s.
    """
    value_set = names.to_arrow()

    def places(column: pl.Series) -> npt.NDArray[np.int32]:
        found = pc.fill_null(pc.index_in(column.to_arrow(), value_set=value_set), -1)
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int32)

    with ThreadPoolExecutor(len(columns)) as pool:
        return list(pool.map(places, columns))


def fill_missing(moments: Ints | None, other: Ints | None) -> Ints | None:
    """The moments, with those of `other` where they are missing."""
    if moments is None or other is None:
        return other if moments is None else moments
    return np.where(moments == MISSING_TIME, other, moments)


def place_texts(values: Names | None, places: npt.NDArray[np.int32], length: int) -> tuple[str, ...] | None:
    """The texts at their places in a tuple of this length, '' elsewhere."""
    if values is None:
        return None
    texts = np.full(length, "", dtype=object)
    texts[places] = [v or "" for v in (values.to_pylist() if isinstance(values, pa.Array) else values)]
    return tuple(texts.tolist())


def utc_times(micros: Ints) -> pd.Series[Any]:
    """Microseconds since 1970 UTC as datetimes, NaT where there is none."""
    return pd.Series(pd.DatetimeIndex(micros.view("datetime64[us]"), tz="UTC"))
