"""The path between two entities, drawn through the picture, and the next of several."""

from __future__ import annotations

from itertools import pairwise

import streamlit as st
from state import Asking, Route, read_paths, work
from widgets.steps import called, take, telling

from interlink.render.picture import Picture

__all__ = ["along", "draw_path", "path_words"]


@telling
def draw_path(asking: Asking, start: str, end: str, rank: int = 1) -> None:
    """Draws the path of this rank between two entities, the shortest first, and remembers it.

    The next of several begins where the one before began, so that each is a branch of its own.
    """
    doing = work()
    finding = read_paths(asking, start, end)
    ends = f"{called(asking, [start])} and {called(asking, [end])}"
    if not len(finding):
        doing.route = None
        doing.words = f"There is no path between {ends} in the records that you may see."
        return
    row = finding.frame().iloc[rank - 1]
    nodes = tuple(map(str, row["nodes"]))
    before = doing.history
    if doing.route is not None and doing.history.at == doing.route.step and rank != doing.route.rank:
        before = before.undo()
    doing.history = before
    hops = f"{len(nodes) - 1:,} hop{'s' if len(nodes) > 2 else ''}"
    take(f"Path {rank} between {ends}: {hops}", doing.drawing.add(nodes).beside_groups(nodes))
    is_step = doing.history is not before
    doing.words = f"The path between {ends} has {hops}{'' if is_step else ', all of it drawn already'}."
    doing.route = Route(start, end, rank, len(finding), nodes, doing.history.at if is_step else None)


def along(picture: Picture) -> frozenset[str]:
    """The entities and links of the path that is drawn; none where part of it is not drawn any more."""
    route = work().route
    if route is None or not {node.id for node in picture.nodes}.issuperset(route.nodes):
        return frozenset()
    hops = {frozenset(pair) for pair in pairwise(route.nodes)}
    links = {link.id for link in picture.links if frozenset((link.source, link.target)) in hops}
    return frozenset({*route.nodes, *links})


def path_words(asking: Asking, picture: Picture) -> None:
    """How long the path is that is drawn, the ways to others, and what to be careful about."""
    route = work().route
    if route is None:
        return
    if not along(picture):
        if set(work().drawing.ids).issuperset(route.nodes):
            with st.container(key="quiet_path_hidden"):
                st.text("Part of the path is hidden by filters or inside a group, so it is not marked.")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="quiet_path"):
        st.text(f"Path {route.rank} of the {route.found} shortest, {len(route.nodes) - 1:,} hops")
        for word, rank in (("Path before", route.rank - 1), ("Next path", route.rank + 1)):
            if 1 <= rank <= route.found:
                ends = (asking, route.start, route.end, rank)
                st.button(word, key=f"path_{rank}", on_click=draw_path, args=ends)
        st.button("Unmark", key="path_end", on_click=_forget, help="Take the marks of the path off")
        with st.popover("What it says", key="path_says"):
            st.text(read_paths(asking, route.start, route.end).explain())


def _forget() -> None:
    work().route = None
