"""The page's address: what is drawn, where, and what is pinned, so that a reload brings it back."""

from __future__ import annotations

import streamlit as st
from state import Asking, read_drawn, work
from widgets.steps import take, telling

from interlink.render.address import Chart, read_chart, write_chart
from interlink.render.drawing import Drawing
from interlink.render.label import clean_caption, shorten

__all__ = ["open_address", "write_address"]

NAMED = 3


def open_address(asking: Asking) -> None:
    """Draws, once a session, what the page's address names."""
    doing = work()
    if doing.was_opened:
        return
    doing.was_opened = True
    query = st.query_params
    chart = read_chart(query.get_all("show"), query.get("at", ""), query.get_all("pin"))
    if not chart.ids:
        return
    _open(asking, chart)
    ids = doing.drawing.ids
    doing.selected_nodes = ids[:1] if len(ids) == 1 else ()
    missing = [id_ for id_ in chart.ids if id_ not in doing.drawing.places]
    if missing and not doing.problem:
        doing.words = _not_here(missing, len(chart.ids))


@telling
def _open(asking: Asking, chart: Chart) -> None:
    known = set(read_drawn(asking, chart.ids).nodes["id"])
    ids = [id_ for id_ in chart.ids if id_ in known]
    take("Opened from the address", Drawing().add(ids).settle(chart.places).pin(chart.pinned))


def write_address() -> bool:
    """Names what is drawn in the page's address; False where it is too much for one."""
    drawing = work().drawing
    written = write_chart(Chart(drawing.ids, drawing.placed, tuple(sorted(drawing.pinned))))
    wanted = written or {"show": [], "at": [], "pin": []}
    for name, values in wanted.items():
        if st.query_params.get_all(name) != values:
            st.query_params[name] = values
    return written is not None


def _not_here(missing: list[str], asked: int) -> str:
    """Which entities cannot be shown; whether they exist is not said."""
    names = ", ".join(shorten(clean_caption(id_), 60) for id_ in missing[:NAMED])
    more = f" and {len(missing) - NAMED:,} more" if len(missing) > NAMED else ""
    if asked == 1:
        return f"The entity in the address cannot be shown: {names}. It is not here, or not for you to see."
    return (
        f"{len(missing):,} of {asked:,} entities in the address cannot be shown: {names}{more}."
        " They are not here, or not for you to see. Search for the name."
    )
