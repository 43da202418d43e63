"""A picture: the entities and links that one screen shows, without where or how."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

__all__ = ["Picture", "PictureLink", "PictureNode"]


@dataclass(frozen=True)
class PictureNode:
    """One entity. `kind` is its schema, `size` a factor on the symbol, `listed` means a list names it."""

    id: str
    caption: str
    kind: str
    community: int | None = None
    size: float = 1.0
    listed: bool = False
    pinned: bool = False


@dataclass(frozen=True)
class PictureLink:
    """One link, or `count` links of one kind between the same two entities."""

    id: str
    source: str
    target: str
    kind: str
    label: str
    count: int = 1
    directed: bool = True


@dataclass(frozen=True)
class Picture:
    """What is shown, and how many entities and links there are in all.

    Ids are unique among nodes and among links, and every link ends at a node of the picture:
    anything else is a fault of the caller and raises ValueError.
    """

    nodes: tuple[PictureNode, ...]
    links: tuple[PictureLink, ...]
    total_nodes: int
    total_links: int

    def __post_init__(self) -> None:
        for what, ids in (("node", [n.id for n in self.nodes]), ("link", [k.id for k in self.links])):
            twice = sorted(id_ for id_, count in Counter(ids).items() if count > 1)
            if twice:
                raise ValueError(f"picture: {what} id '{twice[0]}' occurs twice; give each {what} once")
        known = {n.id for n in self.nodes}
        for link in self.links:
            for end in (link.source, link.target):
                if end not in known:
                    raise ValueError(
                        f"picture: link '{link.id}' ends at '{end}', which is not among its nodes"
                    )
        if self.total_nodes < len(self.nodes) or self.total_links < len(self.links):
            raise ValueError("picture: a total is below what is shown; totals count what is left out, too")

    def members(self, id_: str) -> tuple[str, ...]:
        """The ids of the entities that a node stands for: its own, unless it is a group."""
        return (id_,)

    @property
    def all_nodes(self) -> tuple[PictureNode, ...]:
        """Every entity, those inside groups, too."""
        return self.nodes

    @property
    def shown(self) -> str:
        """How much of the whole is drawn, in words: `40 of 48,211 entities and 52 of 90,410 links shown`."""
        return (
            f"{len(self.nodes):,} of {self.total_nodes:,} entities and "
            f"{len(self.links):,} of {self.total_links:,} links shown"
        )
