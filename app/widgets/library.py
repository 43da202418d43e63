"""The saved queries: found by words, family and tags, and one of them chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import polars as pl
import streamlit as st
from home import workspace
from state import Asking, work
from widgets.frame import tell
from widgets.said import name_said, query_code

from interlink.queries import FAMILIES, Query
from interlink.render.label import clean_caption

__all__ = ["choose", "library", "question_told"]

COLUMNS = {
    "Question": st.column_config.TextColumn(width=320),
    "What it asks": st.column_config.TextColumn(width=400),
    "About": st.column_config.TextColumn(width=140),
    "Tags": st.column_config.TextColumn(width=150),
    "By": st.column_config.TextColumn(width=90),
}
ROW_HEIGHT, TABLE_HEIGHT = 35, 600


def library(asking: Asking) -> None:
    """The way to a query: what is sought, and the queries that fit; a click on one fills in its form."""
    every, wrong = workspace().queries(view=asking.view())
    liked = workspace().favourite_queries(view=asking.view())
    left, middle, right, last = st.columns([1.4, 1, 1, 0.7], gap="small", vertical_alignment="bottom")
    with left:
        text = st.text_input(
            "Words", key="query_text", placeholder="Such as owners, or seizures", icon=":material/search:"
        )
    with middle:
        families = [name for name in FAMILIES if any(each.family == name for each in every)]
        family = st.selectbox(
            "About",
            families,
            index=None,
            key="query_family",
            placeholder="Anything",
            format_func=lambda name: FAMILIES.get(name, name),
        )
    with right:
        tags = st.multiselect(
            "Tags", sorted({tag for each in every for tag in each.header.tags}), key="query_tags",
            placeholder="Any",
        )  # fmt: skip
    with last:
        only_liked = st.checkbox("Favourites only", key="query_liked")

    def fitting(words: str) -> list[Query]:
        found, _ = workspace().queries(family=family, text=words or None, view=asking.view())
        return [
            each
            for each in found
            if set(tags) <= set(each.header.tags) and (each.id in liked or not only_liked)
        ]

    found = fitting(text.strip())
    if found:
        _table(sorted(found, key=lambda each: each.id not in liked), len(every), liked)
    elif some := _some_words(text, fitting):
        with st.container(key="quiet_some"):
            st.text("No query has all of these words. Some of them have:")
        _table(some, len(every), liked)
    elif only_liked and not liked:
        st.text("You have no favourites yet. Choose a query, then Make it a favourite.")
    else:
        st.text("No query is like this. Take a word or a tag away, or write one of your own.")
    for problems in wrong:
        tell(problems, key=f"problem_file_{hash(problems)}", heading="Left out, because its file is wrong")


def _some_words(text: str, fitting: Callable[[str], list[Query]]) -> list[Query]:
    """The queries that have some of several words: those with the most first, of these the rarest word's."""
    words = dict.fromkeys(text.lower().split())
    of_words = sorted(map(fitting, words), key=len) if len(words) > 1 else []
    by_id = {each.id: each for found in of_words for each in found}
    counts = Counter(each.id for found in of_words for each in found)
    return [by_id[id_] for id_, _ in counts.most_common()]


def _table(found: Sequence[Query], of: int, liked: frozenset[str]) -> None:
    with st.container(key="quiet_library"):
        many = f"{len(found):,} of {of:,} queries" if len(found) < of else f"{of:,} queries"
        st.text(f"{many}. Click one to fill in its form.")
    ids = [each.id for each in found]
    key = f"query_library_{work().inquiry.opened}_{hash(tuple(ids))}"
    st.dataframe(
        pl.DataFrame([_row(each, is_liked=each.id in liked) for each in found]),
        key=key,
        alt="Saved queries",
        column_config=COLUMNS,
        hide_index=True,
        height=min(TABLE_HEIGHT, 38 + ROW_HEIGHT * len(found)),
        on_select=lambda: _pick(ids, key),
        selection_mode="single-cell",
    )


def _row(query: Query, *, is_liked: bool) -> dict[str, str]:
    saved = query.saved
    return {
        "Question": ("★ " if is_liked else "") + clean_caption(query.title),
        "What it asks": clean_caption(query.header.asks),
        "About": FAMILIES.get(query.family, query.family),
        "Tags": ", ".join(query.header.tags),
        "By": "" if saved is None else f"{saved.author}, {'shared' if saved.shared else 'private'}",
    }


def _pick(ids: Sequence[str], key: str) -> None:
    cells = st.session_state[key]["selection"]["cells"]
    if cells:
        choose(ids[cells[0][0]])


def choose(id_: str, given: Mapping[str, object] | None = None) -> None:
    """Opens the form of a query, filled in with these values."""
    inquiry = work().inquiry
    inquiry.query, inquiry.given, inquiry.page = id_, given or {}, "answer"
    inquiry.opened += 1
    inquiry.answered, inquiry.problem, inquiry.words, inquiry.selected = None, "", "", ()


def question_told(query: Query) -> None:
    """What a query is about, before it is asked."""
    header = query.header
    with st.container(border=True, key="study_said", gap="xsmall"):
        with st.container(key="caption_question", gap=None):
            st.text(query.title)
        st.text(header.asks)
        with st.container(key="quiet_question", gap=None):
            if header.typology:
                st.text(f"Typology: {header.typology}")
            st.text(f"Each row says: {', '.join(map(name_said, header.columns))}")
            st.text(f"Tags: {', '.join(header.tags)}. Reviewed {header.reviewed:%Y-%m-%d}. Id: {query.id}")
            if query.saved is not None:
                whom = "for all who may run queries" if query.saved.shared else "for its author alone"
                st.text(f"Written by {query.saved.author}, version {query.saved.version}, {whom}")
            for reference in header.references:
                st.text(f"See {reference}")
    with st.expander("The Cypher"):
        query_code(query)
