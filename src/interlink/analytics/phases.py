"""Communities through time: born, grown, merged, split and gone; and who goes on under another id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from interlink.analytics.checks import refuse_negative, refuse_seed
from interlink.analytics.cite import Behind, listed
from interlink.analytics.explain import count, describe
from interlink.analytics.finding import Finding, finding_of
from interlink.analytics.partition import searches
from interlink.analytics.stability import count_repeats, masks
from interlink.analytics.story import Event, Story, again, live_through
from interlink.analytics.windows import Window, flat_of, windows_by_layer, windows_by_time
from interlink.errors import QueryError, UnknownName, nearest
from interlink.projection import UNCONSTRAINED, Constraints, Projection
from interlink.projection.columns import Ints

__all__ = ["phases"]

By = Literal["time", "layer"]
# A search over one pair of one window, at 1,000 pairs.
SECONDS = 5e-6


def phases(
    projection: Projection,
    *,
    by: By = "time",
    every: int = 30,
    threshold: float = 0.3,
    smallest: int = 3,
    likeness: float = 0.5,
    least_shared: int = 2,
    where: Constraints = UNCONSTRAINED,
    resamples: int | None = None,
    seed: int = 0,
) -> Finding:
    """Groups window by window, what becomes of each, and who goes on under another id.

    Groups are the communities (Leiden, modularity) of the links of a window, without direction. A
    group and one of the next window are matched where the share of members in common, of all
    members of either, is at least the threshold; who was followed to another id counts as the same.
    Frame, by window, those of groups in it first: window (in which it shows), event (`birth`,
    `death`, `merge`, `split`, and of one matched to one `continue`, or `grow` or `shrink` by more
    than a tenth), before and after (numbers of the groups in the window before and in this one),
    size_before, size_after, stayed (members of both), followed (those of them that have another id
    now), similarity (of all before to all after), confidence (share of repeats with this event; where
    there were repeats). The groups of the first window have no event. Table `groups`, by window,
    then largest first: window, group (from 1), size, members (ids). Table `members`: window, id,
    caption, group. Table `successors`: old, new, old_caption, new_caption, window (in which the new
    one is first heard of), similarity (half who they are linked to, half how: see
    `interlink.analytics.successors`), margin (by how much they are more alike than either is to
    another), shared (ids of common neighbours, the first that each had), confidence. The new id is
    first heard of after the old one was last, in the same window or the next. Measures: windows,
    turnover (of those linked in either of two windows in a row, the share that is in one alone; the
    mean), and how many there are of each event. Evidence: of an event the records inside its groups,
    of a group and a member those inside the group, of a successor those of both ids.

    Options
    -------
    by            windows are stretches of time, or layers in order of name
    every         how many days a window of time has
    threshold     share of members that makes two groups one, above 0 to 1
    smallest      members a group has at least
    likeness      how alike two ids are at least that are taken for one, above 0 to 1
    least_shared  common neighbours that two ids have at least that are taken for one
    resamples     repeats with a tenth of the links left out; empty: 20 where that is quick, else none
    seed          where chance starts; the same seed gives the same groups

    Raises
    ------
    UnknownName   no such `by`; and as `Constraints` say
    QueryError    every or least_shared is below 1, smallest below 2, threshold or likeness not above 0
                  and at most 1, there are too many windows, a weight is negative, resamples are not
                  0 to 10,000, the seed is below 0

    References
    ----------
    Greene, Doyle and Cunningham (2010), doi:10.1109/ASONAM.2010.17; Kuhn (1955),
    doi:10.1002/nav.3800020109; Traag, Waltman and van Eck (2019), doi:10.1038/s41598-019-41695-z
    """
    asked: dict[str, Any] = {
        "threshold": threshold,
        "smallest": smallest,
        "likeness": likeness,
        "least_shared": least_shared,
    }
    projection = projection.narrow(where)
    check(projection, by, every, seed=seed, **asked)
    windows = windows_by_layer(projection) if by == "layer" else windows_by_time(projection, every)
    flats = [flat_of(projection, window.rows) for window in windows]
    once = SECONDS * sum(flat.n_pairs * searches(flat) for flat in flats)
    repeats = count_repeats(resamples, once, "phases")
    story = live_through(projection, windows, flats, timed=by == "time", seed=seed, **asked)
    events, successors = describe_events(windows, story), describe_successors(projection, windows, story)
    if repeats:
        stories = (
            live_through(
                projection,
                [
                    Window(window.label, window.rows[kept[projection.link_of_row[window.rows]]])
                    for window in windows
                ],
                None,
                timed=by == "time",
                seed=seed,
                **asked,
            )
            for kept in masks(projection.n_links, repeats, seed)
        )
        events["confidence"], successors["confidence"] = again(story, stories, repeats)
    groups = describe_groups(projection, windows, story)
    return finding_of(
        projection,
        "phases",
        params={
            "by": by,
            **({"every": every} if by == "time" else {}),
            **asked,
            **where.said(),
        },
        seed=seed,
        tables={
            "events": events,
            "groups": groups,
            "members": describe_members(projection, windows, story),
            "successors": successors,
        },
        behind={
            "events": lambda: behind_events(projection, windows, story),
            "groups": lambda: behind_groups(projection, windows, story),
            "members": lambda: behind_members(projection, windows, story),
            "successors": lambda: behind_successors(projection, windows, story),
        },
        single_records=("events", "groups", "members", "successors"),
        summary=summarise(projection, windows, events, successors),
        caveats=caveats(projection, by, windows, repeats),
        packages=("igraph", "scipy"),
        measures=measures(windows, story, events),
        resamples=repeats,
    )


def check(
    projection: Projection,
    by: str,
    every: int,
    *,
    threshold: float,
    smallest: int,
    likeness: float,
    least_shared: int,
    seed: int,
) -> None:
    """Nothing, or the error that says which argument or weight cannot be used."""
    known = get_args(By)
    if by not in known:
        raise UnknownName(f"phases: no windows by '{by}'; expected {' or '.join(known)}.{nearest(by, known)}")
    if every < 1:
        raise QueryError(f"phases: every is {every} days; expected 1 or more")
    if least_shared < 1:
        raise QueryError(f"phases: least_shared is {least_shared}; expected 1 or more")
    if smallest < 2:
        raise QueryError(f"phases: smallest is {smallest}; expected 2 or more")
    for name, share in (("threshold", threshold), ("likeness", likeness)):
        if not 0 < share <= 1:
            raise QueryError(f"phases: {name} is {share}; expected above 0 and at most 1")
    refuse_seed(seed, "phases")
    refuse_negative(projection, projection, "phases")


def describe_events(windows: Sequence[Window], story: Story) -> pd.DataFrame:
    """One row per event."""
    events: Sequence[Event] = story.events
    return pd.DataFrame(
        {
            "window": pd.Series([windows[each.window].label for each in events], dtype="str"),
            "event": pd.Series([each.kind for each in events], dtype="str"),
            "before": pd.Series([each.before for each in events], dtype=object),
            "after": pd.Series([each.after for each in events], dtype=object),
            "size_before": np.array([each.size_before for each in events], dtype=np.int64),
            "size_after": np.array([each.size_after for each in events], dtype=np.int64),
            "stayed": np.array([each.stayed for each in events], dtype=np.int64),
            "followed": np.array([each.followed for each in events], dtype=np.int64),
            "similarity": np.array([each.similarity for each in events], dtype=np.float64),
        }
    )


def describe_groups(projection: Projection, windows: Sequence[Window], story: Story) -> pd.DataFrame:
    """One row per group."""
    rows = [
        (windows[number].label, group, members.size, tuple(projection.ids[n] for n in members.tolist()))
        for number in range(len(windows))
        for group, members in enumerate(story.members(number), start=1)
    ]
    return pd.DataFrame(
        {
            "window": pd.Series([row[0] for row in rows], dtype="str"),
            "group": np.array([row[1] for row in rows], dtype=np.int64),
            "size": np.array([row[2] for row in rows], dtype=np.int64),
            "members": pd.Series([row[3] for row in rows], dtype=object),
        }
    )


def describe_members(projection: Projection, windows: Sequence[Window], story: Story) -> pd.DataFrame:
    """One row per member of a group, by window, group and id."""
    vertices, window, group = placed(windows, story)
    return pd.DataFrame(
        {
            "window": pd.Series([windows[number].label for number in window.tolist()], dtype="str"),
            "id": projection.ids_of(vertices),
            "caption": projection.captions_of(vertices),
            "group": group,
        }
    )


def placed(windows: Sequence[Window], story: Story) -> tuple[Ints, Ints, Ints]:
    """Every member of a group: vertex, window and group, in order of window, group and id."""
    found = [
        (members, np.full(members.size, number), np.full(members.size, group))
        for number in range(len(windows))
        for group, members in enumerate(story.members(number), start=1)
    ]
    if not found:
        none = np.zeros(0, dtype=np.int64)
        return none, none, none
    vertices, window, group = (np.concatenate(column) for column in zip(*found, strict=True))
    return vertices, window, group


def describe_successors(projection: Projection, windows: Sequence[Window], story: Story) -> pd.DataFrame:
    """One row per entity that goes on under another id, in order of the window and the old id."""
    found = story.successors
    return pd.DataFrame(
        {
            "old": projection.ids_of(found.old),
            "new": projection.ids_of(found.new),
            "old_caption": projection.captions_of(found.old),
            "new_caption": projection.captions_of(found.new),
            "window": pd.Series([windows[n].label for n in story.began[found.new].tolist()], dtype="str"),
            "similarity": found.similarity,
            "margin": found.margin,
            "shared": pd.Series(
                [tuple(projection.ids[n] for n in each.tolist()) for each in story.shared], dtype=object
            ),
        }
    )


def behind_events(projection: Projection, windows: Sequence[Window], story: Story) -> Behind:
    """The records inside the groups of each event."""
    offsets, records = behind_groups(projection, windows, story)
    first = np.cumsum([0, *(len(story.members(number)) for number in range(len(windows)))])
    rows = [
        [
            *(first[each.window - 1] + g - 1 for g in each.before),
            *(first[each.window] + g - 1 for g in each.after),
        ]
        for each in story.events
    ]
    return listed([np.concatenate([records[offsets[n] : offsets[n + 1]] for n in row]) for row in rows])


def behind_groups(projection: Projection, windows: Sequence[Window], story: Story) -> Behind:
    """The records inside each group."""
    found = []
    for number in range(len(windows)):
        rows, group = inside(projection, windows[number], story.groups[number])
        found += [rows[group == each] for each in range(1, len(story.members(number)) + 1)]
    return listed([projection.rows.record[rows] for rows in found])


def behind_members(projection: Projection, windows: Sequence[Window], story: Story) -> Behind:
    """The records of each member inside its group."""
    found: list[Ints] = []
    for number in range(len(windows)):
        rows, _ = inside(projection, windows[number], story.groups[number])
        members = np.concatenate([np.zeros(0, dtype=np.int64), *story.members(number)])
        found += rows_of_each(projection, rows, members)
    return listed([projection.rows.record[rows] for rows in found])


def behind_successors(projection: Projection, windows: Sequence[Window], story: Story) -> Behind:
    """The records of both ids, the old one's first."""
    rows = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(each.rows for each in windows)]))
    old = rows_of_each(projection, rows, story.successors.old)
    new = rows_of_each(projection, rows, story.successors.new)
    return listed([projection.rows.record[np.concatenate(pair)] for pair in zip(old, new, strict=True)])


def inside(projection: Projection, window: Window, groups: Ints) -> tuple[Ints, Ints]:
    """The rows of a window that lie inside a group, and which."""
    tail, head = groups[projection.rows.source[window.rows]], groups[projection.rows.target[window.rows]]
    is_inside = (tail > 0) & (tail == head)
    return window.rows[is_inside], tail[is_inside]


def rows_of_each(projection: Projection, rows: Ints, vertices: Ints) -> list[Ints]:
    """For each vertex those of the rows that it is an end of."""
    tail, head = projection.rows.source[rows].astype(np.int64), projection.rows.target[rows].astype(np.int64)
    other = tail != head
    ends, which = np.concatenate([tail, head[other]]), np.concatenate([rows, rows[other]])
    order = np.argsort(ends, kind="stable")
    bounds = np.searchsorted(ends[order], np.column_stack([vertices, vertices + 1]))
    return [which[order[first:end]] for first, end in bounds.tolist()]


def measures(windows: Sequence[Window], story: Story, events: pd.DataFrame) -> dict[str, float]:
    """Figures of the whole: windows, how many come and go, and how many there are of each event."""
    changed: list[float] = []
    for one, other in zip(story.linked[:-1], story.linked[1:], strict=True):
        either = (one | other).sum()
        if either:
            changed.append(1 - float((one & other).sum() / either))
    found: dict[str, float] = {"windows": float(len(windows))}
    found["turnover"] = float(np.mean(changed)) if changed else float("nan")
    counted = Counter(events["event"].tolist())
    return {**found, **{str(kind): float(counted[kind]) for kind in sorted(counted)}}


def caveats(projection: Projection, by: str, windows: Sequence[Window], repeats: int) -> Iterator[str]:
    """What a reader of these phases must know."""
    if not windows:
        yield (
            "There are no links with a time: there is nothing to follow."
            if by == "time"
            else ("There are no links: there is nothing to follow.")
        )
        return
    if len(windows) == 1:
        yield "There is one window: nothing comes before or after it."
    yield "Groups of a window are found anew: at another length of windows they can differ, so try several."
    yield "That two ids are one is a guess from whom they are linked to: seek what proves it before acting."
    if by == "time":
        untimed, impossible = projection.contacts.untimed, projection.contacts.impossible
        if untimed:
            yield f"{count(untimed, 'record has', 'records have')} no time and are left out."
        if impossible:
            yield f"{count(impossible, 'record ends', 'records end')} before they begin and are left out."
    if not repeats:
        yield "How firmly each event holds was not measured: missing records can make groups come and go."


def summarise(
    projection: Projection, windows: Sequence[Window], events: pd.DataFrame, successors: pd.DataFrame
) -> str:
    """The whole first, then what happened, in plain words."""
    lines = [f"{describe(projection)} in {count(len(windows), 'window', 'windows')}."]
    happened = Counter(zip(events["window"].tolist(), events["event"].tolist(), strict=True))
    for window in dict.fromkeys(events["window"].tolist()):
        kinds = sorted(kind for of, kind in happened if of == window)
        lines.append(f"{window}: {', '.join(f'{kind} {happened[window, kind]}' for kind in kinds)}.")
    first = successors.head(5)
    names = ("old_caption", "new_caption", "similarity", "shared")
    for old, new, similarity, shared in zip(*(first[name].tolist() for name in names), strict=True):
        common = count(len(shared), "common neighbour", "common neighbours")
        lines.append(f"{old} may go on as {new} ({similarity:.2f} of 1, {common}).")
    if len(successors) > 5:
        lines.append(f"{count(len(successors) - 5, 'more may go', 'more may go')} on under another id.")
    return "\n".join(lines)
