"""The filters of the drawing: a form in a popover, and how much of the drawing they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st
from home import workspace

from interlink.access.expand import Neighbourhood
from interlink.render.filters import Choice, Choices, Filters, choices, filtered

__all__ = ["EARLIEST", "LATEST", "chosen_filters", "filters", "restore_filters"]

EARLIEST, LATEST = date(1000, 1, 1), date(2999, 12, 31)
KEYS = ("kinds", "links", "sources", "source_grade", "information_grade", "days", "linked_only")


def filters(neighbourhood: Neighbourhood) -> Filters:
    """What a person chose to see of what is drawn: a form in a popover, what it shows, and a reset.

    `neighbourhood` is all that is drawn; `interlink.render.filters.filtered` gives what to draw of it.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="quiet_filters"):
        with st.popover("Filters", key="filters"):
            chosen = _form(choices(neighbourhood, workspace().ontology))
        if chosen.count:
            shown = filtered(neighbourhood, chosen)
            nodes = f"{shown.nodes.height:,} of {neighbourhood.nodes.height:,} entities"
            links = f"{shown.links.height:,} of {neighbourhood.links.height:,} links"
            st.text(f"Filters: {chosen.count} on, {nodes} and {links} shown")
            st.button("Reset", key="filters_reset", on_click=_reset, help="Show all that is drawn")
    return chosen


def chosen_filters() -> dict[str, object]:
    """What is chosen in the form, to be restored by `restore_filters`."""
    keys = [f"filter_{name}" for name in KEYS]
    return {key: st.session_state[key] for key in keys if st.session_state.get(key)}


def restore_filters(chosen: Mapping[str, object]) -> None:
    """Chooses in the form what was chosen there before; to be called before it is drawn."""
    for key, value in chosen.items():
        st.session_state[key] = value


def _form(offered: Choices) -> Filters:
    kinds = _several("Kinds of entity", "kinds", offered.kinds)
    links = _several("Kinds of link", "links", offered.links)
    sources = _several("Sources", "sources", offered.sources)
    left, right = st.columns(2)
    with left:
        source_grade = _least("Least source grade", "source_grade", offered.source_grades)
    with right:
        information_grade = _least("Least information grade", "information_grade", offered.information_grades)
    since, until = _days(offered)
    linked_only = st.checkbox("Only entities with a link", key="filter_linked_only")
    return Filters(kinds, links, sources, source_grade, information_grade, since, until, linked_only)


def _several(label: str, name: str, offered: Sequence[Choice]) -> tuple[str, ...]:
    key = f"filter_{name}"
    words = {choice.value: f"{choice.label} ({choice.count:,})" for choice in offered}
    # What was chosen stays a choice when none of it is drawn any more: else it would be dropped unsaid.
    chosen = [value for value in st.session_state.get(key, []) if value not in words]
    return tuple(
        st.multiselect(
            label,
            [*words, *chosen],
            key=key,
            format_func=lambda value: words.get(value, f"{value} (0)"),
            placeholder="All",
        )
    )


def _least(label: str, name: str, offered: Sequence[Choice]) -> str | None:
    key = f"filter_{name}"
    words = {choice.value: f"{choice.value} ({choice.count:,})" for choice in offered}
    chosen: str | None = st.session_state.get(key)
    options = [*words, *([chosen] if chosen and chosen not in words else [])]
    return st.selectbox(
        label,
        options,
        index=None,
        key=key,
        format_func=lambda value: words.get(value, f"{value} (0)"),
        placeholder="Any",
    )


def _days(offered: Choices) -> tuple[date | None, date | None]:
    # Streamlit forgets a widget that is not drawn, and with it what was chosen. Two days are asked for, and
    # not one, by the value that stands there, which a default beside it would contradict.
    chosen: tuple[date, ...] = st.session_state.setdefault("filter_days", ())
    if offered.first is None and not chosen:
        return None, None
    dated = f"from {offered.first} to {offered.last}" if offered.first else "no link that is drawn says when"
    st.date_input(
        f"Links that held between ({dated})",
        min_value=EARLIEST,
        max_value=LATEST,
        key="filter_days",
        help="Links that say no time stay.",
    )
    picked: tuple[date, ...] = st.session_state["filter_days"]
    since, until = (*picked, None, None)[:2]
    return since, until


def _reset() -> None:
    for name in KEYS:
        st.session_state.pop(f"filter_{name}", None)
