"""The card of what is selected: an entity, a link, or several entities."""

from __future__ import annotations

import polars as pl
import streamlit as st
from state import Asking, read_card, read_link_card, read_neighbours, work, workspace
from widgets.records import records
from widgets.statements import events, values
from widgets.steps import expand

from interlink.access.card import Statement
from interlink.model.marking import Marking
from interlink.render.label import clean_caption, shorten
from interlink.render.picture import Picture
from interlink.render.pictures import kinds_of, newcomers_of

__all__ = ["selected_card"]

CAPTION_LENGTH = 160


def selected_card(asking: Asking, picture: Picture) -> None:
    """The card of what is selected and still drawn, or how to select."""
    doing = work()
    drawn_nodes, drawn_links = {node.id for node in picture.nodes}, {link.id for link in picture.links}
    nodes = tuple(id_ for id_ in doing.selected_nodes if id_ in drawn_nodes)
    links = tuple(id_ for id_ in doing.selected_links if id_ in drawn_links)
    if len(nodes) == 1:
        _entity(asking, nodes[0])
    elif len(nodes) > 1:
        _several(asking, picture, nodes)
    elif links:
        _link(asking, links[0])
    else:
        with st.container(key="quiet_hint"):
            st.text("Click an entity to read what is said about it, or a line to read the records behind it.")
            st.text("Double click an entity to draw its neighbours. Drag to move, Lasso to select several.")


def _entity(asking: Asking, entity: str) -> None:
    card = read_card(asking, entity)
    _heading(card.label, card.caption, card.id)
    _neighbours(asking, entity)
    _marking(card.marking)
    _statements(card.statements)
    records(card.evidence)


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
    records(card.evidence)


def _several(asking: Asking, picture: Picture, nodes: tuple[str, ...]) -> None:
    with st.container(key="caption_several"):
        st.text(f"{len(nodes):,} entities selected")
    st.button("Expand all", key="expand", on_click=expand, args=(asking, nodes))
    ontology = workspace().ontology
    rows = [
        (clean_caption(n.caption), ontology.get(n.kind).label, n.id)
        for n in picture.nodes
        if n.id in set(nodes)
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
    new, total = newcomers_of(neighbourhood, work().drawing.ids)
    kinds = ", ".join(
        f"{count:,} {kind}" for kind, count in kinds_of(neighbourhood, new, workspace().ontology)
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
        if not total:
            st.text("All neighbours are drawn.")
        else:
            st.text(f"adds {len(new):,} of {total:,} neighbours: {kinds}")


def _marking(marking: Marking) -> None:
    said = [
        f"Handling {', '.join(marking.handling)}",
        f"source grade {marking.source_grade}",
        f"information grade {marking.information_grade}",
    ]
    if marking.originator:
        said.append(f"originator {marking.originator}")
    if marking.releasable_to:
        said.append(f"releasable to {', '.join(marking.releasable_to)}")
    if not marking.is_fact:
        said.append("assessment, not fact")
    with st.container(key="quiet_marking"):
        st.text(" · ".join(said))


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
