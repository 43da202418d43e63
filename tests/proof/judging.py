"""Calls drawn by chance from a seed, and what is wrong with each: a leak, or what is visible and missing.

A case is one door called for one person and purpose, judged against one marking; each call is judged against
all of them.
Case `n` belongs to call `n // markings`, and is the same whichever cases went before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from asking import Ask
from doors import DOORS, OWN, Door
from rules import PURPOSES, Mark, Person, may
from sown_home import LOCAL, REASON, VISITOR, Sown

from interlink.errors import AccessDenied, InterlinkError

__all__ = ["Judgement", "door_of", "draw_target", "judge", "judge_call", "tally"]

EVERY_DOOR = {**DOORS, **OWN}
# Doors that look at records are tried so many times as often as the others.
OFTEN = 6
IN_TURN = [
    name for name, door in EVERY_DOOR.items() for _ in range(1 if name in OWN or door.beyond else OFTEN)
]


@dataclass(frozen=True)
class Judgement:
    """What one call came to. `leaks` and `lacks` are in words, with the number of the case to try again."""

    call: int
    door: str
    person: Person
    purpose: str
    hidden: int
    visible: int
    leaks: tuple[str, ...]
    lacks: tuple[str, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """All that is wrong."""
        return (*self.leaks, *self.lacks)


def judge(sown: Sown, *, seed: int, cases: int, first: int = 0) -> Iterator[Judgement]:
    """The judgements of so many cases, from the call `first` on."""
    for call in range(first, first + -(-cases // len(sown.truth.marks))):
        yield judge_call(sown, call, seed=seed)


def tally(judgements: Iterator[Judgement], into: dict[str, Counter[str]]) -> list[str]:
    """Counts what was judged by door; every problem, in words."""
    problems = []
    for each in judgements:
        counts = into.setdefault(each.door, Counter())
        counts["calls"] += 1
        counts["cases"] += each.hidden + each.visible
        counts["of a hidden marking"] += each.hidden
        counts["leaks"] += len(each.leaks)
        counts["missing"] += len(each.lacks)
        problems += each.problems
    return problems


def judge_call(sown: Sown, call: int, *, seed: int) -> Judgement:
    """Makes the call of this number and judges what it said against every marking."""
    rng = Random(f"{seed}/{call}")
    name = door_of(call, seed=seed)
    door = EVERY_DOOR[name]
    person = rng.choices((LOCAL, VISITOR, rng.choice(sown.people)), (5, 5, 90))[0]
    purpose = rng.choice(PURPOSES)
    marks = sown.marks_of(person, purpose)
    target = draw_target(sown, marks, rng)
    is_alone = name in OWN or rng.random() < 0.05
    past = not is_alone and rng.random() < 0.12 and name != "cypher"
    last_load = sown.first_half if past else max(sown.truth.committed_at)
    seen = sown.seen(marks, last_load)
    ws = sown.alone(person, purpose) if is_alone else sown.workspace(person)
    view, day = None, "2026-03-15" if rng.random() < 0.06 else None
    if not is_alone:
        as_of = _moment(sown.truth.committed_at[last_load]) if past else None
        view = ws.view(
            purpose=purpose, reason=REASON, as_of=as_of, true_on=day, principal=sown.principal(person)
        )
    ask = Ask(ws, view, person, seen, target, rng)
    _try(door, ask)
    if is_alone:
        ws.close()
    elif day is not None:
        # The truth has no days: then only what is told counts.
        ask.problems.clear()
    betrayed = sown.truth.betrayed("\n".join(ask.told), marks, last_load)
    said = f"{name} for {person.name or 'a visitor'} ({person.ceiling}), {purpose}"
    number = call * len(sown.truth.marks)
    leaks = [
        f"case {number + mark}: {said}: told '{word}', marked {sown.truth.marks[mark]}"
        for mark, word in sorted(betrayed.items())
    ]
    lacks = [f"case {number + target.number}: {said}: {problem}" for problem in ask.problems]
    return Judgement(
        call,
        name,
        person,
        purpose,
        len(sown.truth.marks) - len(marks),
        len(marks),
        tuple(leaks),
        tuple(lacks),
    )


def door_of(call: int, *, seed: int) -> str:
    """The door that the call of this number tries."""
    return Random(f"door {seed}/{call}").choice(IN_TURN)


def _try(door: Door, ask: Ask) -> None:
    """Calls the door, which has to refuse those who have not the right, and nobody else."""
    is_allowed = may(ask.person, door.right)
    if is_allowed and door.beyond:
        return
    try:
        door.attack(ask)
    except AccessDenied as error:
        ask.tell(error)
        if is_allowed:
            ask.problems.append(f"refused to one who has the right '{door.right}': {error}")
        return
    except InterlinkError as error:
        ask.tell(error)
        ask.problems.append(f"what is visible is refused: {error}")
    if not is_allowed:
        ask.problems.append(f"answered one who has not the right '{door.right}'")


def draw_target(sown: Sown, marks: frozenset[int], rng: Random) -> Mark:
    """A marking to get at: as often a hidden one as a visible one."""
    held = [mark for mark in sown.truth.marks if sown.truth.by_mark.get(mark.number)]
    hidden = [mark for mark in held if mark.number not in marks]
    visible = [mark for mark in held if mark.number in marks]
    return rng.choice((visible or hidden) if rng.random() < 0.5 else (hidden or visible))


def _moment(micros: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
