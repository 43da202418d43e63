"""Queries of one's own: brought in from files and back, their versions, what one ran, and forgotten."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from interlink.cli.options import FormatOption, Purpose, Reason, door
from interlink.cli.output import Format, emit, say
from interlink.errors import QueryError
from interlink.model.moments import moment_text
from interlink.queries.catalog import SUFFIX, read_query
from interlink.queries.query_file import parse_query
from interlink.workspace import open_workspace

__all__ = ["export_queries", "favourite", "forget_query", "history", "import_queries", "versions"]

QueryId = Annotated[str, typer.Argument(metavar="ID", help="The query's id, family/name.")]


def import_queries(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Files of Cypher, or `-` for stdin.")
    ],
    *,
    shared: Annotated[
        bool | None,
        typer.Option(
            "--shared/--private",
            help="For all who may run queries, or for yourself alone; without it as the last version.",
        ),
    ] = None,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """Save queries of your own from files, each as a new version; none where one of them is wrong.

    Example: interlink query import cypher/ownership/shared-address.cypher
    """
    queries = [
        parse_query(sys.stdin.read(), "stdin") if str(file) == "-" else read_query(file) for file in files
    ]
    workspace, view = door(purpose, reason)
    before = {row.query for row in workspace.own_queries(view=view) if row.shared}
    rows = [
        workspace.save_query(query.text, shared=query.id in before if shared is None else shared, view=view)
        for query in queries
    ]
    emit([{"query": row.query, "version": row.version, "shared": row.shared} for row in rows], fmt)
    for row in rows:
        if row.query in before and not row.shared:
            say(f"{row.query} was shared until now: nobody else reads this version, or finds the query.")


def export_queries(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of queries, family/name.")],
    *,
    to: Annotated[
        Path, typer.Option("--to", help="The folder; each file lies in it as its id says.")
    ] = Path(),
) -> None:
    """Write saved queries to files, header and all; a file that says something else is left as it is.

    Example: interlink query export ownership/shared-address --to mine
    """
    workspace = open_workspace()
    chosen = [(to / f"{query.id}{SUFFIX}", query.text) for query in map(workspace.query, ids)]
    for file, text in chosen:
        if file.exists() and file.read_bytes() != text.encode():
            raise QueryError(f"{file} is there and says something else. Move it away, or name another --to.")
    for file, text in chosen:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        say(f"{file} is written.")


def versions(id_: QueryId, *, fmt: FormatOption = Format.TABLE) -> None:
    """List the versions of a query that somebody saved, the last one first; `show --version` prints one.

    Example: interlink query versions ownership/shared-address
    """
    rows: list[dict[str, object]] = [
        {
            "version": row.version,
            "saved_by": row.author,
            "saved_at": moment_text(row.saved_at),
            "shared": row.shared,
            "title": row.title,
        }
        for row in open_workspace().query_versions(id_)
    ]
    emit(rows, fmt)


def history(
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="So many of the newest.")] = 50,
    *,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """List the queries that you ran, the last one first, with what you asked them of.

    Example: interlink query history --limit 10
    """
    workspace, view = door(purpose, reason)
    rows: list[dict[str, object]] = [
        {
            "at": run.at,
            "query": run.query,
            "rows": run.rows,
            "params": "erased" if run.params is None else dict(run.params),
            "sha256": run.sha256,
        }
        for run in workspace.query_history(limit, view=view)
    ]
    emit(rows, fmt, columns=("at", "query", "rows", "params", "sha256"), nothing="No query was run.")


def favourite(
    id_: QueryId,
    *,
    on: Annotated[bool, typer.Option("--on/--off", help="Make it one, or one no more.")] = True,
) -> None:
    """Make a query a favourite: it stands first on the screen Queries, and `query list` marks it.

    Example: interlink query favourite ownership/shared-address
    """
    open_workspace().favour_query(id_, on)
    say(f"{id_} is {'a favourite' if on else 'no favourite'}.")


def forget_query(id_: QueryId, *, purpose: Purpose = None, reason: Reason = None) -> None:
    """Remove a query of your own with all its versions, also for those whom it was shared with.

    Example: interlink query forget ownership/shared-address
    """
    workspace, view = door(purpose, reason)
    is_shared = any(row.query == id_ and row.shared for row in workspace.own_queries(view=view))
    workspace.forget_query(id_, view=view)
    others = " Where others had scheduled it, it fails until they unwatch it." if is_shared else ""
    say(f"Query {id_} is forgotten.{others}")
