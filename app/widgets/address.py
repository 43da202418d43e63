"""The page's address: what is drawn, where, and what is pinned, so that a reload brings it back."""

from __future__ import annotations

import streamlit as st
from state import Asking, Work, read_drawn, work
from widgets.steps import take, telling

from interlink.render.address import Chart, read_chart, write_chart
from interlink.render.drawing import Drawing
from interlink.render.label import clean_caption, shorten

__all__ = ["open_address", "write_address"]

NAMED = 3


def open_address(asking: Asking) -> None:
    """Draws, once a session, what the page's address names, or what was kept while one signed in.

    Anew once a person's rights have changed: of what was drawn before, what they may still see is left, and
    no step, no word and no preview of before.
    """
    doing = _same_rights(asking)
    if doing.was_opened:
        return
    doing.was_opened = True
    query = st.query_params
    chart = doing.waiting or read_chart(query.get_all("show"), query.get("at", ""), query.get_all("pin"))
    is_kept, doing.waiting = doing.waiting is not None, None
    if not chart.ids:
        return
    told = doing.words
    _open(asking, chart, "Kept from before" if is_kept else "Opened from the address")
    doing.words = f"{told} {doing.words}".strip()
    ids = doing.drawing.ids
    doing.selected_nodes = ids[:1] if len(ids) == 1 else ()
    missing = [id_ for id_ in chart.ids if id_ not in doing.drawing.places]
    if missing and not doing.problem:
        doing.words = f"{told} {_not_here(missing, len(chart.ids), is_kept=is_kept)}".strip()


def _same_rights(asking: Asking) -> Work:
    """The work of this session, begun anew where its person has not the rights any more it was done with."""
    doing, now = work(), asking.key[:2]
    if doing.asker is not None and doing.asker != now:
        drawing = doing.drawing
        chart = Chart(drawing.ids, drawing.placed, tuple(sorted(drawing.pinned)))
        doing = Work(owner=doing.owner, waiting=chart if doing.asker[0] == now[0] else None)
        doing.words = "An administrator changed what you may see or do."
        st.session_state["work"] = doing
    doing.asker = now
    return doing


@telling
def _open(asking: Asking, chart: Chart, words: str) -> None:
    known = set(read_drawn(asking, chart.ids).nodes["id"])
    ids = [id_ for id_ in chart.ids if id_ in known]
    take(words, Drawing().add(ids).settle(chart.places).pin(chart.pinned))


def write_address() -> bool:
    """Names what is drawn in the page's address; False where it is too much for one."""
    doing = work()
    drawing = doing.drawing
    written = write_chart(Chart(drawing.ids, drawing.placed, tuple(sorted(drawing.pinned))))
    # Whose it is, so that it waits for no one else while they sign in.
    owner = [doing.owner] if written and drawing.ids and doing.owner else []
    wanted = {**(written or {"show": [], "at": [], "pin": []}), "of": owner}
    for name, values in wanted.items():
        if st.query_params.get_all(name) != values:
            st.query_params[name] = values
    return written is not None


def _not_here(missing: list[str], asked: int, *, is_kept: bool) -> str:
    """Which entities cannot be shown; whether they exist is not said."""
    if is_kept:
        return f"{len(missing):,} of {asked:,} entities drawn before cannot be shown any more."
    names = ", ".join(shorten(clean_caption(id_), 60) for id_ in missing[:NAMED])
    more = f" and {len(missing) - NAMED:,} more" if len(missing) > NAMED else ""
    if asked == 1:
        return f"The entity in the address cannot be shown: {names}. It is not here, or not for you to see."
    return (
        f"{len(missing):,} of {asked:,} entities in the address cannot be shown: {names}{more}."
        " They are not here, or not for you to see. Search for the name."
    )
