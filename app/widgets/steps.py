"""The steps a person takes with the drawing, as handlers: each leaves words on what it did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import ParamSpec

import polars as pl
from home import workspace
from state import Asking, captions, read_drawn, work

from interlink.errors import InterlinkError
from interlink.render.around import hanging_on
from interlink.render.drawing import Drawing
from interlink.render.groups import is_group
from interlink.render.history import History
from interlink.render.label import clean_caption, shorten
from interlink.render.pictures import picture_of

__all__ = [
    "arrange",
    "called",
    "clear",
    "collapse",
    "colour_by",
    "draw",
    "hide",
    "keep",
    "named",
    "pin",
    "take",
    "telling",
    "travel",
]

P = ParamSpec("P")
NAME_LENGTH = 40


def telling(step: Callable[P, None]) -> Callable[P, None]:
    """The step, whose error is shown with the drawing: Streamlit would show a handler's as a traceback."""

    @wraps(step)
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        doing = work()
        doing.words = doing.problem = ""
        doing.preview = None
        try:
            step(*args, **kwargs)
        except InterlinkError as error:
            doing.problem = str(error)

    return told


def take(words: str, drawing: Drawing) -> None:
    """Takes a step to this drawing, and says so; nothing where it is the same."""
    doing = work()
    before = doing.history.at
    doing.history = doing.history.take(words, drawing)
    if doing.history.at != before:
        doing.words = f"{words}."


def called(asking: Asking, ids: Sequence[str]) -> str:
    """What to call drawn entities in words: the one by its name, several by their number."""
    names = captions(asking)
    return named([names.get(id_, id_) for id_ in ids])


def named(names: Sequence[str]) -> str:
    """One name, cleaned and shortened, or how many there are."""
    return shorten(clean_caption(names[0]), NAME_LENGTH) if len(names) == 1 else f"{len(names):,} entities"


@telling
def draw(asking: Asking, ids: Iterable[str]) -> None:
    """Adds entities to the drawing."""
    found = read_drawn(asking, tuple(ids)).nodes
    new = found.filter(~pl.col("id").is_in(pl.Series([*work().drawing.ids], dtype=pl.String).implode()))
    take(f"Drew {named(new['caption'].to_list())}", work().drawing.add(found["id"]))


@telling
def hide(asking: Asking, ids: Sequence[str]) -> None:
    """Takes entities out of the drawing."""
    take(f"Hid {called(asking, ids)}", work().drawing.hide(ids))


@telling
def keep(asking: Asking, ids: Sequence[str]) -> None:
    """Takes all others out of the drawing."""
    take(f"Kept only {called(asking, ids)}", work().drawing.keep(ids))


@telling
def collapse(asking: Asking, centre: str) -> None:
    """Takes out what hangs on an entity alone, whatever filters hide and whatever groups hold."""
    if is_group(centre):
        work().words = "Nothing hangs on a group; open it first."
        return
    drawing = work().drawing
    whole = picture_of(read_drawn(asking, drawing.ids), workspace().ontology, pinned=drawing.pinned)
    name, gone = called(asking, [centre]), hanging_on(whole, centre)
    if gone:
        take(f"Collapsed {name}: {len(gone):,} folded away", drawing.hide(gone))
    else:
        work().words = f"Nothing hangs on {name} alone."


@telling
def pin(asking: Asking, ids: Sequence[str]) -> None:
    """Pins entities to their places, or lets them go again where all of them are pinned."""
    drawing = work().drawing
    word = "Unpinned" if drawing.pinned.issuperset(ids) else "Pinned"
    take(f"{word} {called(asking, ids)}", drawing.pin(ids))


@telling
def arrange() -> None:
    """Lays everything out anew but what is pinned."""
    take("Arranged anew", work().drawing.rearrange())
    work().group_places.clear()


@telling
def clear() -> None:
    """Draws nothing any more."""
    take("Cleared", work().drawing.clear())


@telling
def travel(way: Callable[[History], History]) -> None:
    """Goes to another step of the drawing's history."""
    doing = work()
    doing.history = way(doing.history)
    doing.words = f"Now at: {doing.history.steps[doing.history.at].words}."


def colour_by(colour: str) -> None:
    """Colours the drawing by kind or by community."""
    work().colour = colour
