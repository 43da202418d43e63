"""The steps a person takes with the drawing, as handlers: each leaves words on what it did."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec

import streamlit as st
from state import Asking, known_ids, read_neighbours, work

from interlink.component import Action, Selection
from interlink.errors import InterlinkError
from interlink.render.drawing import Drawing
from interlink.render.pictures import newcomers_of, shown_ids

__all__ = [
    "change",
    "colour_by",
    "draw",
    "expand",
    "hear_action",
    "hear_selection",
    "open_address",
    "write_address",
]

P = ParamSpec("P")
MOST_IN_ADDRESS = 100


def telling(step: Callable[P, None]) -> Callable[P, None]:
    """The step, whose error is shown with the drawing: Streamlit would show a handler's as a traceback."""

    @wraps(step)
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        doing = work()
        doing.words = doing.problem = ""
        try:
            step(*args, **kwargs)
        except InterlinkError as error:
            doing.problem = str(error)

    return told


@telling
def draw(asking: Asking, ids: Iterable[str]) -> None:
    """Adds entities to the drawing."""
    known = known_ids(asking, ids)
    doing = work()
    doing.drawing = doing.drawing.add(known)


@telling
def expand(asking: Asking, ids: tuple[str, ...]) -> None:
    """Adds the neighbours of entities to the drawing."""
    doing = work()
    new, total = newcomers_of(read_neighbours(asking, ids, doing.drawing.ids), doing.drawing.ids)
    doing.drawing = doing.drawing.add(new)
    doing.words = f"{len(new):,} of {total:,} neighbours added."
    if not total:
        doing.words = "All neighbours are drawn already."
    elif len(new) < total:
        doing.words += " Those with most links came first; expand again for more."


@telling
def change(step: Callable[[Drawing], Drawing]) -> None:
    """Replaces the drawing by what the step makes of it."""
    doing = work()
    doing.drawing = step(doing.drawing)


def colour_by(colour: str) -> None:
    """Colours the drawing by kind or by community."""
    work().colour = colour


def hear_selection(selection: Selection) -> None:
    """Takes over what was selected in the drawing, unless it was heard before."""
    doing = work()
    if selection.seq > doing.last_selection:
        doing.last_selection = selection.seq
        doing.selected_nodes, doing.selected_links = selection.nodes, selection.edges


def hear_action(asking: Asking, action: Action | None) -> bool:
    """Does what was asked for in the drawing; False when it asks for nothing new."""
    doing = work()
    if action is None or action.seq <= doing.last_action:
        return False
    doing.last_action = action.seq
    if action.act == "expand":
        doing.selected_nodes, doing.selected_links = action.ids, ()
        expand(asking, action.ids)
    elif action.act == "hide":
        change(lambda drawing: drawing.hide(action.ids))
    return True


def open_address(asking: Asking) -> None:
    """Draws, once a session, the entities that the page's address names with `show`."""
    doing = work()
    if doing.was_opened:
        return
    doing.was_opened = True
    asked = shown_ids(st.query_params.get_all("show"))
    if not asked:
        return
    draw(asking, asked)
    doing.selected_nodes = doing.drawing.ids[:1] if len(doing.drawing.ids) == 1 else ()
    if len(doing.drawing.ids) < len(asked):
        doing.words = f"{len(doing.drawing.ids)} of {len(asked)} entities in the address are here."


def write_address() -> None:
    """Names the drawn entities in the page's address, where they are few enough for one."""
    ids = work().drawing.ids
    wanted = list(ids) if len(ids) <= MOST_IN_ADDRESS else []
    if st.query_params.get_all("show") != wanted:
        st.query_params["show"] = wanted
