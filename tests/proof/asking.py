"""One call of a door: who asks for what, what was told, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from random import Random

from rules import Mark, Person
from secrets_sown import FIRST, IS_SECRET, LETTERS, secrets_in
from telling import all_text
from truth import Fragment, Seen, Truth

import interlink as il
from interlink.access.view import View
from interlink.errors import UnknownEntity

__all__ = ["PROPOSAL", "Ask"]

# How a refusal lists who else may be meant.
OTHERS, LISTED = "may mean ", re.compile(r" \(([^ ()]+)\)(?:, |\. Give)")
PROPOSAL = re.compile(r" Did you mean '(?P<id>[^']*)'\?")


@dataclass
class Ask:
    """What a door is tried with: somebody's view, a marking to get at, and chance.

    `seen` is what the rules let them see. `told` collects all that the door said, `problems` what it should
    have said or should not. Where `alone`, the workspace is the person's own and views are left to it.
    """

    ws: il.Workspace
    view: View | None
    person: Person
    seen: Seen
    target: Mark
    rng: Random
    told: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def truth(self) -> Truth:
        """All there is."""
        return self.seen.truth

    @property
    def door(self) -> dict[str, View | None]:
        """The view as an argument."""
        return {"view": self.view}

    def tell(self, value: object) -> None:
        """Takes down what a door gave."""
        self.told.append(all_text(value))

    def expect(self, found: object, wanted: object, of: str) -> None:
        """What a door says has to be what the rules and the records give."""
        if found != wanted:
            self.problems.append(f"{of}: {_short(found, wanted)} instead of {_short(wanted, found)}")

    def says(self, value: object, words: Collection[str], of: str) -> None:
        """What is visible does appear: every one of these words."""
        missing = sorted(set(words) - secrets_in(all_text(value)))
        if missing:
            self.problems.append(f"{of}: {len(missing)} visible words are missing, such as {missing[0]}")

    def is_refused(self, asked: str, control: str, call: Callable[[str], object]) -> None:
        """What is hidden is answered, byte for byte, as what is not there at all, but for the id asked."""
        hidden, absent = self._refusal(call, asked), self._refusal(call, control)
        # Who else may be meant follows from the letters asked, and is looked at by itself.
        if OTHERS not in hidden[1] + absent[1]:
            self.expect(hidden, absent, "the refusal of what is hidden, beside that of what does not exist")

    def _refusal(self, call: Callable[[str], object], asked: str) -> tuple[str, str]:
        try:
            given = call(asked)
        except UnknownEntity as error:
            words = str(error).replace(asked, "…")
            listed = LISTED.findall(words) if OTHERS in words else []
            for proposed in (*PROPOSAL.findall(words), *listed):
                if proposed not in self.seen.entities:
                    self.problems.append(f"a refusal proposes {proposed}, which is hidden")
            self.told.append(words)
            return type(error).__name__, PROPOSAL.sub("", words)
        self.tell(given)
        return "an answer", all_text(given).replace(asked, "…")

    def fragments(self) -> list[Fragment]:
        """What the records of the target say, as far as the moment asked about knows them."""
        return self.truth.by_mark.get(self.target.number, [])

    def entity(self) -> str:
        """An entity of the target: one that nobody else speaks of, more often than not."""
        own = [each.id for each in self.fragments() if not each.ends and each.words]
        every = [each.id for each in self.fragments() if not each.ends]
        return self.rng.choice(own if own and self.rng.random() < 0.6 else every)

    def visible(self) -> str | None:
        """An entity that they see, at chance; None where there is none."""
        return self.rng.choice(sorted(self.seen.entities)) if self.seen.entities else None

    def never(self, like: str) -> str:
        """A text of the same form as this one that no record says."""
        while True:
            word = FIRST + "".join(self.rng.choices(LETTERS, k=10))
            if word[2:6] in self.truth.by_code:
                continue
            drawn = IS_SECRET.sub(word, like)
            drawn = re.sub(r"\d", lambda _: self.rng.choice("0123456789"), drawn)
            if drawn == like:
                drawn = re.sub(r"[A-Z]", lambda _: self.rng.choice("ABCDEFGHIJKLMNOPRSTUVWYZ"), like)
            if drawn not in self.truth.ids and drawn != like:
                return drawn


def _short(value: object, beside: object) -> str:
    """A value in few words: of sets what the other has not."""
    if isinstance(value, set | frozenset) and isinstance(beside, set | frozenset):
        more = sorted(map(str, value - beside))
        return f"{len(value)} ({len(more)} of them more: {', '.join(more[:2])})"
    text = repr(value)
    return text if len(text) < 200 else f"{text[:200]}…"
