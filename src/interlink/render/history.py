"""The steps of a drawing as a tree: every drawing that was, in words, and the way to each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from interlink.render.drawing import Drawing

__all__ = ["MOST_STEPS", "History", "Line", "Step"]

MOST_STEPS = 100
BEGINNING = "Nothing drawn"


@dataclass(frozen=True)
class Step:
    """What was done, in words, the drawing it gave, and the number of the step before it."""

    words: str
    drawing: Drawing
    before: int | None


@dataclass(frozen=True)
class Line:
    """A step in the list of steps. `depth` counts the branchings before it; one step is the current one."""

    number: int
    depth: int
    words: str
    entities: int
    is_current: bool


@dataclass(frozen=True)
class History:
    """Steps by number, the current one, and of each step the one that `redo` leads to.

    Taking a step from an earlier drawing begins a branch; the other branch stays. `rev` grows whenever the
    places before no longer count, so that the component forgets what was dragged. About the last 100 steps
    are kept: the oldest outside the way to the current drawing go first, then the beginning of that way.
    """

    steps: Mapping[int, Step] = field(default_factory=lambda: {0: Step(BEGINNING, Drawing(), None)})
    at: int = 0
    ahead: Mapping[int, int] = field(default_factory=dict)
    rev: int = 0

    @property
    def drawing(self) -> Drawing:
        """The current drawing."""
        return self.steps[self.at].drawing

    @property
    def can_undo(self) -> bool:
        """There is a step before the current one."""
        return self.steps[self.at].before is not None

    @property
    def can_redo(self) -> bool:
        """A step was taken from here before."""
        return self.at in self.ahead

    def take(self, words: str, drawing: Drawing) -> History:
        """With a step after the current one; itself where the drawing is the same."""
        before = self.drawing
        if drawing == before:
            return self
        number = max(self.steps) + 1
        steps = {**self.steps, number: Step(words, drawing, self.at)}
        given_up = any(place != before.places.get(id_, place) for id_, place in drawing.places.items())
        taken = History(steps, number, {**self.ahead, self.at: number}, self.rev + given_up)
        return taken._forget() if len(steps) > MOST_STEPS else taken

    def settle(self, places: Mapping[str, tuple[float, float]]) -> History:
        """With these places in the current drawing; no step."""
        now = self.steps[self.at]
        settled = now.drawing.settle(places)
        if settled is now.drawing:
            return self
        return replace(self, steps={**self.steps, self.at: replace(now, drawing=settled)})

    def undo(self) -> History:
        """At the step before; itself where there is none."""
        before = self.steps[self.at].before
        return self if before is None else self.go_to(before)

    def redo(self) -> History:
        """At the step that was last left from here; itself where there is none."""
        return self.go_to(self.ahead[self.at]) if self.can_redo else self

    def go_to(self, number: int) -> History:
        """At any step; itself where it is the current one or is no longer kept."""
        if number == self.at or number not in self.steps:
            return self
        way = list(self._way(number))
        ahead = {**self.ahead, **dict(zip(way[1:], way, strict=False))}
        return replace(self, at=number, ahead=ahead, rev=self.rev + 1)

    def lines(self) -> list[Line]:
        """Every step, each below the one it followed; branches that were left are further in."""
        after: dict[int | None, list[int]] = {}
        for number, step in sorted(self.steps.items()):
            after.setdefault(step.before, []).append(number)
        found: list[Line] = []
        waiting = [(number, 0) for number in reversed(after[None])]
        while waiting:
            number, depth = waiting.pop()
            step = self.steps[number]
            found.append(Line(number, depth, step.words, len(step.drawing.places), number == self.at))
            branches = sorted(after.get(number, []))
            # The branch last taken goes on at the same depth, below those that were left.
            main = self.ahead.get(number, branches[0] if branches else None)
            waiting += [(each, depth) for each in branches if each == main]
            waiting += [(each, depth + 1) for each in reversed(branches) if each != main]
        return found

    def _way(self, number: int) -> Iterator[int]:
        """The step, the one before it, and so on to the beginning."""
        step: int | None = number
        while step is not None:
            yield step
            step = self.steps[step].before

    def _forget(self) -> History:
        """Without the oldest step that nothing current needs."""
        way = set(self._way(self.at))
        parents = {step.before for step in self.steps.values()}
        beside = [number for number in sorted(self.steps) if number not in way and number not in parents]
        gone = beside[0] if beside else min(way)
        steps = {
            number: replace(step, before=None) if step.before == gone else step
            for number, step in self.steps.items()
            if number != gone
        }
        ahead = {a: b for a, b in self.ahead.items() if gone not in (a, b)}
        return replace(self, steps=steps, ahead=ahead)
