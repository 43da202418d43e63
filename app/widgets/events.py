"""Events of the audit log in words: what somebody did, on what, and what they took away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from interlink.access.audit import AuditEvent
from interlink.access.rights import RIGHTS
from interlink.render.label import clean_caption, shorten

__all__ = [
    "COLUMNS",
    "Wish",
    "about",
    "did",
    "listed",
    "matching",
    "others",
    "reads_the_log",
    "time_of",
    "to_whom",
]

COLUMNS = ("No.", "When (UTC)", "Who", "What they did", "About", "Why")
# By the word that stands in the log; what has no words here is an analytic, or shows as it stands.
DONE = {
    "add principal": "added a principal",
    "among": "looked at what lies between entities",
    "audit": "read this log",
    "audience add": "defined an audience",
    "audience remove": "removed an audience",
    "audit accept": "accepted that this log is broken",
    "audit check": "checked this log",
    "audit export": "took a copy of this log",
    "backup": "made a backup",
    "card": "read an entity's card",
    "change principal": "changed a principal",
    "change role": "changed what is asked of a role",
    "correct": "corrected a record that could not be loaded",
    "corrections": "looked at which records were corrected",
    "cypher": "ran Cypher",
    "enter": "entered or corrected by hand",
    "entries": "looked at what was entered by hand",
    "evidence": "read records as received",
    "expand": "drew, or saw neighbours",
    "export": "took entities away",
    "export check": "checked whether entities may leave",
    "finding": "opened a finding that was kept",
    "findings": "looked at the list of kept findings",
    "forget finding": "removed a finding that was kept",
    "graph catch up": "brought the graph up to date",
    "graph import files": "wrote files to import the graph from",
    "graph rebuild": "built the graph",
    "keep finding": "kept a finding",
    "link card": "read a link's card",
    "load": "loaded files",
    "loads": "looked at the list of loads",
    "make token": "made a token",
    "measure": "counted what could be analysed",
    "preview": "tried a source on a file",
    "principals": "looked at the list of principals",
    "propose source": "had a source proposed for a file",
    "projection": "joined a network",
    "quarantine": "looked at what could not be loaded",
    "quarantined record": "read a record that could not be loaded",
    "recover": "made a token for an administrator",
    "resolve": "asked who is meant",
    "restore": "restored a backup",
    "retry": "loaded a delivery again",
    "revoke token": "ended a token",
    "roles": "looked at the list of roles",
    "save source": "kept a source",
    "search": "searched",
    "shown": "saw in a list of results",
    "sign in": "used a token",
    "tokens": "looked at the list of tokens",
    "withdraw": "took back what was entered by hand",
}
# In which parameters it stands what an event is about.
SUBJECTS = (
    "entity",
    "entry",
    "link",
    "text",
    "given",
    "ids",
    "statement",
    "name",
    "audience",
    "source",
    "token",
    "file",
)
SAID = {*SUBJECTS, "what", "refused", "to"}
LONGEST = 160
# Other grounds than a right that is lacking.
WHY_REFUSED = {
    "onward": "some of it may not be passed on",
    "audience": "the graph is for an audience that they do not belong to",
    "changed meanwhile": "somebody else changed it meanwhile",
    "token": "the token was revoked or has expired, or its principal is not active",
}


@dataclass(frozen=True)
class Wish:
    """Which events to see: everything where nothing is given; days are UTC and whole.

    `subject` is an id, a name or a part of either, as it stands in what was asked.
    """

    principal: str | None = None
    operations: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    subject: str = ""


def matching(events: Iterable[AuditEvent], wish: Wish) -> list[AuditEvent]:
    """The events that are wished for, in their order."""
    subject = wish.subject.strip().casefold()
    return [
        event
        for event in events
        if wish.principal in {None, event.principal}
        and (not wish.operations or event.operation in wish.operations)
        and (wish.since is None or time_of(event).date() >= wish.since)
        and (wish.until is None or time_of(event).date() <= wish.until)
        and (not subject or subject in _text(event).casefold())
    ]


def listed(events: Iterable[AuditEvent]) -> pl.DataFrame:
    """One row for each event, newest first."""
    rows = [
        (
            event.seq,
            f"{time_of(event):%Y-%m-%d %H:%M:%S}",
            event.principal,
            did(event),
            clean_caption(shorten(about(event), LONGEST)),
            clean_caption(shorten(": ".join(filter(None, (event.purpose, event.reason))), LONGEST)),
        )
        for event in sorted(events, key=lambda event: -event.seq)
    ]
    kinds = [pl.Int64, *[pl.String] * (len(COLUMNS) - 1)]
    return pl.DataFrame(rows, schema=dict(zip(COLUMNS, kinds, strict=True)), orient="row")


def did(event: AuditEvent) -> str:
    """What somebody did, or tried to and was refused."""
    params = _params(event)
    what = str(params.get("what", event.operation))
    done = DONE.get(what, f"ran '{what}'" if event.operation == "combination" else what)
    return f"was refused: {done}" if "refused" in params else done


def reads_the_log(event: AuditEvent) -> bool:
    """Whether it is a look at the log itself."""
    return _params(event).get("what") == "audit"


def about(event: AuditEvent) -> str:
    """What it was about: ids, or what was asked for; empty where it names nothing."""
    found: list[str] = []
    for name, value in _params(event).items():
        if name in SUBJECTS:
            found += map(str, value) if isinstance(value, list) else [str(value)]
    return ", ".join(found)


def to_whom(event: AuditEvent) -> str:
    """Whom what left the platform went to, as far as the log says; empty where nothing left."""
    if event.operation != "disclosure":
        return ""
    recipient = _params(event).get("to")
    if recipient:
        return str(recipient)
    return f"{event.principal}, who took it away; whom it was handed to next the log does not say"


def others(event: AuditEvent) -> list[str]:
    """Everything else that stands beside it, a line each."""
    params = _params(event)
    lines = [f"{name}: {_plain(value)}" for name, value in sorted(params.items()) if name not in SAID]
    refused = str(params.get("refused", ""))
    if refused in WHY_REFUSED:
        return [f"refused: {WHY_REFUSED[refused]}", *lines]
    lacking = [words for right, words in RIGHTS.items() if right == refused]
    return [*(f"refused for want of the right to {words}" for words in lacking), *lines]


def time_of(event: AuditEvent) -> datetime:
    """When it was, in UTC."""
    return datetime.fromisoformat(event.at).astimezone(UTC)


def _text(event: AuditEvent) -> str:
    # As JSON it would be hidden behind escapes.
    return json.dumps(_params(event), ensure_ascii=False)


def _params(event: AuditEvent) -> Mapping[str, object]:
    """What was asked; a log that was tampered with may hold anything there."""
    try:
        found = json.loads(event.params)
    except json.JSONDecodeError:
        found = None
    return found if isinstance(found, dict) else {"what": "cannot be read", "held": event.params}


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
