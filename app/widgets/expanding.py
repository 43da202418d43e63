"""Expanding: few neighbours are drawn at once, of many a preview says first what would come."""

from __future__ import annotations

from collections.abc import Sequence

from home import workspace
from state import AT_ONCE, Asking, read_neighbours, work
from widgets.steps import called, take, telling

from interlink.component import Preview, PreviewKind
from interlink.render.drawing import MOST_HELD
from interlink.render.pictures import newcomers_of

__all__ = ["draw_neighbours", "expand"]

# So few change a picture less than a question would delay it, and one step back takes them out again.
FEW = 15


@telling
def expand(asking: Asking, ids: Sequence[str]) -> None:
    """Draws the neighbours of entities where they are few, else shows how many of which kind there are."""
    centre, drawn = tuple(ids), work().drawing.ids
    neighbourhood = read_neighbours(asking, centre, drawn)
    _, total = newcomers_of(neighbourhood, drawn)
    if total <= FEW:
        _draw(asking, centre)
        return
    ontology = workspace().ontology
    kinds = [
        PreviewKind(name, kind.label.lower(), kind.plural.lower(), count)
        for name, count in neighbourhood.kinds.items()
        for kind in [ontology.get(name)]
    ]
    doing = work()
    doing.previews += 1
    doing.preview = Preview(
        ids=centre,
        heading=f"Expanding {called(asking, centre)} adds {total:,} neighbours",
        kinds=tuple(sorted(kinds, key=lambda kind: (-kind.count, kind.many))),
        at_once=AT_ONCE,
        number=doing.previews,
    )


@telling
def draw_neighbours(asking: Asking, asked: Preview | None, kinds: Sequence[str], *, is_all: bool) -> None:
    """Draws what a preview offered: neighbours of these kinds (none for every kind), all or the first."""
    if asked is None:
        work().words = "That was answered already; expand again to be asked again."
        return
    _draw(asking, asked.ids, tuple(kinds), limit=MOST_HELD if is_all else AT_ONCE)


def _draw(asking: Asking, centre: tuple[str, ...], kinds: tuple[str, ...] = (), limit: int = AT_ONCE) -> None:
    doing = work()
    found = read_neighbours(asking, centre, doing.drawing.ids, kinds=kinds, limit=limit)
    new, total = newcomers_of(found, doing.drawing.ids)
    name = called(asking, centre)
    if not total:
        doing.words = f"All neighbours of {name} are drawn already."
        return
    counts = f"{len(new):,} of {total:,}" if len(new) < total else f"{len(new):,}"
    # Else the one that was expanded would vanish in a group.
    drawing = doing.drawing.add(new).beside_groups(centre)
    take(f"Expanded {name}: {counts} added", drawing)
    if len(new) < total:
        doing.words += " Those with most links came first; expand again for more."
