"""Two findings side by side: what was asked differently, and what came out differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from interlink.analytics.finding import Finding

__all__ = ["Comparison", "compare"]

ABSENT = "not there"


@dataclass(frozen=True, eq=False)
class Comparison:
    """What differs between two findings; tables without rows where nothing does.

    `is_same` means that the fingerprints are equal: the same asked of the same, with the same result.
    `params`: parameter, first, second, of analytic, parameters, seed and input. `measures`: measure, first,
    second, all there are. `rows`: row (its id, else its number), column, first, second, of the main tables;
    a row that only one has stands there once, with the column `(row)`. Values are text.
    """

    is_same: bool
    params: pd.DataFrame
    measures: pd.DataFrame
    rows: pd.DataFrame


def compare(first: Finding, second: Finding) -> Comparison:
    """What differs between two findings, whatever their analytics. O(rows x columns)."""
    asked = [
        {"analytic": each.analytic, **each.params, "seed": each.seed, "input": each.inputs[:16]}
        for each in (first, second)
    ]
    measures = _beside(first.measures, second.measures)
    return Comparison(
        is_same=first.fingerprint == second.fingerprint,
        params=_table("parameter", [row for row in _beside(*asked) if row[1] != row[2]]),
        measures=_table("measure", measures),
        rows=_rows(first.frame(), second.frame()),
    )


def _rows(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    keyed = all("id" in frame.columns and frame["id"].is_unique for frame in (first, second))
    one, other = (_keyed(frame, keyed=keyed) for frame in (first, second))
    names = [name for name in first.columns if name in second.columns and name != "id"]
    found: list[tuple[str, str, str, str]] = []
    for key in dict.fromkeys([*one.index, *other.index]):
        is_in = key in one.index, key in other.index
        if not all(is_in):
            there = ["there" if each else ABSENT for each in is_in]
            found.append((str(key), "(row)", *there))  # type: ignore[arg-type]
    both = one.index.intersection(other.index, sort=False)
    before, after = one.loc[both], other.loc[both]
    for name in names:
        values = [(_word(a), _word(b)) for a, b in zip(before[name], after[name], strict=True)]
        found += [(str(key), name, a, b) for key, (a, b) in zip(both, values, strict=True) if a != b]
    return pd.DataFrame(found, columns=["row", "column", "first", "second"])


def _keyed(frame: pd.DataFrame, *, keyed: bool) -> pd.DataFrame:
    return frame.set_index("id", drop=False) if keyed else frame


def _beside(first: Mapping[str, object], second: Mapping[str, object]) -> list[tuple[str, str, str]]:
    names = dict.fromkeys([*first, *second])
    return [(n, *(_word(each[n]) if n in each else ABSENT for each in (first, second))) for n in names]  # type: ignore[misc]


def _table(name: str, rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[name, "first", "second"])


def _word(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return "; ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
