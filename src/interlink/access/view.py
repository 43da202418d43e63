"""The view: the one door for reading.

A view is bound to a principal, a purpose with its reason, and optionally to a past: what was known at
`as_of` (recorded time) and what was true on `true_on` (valid time). Data can be had only from a look,
and a look exists only once the audit log holds its event.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import partial

from interlink.access.audit import AuditLog
from interlink.access.look import Look
from interlink.access.principals import Principal, stated_by
from interlink.access.rights import Right
from interlink.errors import AccessDenied, InterlinkError, QueryError
from interlink.graph.audience import Audience
from interlink.graph.state import GraphState
from interlink.graph.stop import Stop, stopped_by_ctrl_c
from interlink.graph.store import GraphStore, Rows
from interlink.graph.whole import read_whole
from interlink.lake import Archive, Lake
from interlink.ledger import Ledger
from interlink.model.marking import Clearance, is_visible
from interlink.model.moments import micros
from interlink.model.schema import Ontology
from interlink.search import KeptNames

__all__ = ["Stores", "View", "read_day", "read_moment"]


@dataclass(frozen=True)
class Stores:
    """What a view reads from; nothing else in interlink reads from these for a person.

    `names` keeps name indexes in memory between looks, for this home only.
    """

    lake: Lake
    ledger: Ledger
    archive: Archive
    ontology: Ontology
    audit: AuditLog
    now: Callable[[], datetime]
    names: KeptNames = field(default_factory=KeptNames)

    def refuse_token(self, principal: str, token: int) -> None:
        """Logs that a token was used that is no longer good: it may have leaked."""
        self.audit.record(
            at=self.now().isoformat(),
            principal=principal,
            operation="consultation",
            purpose="",
            reason="",
            params={"what": "sign in", "refused": "token", "by_token": token},
        )


@dataclass(frozen=True)
class _Asking:
    """What is asked of a graph: the right it needs, how it stands in the log, and the statement."""

    right: Right
    operation: str
    what: str
    said: Mapping[str, object]
    named: str | None
    statement: str
    params: Mapping[str, object] | None


class View:
    """A principal's door. Make it with `Workspace.view`; `renewed` gives the principal as of each look."""

    def __init__(
        self,
        stores: Stores,
        principal: Principal,
        *,
        renewed: Callable[[Principal], Principal],
        purpose: str | None,
        reason: str | None,
        as_of: str | date | datetime | None = None,
        true_on: str | date | None = None,
    ) -> None:
        self._stores = stores
        self._renewed = renewed
        self.principal = principal
        self.purpose, self.reason = stated_by(principal, purpose, reason)
        # The number in the audit log of what was asked last.
        self.last_event = 0
        self.as_of = None if as_of is None else read_moment(as_of)
        self.true_on = None if true_on is None else read_day(true_on)

    def consult(self, what: str, **params: object) -> Look:
        """A look at what the stores hold, logged as consultation; needs the right `consult`."""
        return self._look("consult", "consultation", what, params)

    def combine(self, what: str, **params: object) -> Look:
        """A look that joins records about people, such as a projection, logged as combination."""
        return self._look("combine", "combination", what, params)

    def disclose(self, what: str, **params: object) -> Look:
        """A look whose result leaves the platform, such as an export, logged as disclosure."""
        return self._look("disclose", "disclosure", what, params)

    def renew(self) -> Principal:
        """The principal as of now, which all that follows is held to.

        Raises
        ------
        AccessDenied   it may not ask any more; of one that asked by a token, that stands in the log
        """
        asking = self.principal
        try:
            self.principal = self._renewed(asking)
        except AccessDenied:
            if asking.token is not None:
                self._stores.refuse_token(asking.name, asking.token)
            raise
        return self.principal

    def shown(self, ids: Sequence[str]) -> None:
        """Logs whom a list has shown that nobody asked for by id."""
        self.renew()
        self._log("consult", "consultation", "shown", {"ids": list(ids)})

    def oversee(self, right: Right, what: str, **params: object) -> None:
        """Logs a look at what is no record, such as the audit log itself, and gives none at records."""
        self.renew()
        self._log(right, "consultation", what, params)

    def cypher(
        self,
        store: GraphStore,
        choose: Callable[[Clearance], Audience],
        statement: str,
        params: Mapping[str, object] | None = None,
        *,
        named: str | None = None,
        freshen: Callable[[Audience], GraphState] | None = None,
        timeout_s: float = 30.0,
        max_rows: int = 10_000,
        stop: Stop | None = None,
    ) -> Rows:
        """A read-only statement on the graph of an audience.

        `choose` gives the audience for a clearance, `named` is the name that it was asked by. `freshen`
        catches the graph up and says where it stands. Both run once the principal may ask, so that a refusal
        tells nothing of audiences and graphs, and starts no store. `stop` ends the statement for another
        thread, a Ctrl-C for this one.

        Raises
        ------
        AccessDenied   the principal may not ask, or may not see everything that the audience sees
        QueryError     refused, wrong, too slow; or this view has an as-of, which a graph cannot answer
        Stopped        it was stopped by `stop`
        CatchingUp     the graph is between two loads
        """
        said: dict[str, object] = {"statement": statement, "params": dict(params or {})}
        asking = _Asking("cypher", "consultation", "cypher", said, named, statement, params)
        return self._ask_graph(
            asking, store, choose, freshen=freshen, timeout_s=timeout_s, max_rows=max_rows, stop=stop
        )

    def query(
        self,
        store: GraphStore,
        choose: Callable[[Clearance], Audience],
        statement: str,
        params: Mapping[str, object],
        *,
        said: Mapping[str, object],
        named: str | None = None,
        freshen: Callable[[Audience], GraphState] | None = None,
        timeout_s: float = 30.0,
        max_rows: int = 10_000,
        stop: Stop | None = None,
    ) -> Rows:
        """A saved query's statement on the graph of an audience; it needs the right `combine`, not `cypher`.

        What it may ask was decided by who saved it; `said` says in the log which query and which version it
        was, and `params` of whom. The errors are those of `cypher`.
        """
        told = {**said, "params": dict(params)}
        asking = _Asking("combine", "combination", "query", told, named, statement, params)
        return self._ask_graph(
            asking, store, choose, freshen=freshen, timeout_s=timeout_s, max_rows=max_rows, stop=stop
        )

    def _ask_graph(
        self,
        asking: _Asking,
        store: GraphStore,
        choose: Callable[[Clearance], Audience],
        *,
        freshen: Callable[[Audience], GraphState] | None,
        timeout_s: float,
        max_rows: int,
        stop: Stop | None,
    ) -> Rows:
        self.renew()
        right, operation, what = asking.right, asking.operation, asking.what
        asked = dict(asking.said)
        clearance = self.principal.clearance.with_purpose(self.purpose)
        if not self.principal.may(right):
            # Before the names of audiences are told to who may not ask any: this logs it and refuses.
            self._log(right, operation, what, {**asked, "audience": asking.named})
        try:
            audience = choose(clearance)
        except InterlinkError:
            refused = {"audience": asking.named, "refused": "audience"}
            self._log(right, operation, what, {**asked, **refused})
            raise
        if self.as_of is not None or self.true_on is not None:
            raise QueryError(
                "Cypher runs on the graph as it stands now, and none is built as of another date; leave out"
                " --as-of and --true-on, or search, expand or analyse as of that date"
            )
        is_theirs = audience.within(clearance)
        asked |= {"graph": audience.name} | ({} if is_theirs else {"refused": "audience"})
        self._log(right, operation, what, asked)
        if not is_theirs:
            raise AccessDenied("you may not use this graph")
        state = freshen(audience) if freshen else None
        read = partial(
            read_whole,
            store,
            audience.database,
            asking.statement,
            asking.params,
            timeout_s=timeout_s,
            max_rows=max_rows,
            before=state.standing if state else None,
            is_still=state.is_still if state else None,
        )
        rows = stopped_by_ctrl_c(lambda stop: read(stop=stop), stop)
        return replace(rows, caveat=state.caveat if state else "")

    def _look(self, right: Right, operation: str, what: str, params: Mapping[str, object]) -> Look:
        self.renew()
        self._log(right, operation, what, params)
        stores = self._stores
        as_of = None if self.as_of is None else micros(self.as_of)
        clearance = self.principal.clearance.with_purpose(self.purpose)
        # Loads before markings: one committed in between then has all of its markings, or does not show.
        loads = tuple(stores.ledger.committed(as_of=as_of))
        markings = stores.ledger.markings()
        seen = {number: mark for number, mark in markings.items() if is_visible(mark, clearance)}
        return Look(
            lake=stores.lake,
            ledger=stores.ledger,
            archive=stores.archive,
            ontology=stores.ontology,
            loads=loads,
            markings=seen,
            true_on=self.true_on,
            kept_names=stores.names,
            last_erasure=stores.audit.last_erasure(),
            sees_all=len(seen) == len(markings),
        )

    def _log(self, right: Right, operation: str, what: str, params: Mapping[str, object]) -> None:
        """Logs what a principal just renewed asks, also of one who has not the right and is then refused."""
        bound = {"as_of": self.as_of, "true_on": self.true_on}
        refused = {} if self.principal.may(right) else {"refused": right}
        token = {} if self.principal.token is None else {"by_token": self.principal.token}
        self.last_event = self._stores.audit.record(
            at=self._stores.now().isoformat(),
            principal=self.principal.name,
            operation=operation,
            purpose=self.purpose,
            reason=self.reason,
            params={
                "what": what,
                **params,
                **refused,
                **token,
                **{name: value for name, value in bound.items() if value is not None},
            },
        )
        self.principal.require(right)


def read_moment(given: str | date | datetime, *, day_ends: bool = True) -> datetime:
    """A moment in UTC: a timestamp as it is, without offset taken as UTC; a date as the end of that day.

    With `day_ends` False a date is the beginning of its day.

    Raises
    ------
    QueryError   neither a date nor a timestamp
    """
    try:
        read = _parse(given.strip()) if isinstance(given, str) else given
        if isinstance(read, datetime):
            return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise QueryError(
            f"'{given}' is no date or timestamp; expected 2026-03-01 or 2026-03-01T12:00:00Z"
        ) from None
    return datetime.combine(read, time.max if day_ends else time.min, UTC)


def read_day(given: str | date) -> date:
    """A day in UTC: the form that valid time is asked in.

    Raises
    ------
    QueryError   not a date
    """
    return read_moment(given).date()


def _parse(text: str) -> date | datetime:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(text)
