"""Contacts in the order in which a search goes through them, and which of them can be of use to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlink.analytics import sweep
from interlink.analytics.sweep import NEVER
from interlink.projection.columns import Ints
from interlink.projection.rows import Contacts

__all__ = ["Course", "by_arrival", "by_hops", "course_of"]

# How many more contacts each longer time takes in.
FIRST_CONTACTS = 256
GROWTH = 8


@dataclass(frozen=True, eq=False)
class Course:
    """Contacts by number, in order of `at`; `turned`, time runs back and each leads from its target."""

    number: Ints
    source: npt.NDArray[np.int32]
    target: npt.NDArray[np.int32]
    at: Ints
    until: Ints
    both: bool
    backwards: bool = False

    def turned(self) -> Course:
        """The same seen from the end: moments are negative, the last comes first."""
        order = np.argsort(-self.until, kind="stable")
        return Course(
            self.number[order],
            self.target[order],
            self.source[order],
            -self.until[order],
            -self.at[order],
            self.both,
            not self.backwards,
        )

    def until_at(self, moment: int) -> Course:
        """The contacts that begin by a moment."""
        return self.only(slice(int(np.searchsorted(self.at, moment, side="right"))))

    def only(self, chosen: npt.NDArray[np.bool_] | slice) -> Course:
        """The contacts chosen."""
        return Course(
            self.number[chosen],
            self.source[chosen],
            self.target[chosen],
            self.at[chosen],
            self.until[chosen],
            self.both,
            self.backwards,
        )


def course_of(contacts: Contacts, usable: Ints, *, both: bool) -> Course:
    """The contacts of these numbers, which are in order; `both` where each can be walked either way."""
    if usable.size == len(contacts):
        return Course(usable, contacts.source, contacts.target, contacts.at, contacts.until, both)
    return Course(
        usable,
        contacts.source[usable],
        contacts.target[usable],
        contacts.at[usable],
        contacts.until[usable],
        both,
    )


def by_arrival(
    course: Course, n_nodes: int, start: int, end: int, *, least: int
) -> Iterator[tuple[Course, float]]:
    """The contacts on some way that arrives by a moment, which is put off until all are in.

    What arrives later than the k-th best journey is no part of the k best.
    """
    columns = (course.source, course.target, course.at, course.until)
    ready, _ = sweep.earliest_arrivals(*columns, course.both, n_nodes, start, least)
    if ready[end] == NEVER:
        return
    moment, last, more = int(ready[end]) - least, int(course.until.max()), FIRST_CONTACTS
    while True:
        begun = course.until_at(moment)
        led_to = ready[begun.source] <= begun.at
        if course.both:
            led_to |= ready[begun.target] <= begun.at
        part = begun.only(led_to & (begun.until <= moment))
        back = part.turned()
        columns = (back.source, back.target, back.at, back.until)
        late, _ = sweep.earliest_arrivals(*columns, course.both, n_nodes, end, least)
        useful = _lies_between(part.source, part.target, part, ready, late)
        if course.both:
            useful |= _lies_between(part.target, part.source, part, ready, late)
        yield part.only(useful), np.inf
        if moment >= last:
            return
        place = int(np.searchsorted(course.at, moment, side="right")) + more
        moment = last if place >= course.at.size else max(moment, int(course.at[place]))
        more *= GROWTH


def _lies_between(
    tail: npt.NDArray[np.int32], head: npt.NDArray[np.int32], course: Course, ready: Ints, late: Ints
) -> npt.NDArray[np.bool_]:
    """Which contacts leave when their tail can be left, and arrive while there is a way on."""
    return np.asarray((ready[tail] <= course.at) & (late[head] <= -course.until))


def by_hops(course: Course, n_nodes: int, start: int, end: int) -> Iterator[tuple[Course, float]]:
    """The contacts on ways of at most so many hops, more and more, with that number."""
    ahead = sweep.fewest_hops(course.source, course.target, course.at, course.both, n_nodes, start)
    # each taken for a moment, at its beginning, so that a contact has one place in either direction
    moments = (course.target[::-1].copy(), course.source[::-1].copy(), -course.at[::-1])
    back = sweep.fewest_hops(*moments, course.both, n_nodes, end)
    to_target, to_source = back[0][::-1], back[1][::-1]
    hops = _through(ahead[0], to_target)
    if course.both:
        hops = np.minimum(hops, _through(ahead[1], to_source))
    for most in np.unique(hops[hops != NEVER]).tolist():
        yield course.only(hops <= most), most


def _through(before: Ints, after: Ints) -> Ints:
    """The hops of a way through each contact, NEVER where there is none."""
    return np.where((before == NEVER) | (after == NEVER), NEVER, before + after + 1)
