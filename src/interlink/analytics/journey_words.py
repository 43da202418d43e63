"""Journeys in plain words: what was found, and what a reader must know."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import breadth_first_order

from interlink.analytics.explain import count, describe
from interlink.analytics.journey_question import Asked, limits_of
from interlink.analytics.timed import Journey

__all__ = ["caveats", "caveats_of_reach", "summarise", "summarise_reach"]

GOALS = {"earliest": "earliest arrival", "latest": "latest departure", "fewest": "fewest hops"}


def caveats(asked: Asked, found: list[Journey], *, is_cut: bool, repeats: int) -> Iterator[str]:
    """What a reader of these journeys must know."""
    if is_cut:
        yield "The search was cut off after 100,000 steps: others may be as good. Narrow, or loosen limits."
    if not found and not is_cut:
        yield why_none(asked)
    elif asked.start == asked.end:
        yield "Start and end are the same entity: there is nothing to connect."
    elif found:
        if len(found) < asked.k and not is_cut:
            yield f"{asked.k} journeys were asked for and only {len(found)} exist."
        yield "A journey shows that something could have passed in this order, not that it did."
        if any(is_sudden(asked, each) for each in found):
            yield (
                "Some hops leave at the very moment the one before arrives; where times are whole days, "
                "which came first is not known."
            )
    yield from common_caveats(asked, repeats)


def caveats_of_reach(asked: Asked, rows: int, repeats: int) -> Iterator[str]:
    """What a reader of who is reached must know."""
    if not rows:
        yield "Nobody is reached in time by these records."
    yield "To be reached shows that something could have come so far, not that it did."
    if not asked.limits.suffices:
        yield "With limits on waiting or amounts, a way may meet an entity twice."
    yield from common_caveats(asked, repeats)


def common_caveats(asked: Asked, repeats: int) -> Iterator[str]:
    """What is true of either answer."""
    projection, contacts = asked.projection, asked.projection.contacts
    if contacts.untimed:
        yield f"{count(contacts.untimed, 'record has', 'records have')} no time: left out."
    if contacts.impossible:
        said = count(contacts.impossible, "record ends before it begins", "records end before they begin")
        yield f"{said}: left out."
    if asked.limits.share >= 0:
        yield "Amounts were compared payment by payment: money split or joined on the way is not followed."
        if len(contacts) > 1 and bool((contacts.weight == contacts.weight[0]).all()):
            yield "All contacts weigh the same: were links weighed by amount?"
    if projection.directed and not asked.follow:
        yield "The direction of contacts was not used."
    if not repeats:
        yield "How firmly this holds was not measured: missing records can break a journey or open another."


def why_none(asked: Asked) -> str:
    """Why there is no journey: in time, within the limits, or at all."""
    projection, end = asked.projection, asked.end
    ends = f"'{projection.caption_of(asked.start)}' and '{projection.caption_of(end)}'"
    if end in asked.reach(asked.usable, limits_of(0, None, None)).vertices:
        return f"Contacts lead from one to the other of {ends} in time, but none within these limits."
    flat = projection.flat(directed=asked.follow and projection.directed)
    reached = breadth_first_order(flat.matrix(np.ones(flat.n_pairs)), asked.start, return_predecessors=False)
    if end in reached:
        return f"A path joins {ends}, but none respects time: a later hop is older, or has no time."
    return f"{ends} are not connected in these records; other records may connect them."


def is_sudden(asked: Asked, journey: Journey) -> bool:
    """Whether a hop leaves at the moment the one before arrives."""
    contacts, used = asked.projection.contacts, list(journey.contacts)
    return bool((contacts.at[used[1:]] == contacts.until[used[:-1]]).any())


def summarise(asked: Asked, found: list[Journey], frame: pd.DataFrame) -> str:
    """The journeys in plain words, the best first."""
    projection, end = asked.projection, asked.end
    ends = f"{projection.caption_of(asked.start)} to {projection.caption_of(end)}"
    said = f"{count(len(found), 'journey', 'journeys')} in order of time, best by {GOALS[asked.goal]}"
    lines = [f"From {ends}, among {describe(projection)}: {said}."]
    for row, each in list(zip(frame.itertuples(), found, strict=True))[:5]:
        along = " - ".join(projection.caption_of(v) for v in each.path)
        when = f", {row.departs:%Y-%m-%d %H:%M} to {row.arrives:%Y-%m-%d %H:%M}" if each.contacts else ""
        lines.append(f"{row.rank}. {along} ({count(len(each.contacts), 'hop', 'hops')}{when}).")
    return "\n".join(lines)


def summarise_reach(asked: Asked, frame: pd.DataFrame) -> str:
    """Who is reached in plain words, the first first."""
    projection = asked.projection
    said = count(len(frame), "other is reached", "others are reached")
    lines = [f"From {projection.caption_of(asked.start)}, among {describe(projection)}: {said} in time."]
    first = frame.head(5)
    for rank, (caption, hops, moment) in enumerate(
        zip(first["caption"], first["hops"], first["arrives"], strict=True), 1
    ):
        lines.append(f"{rank}. {caption} ({count(hops, 'hop', 'hops')}, {moment:%Y-%m-%d %H:%M}).")
    return "\n".join(lines)
