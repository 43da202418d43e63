"""What a method is: a name, a function that ranks the parties of a world, and what it goes by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

from interlink.worlds.finding.gather import Gathered

__all__ = ["Method", "Rank", "Ranked"]

# Entity ids of people and companies, the likeliest members first; an id may come again.
Ranked: TypeAlias = tuple[str, ...]


class Rank(Protocol):
    """Ranks the people and companies of a world."""

    def __call__(self, gathered: Gathered, *, seed: int) -> Ranked: ...


@dataclass(frozen=True)
class Method:
    """A method: its name, its function and what it goes by.

    `needs_all` says that its figures mean nothing where a source of the world is missing, `needs_questions`
    that there are none without questions.json.
    """

    name: str
    rank: Rank
    goes_by: str
    needs_all: bool = False
    needs_questions: bool = False
