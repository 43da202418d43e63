"""What is kept in memory between looks: name indexes, and more that is made of what a look may see."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from interlink.search.names import NameIndex

__all__ = ["Kept", "KeptNames"]

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """The few last used, each under all that decides what a look may see.

    Two looks share one only where they see the same fragments, so none learns of another's.
    Safe for the threads of an app; two that miss at once both make it.
    """

    def __init__(self, most: int = 4) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Made] = OrderedDict()
        self._lock = Lock()

    def get(self, seen: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept under `seen`, else what `make` gives, which is then kept."""
        with self._lock:
            if seen in self._kept:
                self._kept.move_to_end(seen)
                return self._kept[seen]
        made = make()
        with self._lock:
            self._kept[seen] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made


class KeptNames(Kept[NameIndex]):
    """The few name indexes last used."""
