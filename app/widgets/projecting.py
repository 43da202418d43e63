"""Choosing what to analyse: kinds, a window, and how links weigh; all of it counted beforehand."""

from __future__ import annotations

from datetime import date
from typing import cast, get_args

import streamlit as st
from home import workspace
from state import Asking, read_measure
from study import Chosen
from widgets.filters import EARLIEST, LATEST

from interlink.projection.measure import memory_words
from interlink.projection.weigh import Weight

__all__ = ["counted", "projecting"]

WEIGHTS = {
    "stated": "as stated, else the number of records",
    "count": "the number of records",
    "amount": "what was paid",
    "confidence": "how likely it is, by the grades of its records",
    "recency": "how recent it is",
}


def projecting(asking: Asking) -> Chosen:
    """What a person chooses."""
    everything = read_measure(asking, (), (), (None, None))
    ontology = workspace().ontology
    nodes = _several(
        "Kinds of entities",
        "study_nodes",
        {name: ontology.get(name).plural for name in everything.entities},
        everything.entities,
    )
    labels = {kind.graph_name: kind.label for kind in ontology.links()}
    totals = {
        kind.total.type: f"{kind.label}, one a pair"
        for kind in ontology.links()
        if kind.total is not None and kind.graph_name in everything.links
    }
    counts = dict(everything.links)
    counts |= {
        kind.total.type: counts[kind.graph_name]
        for kind in ontology.links()
        if kind.total is not None and kind.graph_name in counts
    }
    links = _several(
        "Kinds of links",
        "study_links",
        {name: {**labels, **totals}[name] for name in sorted(counts)},
        counts,
    )
    days = cast(
        "tuple[date, ...]",
        st.date_input(
            "Links that held between",
            value=[],
            min_value=EARLIEST,
            max_value=LATEST,
            key="study_days",
            help="Links that say no time stay.",
        ),
    )
    since, until = (*days, None, None)[:2]
    weight = st.selectbox(
        "A link weighs", get_args(Weight), key="study_weight", format_func=lambda name: WEIGHTS[name]
    )
    directed = st.checkbox("Keep the direction of links", key="study_directed")
    return Chosen(nodes, links, since, until, weight, directed)


def _several(label: str, key: str, named: dict[str, str], counts: dict[str, int]) -> tuple[str, ...]:
    # What was chosen stays a choice when a later load has none of it: else it would be dropped unsaid.
    gone = [name for name in st.session_state.get(key, []) if name not in named]
    return tuple(
        st.multiselect(
            label,
            [*named, *gone],
            key=key,
            format_func=lambda name: f"{named.get(name, name)} ({counts.get(name, 0):,})",
            placeholder="All",
        )
    )


def counted(asking: Asking, chosen: Chosen) -> bool:
    """How much was chosen; False where there is nothing, or more than memory suffices for."""
    measure = read_measure(asking, chosen.nodes, chosen.links, (chosen.since, chosen.until))
    most = workspace().settings.memory_bytes
    is_too_large = most is not None and measure.memory_bytes > most
    with st.container(key="problem_measure" if is_too_large else "quiet_measure"):
        if not measure.n_entities:
            when = f" was known on {asking.as_of}" if asking.as_of else " is here"
            st.text(f"Nothing of this{when}, or not for you to see. Choose other kinds or another date.")
            return False
        size = memory_words(measure.memory_bytes)
        st.text(
            f"{measure.n_entities:,} entities, {measure.n_links:,} records of links; about {size} of memory"
        )
        if is_too_large:
            st.text(
                f"That is more than the {memory_words(most or 0)} it may take: choose fewer kinds or days."
            )
    return not is_too_large
