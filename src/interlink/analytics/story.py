"""What becomes of the groups of one window in the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from interlink.analytics.partition import number_by_size, search_communities
from interlink.analytics.running import tick
from interlink.analytics.successors import Lives, Successors, follow, roots
from interlink.analytics.windows import Window, flat_of, spans
from interlink.projection import Flat, Projection
from interlink.projection.columns import Floats, Ints

__all__ = ["Event", "Story", "again", "live_through"]

# A group that changes its size by more than this has grown or shrunk.
CHANGED = 0.1


@dataclass(frozen=True)
class Event:
    """What becomes of groups, by their numbers in the window before and in this one."""

    window: int
    kind: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    size_before: int
    size_after: int
    stayed: int
    followed: int
    similarity: float


@dataclass(frozen=True, eq=False)
class Story:
    """Groups of all windows, what became of them, and who goes on under another id.

    `groups[w]` has the group of each entity in window w, 0 where it is in none; `linked[w]` whether it has
    links there. `began` is the first window of each entity, -1 where it has none; `shared` are the common
    neighbours of each pair of successors, by their first ids.
    """

    groups: list[Ints]
    linked: list[npt.NDArray[np.bool_]]
    events: list[Event]
    successors: Successors
    began: Ints
    shared: list[Ints]

    @cached_property
    def _members(self) -> list[list[Ints]]:
        found = []
        for groups in self.groups:
            placed = np.flatnonzero(groups)
            order = placed[np.argsort(groups[placed], kind="stable")]
            found.append(
                np.split(order, np.cumsum(np.bincount(groups[placed])[1:])[:-1]) if order.size else []
            )
        return found

    def members(self, window: int) -> list[Ints]:
        """The members of each group of a window, in order."""
        return self._members[window]


def live_through(
    projection: Projection,
    windows: Sequence[Window],
    flats: Sequence[Flat] | None,
    *,
    timed: bool,
    seed: int,
    threshold: float,
    smallest: int,
    likeness: float,
    least_shared: int,
) -> Story:
    """The groups of each window and what becomes of them; `flats` are those of the windows, where known."""
    flats = [flat_of(projection, window.rows) for window in windows] if flats is None else flats
    groups, linked = [], []
    for number, flat in enumerate(flats):
        tick(number, len(flats))
        present = np.zeros(projection.n_nodes, dtype=bool)
        present[flat.source], present[flat.target] = True, True
        linked.append(present)
        groups.append(_groups(flat, present, smallest, seed))
    lives = _lives(projection, windows, timed=timed)
    followed = follow(lives, likeness, least_shared)
    successors = followed.kept(np.lexsort((followed.old, lives.window[followed.new])))
    root = roots(successors, projection.n_nodes)
    events = [
        event
        for number in range(1, len(windows))
        for event in _events(number, groups[number - 1], groups[number], root, threshold)
    ]
    return Story(groups, linked, events, successors, lives.window, [*_shared(lives, successors, root)])


def again(story: Story, repeats: Iterator[Story], asked: int) -> tuple[Floats, Floats]:
    """For each event, and for each pair of successors, the share of repeats that have it, too."""
    events, pairs = np.zeros(len(story.events)), np.zeros(story.successors.old.size)
    for repeat in repeats:
        became = [_became(*each) for each in zip(repeat.groups, story.groups, strict=True)]
        told = {
            _key(each, *(tuple(became[each.window - 1 + n][g] for g in side) for n, side in enumerate(sides)))
            for each in repeat.events
            for sides in [(each.before, each.after)]
        }
        events += [_key(each, each.before, each.after) in told for each in story.events]
        matched = set(zip(repeat.successors.old.tolist(), repeat.successors.new.tolist(), strict=True))
        ours = zip(story.successors.old.tolist(), story.successors.new.tolist(), strict=True)
        pairs += [pair in matched for pair in ours]
    return events / max(asked, 1), pairs / max(asked, 1)


def _key(event: Event, before: tuple[int, ...], after: tuple[int, ...]) -> tuple[object, ...]:
    kind = "continue" if event.kind in ("grow", "shrink") else event.kind
    return event.window, kind, frozenset(before), frozenset(after)


def _became(theirs: Ints, ours: Ints) -> list[int]:
    """For each group of a repeat the group that it shares most members with, 0 where there is none."""
    width = int(ours.max(initial=0)) + 1
    both = np.flatnonzero((theirs > 0) & (ours > 0))
    pair, together = np.unique(theirs[both] * width + ours[both], return_counts=True)
    one, other = np.divmod(pair, width)
    of_one, of_other = np.bincount(theirs), np.bincount(ours)
    near = together / (of_one[one] + of_other[other] - together)
    found = np.zeros(int(theirs.max(initial=0)) + 1, dtype=np.int64)
    order = np.lexsort((-other, near))
    found[one[order]] = other[order]
    return [int(each) for each in found]


def _groups(flat: Flat, present: npt.NDArray[np.bool_], smallest: int, seed: int) -> Ints:
    """The group of each entity, largest first from 1; 0 where it has no links or its group is too small."""
    found = search_communities(flat, "leiden", 1.0, seed)
    groups = np.zeros(flat.n_nodes, dtype=np.int64)
    groups[present] = number_by_size(found[present])
    sizes = np.bincount(groups)
    return np.where(sizes[groups] >= smallest, groups, 0)


def _lives(projection: Projection, windows: Sequence[Window], *, timed: bool) -> Lives:
    """Who was ever linked to whom, and when each was first and last heard of."""
    first, last = spans(windows, projection)
    rows = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(each.rows for each in windows)]))
    source = projection.rows.source[rows].astype(np.int64)
    target = projection.rows.target[rows].astype(np.int64)
    weight = projection.rows.counted(rows)
    other = np.flatnonzero(source != target)
    order = other[np.lexsort((weight[other], target[other], source[other]))]
    source, target, weight = source[order], target[order], weight[order]
    sent = weight if projection.directed else weight / 2
    n = max(projection.n_nodes, 1)
    key, pair = np.unique(np.concatenate([source * n + target, target * n + source]), return_inverse=True)
    began, ended = first, last
    if timed:
        began, ended = _heard(projection, rows)
    return Lives(
        n_nodes=projection.n_nodes,
        tail=key // n,
        head=key % n,
        weight=_summed(pair, np.concatenate([weight, weight])),
        sent=_summed(pair, np.concatenate([sent, weight - sent])),
        began=began,
        ended=ended,
        window=first,
        until=last,
    )


def _summed(pair: Ints, weight: Floats) -> Floats:
    return np.bincount(pair, weights=weight).astype(np.float64)


def _heard(projection: Projection, rows: Ints) -> tuple[Ints, Ints]:
    """When each entity was first and last heard of in these rows."""
    contacts = projection.contacts
    asked = np.flatnonzero(np.isin(contacts.row, rows))
    began = np.full(projection.n_nodes, np.iinfo(np.int64).max)
    ended = np.full(projection.n_nodes, np.iinfo(np.int64).min)
    for ends in (contacts.source[asked], contacts.target[asked]):
        np.minimum.at(began, ends, contacts.at[asked])
        np.maximum.at(ended, ends, contacts.until[asked])
    return began, ended


def _shared(lives: Lives, found: Successors, root: Ints) -> Iterator[Ints]:
    bounds = np.searchsorted(lives.tail, np.arange(lives.n_nodes + 1))
    for old, new in zip(found.old.tolist(), found.new.tolist(), strict=True):
        ours, theirs = (root[lives.head[bounds[n] : bounds[n + 1]]] for n in (old, new))
        yield np.intersect1d(ours, theirs)


def _events(window: int, before: Ints, after: Ints, root: Ints, threshold: float) -> Iterator[Event]:
    """What becomes of the groups of a window in the next: of those after in order, then of those before."""
    one, other = np.flatnonzero(before), np.flatnonzero(after)
    # Who has two ids in one window counts once, by the one first in order.
    _, pick = np.unique(root[one], return_index=True)
    one = one[pick]
    _, pick = np.unique(root[other], return_index=True)
    other = other[pick]
    was = dict(zip(root[one].tolist(), before[one].tolist(), strict=True))
    now = dict(zip(root[other].tolist(), after[other].tolist(), strict=True))
    moved = now.keys() - set(other.tolist())
    olds, news = _sets(was), _sets(now)
    together = Counter((was[vertex], now[vertex]) for vertex in was.keys() & now.keys())
    from_of: dict[int, list[int]] = {each: [] for each in news}
    to_of: dict[int, list[int]] = {each: [] for each in olds}
    for (b, a), both in sorted(together.items()):
        if both >= threshold * (len(olds[b]) + len(news[a]) - both):
            from_of[a].append(b)
            to_of[b].append(a)

    def told(kind: str, befores: Sequence[int], afters: Sequence[int]) -> Event:
        ours: set[int] = set().union(*(olds[b] for b in befores))
        theirs: set[int] = set().union(*(news[a] for a in afters))
        both = ours & theirs
        near = len(both) / len(ours | theirs)
        return Event(
            window=window,
            kind=kind,
            before=tuple(befores),
            after=tuple(afters),
            size_before=len(ours),
            size_after=len(theirs),
            stayed=len(both),
            followed=len(both & moved),
            similarity=near,
        )

    for a in sorted(news):
        if not from_of[a]:
            yield told("birth", (), (a,))
        elif len(from_of[a]) > 1:
            yield told("merge", from_of[a], (a,))
        elif len(to_of[from_of[a][0]]) == 1:
            yield told(_size(len(olds[from_of[a][0]]), len(news[a])), from_of[a], (a,))
    for b in sorted(olds):
        if not to_of[b]:
            yield told("death", (b,), ())
        elif len(to_of[b]) > 1:
            yield told("split", (b,), to_of[b])


def _sets(group_of: dict[int, int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for vertex, group in group_of.items():
        found.setdefault(group, set()).add(vertex)
    return found


def _size(before: int, after: int) -> str:
    if after > before * (1 + CHANGED):
        return "grow"
    return "shrink" if after < before * (1 - CHANGED) else "continue"
