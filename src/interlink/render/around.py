"""What hangs on an entity of a picture alone, so that it can be folded away."""

from __future__ import annotations

from collections import defaultdict

from interlink.render.picture import Picture

__all__ = ["hanging_on"]


def hanging_on(picture: Picture, centre: str) -> tuple[str, ...]:
    """The neighbours of an entity that are linked with nothing else drawn, in the picture's order.

    Pinned ones are not among them: who pins an entity wants to keep it.
    """
    linked: dict[str, set[str]] = defaultdict(set)
    for link in picture.links:
        linked[link.source].add(link.target)
        linked[link.target].add(link.source)
    return tuple(
        node.id
        for node in picture.nodes
        if node.id != centre and not node.pinned and linked[node.id] - {node.id} == {centre}
    )
