"""What the lake's tables hold by load, and which of them cannot be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import polars as pl

from interlink.errors import StoreUnavailable
from interlink.lake.tables import Tables

__all__ = ["TableState", "survey"]


@dataclass(frozen=True)
class TableState:
    """A table: its rows by number of load, or what is wrong with it and what to do."""

    name: str
    rows: dict[int, int] = field(default_factory=dict)
    problem: str | None = None


def survey(url: str) -> Iterator[TableState]:
    """Every table of a lake in a folder, in order of name; one column of each is read."""
    tables = Tables(url)
    for name in tables.names():
        try:
            cause = _cause(Path(url) / name)
            yield TableState(name, _rows(tables, name) if cause is None else {}, cause)
        except StoreUnavailable as error:
            yield TableState(name, problem=str(error))
        except (pl.exceptions.PolarsError, OSError) as error:
            yield TableState(name, problem=f"the table {name} cannot be read: {error}. Restore a backup.")


def _rows(tables: Tables, name: str) -> dict[int, int]:
    table = tables.find(name)
    if table is None:
        raise StoreUnavailable(f"the table {name} has a log without a first commit. Restore a backup.")
    counted = pl.scan_delta(table).group_by("load").len().collect()
    return {int(load): int(rows) for load, rows in counted.sort("load").iter_rows()}


def _cause(table: Path) -> str | None:
    """What is wrong with a table's log, where that shows: a commit that is no commit, or that is missing."""
    commits = sorted(path for path in (table / "_delta_log").glob("*.json") if path.stem.isdigit())
    for before, after in pairwise(commits):
        if int(after.stem) != int(before.stem) + 1:
            gone = int(before.stem) + 1
            return f"the table {table.name} lacks the commit {gone} of its log. Restore a backup."
    for commit in commits:
        if _is_commit(commit):
            continue
        if commit == commits[-1]:
            return (
                f"the newest commit of the table {table.name}, {commit}, is damaged. If power failed, no"
                " committed load rests on it: move that file away and check again. If not, restore a backup."
            )
        return f"the commit {commit} of the table {table.name} is damaged. Restore a backup."
    return None


def _is_commit(path: Path) -> bool:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return bool(lines) and all(isinstance(json.loads(line), dict) for line in lines)
    except ValueError:
        return False
