"""Two findings side by side: what was asked differently, and what came out differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from interlink.analytics.finding import Finding
from interlink.analytics.multiplex import agreement

__all__ = ["Comparison", "compare"]

ABSENT = "not there"


@dataclass(frozen=True, eq=False)
class Comparison:
    """What differs between two findings; tables without rows where nothing does.

    `is_same` means that the fingerprints are equal: the same asked of the same, with the same result.
    `params`: parameter, first, second, of analytic, parameters, seed and input. `measures`: measure, first,
    second, all there are. `rows`: row (its caption and id, else its number), column, first, second, of the
    main tables; a row that only one has stands there once, with the column `(row)`. Values are text. Where
    both say a `community` of each id, a group of the second goes by the number of the one of the first that
    it shares most members with, `new` before its own where there is none; the measure `agreement` is the
    normalised mutual information of the two partitions (Danon et al. 2005,
    doi:10.1088/1742-5468/2005/09/P09008).
    """

    is_same: bool
    params: pd.DataFrame
    measures: pd.DataFrame
    rows: pd.DataFrame

    @property
    def words(self) -> str:
        """Whether they are the same, as people read it."""
        if self.is_same:
            return "The same was asked of the same, with the same result."
        return "They are not the same: their fingerprints differ."


def compare(first: Finding, second: Finding) -> Comparison:
    """What differs between two findings, whatever their analytics. O(rows x columns)."""
    asked = [
        {"analytic": each.analytic, **each.params, "seed": each.seed, "input": each.inputs[:16]}
        for each in (first, second)
    ]
    measures = _beside(first.measures, second.measures)
    before, after = first.frame(), second.frame()
    if all({"id", "community"} <= set(frame.columns) and frame["id"].is_unique for frame in (before, after)):
        both = before[["id", "community"]].merge(after[["id", "community"]], on="id")
        agreed = agreement(both["community_x"].to_numpy(), both["community_y"].to_numpy())
        measures.append(("agreement", "", _word(agreed)))
        names = _named_after(both)
        after["community"] = [names.get(number, f"new {number}") for number in after["community"].tolist()]
    return Comparison(
        is_same=first.fingerprint == second.fingerprint,
        params=_table("parameter", [row for row in _beside(*asked) if row[1] != row[2]]),
        measures=_table("measure", measures),
        rows=_rows(before, after),
    )


def _named_after(both: pd.DataFrame) -> dict[int, int]:
    """The number of the first partition for each group of the second; most shared members first."""
    shared = both.groupby(["community_x", "community_y"]).size().sort_values(ascending=False, kind="stable")
    names: dict[int, int] = {}
    taken: set[int] = set()
    for old, new in shared.index.tolist():
        if old not in taken and new not in names:
            names[new] = old
            taken.add(old)
    return names


def _rows(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    keyed = all("id" in frame.columns and frame["id"].is_unique for frame in (first, second))
    one, other = (_keyed(frame, keyed=keyed) for frame in (first, second))
    captions = {} if not keyed else _captions(second) | _captions(first)

    def called(key: object) -> str:
        caption = captions.get(key, key)
        return str(key) if caption == key else f"{caption} ({key})"

    names = [name for name in first.columns if name in second.columns and name != "id"]
    found = [
        (
            called(key),
            "(row)",
            "there" if key in one.index else ABSENT,
            "there" if key in other.index else ABSENT,
        )
        for key in dict.fromkeys([*one.index, *other.index])
        if key not in one.index or key not in other.index
    ]
    both = one.index.intersection(other.index, sort=False)
    before, after = one.loc[both], other.loc[both]
    for name in names:
        values = [(_word(a), _word(b)) for a, b in zip(before[name], after[name], strict=True)]
        found += [(called(key), name, a, b) for key, (a, b) in zip(both, values, strict=True) if a != b]
    return pd.DataFrame(found, columns=["row", "column", "first", "second"])


def _captions(frame: pd.DataFrame) -> dict[object, object]:
    return dict(zip(frame["id"], frame["caption"], strict=True)) if "caption" in frame.columns else {}


def _keyed(frame: pd.DataFrame, *, keyed: bool) -> pd.DataFrame:
    return frame.set_index("id", drop=False) if keyed else frame


def _beside(first: Mapping[str, object], second: Mapping[str, object]) -> list[tuple[str, str, str]]:
    return [(name, _said(first, name), _said(second, name)) for name in dict.fromkeys([*first, *second])]


def _said(given: Mapping[str, object], name: str) -> str:
    return _word(given[name]) if name in given else ABSENT


def _table(name: str, rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[name, "first", "second"])


def _word(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return "; ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
