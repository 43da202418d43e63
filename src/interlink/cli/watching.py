"""Saved queries compared with their last run: what falls due, and what is new, changed or gone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated

import typer

from interlink.cli.given import given_params
from interlink.cli.options import FormatOption, Params, Purpose, Reason, door
from interlink.cli.output import Format, emit, say
from interlink.errors import QueryError
from interlink.workspace.watching import WatchedQuery

__all__ = ["AudienceOf", "due", "schedule", "unwatch", "watched"]

AudienceOf = Annotated[
    str | None, typer.Option("--audience", help="Whose graph; without it the one that you may ask.")
]
WATCHED = ("number", "query", "params", "audience", "schedule", "ran_at", "next_at")
DUE = ("number", "query", "change", "row")


def schedule(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The query's id, family/name.")],
    when: Annotated[
        str, typer.Argument(metavar="WHEN", help="'every 6 hours', or a line of cron and a time zone.")
    ],
    *,
    param: Params = None,
    audience: AudienceOf = None,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """Have a saved query fall due, to be compared with its last run by `query due`.

    Example: interlink query schedule ownership/shared-address "every 6 hours" --param least=3
    """
    workspace, view = door(purpose, reason)
    params = given_params(workspace, view, workspace.query(id_), param)
    made = workspace.schedule_query(id_, when, params, audience=audience, view=view)
    emit([_row(made)], fmt, columns=WATCHED)
    if made.ran_at is None:
        say("It is due at once: `interlink query due` runs it, by hand or from cron.")


def watched(*, fmt: FormatOption = Format.TABLE, purpose: Purpose = None, reason: Reason = None) -> None:
    """List the queries that you compare with their last run, and when the scheduled ones are next due.

    Example: interlink query watched
    """
    workspace, view = door(purpose, reason)
    rows = [_row(each) for each in workspace.watched_queries(view=view)]
    emit(rows, fmt, columns=WATCHED, nothing="You compare no query: `query run ID --compare`.")


def unwatch(
    number: Annotated[int, typer.Argument(help="Its number; see `interlink query watched`.")],
    *,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """End comparing a query, with its schedule and what was kept of its last run.

    Example: interlink query unwatch 1
    """
    workspace, view = door(purpose, reason)
    workspace.unwatch_query(number, view=view)
    say(f"Query {number} is compared no more.")


def due(*, fmt: FormatOption = Format.TABLE, purpose: Purpose = None, reason: Reason = None) -> None:
    """Run your queries that are due, and list the rows that are new, changed or gone since each last ran.

    One that fails stops no other, and the exit code is 1. For cron, systemd, Kubernetes.

    Example: interlink query due
    """
    workspace, view = door(purpose, reason)
    reports = list(workspace.run_due_queries(view=view))
    rows: list[dict[str, object]] = [
        {"number": each.watched.number, "query": each.watched.query, "change": change, "row": row}
        for each in reports
        if each.compared is not None
        for difference in each.compared.differences()
        for change, row in [_parted(difference)]
    ]
    if rows or not reports or fmt is not Format.TABLE:
        emit(rows, fmt, columns=DUE, nothing="Nothing is due.")
    for each in reports:
        told = each.reason if each.compared is None else each.compared.words
        say(f"{each.watched.query} {_text(each.watched.params)}: {told}")
    failed = [each.watched.query for each in reports if each.compared is None]
    if failed:
        raise QueryError(f"{len(failed)} of {len(reports)} queries failed: {', '.join(failed)}; see above.")


def _row(each: WatchedQuery) -> dict[str, object]:
    return {**vars(each), "params": dict(each.params)}


def _parted(difference: Mapping[str, object]) -> tuple[object, dict[str, object]]:
    """What became of a row, and the row."""
    return difference["change"], {name: value for name, value in difference.items() if name != "change"}


def _text(params: Mapping[str, object]) -> str:
    return json.dumps(params, ensure_ascii=False)
