"""Which records stand behind each row of a finding's table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from interlink.model.evidence import Evidence
from interlink.projection import Projection
from interlink.projection.columns import Ints
from interlink.projection.merge import take_ranges

__all__ = ["Behind", "Cite", "LinkCite", "RecordCite", "around", "by_group", "listed"]

# Row i of a table has `values[offsets[i]:offsets[i + 1]]`.
Behind: TypeAlias = tuple[Ints, Ints]


class Cite(Protocol):
    """The records behind every row of a table."""

    def evidence(self, row: int) -> list[Evidence]:
        """The records behind a row, each once."""

    def records(self) -> Behind:
        """The numbers of the records behind all rows."""


@dataclass(frozen=True, eq=False)
class LinkCite:
    """A row stands on links: on all of their records. `find` is asked once, when the first row is."""

    projection: Projection
    find: Callable[[], Behind]

    @cached_property
    def links(self) -> Behind:
        """The links behind all rows."""
        offsets, links = self.find()
        return np.asarray(offsets, dtype=np.int64), np.asarray(links, dtype=np.int64)

    def links_of(self, row: int) -> Ints:
        """The links behind a row."""
        offsets, links = self.links
        return links[offsets[row] : offsets[row + 1]]

    def evidence(self, row: int) -> list[Evidence]:
        """The records of the row's links, link after link, each once."""
        return self.projection.evidence(self.links_of(row))

    def records(self) -> Behind:
        """The numbers of the records behind all rows, link after link."""
        offsets, links = self.links
        records, lengths = take_ranges(self.projection.record_offsets, self.projection.records, links)
        ends = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
        return ends[offsets], records


@dataclass(frozen=True, eq=False)
class RecordCite:
    """A row stands on single records, such as the calls of a path through time."""

    projection: Projection
    find: Callable[[], Behind]

    @cached_property
    def _found(self) -> Behind:
        return self.find()

    def evidence(self, row: int) -> list[Evidence]:
        """The row's records, in order, each once."""
        offsets, records = self._found
        return self.projection.evidence_of(records[offsets[row] : offsets[row + 1]])

    def records(self) -> Behind:
        """The numbers of the records behind all rows."""
        return self._found


def listed(values: Sequence[Ints]) -> Behind:
    """What is behind each row, given row by row."""
    offsets = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum([len(each) for each in values], out=offsets[1:])
    return offsets, np.concatenate(values) if len(values) else np.zeros(0, dtype=np.int64)


def around(projection: Projection, vertices: Ints, counted: Ints | None = None) -> Behind:
    """For each vertex its links to others, in order; only those `counted`, by number, where given."""
    links = np.arange(projection.n_links) if counted is None else counted
    links = links[projection.source[links] != projection.target[links]]
    ends = np.concatenate([projection.source[links], projection.target[links]]).astype(np.int64)
    offsets, found = _gathered(ends, np.concatenate([links, links]), projection.n_nodes)
    chosen, lengths = take_ranges(offsets, found, np.asarray(vertices, dtype=np.int64))
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)]), chosen


def by_group(group_of_link: Ints, groups: int) -> Behind:
    """For each group its links, in order; a link whose group is negative is behind none."""
    links = np.flatnonzero(group_of_link >= 0)
    # numbers of sixteen bits are sorted by counting
    keys = group_of_link[links].astype(np.int16 if groups <= np.iinfo(np.int16).max else np.int64)
    return _offsets(keys, groups), links[np.argsort(keys, kind="stable")]


def _offsets(keys: npt.NDArray[Any], size: int) -> Ints:
    offsets = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(keys, minlength=size), out=offsets[1:])
    return offsets


def _gathered(keys: Ints, values: Ints, size: int) -> Behind:
    """The values of each key, in order. One sort of both as one number, several times as quick as by two."""
    offsets = _offsets(keys, size)
    most = int(values.max(initial=0)) + 1
    return offsets, np.sort(keys * most + values) - np.repeat(np.arange(size) * most, np.diff(offsets))
