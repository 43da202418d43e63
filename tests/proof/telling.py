"""Whatever a door gives, turned into text to its depth, as any screen, file or error would show it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass

import numpy as np
import pandas as pd
import polars as pl

from interlink.analytics import Finding

__all__ = ["all_text"]


def all_text(value: object) -> str:
    """All that a value says, part by part."""
    return "\n".join(_parts(value))


def _parts(value: object) -> Iterable[str]:
    match value:
        case None | bool() | int() | float():
            yield str(value)
        case str():
            yield value
        case bytes():
            yield from _of_bytes(value)
        case BaseException():
            yield repr(value)
            yield str(value)
            yield from _parts(value.__cause__)
        case pl.DataFrame():
            yield from value.columns
            for row in value.iter_rows():
                yield from _parts(row)
        case pd.DataFrame():
            yield from map(str, value.columns)
            for column in value.columns:
                yield from _parts(value[column].tolist())
        case np.ndarray() | pl.Series() | pd.Series():
            yield from _parts(value.tolist() if not isinstance(value, pl.Series) else value.to_list())
        case Mapping():
            for key, each in value.items():
                yield from _parts(key)
                yield from _parts(each)
        case tuple() | list() | set() | frozenset():
            for each in value:
                yield from _parts(each)
        case _ if is_dataclass(value) and not isinstance(value, type):
            for part in fields(value):
                yield from _parts(getattr(value, part.name))
            if isinstance(value, Finding):
                yield value.explain()
        case _ if callable(value):
            return
        case _:
            yield repr(value)


def _of_bytes(value: bytes) -> Iterable[str]:
    """The text of bytes; of an archive that of every file in it."""
    if zipfile.is_zipfile(io.BytesIO(value)):
        with zipfile.ZipFile(io.BytesIO(value)) as archive:
            for name in archive.namelist():
                yield name
                yield from _of_bytes(archive.read(name))
        return
    yield value.decode("utf-8", "replace")
