"""What a query found: how much it is, its rows, a network of what they name, and one row whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st
from home import workspace
from inquiry import Answered
from state import Asking, read_among, search, work
from widgets.looking import look_at
from widgets.said import VALUE_LENGTH, asked_said, name_said, query_code, value_said
from widgets.steps import draw
from widgets.taking_rows import take_rows

from interlink.queries.names import unknown_names
from interlink.render.answered import NAMING, Shown
from interlink.render.label import clean_caption, shorten
from interlink.render.pictures import picture_of

__all__ = ["answer_shown"]

# Entities that a network draws, and rows from the top whose entities are sent on.
MOST_DRAWN, SENT_ON = 150, 20
TABLE_HEIGHT, CARD_HEIGHT, NETWORK_HEIGHT = 470, 640, 350
WAYS = ("table", "network", "cypher")
NOTHING = (
    "Nothing was found. That says only that no record here answers it, or none for you to see: not that"
    " there is nothing."
)
ONLY_LOOK = "This network is of what the rows name: draw it in the explorer to change or save it."


def answer_shown(asking: Asking, answered: Answered, cypher: str) -> None:
    """How much was found, then the rows as a table or network, and the row that is chosen beside them."""
    shown = answered.shown
    if not shown.table.height:
        _said(answered, cypher)
        what = "the statement" if answered.answer is None else "what the form says"
        st.text(f"{NOTHING} Change {what}, or look at what the Cypher asks.")
        _namesakes(asking, shown)
        with st.expander("The Cypher"):
            _code(answered, cypher)
        return
    left, right = st.columns([1.9, 1], gap="small")
    with left:
        _said(answered, cypher)
        _bar(asking, answered)
        way, rows = work().inquiry.way, [0]
        if way == "cypher":
            _code(answered, cypher)
        elif way == "network":
            _network(asking, answered)
        else:
            rows = _table(answered) or rows
    with right, st.container(height=CARD_HEIGHT, border=True, key="card", gap="xsmall"):
        _card(asking, shown, rows)


def _code(answered: Answered, cypher: str) -> None:
    if answered.answer is not None:
        query_code(answered.answer.query)
    else:
        st.code(cypher, language="cypher", wrap_lines=True)


def _namesakes(asking: Asking, shown: Shown) -> None:
    """Who else is called as those that were asked about: what answers may stand with another of them."""
    if not shown.about:
        return
    called = read_among(asking, shown.about[:SENT_ON]).nodes.select("id", "caption")
    for id_, caption in called.iter_rows():
        found = search(asking, caption)
        others = [
            f"{found['id'][at]} ({', '.join(found['sources'][at])})"
            for at in range(found.height)
            if found["id"][at] != id_ and found["caption"][at].casefold() == caption.casefold()
        ]
        if others:
            st.text(
                f"Also called {value_said(caption)}: {', '.join(others)}. What another source says may stand"
                " there: ask of it as well."
            )


def _said(answered: Answered, cypher: str) -> None:
    """How many rows of how many, of whom it was asked, and what to be careful about."""
    shown, answer = answered.shown, answered.answer
    with st.container(border=True, key="study_said", gap="xsmall"):
        with st.container(key="caption_answer", gap=None):
            st.text(shown.words)
        st.text(answered.title if answer is None else answer.query.header.asks)
        if answer is not None and answer.params:
            with st.container(key="quiet_asked", gap=None):
                st.text(asked_said(answer.params, answer.query))
        if answer is None:
            for words in unknown_names(cypher, workspace().ontology):
                st.text(f"Note: {words}")
        if shown.caveat:
            st.text(f"Note: {shown.caveat}")
        if shown.is_cut:
            st.text(
                "Note: more rows were found than are shown. Narrow the question, or raise the limit of rows."
            )


def _bar(asking: Asking, answered: Answered) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="bar"):
        for way in WAYS:
            st.button(
                way.capitalize(),
                key=f"query_{way}",
                type="primary" if way == work().inquiry.way else "secondary",
                on_click=_look,
                args=(way,),
            )
        if answered.answer is not None and asking.principal.may("disclose"):
            take_rows(asking, answered.answer, answered.shown)


def _look(way: str) -> None:
    work().inquiry.way = way


def _table(answered: Answered) -> list[int]:
    """The table; gives the rows that are chosen."""
    table = answered.shown.table
    texts = [name for name, kind in table.schema.items() if kind == pl.String]
    kinds = {} if answered.answer is None else answered.answer.query.header.columns
    config: dict[str, Any] = {name: st.column_config.Column(name_said(name)) for name in table.columns}
    chosen = st.dataframe(
        table.with_columns(
            pl.Series(
                name, [None if text is None else clean_caption(text) for text in table[name]], pl.String
            )
            for name in texts
        ),
        key=f"query_rows_{answered.number}",
        alt="Rows that were found",
        column_config=config,
        # Ids are long and say little: what is read first stands before them.
        column_order=sorted(table.columns, key=lambda name: kinds.get(name) in NAMING),
        hide_index=True,
        height=min(TABLE_HEIGHT, 38 + 35 * table.height),
        on_select="rerun",
        selection_mode="multi-row",
    )
    return [row for row in chosen["selection"]["rows"] if row < table.height]


def _network(asking: Asking, answered: Answered) -> None:
    ids = answered.shown.ids()
    if not ids:
        st.text("These rows name no entity that could be drawn.")
        return
    found = read_among(asking, ids[:MOST_DRAWN])
    picture = picture_of(found, workspace().ontology)
    if not picture.nodes:
        st.text("Of what these rows name, nothing is here that could be drawn.")
        return
    with st.container(key="quiet_drawn"):
        of = f"The first {MOST_DRAWN:,} of {len(ids):,} entities" if len(ids) > MOST_DRAWN else (
            f"{len(picture.nodes):,} entities"
        )  # fmt: skip
        st.text(
            f"{of} that the rows name, and the {len(picture.links):,} links between them. What joins two over"
            " something that no row names is not drawn."
        )
    look_at(
        picture,
        work().inquiry,
        key=f"query_network_{answered.number}",
        height=NETWORK_HEIGHT,
        instead=ONLY_LOOK,
    )


def _card(asking: Asking, shown: Shown, rows: Sequence[int]) -> None:
    """The row that is chosen, what it names, and the way to the explorer."""
    row = rows[0]
    with st.container(key="kind_heading", gap=None):
        many = f"{len(rows):,} rows are chosen, the first: " if len(rows) > 1 else ""
        st.text(f"{many}row {row + 1:,} of {shown.table.height:,}")
    values = shown.table.row(row, named=True)
    with st.container(key="quiet_values", gap=None):
        st.text("\n".join(f"{name_said(name)}: {value_said(value)}" for name, value in values.items()))
    ids = shown.ids(rows)
    with st.container(horizontal=True, gap="xsmall", key="quiet_sent"):
        if ids:
            word = "these rows" if len(rows) > 1 else "this row"
            _send_button(asking, f"Draw {word} in the explorer", "query_draw", (*shown.about, *ids))
        if (selected := work().inquiry.selected) and work().inquiry.way == "network":
            _send_button(asking, f"Draw the {len(selected):,} selected", "query_draw_selected", selected)
        top = shown.ids(range(min(SENT_ON, shown.table.height)))
        if len(top) > len(ids):
            every = "all rows" if shown.table.height <= SENT_ON else f"the first {SENT_ON} rows"
            _send_button(asking, f"Draw {every}", "query_draw_top", (*shown.about, *top))
    if not ids:
        st.text("This row names no entity: it cannot be drawn.")
        return
    _names(asking, ids)
    with st.container(key="quiet_records"):
        st.text("The records behind a row are a click away in the explorer, on each entity and line.")


def _names(asking: Asking, ids: tuple[str, ...]) -> None:
    """Who is named, for ids say little."""
    nodes = read_among(asking, ids[:SENT_ON]).nodes
    called: Mapping[str, str] = dict(nodes.select("id", "caption").iter_rows())
    kinds: Mapping[str, str] = dict(nodes.select("id", "schema").iter_rows())
    ontology = workspace().ontology
    with st.container(key="quiet_named", gap=None):
        for id_ in ids[:SENT_ON]:
            if id_ in called:
                st.text(
                    f"{ontology.get(kinds[id_]).label}: {shorten(clean_caption(called[id_]), VALUE_LENGTH)}"
                )
        if len(ids) > SENT_ON:
            st.text(f"and {len(ids) - SENT_ON:,} more")


def _send_button(asking: Asking, label: str, key: str, ids: tuple[str, ...]) -> None:
    st.button(label, key=key, on_click=_send, args=(asking, tuple(dict.fromkeys(ids))))


def _send(asking: Asking, ids: tuple[str, ...]) -> None:
    draw(asking, ids)
    work().inquiry.to_explorer = True
