"""What a person is analysing: what they chose, what runs, what was found, and what they look at of it."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date
from threading import Event

from interlink.analytics import Finding
from interlink.model.evidence import Evidence
from interlink.projection.weigh import Weight

__all__ = ["Chosen", "Found", "Progress", "Run", "Study"]


@dataclass(frozen=True)
class Chosen:
    """What is to be analysed: kinds of entities and links (none for all), a window, weight and direction."""

    nodes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    weight: Weight = "stated"
    directed: bool = False


@dataclass
class Progress:
    """How far a run has come: whether what was chosen `is_read`, then in parts, if it has any.

    It ends at its next part once `stop` is set.
    """

    done: int = 0
    total: int = 0
    is_read: bool = False
    stop: Event = field(default_factory=Event)


@dataclass(frozen=True)
class Run:
    """An analytic that runs beside the page."""

    analytic: str
    by: tuple[str, int, str, str, str]
    progress: Progress
    future: Future[Finding]


@dataclass
class Found:
    """A finding that is shown, for whom, the number it is kept under, and which of its records were read."""

    finding: Finding
    by: tuple[str, int, str, str, str]
    kept: int | None = None
    records: dict[tuple[str, int], list[Evidence]] = field(default_factory=dict)


@dataclass
class Study:
    """What a person is analysing.

    `kept` counts their changes to the findings that are kept; `selected` are entities in the network, and
    `last_action` numbers the message of the component that was heard last.
    """

    run: Run | None = None
    found: Found | None = None
    beside: tuple[Found, Found] | None = None
    page: str = "result"
    way: str = "table"
    problem: str = ""
    words: str = ""
    kept: int = 0
    to_explorer: bool = False
    selected: tuple[str, ...] = ()
    last_action: int = 0
