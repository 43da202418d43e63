"""What fragments say, in words: the first of each schema, for people who try a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from interlink.model.schema import Schema
from interlink.model.types import as_text

__all__ = ["PER_SCHEMA", "Sample", "samples_of"]

PER_SCHEMA = 3
LONGEST = 200


@dataclass(frozen=True)
class Sample:
    """One fragment: its schema, whom it is about (of a link both ends), and what it says by property."""

    schema: str
    about: str
    says: Mapping[str, str]

    @property
    def words(self) -> str:
        """`name: Ada Vell; birth_date: 1980-02-03`."""
        return "; ".join(f"{name}: {value}" for name, value in self.says.items())


def samples_of(schema: Schema, fragments: pl.DataFrame, most: int = PER_SCHEMA) -> Iterator[Sample]:
    """The first fragments of a schema."""
    first = fragments.head(most)
    texts = {name: _texts(first[name]) for name in schema.properties}
    ends = ("src", "dst") if schema.is_link else ("entity",)
    for at, who in enumerate(first.select(ends).iter_rows()):
        says = {name: values[at] for name, values in texts.items() if values[at] is not None}
        yield Sample(schema.name, " > ".join(map(str, who)), {k: str(v)[:LONGEST] for k, v in says.items()})


def _texts(values: pl.Series) -> list[str | None]:
    if isinstance(values.dtype, pl.List):
        lists = [None if each is None else as_text(each).to_list() for each in values]
        return [None if each is None else ", ".join(map(str, each)) for each in lists]
    return as_text(values).to_list()
