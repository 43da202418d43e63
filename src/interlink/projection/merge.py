"""Parallel links made one: weights summed, times widened, records united."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlink.projection.columns import MISSING_TIME, Floats, Ints

__all__ = ["Merged", "Vertices", "either", "group_numbers", "link_key", "merge_links", "take_ranges"]

Vertices = npt.NDArray[np.int32]
LATEST = int(np.iinfo(np.int64).max)


@dataclass(frozen=True)
class Merged:
    """Links in order of source, target and layer, with their records as offsets and values."""

    source: Vertices
    target: Vertices
    layer: npt.NDArray[np.int16]
    weight: Floats
    first: Ints | None
    last: Ints | None
    record_offsets: Ints
    records: Ints


def merge_links(
    source: Vertices,
    target: Vertices,
    layer: npt.NDArray[np.int16],
    weight: Floats,
    *,
    first: Ints | None,
    last: Ints | None,
    records: Ints,
    n_nodes: int,
    n_layers: int,
) -> Merged:
    """The links with those of one source, target and layer merged, whatever the order of rows.

    Weights are added in order of size, so that the last bit of a sum does not depend on the
    order of rows. A merged link has the records of all its rows, each once, in ascending order.
    O(m log m).
    """
    key = link_key(source, target, layer, n_nodes=n_nodes, n_layers=n_layers)
    even = weight.size == 0 or bool((weight == weight[0]).all())
    # Of rows that are alike in both, none of what follows depends on which comes first.
    order = np.argsort(key) if even else np.lexsort((weight, key))
    starts, link_of_row = group_numbers(key[order])
    chosen = order[starts]
    offsets, united = unite_records(records[order], link_of_row, starts.size)
    return Merged(
        source=source[chosen],
        target=target[chosen],
        layer=layer[chosen],
        weight=np.add.reduceat(weight[order], starts) if starts.size else weight,
        first=None if first is None else earliest(first[order], starts),
        last=None if last is None else (np.maximum.reduceat(last[order], starts) if starts.size else last),
        record_offsets=offsets,
        records=united,
    )


def link_key(
    source: Vertices, target: Vertices, layer: npt.NDArray[np.int16], *, n_nodes: int, n_layers: int
) -> Ints:
    """One number for source, target and layer together, in the order of merged links."""
    return np.asarray((source.astype(np.int64) * n_nodes + target) * n_layers + layer)


def group_numbers(key: Ints) -> tuple[Ints, Ints]:
    """Where each run of equal keys starts, and the number of its run for every position."""
    is_start = np.ones(key.size, dtype=bool)
    is_start[1:] = key[1:] != key[:-1]
    return np.flatnonzero(is_start), np.cumsum(is_start, dtype=np.int64) - 1


def earliest(moments: Ints, starts: Ints) -> Ints:
    """The smallest moment of each run that is not missing."""
    if not starts.size:
        return moments
    missing = moments == MISSING_TIME
    if not missing.any():
        return np.minimum.reduceat(moments, starts)
    found = np.minimum.reduceat(np.where(missing, LATEST, moments), starts)
    return np.where(found == LATEST, MISSING_TIME, found)


def take_ranges(offsets: Ints, values: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """The values of the chosen ranges, one range after another, and each range's length."""
    lengths = offsets[chosen + 1] - offsets[chosen]
    ends = np.cumsum(lengths)
    places = np.arange(ends[-1] if ends.size else 0, dtype=np.int64)
    places += np.repeat(offsets[chosen] - (ends - lengths), lengths)
    return values[places], lengths


def unite_records(values: Ints, link: Ints, n_links: int) -> tuple[Ints, Ints]:
    """Offsets and values of the distinct records of each link, ascending; `link` is in order."""
    counts = np.bincount(link, minlength=n_links)
    # only the records of links with several have an order to be put into
    several = np.flatnonzero(counts[link] > 1)
    by_link = np.lexsort((values[several], link[several]))
    values[several] = values[several[by_link]]
    keep = np.ones(values.size, dtype=bool)
    keep[1:] = (values[1:] != values[:-1]) | (link[1:] != link[:-1])
    if not keep.all():
        values, counts = values[keep], np.bincount(link[keep], minlength=n_links)
    offsets = np.zeros(n_links + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets, values


def either(share: Floats, link: Ints, n_links: int) -> Floats:
    """How likely at least one row of each link is right, rows taken as independent: 1 - prod(1 - share).

    Shares are multiplied in order of size, so that the last bit does not depend on the order of rows, and
    the result is rounded to twelve digits, so that one row of 0.2 gives 0.2.
    """
    if share.size and bool((share == share[0]).all()):
        wrong = (1.0 - share[0]) ** np.bincount(link, minlength=n_links)
    else:
        order = np.lexsort((share, link))
        starts, _ = group_numbers(link[order])
        wrong = np.multiply.reduceat(1.0 - share[order], starts) if starts.size else np.zeros(0)
    return np.asarray(np.round(1.0 - wrong, 12))
