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
    reader, fmt = reader_for(spec.file.format), spec.file_format()
    editions = [found for path in files if (found := reader.edition(path, fmt, spec.edition)) is not None]
    edition = max(editions, key=_edition_key, default=None)
    last = max(committed, key=_edition_key, default=None)
    older = edition is not None and last is not None and _edition_key(edition) < _edition_key(last)
    if older and not allow_older:
        raise StaleEdition(
            f"load {spec.source}: this edition is of {edition}, older than the committed one of {last}."
            " Nothing was changed. Use --allow-older to load it all the same."
        )
    return edition


def _edition_key(edition: str) -> tuple[int, str]:
    """Editions order by time where they are dates of any precision, else as text, numbers in it by value."""
    given = pl.Series([edition])
    moment = TYPES["time"].clean(given, Hints())[0]
    day = TYPES["date"].clean(given, Hints())[0]
    if moment is not None:
        return 1, moment.isoformat()
    return (1, day) if day is not None else (0, re.sub(r"\d+", lambda digits: digits[0].zfill(20), edition))
