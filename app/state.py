"""What the app keeps: the workspace, what was read from it, and what a person is doing.

Nothing else in the app caches. What was read is kept for the session that read it, by who asked, for what
purpose and reason, as of when, and for which load; a look at it again within ten minutes is the same look.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl
import streamlit as st

import interlink as il
from interlink.access.card import Card, LinkCard
from interlink.access.expand import Neighbourhood
from interlink.access.view import View
from interlink.analytics import Finding
from interlink.render.drawing import Drawing
from interlink.workspace import Workspace

__all__ = [
    "COMMUNITY",
    "KIND",
    "RESULTS",
    "Asking",
    "Work",
    "known_ids",
    "read_card",
    "read_communities",
    "read_drawn",
    "read_link_card",
    "read_neighbours",
    "search",
    "work",
    "workspace",
]

KIND, COMMUNITY = "kind", "community"
NEIGHBOURS = 100
RESULTS = 50


@dataclass(frozen=True)
class Asking:
    """Who asks, why, as of when (an ISO date, '' for now), and the last load committed when they did."""

    principal: str
    purpose: str
    reason: str
    as_of: str
    load: int

    def view(self) -> View:
        """The door that this opens."""
        return workspace().view(purpose=self.purpose, reason=self.reason, as_of=self.as_of or None)


@dataclass
class Work:
    """What a person is doing in this session.

    `selected_nodes` and `selected_links` are what the card shows; `last_selection` and `last_action` number
    the messages of the component that were heard.
    """

    drawing: Drawing = field(default_factory=Drawing)
    selected_nodes: tuple[str, ...] = ()
    selected_links: tuple[str, ...] = ()
    last_selection: int = 0
    last_action: int = 0
    colour: str = KIND
    words: str = ""
    problem: str = ""
    was_opened: bool = False


def work() -> Work:
    """The work of this session."""
    found: Work = st.session_state.setdefault("work", Work())
    return found


@st.cache_resource(show_spinner=False)
def workspace() -> Workspace:
    """The home that the settings name."""
    return il.open()


@st.cache_data(ttl=600, max_entries=50, scope="session", show_spinner=False)
def search(asking: Asking, text: str) -> pl.DataFrame:
    """Entities that the text may mean; see `Workspace.search`."""
    return workspace().search(text, limit=RESULTS, view=asking.view())


@st.cache_data(ttl=600, max_entries=50, scope="session", show_spinner=False)
def read_drawn(asking: Asking, ids: tuple[str, ...]) -> Neighbourhood:
    """The drawn entities and the links among them; the totals count all that stands next to them."""
    return workspace().expand(ids, limit=0, view=asking.view())


@st.cache_data(ttl=600, max_entries=50, scope="session", show_spinner=False)
def read_neighbours(asking: Asking, ids: tuple[str, ...], drawn: tuple[str, ...]) -> Neighbourhood:
    """The neighbours of entities, at most 100 that are not drawn yet."""
    return workspace().expand(ids, shown=drawn, limit=NEIGHBOURS, view=asking.view())


@st.cache_data(ttl=600, max_entries=100, scope="session", show_spinner=False)
def read_card(asking: Asking, entity: str) -> Card:
    """The card of an entity."""
    return workspace().card(entity, view=asking.view())


@st.cache_data(ttl=600, max_entries=100, scope="session", show_spinner=False)
def read_link_card(asking: Asking, link: str) -> LinkCard:
    """The card of a drawn link."""
    return workspace().link_card(link, view=asking.view())


# A finding holds functions that cite its records, so it is kept as it is and not as a copy.
@st.cache_resource(ttl=600, max_entries=20, scope="session", show_spinner=False)
def read_communities(asking: Asking, ids: tuple[str, ...]) -> Finding:
    """The communities of what is drawn."""
    projection = workspace().project(view=asking.view())
    return workspace().analyze("communities", projection.induced(ids))


def known_ids(asking: Asking, ids: Iterable[str]) -> list[str]:
    """Those of the ids that the view has."""
    return list(read_drawn(asking, tuple(ids)).nodes["id"])
