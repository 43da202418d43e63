"""What a person did in the drawing: each message of the component is heard once."""

from __future__ import annotations

from collections.abc import Callable

from state import Asking, work
from widgets.expanding import draw_neighbours, expand
from widgets.groups import open_group
from widgets.leaving import allow_picture
from widgets.paths import draw_path
from widgets.shown import Shown
from widgets.steps import collapse, hide, keep, pin, travel

from interlink.component import Action, Selection
from interlink.render.groups import is_group
from interlink.render.history import History

__all__ = ["hear_action", "hear_selection"]


def hear_selection(selection: Selection) -> None:
    """Takes over what was selected in the drawing, unless it was heard before."""
    doing = work()
    if selection.seq > doing.last_selection:
        doing.last_selection = selection.seq
        doing.selected_nodes, doing.selected_links = selection.nodes, selection.edges


def hear_action(asking: Asking, shown: Shown, action: Action | None) -> bool:
    """Does what was asked for in the drawing; False when it asks for nothing new.

    A group stands for its entities, but for expanding, which opens it.
    """
    doing, picture = work(), shown.picture
    if action is None or action.seq <= doing.last_action:
        return False
    doing.last_action = action.seq
    ids = tuple(dict.fromkeys(member for id_ in action.ids for member in picture.members(id_)))
    groups = [id_ for id_ in action.ids if is_group(id_)]
    if action.act in {"collapse", "expand", "hide", "isolate", "path", "pin"}:
        doing.selected_nodes, doing.selected_links = action.ids, ()
    if action.act == "expand" and groups:
        open_group(picture, groups[0])
        return True
    does: dict[str, Callable[[], None]] = {
        "expand": lambda: expand(asking, ids),
        "draw": lambda: draw_neighbours(asking, doing.preview, action.kinds, is_all=False),
        "draw_all": lambda: draw_neighbours(asking, doing.preview, action.kinds, is_all=True),
        "dismiss": _dismiss,
        "collapse": lambda: collapse(asking, action.ids[0]),
        "hide": lambda: hide(asking, ids),
        "isolate": lambda: keep(asking, ids),
        "pin": lambda: pin(asking, ids),
        "path": lambda: _path(asking, action.ids),
        "undo": lambda: travel(History.undo),
        "redo": lambda: travel(History.redo),
        "png": lambda: allow_picture(asking, shown, action.seq),
    }
    does[action.act]()
    return True


def _dismiss() -> None:
    work().preview = None


def _path(asking: Asking, ends: tuple[str, ...]) -> None:
    if len(ends) == 2 and not any(map(is_group, ends)):
        draw_path(asking, *ends)
    else:
        work().words = "A path lies between two entities; a group has to be opened first."
