"""What the app keeps: what was read from the home, and what a person is doing.

Nothing else in the app caches. What was read is kept for the session that read it, by who asked and with
which rights, for what purpose and reason, as of when, and for which load; a look at it again within ten
minutes is the same look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial

import polars as pl
import streamlit as st
from home import asker, workspace
from inquiry import Inquiry
from study import Study

from interlink.access.audit import AuditEvent
from interlink.access.card import Card, LinkCard
from interlink.access.expand import Neighbourhood
from interlink.access.principals import Principal
from interlink.access.view import View
from interlink.analytics import Finding
from interlink.component import Leave, Preview
from interlink.errors import AccessDenied, UnknownEntity
from interlink.ledger import LoadRow
from interlink.ledger.corrections import KeptApart
from interlink.ledger.runs import RunRow
from interlink.loads.corrected import Received
from interlink.loads.freshness import Freshness
from interlink.projection import Projection
from interlink.projection.measure import Measure
from interlink.render.address import Chart
from interlink.render.drawing import Drawing
from interlink.render.history import History
from interlink.workspace.keeping import KeptFinding

__all__ = [
    "AT_ONCE",
    "COMMUNITY",
    "KIND",
    "RESULTS",
    "Asking",
    "Chain",
    "Delivered",
    "Route",
    "Work",
    "captions",
    "is_current",
    "read_among",
    "read_card",
    "read_chain",
    "read_communities",
    "read_drawn",
    "read_events",
    "read_findings",
    "read_link_card",
    "read_meant",
    "read_measure",
    "read_neighbours",
    "read_paths",
    "read_quarantine",
    "read_received",
    "read_runs",
    "read_sources",
    "search",
    "work",
]

KIND, COMMUNITY = "kind", "community"
# So many neighbours are drawn unless all are asked for.
AT_ONCE = 100
PATHS = 5
Days = tuple[date | None, date | None]
RESULTS = 50
RUNS = 200


@dataclass(frozen=True)
class Asking:
    """Who asks, why, as of when (an ISO date, '' for now), and the last load committed when they did.

    `claims` are what the sign-in says, empty in a home of one local user.
    """

    principal: Principal
    claims: Mapping[str, object]
    purpose: str
    reason: str
    as_of: str
    load: int

    @property
    def key(self) -> tuple[str, int, str, str, str, int]:
        """What has to be the same for an answer to be the same: a change of rights raises the revision."""
        who = self.principal
        return who.name, who.revision, self.purpose, self.reason, self.as_of, self.load

    @property
    def by(self) -> tuple[str, int, str, str, str]:
        """The same without the load: what was found for them stays theirs when more is loaded."""
        return self.key[:5]

    def view(self) -> View:
        """The door that this opens.

        Raises
        ------
        AccessDenied   the sign-in or the principal's access has ended
        """
        asking = asker(self.claims)
        return workspace().view(
            purpose=self.purpose, reason=self.reason, as_of=self.as_of or None, principal=asking
        )


@dataclass(frozen=True)
class Chain:
    """What is wrong with the audit log, what an auditor accepted, the hash at its head, and as of when."""

    problems: tuple[str, ...]
    known: tuple[str, ...]
    head: str
    at: datetime


@dataclass(frozen=True)
class Delivered:
    """How fresh scheduled sources are, all loads, the records that were corrected, and as of when.

    `places` says where the deliveries of each source come from that fetches.
    """

    fresh: list[Freshness]
    loads: list[LoadRow]
    corrected: list[KeptApart]
    places: dict[str, str]
    at: datetime


@dataclass(frozen=True)
class Route:
    """A path that is drawn: its rank among the `found`, its ends, and the entities along it.

    `step` is the one that drew it, None where all of it was drawn already.
    """

    start: str
    end: str
    rank: int
    found: int
    nodes: tuple[str, ...]
    step: int | None


@dataclass
class Work:
    """What a person is doing in this session.

    `asker` is who it was, at which revision, and `owner` their mark in addresses. `waiting` is what is still
    to be drawn: it was kept while they signed in.
    `selected_nodes` and `selected_links` are what the card shows; `last_selection` and `last_action` number
    the messages of the component that were heard. `preview`, the last of so many `previews`, waits for an
    answer, `leave` lets the component save a picture. `picks` counts the search results that were drawn.
    """

    history: History = field(default_factory=History)
    asker: tuple[str, int] | None = None
    owner: str = ""
    waiting: Chart | None = None
    selected_nodes: tuple[str, ...] = ()
    selected_links: tuple[str, ...] = ()
    last_selection: int = 0
    last_action: int = 0
    colour: str = KIND
    words: str = ""
    problem: str = ""
    was_opened: bool = False
    preview: Preview | None = None
    previews: int = 0
    route: Route | None = None
    leave: Leave | None = None
    picks: int = 0
    group_places: dict[str, tuple[float, float]] = field(default_factory=dict)
    study: Study = field(default_factory=Study)
    inquiry: Inquiry = field(default_factory=Inquiry)

    @property
    def drawing(self) -> Drawing:
        """What is drawn."""
        return self.history.drawing


def work() -> Work:
    """The work of this session."""
    found: Work = st.session_state.setdefault("work", Work())
    return found


def is_current(asking: Asking) -> bool:
    """Whether who asked still may, with the rights of then."""
    try:
        now = asker(asking.claims)
    except AccessDenied:
        return False
    return (now.name, now.revision) == asking.key[:2]


_by_asking = {Asking: lambda asking: asking.key}
_answer = partial(st.cache_data, ttl=600, scope="session", show_spinner=False, hash_funcs=_by_asking)
# Projections and findings hold functions that cite records, so they are kept as they are and not as copies.
_as_it_is = partial(st.cache_resource, ttl=600, scope="session", hash_funcs=_by_asking)


@_answer(max_entries=50)
def search(asking: Asking, text: str) -> pl.DataFrame:
    """Entities that the text may mean, with what tells them apart; see `Workspace.search`."""
    return workspace().search(text, limit=RESULTS, with_details=True, view=asking.view())


@_answer(max_entries=100)
def read_meant(asking: Asking, text: str) -> str | None:
    """The entity that an id or a whole name means, None where that is nobody, or several."""
    try:
        return workspace().resolve(text, view=asking.view())
    except UnknownEntity:
        return None


@_answer(max_entries=50)
def read_drawn(asking: Asking, ids: tuple[str, ...]) -> Neighbourhood:
    """The drawn entities and the links among them; the totals count all that stands next to them."""
    return workspace().expand(ids, limit=0, view=asking.view())


@_answer(max_entries=50)
def read_neighbours(
    asking: Asking,
    ids: tuple[str, ...],
    drawn: tuple[str, ...],
    *,
    kinds: tuple[str, ...] = (),
    limit: int = AT_ONCE,
) -> Neighbourhood:
    """The neighbours of entities, at most `limit` that are not drawn yet, of these kinds (none for all)."""
    return workspace().expand(ids, shown=drawn, schemas=kinds or None, limit=limit, view=asking.view())


@_answer(max_entries=100)
def read_card(asking: Asking, entity: str) -> Card:
    """The card of an entity."""
    return workspace().card(entity, view=asking.view())


@_answer(max_entries=100)
def read_link_card(asking: Asking, link: str) -> LinkCard:
    """The card of a drawn link."""
    return workspace().link_card(link, view=asking.view())


@_as_it_is(max_entries=1, show_spinner=False)
def read_projection(asking: Asking) -> Projection:
    """All that the view has, as arrays."""
    return workspace().project(view=asking.view())


@_as_it_is(max_entries=20, show_spinner=False)
def read_communities(asking: Asking, ids: tuple[str, ...]) -> Finding:
    """The communities of what is drawn."""
    projection = read_projection(asking).induced(ids)
    return workspace().analyze("communities", projection, view=asking.view())


@_as_it_is(max_entries=20, show_spinner="Looking for a path")
def read_paths(asking: Asking, start: str, end: str) -> Finding:
    """The five shortest paths between two entities, through all that the view has."""
    asked = {"start": start, "end": end, "k": PATHS}
    return workspace().analyze("paths", read_projection(asking), asked, view=asking.view())


@_answer(max_entries=20, show_spinner="Counting")
def read_measure(asking: Asking, nodes: tuple[str, ...], links: tuple[str, ...], days: Days) -> Measure:
    """How many entities and links of these kinds there are (none for all) between two days."""
    since, until = days
    return workspace().measure(nodes or None, links or None, since=since, until=until, view=asking.view())


@_answer(max_entries=20)
def read_among(asking: Asking, ids: tuple[str, ...]) -> Neighbourhood:
    """These entities and the links between them."""
    return workspace().among(ids, view=asking.view())


@_answer(max_entries=5)
def read_findings(asking: Asking, number: int) -> list[KeptFinding]:  # noqa: ARG001 - part of the key
    """The findings that are kept; another `number` is another look."""
    return workspace().findings(view=asking.view())


def captions(asking: Asking) -> dict[str, str]:
    """The caption of every drawn entity."""
    nodes = read_drawn(asking, work().drawing.ids).nodes
    return dict(nodes.select("id", "caption").iter_rows())


@_answer(max_entries=20)
def read_events(
    asking: Asking,
    newest: int,
    subject: str,
    number: int,  # noqa: ARG001 - part of the key
) -> list[AuditEvent]:
    """The newest so many events of the audit log, oldest first; another `number` is another look.

    With `subject`, the id of an entity or link, those that name it.
    """
    return workspace().audit_events(newest=newest, subject=subject or None, view=asking.view())


@_answer(max_entries=5)
def read_chain(asking: Asking, head: str, number: int) -> Chain:  # noqa: ARG001 - part of the key
    """Whether the audit log is whole, with `head` also since then; another `number` is another look."""
    found = workspace().audit_verify(head=head or None, view=asking.view())
    return Chain(found.problems, found.known, found.head, datetime.now(UTC))


@_answer(max_entries=20)
def read_sources(asking: Asking, number: int) -> Delivered:  # noqa: ARG001 - part of the key
    """How sources stand and what they were loaded with; another `number` is another look."""
    ws, view = workspace(), asking.view()
    return Delivered(
        ws.freshness(view=view),
        ws.loads(view=view),
        ws.corrections(view=view),
        ws.fetched_from(view=view),
        datetime.now(UTC),
    )


@_answer(max_entries=20)
def read_runs(asking: Asking, source: str, number: int) -> list[RunRow]:  # noqa: ARG001 - part of the key
    """The newest runs of a source."""
    return workspace().runs(source=source, newest=RUNS, view=asking.view())


@_answer(max_entries=20)
def read_quarantine(
    asking: Asking,
    load: int,
    number: int,  # noqa: ARG001 - part of the key
) -> list[KeptApart]:
    """What a load could not map."""
    return workspace().quarantined(load, view=asking.view())


@_answer(max_entries=50)
def read_received(
    asking: Asking,
    kept: KeptApart,
    number: int,  # noqa: ARG001 - part of the key
) -> Received:
    """A record in quarantine as received."""
    return workspace().received(kept.load, kept.row, file=kept.file, path=kept.path, view=asking.view())
