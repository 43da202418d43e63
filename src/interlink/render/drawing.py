"""What is drawn: entities with their places, and which of them are pinned, as values that never change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from interlink.errors import QueryError

__all__ = ["MOST_DRAWN", "MOST_HELD", "Drawing", "Places"]

Places: TypeAlias = "Mapping[str, tuple[float, float] | None]"

# A browser draws this many in about a second and people read far fewer; what is more is drawn as groups.
MOST_DRAWN = 2_000
# Links among so many are still read from the lake, and grouped, in a second or two.
MOST_HELD = 20_000


@dataclass(frozen=True)
class Drawing:
    """The entities in the order drawn, each with its place once it has one.

    Pinned entities keep their place when all others are laid out anew. A method that changes nothing gives
    the drawing itself.
    """

    places: Places = field(default_factory=dict)
    pinned: frozenset[str] = frozenset()

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
        QueryError   the drawing would hold more than 20,000 entities
        """
        new = [id_ for id_ in dict.fromkeys(ids) if id_ not in self.places]
        if len(self.places) + len(new) > MOST_HELD:
            raise QueryError(
                f"{len(self.places) + len(new):,} entities are too many for one drawing; "
                f"it holds at most {MOST_HELD:,}. Hide some, or clear the drawing, and add again."
            )
        return replace(self, places={**self.places, **dict.fromkeys(new)}) if new else self

    def hide(self, ids: Collection[str]) -> Drawing:
        """Without these entities."""
        gone = set(ids)
        return self.keep([id_ for id_ in self.places if id_ not in gone])

    def keep(self, ids: Collection[str]) -> Drawing:
        """With no other entities than these."""
        stay = set(ids)
        kept = {id_: place for id_, place in self.places.items() if id_ in stay}
        return self if len(kept) == len(self.places) else Drawing(kept, self.pinned & kept.keys())

    def clear(self) -> Drawing:
        """With nothing drawn."""
        return self.keep(())

    def rearrange(self) -> Drawing:
        """With every place given up but those of pinned entities, so that the rest is laid out anew."""
        left = {id_: place if id_ in self.pinned else None for id_, place in self.places.items()}
        return self if left == self.places else replace(self, places=left)

    def pin(self, ids: Collection[str]) -> Drawing:
        """With these entities pinned; where all of them are, with none of them."""
        chosen = frozenset(ids) & self.places.keys()
        pinned = self.pinned - chosen if chosen <= self.pinned else self.pinned | chosen
        return self if pinned == self.pinned else replace(self, pinned=pinned)

    def beside_groups(self, ids: Collection[str]) -> Drawing:
        """With these entities pinned where groups are drawn: what is pinned stands beside them."""
        is_free = len(self.places) <= MOST_DRAWN or self.pinned.issuperset(ids)
        return self if is_free else self.pin(ids)

    def settle(self, places: Mapping[str, tuple[float, float]]) -> Drawing:
        """With these places; entities that are not drawn are left out."""
        moved = {id_: places.get(id_, place) for id_, place in self.places.items()}
        return self if moved == self.places else replace(self, places=moved)
