"""What is drawn, step by step: entities added, hidden and taken back, as values that never change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from interlink.errors import QueryError

__all__ = ["MOST_DRAWN", "Drawing", "Places"]

Places: TypeAlias = "Mapping[str, tuple[float, float] | None]"

# A browser draws this many in about a second and people read far fewer.
MOST_DRAWN = 2_000
MOST_STEPS = 100


@dataclass(frozen=True)
class Drawing:
    """The drawn entities in the order drawn, each with its place once it has one, and the steps before.

    `rev` grows whenever the places before no longer count, so that the component forgets what was dragged.
    A step that changes nothing gives the drawing itself. The last 100 steps can be undone.
    """

    places: Places = field(default_factory=dict)
    rev: int = 0
    past: tuple[Places, ...] = field(default=(), repr=False)

    @property
    def ids(self) -> tuple[str, ...]:
        """The drawn entities."""
        return tuple(self.places)

    @property
    def placed(self) -> dict[str, tuple[float, float]]:
        """The place of every drawn entity that has one."""
        return {id_: place for id_, place in self.places.items() if place is not None}

    def add(self, ids: Iterable[str]) -> Drawing:
        """With these entities, too; they get a place when they are laid out.

        Raises
        ------
        QueryError   more than 2,000 entities would be drawn
        """
        new = [id_ for id_ in dict.fromkeys(ids) if id_ not in self.places]
        if len(self.places) + len(new) > MOST_DRAWN:
            raise QueryError(
                f"{len(self.places) + len(new):,} entities are too many to draw; "
                f"at most {MOST_DRAWN:,} can be read. Hide some, or clear the drawing, and add again."
            )
        return self._step({**self.places, **dict.fromkeys(new)}) if new else self

    def hide(self, ids: Collection[str]) -> Drawing:
        """Without these entities."""
        return self.keep([id_ for id_ in self.places if id_ not in set(ids)])

    def keep(self, ids: Collection[str]) -> Drawing:
        """With no other entities than these."""
        kept = {id_: place for id_, place in self.places.items() if id_ in set(ids)}
        return self if len(kept) == len(self.places) else self._step(kept)

    def clear(self) -> Drawing:
        """With nothing drawn."""
        return self.keep(())

    def rearrange(self) -> Drawing:
        """With every place given up, so that all are laid out anew."""
        return replace(self._step(dict.fromkeys(self.places)), rev=self.rev + 1) if self.places else self

    def undo(self) -> Drawing:
        """As it was before the last step; itself where there was none."""
        if not self.past:
            return self
        return Drawing(self.past[-1], self.rev + 1, self.past[:-1])

    def settle(self, places: Mapping[str, tuple[float, float]]) -> Drawing:
        """With these places; not a step, and entities that are not drawn are left out."""
        moved = {id_: places.get(id_, place) for id_, place in self.places.items()}
        return self if moved == self.places else replace(self, places=moved)

    def _step(self, places: Places) -> Drawing:
        return replace(self, places=places, past=(*self.past, self.places)[-MOST_STEPS:])
