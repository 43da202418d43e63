"""Groups, drawn where there is too much to draw: opening and closing them, and the card of one."""

from __future__ import annotations

import polars as pl
import streamlit as st
from home import workspace
from state import work

from interlink.render.drawing import MOST_DRAWN
from interlink.render.groups import GroupedPicture, Grouping, grouped, is_group
from interlink.render.label import clean_caption
from interlink.render.picture import Picture

__all__ = ["group_card", "group_link_card", "in_groups", "open_group"]

OPENED = "groups_opened"
LISTED = 200


def in_groups(picture: Picture, by: Grouping) -> Picture:
    """The picture as it can be drawn: itself, or its groups where it has more than 2,000 nodes."""
    if len(picture.nodes) <= MOST_DRAWN:
        st.session_state.pop(OPENED, None)
        return picture
    return grouped(picture, workspace().ontology, by=by, opened=_opened())


def open_group(picture: Picture, group: str) -> None:
    """Draws the entities of a group; says why not where they are too many."""
    if not isinstance(picture, GroupedPicture) or group not in picture.groups:
        return
    doing = work()
    doing.words = doing.problem = ""
    count = len(picture.members(group))
    if picture.fits(group):
        st.session_state[OPENED] = (*_opened(), group)
        doing.words = f"{count:,} entities opened."
    else:
        doing.problem = (
            f"{count:,} entities of this group are too many to draw open: at most {MOST_DRAWN:,} can be read."
            " Filter first, keep only this group, or group the other way: by kind or by community."
        )


def group_card(picture: GroupedPicture, group: str) -> None:
    """The card of a group: how many entities of it a list names, and the first of them all by name."""
    members = picture.groups[group]
    caption = next(node.caption for node in picture.nodes if node.id == group)
    with st.container(key="kind_heading", gap=None):
        st.text("Group")
    with st.container(key="caption_heading", gap=None):
        st.text(caption)
    with st.container(horizontal=True, vertical_alignment="center", key="quiet_open"):
        st.button("Open", key="open_group", on_click=open_group, args=(picture, group), type="primary")
        if _opened():
            st.button("Close all groups", key="close_groups", on_click=_close)
        st.text(f"draws its {len(members):,} entities")
    ontology = workspace().ontology
    first = sorted(members, key=lambda node: (not node.listed, clean_caption(node.caption), node.id))[:LISTED]
    st.dataframe(
        pl.DataFrame(
            [(clean_caption(node.caption), ontology.get(node.kind).label, node.id) for node in first],
            schema={"Name": pl.String, "Kind": pl.String, "Id": pl.String},
            orient="row",
        ),
        key="group_members",
        hide_index=True,
    )
    with st.container(key="quiet_members"):
        st.text(f"{len(first):,} of {len(members):,} entities listed, those that a list names first.")


def group_link_card(picture: GroupedPicture, link: str) -> None:
    """The card of a line that stands for links of a group: what it sums, and how to see each."""
    captions = {node.id: clean_caption(node.caption) for node in picture.nodes}
    drawn = next(each for each in picture.links if each.id == link)
    with st.container(key="kind_heading", gap=None):
        st.text("Links of a group")
    with st.container(key="caption_heading", gap=None):
        st.text(captions[drawn.source])
    with st.container(key="kind_link"):
        st.text(f"↓ {drawn.label}, {drawn.count:,} in all")
    with st.container(key="caption_target", gap=None):
        st.text(captions[drawn.target])
    for end in (drawn.source, drawn.target):
        if is_group(end):
            label = f"Open {captions[end]}"
            st.button(label, key=f"open_{end}", on_click=open_group, args=(picture, end))


def _opened() -> tuple[str, ...]:
    opened: tuple[str, ...] = st.session_state.get(OPENED, ())
    return opened


def _close() -> None:
    st.session_state.pop(OPENED, None)
