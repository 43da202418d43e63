"""Saved queries: which there are, what they ask, and what they find."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from interlink.cli.given import given_params
from interlink.cli.options import AsOf, FormatOption, Params, Purpose, Reason, TrueOn, door
from interlink.cli.output import Format, emit, plain, say
from interlink.cli.own_queries import (
    export_queries,
    favourite,
    forget_query,
    history,
    import_queries,
    versions,
)
from interlink.cli.watching import AudienceOf, due, schedule, unwatch, watched
from interlink.errors import QueryError, UnknownName
from interlink.ledger.queries import QueryRow
from interlink.queries.query_file import Query
from interlink.workspace import open_workspace

__all__ = ["query"]

query = typer.Typer(help="Saved questions to the graph, as Cypher files.", no_args_is_help=True)


query.command("import")(import_queries)
query.command("export")(export_queries)
query.command("versions")(versions)
query.command("history")(history)
query.command("favourite")(favourite)
query.command("forget")(forget_query)
query.command("schedule")(schedule)
query.command("watched")(watched)
query.command("unwatch")(unwatch)
query.command("due")(due)


NO_ROWS = (
    "Nothing found: no record here answers it, or none for you to see. That is not that there is nothing."
)


class AnswerFormat(StrEnum):
    """How an answer is written: as a listing, or as the nodes and links in it."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    GRAPH = "graph"


@query.command("list")
def list_queries(
    *,
    tag: Annotated[str | None, typer.Option("--tag", help="Only those with this tag.")] = None,
    family: Annotated[
        str | None, typer.Option("--family", help="Only those of this family, the first part of the id.")
    ] = None,
    text: Annotated[
        str | None, typer.Option("--text", help="Only those whose title, question or tags have these words.")
    ] = None,
    favourites: Annotated[
        bool, typer.Option("--favourites", help="Only those that you made favourites.")
    ] = False,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """List the saved queries: files, your own, and what others share.

    Example: interlink query list --family ownership
    """
    workspace = open_workspace()
    found, wrong = workspace.queries(tag=tag, family=family, text=text)
    liked = workspace.favourite_queries()
    rows: list[dict[str, object]] = [
        {
            "query": each.id,
            "title": each.title,
            "parameters": [_called(name, each) for name in each.header.params],
            "returns": each.header.returns,
            "tags": each.header.tags,
            "saved_by": "" if each.saved is None else each.saved.author,
            "favourite": each.id in liked,
        }
        for each in found
        if each.id in liked or not favourites
    ]
    emit(rows, fmt, nothing="No query is like this.")
    if not rows:
        _say_what_there_is(workspace.queries()[0])
    for problems in wrong:
        say(f"left out, its file is wrong:\n{problems}")


@query.command("show")
def show_query(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The query's id, family/name.")],
    *,
    version: Annotated[
        int | None, typer.Option("--version", help="An older version; see `query versions`.")
    ] = None,
) -> None:
    """Print a saved query ready to paste: its header are comments to Cypher.

    What it asks and takes is said on stderr.

    Example: interlink query show ownership/effective-owners
    """
    workspace = open_workspace()
    if version is not None:
        sys.stdout.write(_version(workspace.query_versions(id_), version).text)
        return
    found = workspace.query(id_)
    say(found.header.asks)
    for name, each in found.header.params.items():
        default = "" if each.default is None else f" ({each.default} without it)"
        words = f". {each.help}" if each.help else ""
        say(f"--param {name}=...  {each.label}{default}{words}")
    sys.stdout.write(found.text)


@query.command("run")
def run(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The query's id, family/name.")],
    *,
    param: Params = None,
    limit_s: Annotated[float, typer.Option("--timeout", help="Seconds until it is stopped.")] = 30.0,
    max_rows: Annotated[
        int, typer.Option("--max-rows", min=1, max=100_000, help="Show at most so many rows.")
    ] = 1_000,
    compare: Annotated[
        bool, typer.Option("--compare", help="Only what is new, changed or gone since you last did so.")
    ] = False,
    audience: AudienceOf = None,
    fmt: Annotated[
        AnswerFormat, typer.Option("--format", "-f", help="How to write the result.")
    ] = AnswerFormat.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
    as_of: AsOf = None,
    true_on: TrueOn = None,
) -> None:
    """Run a saved query on the graph; an entity is given by its id or its name.

    Example: interlink query run ownership/shared-address --param least=3
    """
    workspace, view = door(purpose, reason, as_of, true_on)
    params = given_params(workspace, view, workspace.query(id_), param)
    if compare:
        if fmt is AnswerFormat.GRAPH:
            raise QueryError("--format graph beside --compare: a row that is gone is known by its key alone")
        found = workspace.compare_query(id_, params, timeout_s=limit_s, audience=audience, view=view)
        # what differs is said in words below, also that nothing does
        if found.differences() or fmt is not AnswerFormat.TABLE:
            emit(found.differences(), Format(fmt), columns=("change", *found.answer.columns))
        for words in filter(None, (found.words, found.answer.caveat)):
            say(words)
        return
    answer = workspace.run_query(
        id_, params, shown_rows=max_rows, timeout_s=limit_s, audience=audience, view=view
    )
    if fmt is AnswerFormat.GRAPH:
        json.dump(plain(answer.graph()), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        emit(answer.records(), Format(fmt), columns=answer.columns, nothing=NO_ROWS)
    if answer.caveat:
        say(answer.caveat)
    if answer.is_cut:
        say(f"{answer.words} rows are shown; raise --max-rows or narrow the question.")


def _say_what_there_is(every: Sequence[Query]) -> None:
    """By what a query can be sought, where nothing was found."""
    families = dict.fromkeys(each.family for each in every)
    tags = sorted({tag for each in every for tag in each.header.tags})
    say(f"Families: {', '.join(families)}.")
    say(f"Tags: {', '.join(tags)}.")


def _version(rows: Sequence[QueryRow], number: int) -> QueryRow:
    for row in rows:
        if row.version == number:
            return row
    there = ", ".join(str(row.version) for row in rows)
    raise UnknownName(f"no version {number} of '{rows[0].query}'; there are {there}")


def _called(name: str, found: Query) -> str:
    parameter = found.header.params[name]
    return name if parameter.required else f"{name}={parameter.default}"
