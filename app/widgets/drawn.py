"""The drawing: its buttons, how much it shows, and the network itself."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from home import workspace
from state import COMMUNITY, KIND, Asking, read_communities, read_drawn, work
from widgets.filters import filters
from widgets.groups import in_groups
from widgets.hearing import hear_action, hear_selection
from widgets.history import redo_button, steps_list, undo_button
from widgets.leaving import leaving
from widgets.paths import along, path_words
from widgets.shown import Shown
from widgets.steps import arrange, clear, colour_by

from interlink.analytics import Finding
from interlink.component import NetworkEvent, last_selection, network_view
from interlink.render.filters import filtered, hidden_words
from interlink.render.layout import positions
from interlink.render.network import network
from interlink.render.picture import Picture
from interlink.render.pictures import communities_of, picture_of
from interlink.render.routes import route_places
from interlink.render.symbols import ROUTE, LegendEntry, legend

__all__ = ["drawn"]

NETWORK = "network"
HEIGHT = 545
# What is left for the drawing between search and card is about square.
ASPECT = 1.1
MANY = 1_000
# Beyond so many newcomers a layout of the whole is faster than a place for each, and reads better.
MOST_NEWCOMERS = 300


def drawn(asking: Asking) -> Picture:
    """Draws what is drawn and does what a person asks for in it."""
    bar = st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="bar")
    words = st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="quiet_shown")
    with words:
        shown, finding = _shown(asking)
    picture = shown.picture
    path_words(asking, picture)
    # Heard before it is drawn again, or it would be drawn with what was selected before.
    known = [node.id for node in picture.nodes], [link.id for link in picture.links]
    hear_selection(last_selection(NETWORK, *known))
    event = _network(picture)
    if hear_action(asking, shown, event.action):
        st.rerun()
    with bar:
        _buttons(asking, shown)
    with words:
        _words(asking, shown)
    if finding is not None:
        with st.expander("What these communities say"):
            st.text(finding.explain())
    return picture


def _shown(asking: Asking) -> tuple[Shown, Finding | None]:
    doing = work()
    everything = read_drawn(asking, doing.drawing.ids)
    chosen = filters(everything)
    left = filtered(everything, chosen)
    finding = read_communities(asking, doing.drawing.ids) if doing.colour == COMMUNITY else None
    picture = picture_of(
        left,
        workspace().ontology,
        communities=communities_of(finding) if finding is not None else None,
        pinned=doing.drawing.pinned,
    )
    picture = in_groups(picture, "community" if doing.colour == COMMUNITY else "kind")
    return Shown(everything, left, chosen, picture), finding


def _network(picture: Picture) -> NetworkEvent:
    doing = work()
    fixed = {**doing.group_places, **doing.drawing.placed}
    shown = {node.id for node in picture.nodes}
    new = shown - fixed.keys()
    if len(new) > MOST_NEWCOMERS and len(new) > len(picture.nodes) / 2:
        fixed = {id_: place for id_, place in fixed.items() if id_ in doing.drawing.pinned}
    route = along(picture)
    if route and doing.route is not None:
        drawn_before = {id_: place for id_, place in fixed.items() if id_ in shown}
        fixed |= route_places(picture, doing.route.nodes, drawn_before, ASPECT)
    places = positions(picture, fixed=fixed, aspect=ASPECT)
    entries = legend(picture)
    event = network_view(
        network(picture, places, selected=(*doing.selected_nodes, *doing.selected_links), route=route),
        key=NETWORK,
        layout_rev=doing.history.rev,
        selected=(*doing.selected_nodes, *doing.selected_links),
        selected_seq=max(doing.last_selection, doing.last_action),
        height=HEIGHT,
        legend=(*entries, LegendEntry("route", ROUTE, "path")) if route else entries,
        preview=doing.preview,
        leave=doing.leave,
    )
    settled = {**places, **event.moved}
    doing.history = doing.history.settle(settled)
    doing.group_places = {id_: settled[id_] for id_ in places if id_ not in doing.drawing.places}
    return event


def _buttons(asking: Asking, shown: Shown) -> None:
    undo_button()
    redo_button()
    steps_list()
    _button("Arrange", "arrange", arrange, help="Lay everything out anew but what is pinned")
    _button("Clear", "clear", clear)
    # Two buttons: a control with a state of its own loses it when clicked while the page still runs.
    may = asking.principal.may
    for colour in (KIND, COMMUNITY) if may("combine") else ():
        st.button(
            f"By {colour}",
            key=f"by_{colour}",
            type="primary" if colour == work().colour else "secondary",
            on_click=colour_by,
            args=(colour,),
        )
    if may("disclose"):
        leaving(asking, shown)


def _button(label: str, key: str, step: Callable[[], None], *, help: str | None = None) -> None:  # noqa: A002
    st.button(label, key=key, on_click=step, help=help)


def _words(asking: Asking, shown: Shown) -> None:
    doing = work()
    picture, hidden = shown.picture, hidden_words(shown.whole, shown.left)
    missing = len(doing.drawing.ids) - len(shown.whole.nodes)
    said = [f"{picture.shown}; {hidden}." if hidden else picture.shown]
    if missing:
        when = f" on {asking.as_of}" if asking.as_of else ""
        said.append(f"{missing:,} drawn before are not known{when}.")
    if len(picture.nodes) > MANY:
        said.append("This many are slow to draw and hard to read: hide some, or keep only what matters.")
    st.text(" ".join([*said, doing.words]).strip())
