"""What is refused before a load starts: files that are not there, editions that are too old."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from interlink.errors import LoadError, ReadError, StaleEdition
from interlink.mapping.spec import SourceSpec
from interlink.model.types import TYPES, Hints
from interlink.readers import reader_for

__all__ = ["check_edition", "check_files"]

# microseconds since 1970 of a moment before all that dates may have
EARLIEST = -(10**17)


def check_files(spec: SourceSpec, files: Sequence[Path]) -> None:
    """Refuses no file, one that is missing, and one that is named twice."""
    if not files:
        raise LoadError(
            f"load {spec.source}: no file given. Name the delivered file, or several parts of one."
        )
    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        raise ReadError(f"load {spec.source}: no such file: {', '.join(missing)}. Check the path.")
    if len({path.resolve() for path in files}) < len(files):
        raise LoadError(
            f"load {spec.source}: a file is given twice, so its records would count twice. Name it once."
        )


def check_edition(
    spec: SourceSpec, files: Sequence[Path], *, committed: Iterable[str], allow_older: bool
) -> str | None:
    """The latest edition that the files name; None where the source or its files name none.

    Raises
    ------
    StaleEdition   older than the latest of the `committed` ones, without `allow_older`
    """
    if spec.edition is None:
        return None
    reader, fmt, hints = reader_for(spec.file.format), spec.file_format(), Hints(**spec.hints.model_dump())
    given = [edition for path in files for edition in reader.editions(path, fmt, spec.edition)]
    key, edition = max(_dated(given, hints), default=(None, None))
    newest, last = max(_dated(list(committed), hints), default=(None, None))
    if key is not None and newest is not None and key < newest and not allow_older:
        raise StaleEdition(
            f"load {spec.source}: this edition is of {edition}, older than the committed one of {last}."
            " Nothing was changed. Use --allow-older to load it all the same."
        )
    return edition


def _dated(editions: Sequence[str], hints: Hints) -> list[tuple[tuple[int, str], str]]:
    """Each edition after what orders it: the moment of a date of any precision, as the source writes dates.

    What is no date comes before every date, by its text with the numbers in it by value.
    """
    text = pl.Series(editions, dtype=pl.String)
    days = TYPES["date"].clean(text, hints)
    # a month or a year stands for its first day
    first = days.str.replace("^([0-9]{4})$", "${1}-01").str.replace("^([0-9]{4}-[0-9]{2})$", "${1}-01")
    moments, spare = (TYPES["time"].clean(each, hints).to_physical() for each in (text, first))
    micros = moments.zip_with(moments.is_not_null(), spare)
    return [
        ((0, _by_value(edition)) if moment is None else (1 + moment - EARLIEST, ""), edition)
        for edition, moment in zip(editions, micros, strict=True)
    ]


def _by_value(text: str) -> str:
    return re.sub(r"\d+", lambda digits: digits[0].zfill(20), text)
