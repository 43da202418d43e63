"""The finding: what an analytic returns, with evidence, parameters, caveats and a fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import pandas as pd

from interlink.errors import QueryError, UnknownName, nearest
from interlink.model.evidence import Evidence
from interlink.model.marking import Marking

__all__ = ["Cite", "Finding", "inherited", "versions_of"]

Cite = Callable[[int], list[Evidence]]


@dataclass(frozen=True, eq=False)
class Finding:
    """What was found, and everything needed to check it or find it again.

    `tables` holds the result by name; the first is the one `frame()` gives. `cites` gives, for
    a table, the records behind a row. `measures` are figures of the whole result. `inputs` is
    the fingerprint of what was analysed. `confidence` is None unless stability was computed;
    `marking` is that of the inputs, None where they have none.
    """

    analytic: str
    params: Mapping[str, object]
    seed: int
    versions: Mapping[str, str]
    caveats: tuple[str, ...]
    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    cites: Mapping[str, Cite] = field(repr=False)
    summary: str = field(repr=False)
    inputs: str = field(repr=False)
    measures: Mapping[str, float] = field(default_factory=dict)
    confidence: float | None = None
    marking: Marking | None = None

    def __len__(self) -> int:
        """How many rows the result has."""
        return len(self.tables[self.main])

    @property
    def main(self) -> str:
        """The name of the table that is the result."""
        return next(iter(self.tables))

    def frame(self) -> pd.DataFrame:
        """The result, a copy; the analytic documents its columns and order."""
        return self.table(self.main)

    def table(self, name: str) -> pd.DataFrame:
        """One of the result's tables, a copy.

        Raises
        ------
        UnknownName   the finding has no such table
        """
        if name not in self.tables:
            raise UnknownName(
                f"{self.analytic}: the finding has no table '{name}'; its tables: {', '.join(self.tables)}."
                f"{nearest(name, self.tables)}"
            )
        return self.tables[name].copy()

    def evidence(self, i: int, *, table: str | None = None) -> list[Evidence]:
        """The records behind row i, each once; of the result, or of the table named.

        Raises
        ------
        UnknownName   rows of this table have no evidence of their own
        QueryError    there is no such row
        """
        name = self.main if table is None else table
        if name not in self.cites:
            close = nearest(name, self.cites)
            raise UnknownName(f"{self.analytic}: no evidence by row for table '{name}'.{close}")
        rows = len(self.tables[name])
        if not 0 <= i < rows:
            counted = f"it has {rows:,}, counted from 0" if rows else "it is empty"
            raise QueryError(f"{self.analytic}: table '{name}' has no row {i}; {counted}")
        return self.cites[name](int(i))

    def explain(self) -> str:
        """The result and its caveats in plain words, one statement a line."""
        lines = [self.summary]
        if self.confidence is not None:
            lines.append(f"Held in {self.confidence:.0%} of the repeats in which some links were left out.")
        return "\n".join([*lines, *(f"Note: {caveat}" for caveat in self.caveats)])

    @cached_property
    def fingerprint(self) -> str:
        """A sha256 over inputs, parameters, seed and result: the same in, the same out."""
        digest = hashlib.sha256()
        said = [self.analytic, dict(self.params), self.seed, self.inputs, dict(self.measures)]
        digest.update(json.dumps(said, sort_keys=True, default=str).encode())
        for name, table in self.tables.items():
            digest.update(f"\n{name} {len(table)}".encode())
            for column in table.columns:
                digest.update(f"\n{column} ".encode())
                digest.update(column_bytes(table[column]))
        return digest.hexdigest()


def column_bytes(column: pd.Series[Any]) -> bytes:
    """The values of a column as bytes that do not depend on machine or pandas version."""
    if column.dtype.kind == "f":
        return np.ascontiguousarray(column.to_numpy(), dtype="<f8").tobytes()
    if column.dtype.kind in "iub":
        return np.ascontiguousarray(column.to_numpy(), dtype="<i8").tobytes()
    if column.dtype.kind == "M":
        return np.ascontiguousarray(column.to_numpy(dtype="datetime64[us]").astype("<i8")).tobytes()
    return json.dumps(column.tolist(), default=str).encode()


def inherited(made_from: Mapping[str, object]) -> Marking | None:
    """The marking of a finding on a projection that was so made; None where no records of ours are in it."""
    marking = made_from.get("marking")
    return None if marking is None else Marking.from_json(str(marking))


def versions_of(*packages: str) -> dict[str, str]:
    """The installed versions of interlink and the packages named."""
    return {name: installed(name) for name in ("interlink", *packages)}


@cache
def installed(package: str) -> str:
    """The version of a package, or 'not installed' where it runs from its source tree."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
