"""Saved queries compared with their last run, by hand or when they fall due."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from interlink.access.view import View
from interlink.errors import InterlinkError, UnknownName
from interlink.ledger.watches import WatchRow
from interlink.model.moments import moment
from interlink.model.schedule import parse_schedule
from interlink.queries.compare import Compared, compare, kept_run
from interlink.queries.run import MOST_ROWS
from interlink.queries.values import read_params
from interlink.workspace.asking import Asking

__all__ = ["WatchReport", "WatchedQuery", "Watching"]


@dataclass(frozen=True)
class WatchedQuery:
    """What one compares with its last run, by `number`; one with a schedule that never ran is due now."""

    number: int
    query: str
    params: Mapping[str, object]
    audience: str
    schedule: str | None
    ran_at: datetime | None
    next_at: datetime | None

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be run by itself."""
        return self.schedule is not None and (self.next_at is None or self.next_at <= now)


@dataclass(frozen=True)
class WatchReport:
    """What a query that was due came to; `reason` says why there is nothing to compare."""

    watched: WatchedQuery
    compared: Compared | None
    reason: str = ""


class Watching(Asking):
    """The doors of those who want to know what changes. What one compares is one's own, and nobody else's."""

    def compare_query(
        self,
        id_: str,
        params: Mapping[str, object] | None = None,
        *,
        timeout_s: float = 30.0,
        audience: str | None = None,
        view: View | None = None,
    ) -> Compared:
        """What a saved query finds, and what of it is new, changed or gone since one last compared it.

        Compared are runs of one version with the same parameters in the same audience's graph. Kept are
        hashes of the rows, and their keys until the next run or until anything is erased.

        Raises
        ------
        QueryError   there are more than 100,000 rows, or two of the same key
        The other errors are those of `run_query`.
        """
        door = view or self.view()
        # what is erased while it runs may stand in its rows
        erasure = self._stores.audit.last_erasure()
        answer = self.run_query(
            id_, params, shown_rows=MOST_ROWS, timeout_s=timeout_s, audience=audience, view=door
        )
        graph = self._asked(audience, door.principal.clearance.with_purpose(door.purpose))
        number = self._watches.watch(door.principal.name, id_, _text(answer.params), graph.name)
        compared = compare(answer, self._watches.last_run(number, erasure=erasure))
        self._watches.keep_run(number, kept_run(answer, self._stores.now()), erasure=erasure)
        return compared

    def schedule_query(
        self,
        id_: str,
        schedule: str,
        params: Mapping[str, object] | None = None,
        *,
        audience: str | None = None,
        view: View | None = None,
    ) -> WatchedQuery:
        """Has a saved query fall due, `every 6 hours` or by a line of cron, for `run_due_queries`.

        Raises
        ------
        SpecError                 it is no schedule
        UnknownName, QueryError   there is no such query, or a parameter is missing, not declared or mistyped
        AccessDenied              there is no audience that the view may ask
        """
        parse_schedule(schedule)
        door = view or self.view()
        given = read_params(self.query(id_, view=door).header.params, params or {})
        said: dict[str, object] = {"what": "schedule query", "query": id_, "params": given}
        principal = self._act("combine", "collection", said, view=door)
        graph = self._asked(audience, principal.clearance.with_purpose(door.purpose))
        number = self._watches.watch(principal.name, id_, _text(given), graph.name)
        self._watches.set_schedule(number, schedule)
        return next(each for each in self._watched(principal.name) if each.number == number)

    def unwatch_query(self, number: int, *, view: View | None = None) -> None:
        """Ends what one compares, with its schedule and what was kept of its last run.

        Raises
        ------
        UnknownName   one compares nothing of this number
        """
        principal = self._act("combine", "alteration", {"what": "unwatch query", "number": number}, view=view)
        if not self._watches.remove(principal.name, number):
            raise UnknownName(f"you compare no query {number}. `interlink query watched` lists those you do.")

    def watched_queries(self, *, view: View | None = None) -> list[WatchedQuery]:
        """What one compares, scheduled or not, in the order in which that began."""
        door = view or self.view()
        door.oversee("combine", "watched queries")
        return self._watched(door.principal.name)

    def run_due_queries(self, *, view: View | None = None) -> Iterator[WatchReport]:
        """Compares one's own queries that are due, one after the other, as their reports are asked for.

        Each runs with one's rights of that moment. One that fails stops no other, and stays due.
        """
        door = view or self.view()
        for each in self.watched_queries(view=door):
            if not each.is_due(self._stores.now()):
                continue
            try:
                compared = self._compared(each, door)
            except InterlinkError as error:
                yield WatchReport(each, None, str(error))
            else:
                yield WatchReport(each, compared)

    def _compared(self, each: WatchedQuery, door: View) -> Compared:
        """What is due, compared; of a query that is gone, that it fails each time until that is ended."""
        try:
            self.query(each.query, view=door)
        except UnknownName:
            raise UnknownName(
                "this query is not there for you any more: whoever saved it forgot it, or shares it no"
                f" longer. It fails each time until `interlink query unwatch {each.number}` ends that."
            ) from None
        return self.compare_query(each.query, each.params, audience=each.audience, view=door)

    def _watched(self, principal: str) -> list[WatchedQuery]:
        return [_watched(row) for row in self._watches.of(principal)]


def _watched(row: WatchRow) -> WatchedQuery:
    ran_at, next_at = None if row.ran_at is None else moment(row.ran_at), None
    if row.schedule is not None and ran_at is not None:
        next_at = parse_schedule(row.schedule).after(ran_at)
    params = json.loads(row.params)
    return WatchedQuery(row.id, row.query, params, row.audience, row.schedule, ran_at, next_at)


def _text(params: Mapping[str, object]) -> str:
    return json.dumps(params, sort_keys=True, ensure_ascii=False)
