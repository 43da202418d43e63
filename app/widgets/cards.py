"""The card of what is selected: an entity, a link, or several entities."""

from __future__ import annotations

import polars as pl
import streamlit as st
from home import workspace
from state import Asking, read_card, read_link_card, read_neighbours, work
from widgets.codes import codes
from widgets.expanding import expand
from widgets.frame import screen_file, screens_of
from widgets.groups import group_card, group_link_card
from widgets.paths import draw_path
from widgets.records import records
from widgets.statements import events, values

from interlink.access.card import Statement
from interlink.model.marking import Marking
from interlink.render.groups import GroupedPicture, is_group
from interlink.render.label import clean_caption, shorten
from interlink.render.picture import Picture
from interlink.render.pictures import newcomers_of
from interlink.render.tables import marking_words

__all__ = ["selected_card"]

CAPTION_LENGTH = 160
HOW_TO_SELECT = (
    "Click an entity to read what is said about it, or a line to read the records behind it.",
    "Double click an entity to draw its neighbours.",
    "Select several with Lasso, or with Ctrl and click; then Path finds the way between two.",
    "Drag to move; Pin keeps an entity where it is when everything is arranged anew.",
)


def selected_card(asking: Asking, picture: Picture) -> None:
    """The card of what is selected and still drawn, or how to select."""
    doing = work()
    drawn_nodes, drawn_links = {node.id for node in picture.nodes}, {link.id for link in picture.links}
    nodes = tuple(id_ for id_ in doing.selected_nodes if id_ in drawn_nodes)
    links = tuple(id_ for id_ in doing.selected_links if id_ in drawn_links)
    if len(nodes) == 1 and isinstance(picture, GroupedPicture) and is_group(nodes[0]):
        group_card(picture, nodes[0])
    elif len(nodes) == 1:
        _entity(asking, nodes[0])
    elif len(nodes) > 1:
        _several(asking, picture, nodes)
    elif links and isinstance(picture, GroupedPicture) and is_group(links[0]):
        group_link_card(picture, links[0])
    elif links:
        _link(asking, links[0])
    else:
        with st.container(key="quiet_hint"):
            for line in HOW_TO_SELECT:
                st.text(line)


def _entity(asking: Asking, entity: str) -> None:
    card = read_card(asking, entity)
    _heading(card.label, card.caption, card.id)
    _neighbours(asking, entity)
    _marking(card.marking)
    _statements(card.statements)
    records(card.evidence, card.total_evidence)
    if "enter by hand" in screens_of(asking.principal):
        st.page_link(
            screen_file("enter by hand"),
            label="Correct or add to it by hand",
            query_params={"entity": card.id, "schema": card.schema},
        )


def _link(asking: Asking, link: str) -> None:
    card = read_link_card(asking, link)
    _heading("Link", card.source_caption, card.source)
    with st.container(key="kind_link"):
        st.text(f"↓ {card.label}")
    with st.container(key="caption_target", gap=None):
        st.text(_title(card.target_caption))
    with st.container(key="quiet_target", gap=None):
        st.text(card.target)
    _marking(card.marking)
    _statements(card.statements)
    records(card.evidence, card.total_evidence)


def _several(asking: Asking, picture: Picture, nodes: tuple[str, ...]) -> None:
    with st.container(key="caption_several"):
        st.text(f"{len(nodes):,} entities selected")
    with st.container(horizontal=True, gap="xsmall", key="several_buttons"):
        entities = tuple(dict.fromkeys(member for id_ in nodes for member in picture.members(id_)))
        st.button("Expand all", key="expand", on_click=expand, args=(asking, entities))
        if len(nodes) == 2 and not any(map(is_group, nodes)):
            st.button("Path between them", key="path", on_click=draw_path, args=(asking, *nodes))
    ontology = workspace().ontology
    chosen = set(nodes)
    rows = [
        (clean_caption(n.caption), ontology.get(n.kind).label, n.id) for n in picture.nodes if n.id in chosen
    ]
    st.dataframe(
        pl.DataFrame(rows, schema={"Name": pl.String, "Kind": pl.String, "Id": pl.String}, orient="row"),
        key="several",
        hide_index=True,
    )


def _heading(kind: str, caption: str, id_: str) -> None:
    with st.container(key="kind_heading", gap=None):
        st.text(kind)
    with st.container(key="caption_heading", gap=None):
        st.text(_title(caption))
    with st.container(key="quiet_id", gap=None):
        st.text(id_)


def _neighbours(asking: Asking, entity: str) -> None:
    neighbourhood = read_neighbours(asking, (entity,), work().drawing.ids)
    _, total = newcomers_of(neighbourhood, work().drawing.ids)
    ontology = workspace().ontology
    counts = sorted(neighbourhood.kinds.items(), key=lambda pair: (-pair[1], pair[0]))
    kinds = ", ".join(
        f"{count:,} {(kind.plural if count > 1 else kind.label).lower()}"
        for name, count in counts
        for kind in [ontology.get(name)]
    )
    with st.container(horizontal=True, vertical_alignment="center", key="quiet_neighbours"):
        st.button(
            "Expand",
            key="expand",
            on_click=expand,
            args=(asking, (entity,)),
            disabled=not total,
            type="primary",
        )
        st.text(f"{total:,} more neighbours: {kinds}" if total else "All neighbours are drawn.")


def _marking(marking: Marking) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="quiet_marking"):
        st.text(marking_words(marking))
        codes()


def _statements(statements: tuple[Statement, ...]) -> None:
    if not statements:
        with st.container(key="quiet_statements"):
            st.text("The records say nothing more of it.")
    elif (
        len({said.seq for said in statements}) > 1 and workspace().ontology.get(statements[0].schema).is_link
    ):
        events(statements)
    else:
        values(statements)


def _title(caption: str) -> str:
    return shorten(clean_caption(caption), CAPTION_LENGTH)
