"""The graph: where it stands, and Cypher on it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from interlink.cli.audience import audience as audience_commands
from interlink.cli.options import FormatOption, Params, Purpose, Reason, door, parse_params
from interlink.cli.output import Format, emit, progress_bar, say
from interlink.graph.plans import is_explained
from interlink.queries.names import unknown_names
from interlink.workspace import open_workspace

__all__ = ["graph"]

NO_PLAN = "The store takes this statement, and tells no plan of it; nothing was run."

AudienceName = Annotated[
    str | None, typer.Option("--audience", help="Whose graph; without it the one that you may ask.")
]
graph = typer.Typer(help="The graph that Cypher runs on.", no_args_is_help=True)
graph.add_typer(audience_commands, name="audience")


@graph.command("status")
def status(*, fmt: FormatOption = Format.TABLE) -> None:
    """Show the store, and for each audience the last load that its graph holds, and if it is catching up.

    Example: interlink graph status
    """
    workspace = open_workspace()
    store, _ = workspace.graph_status()
    rows: list[dict[str, object]] = [
        {
            "audience": state.audience,
            "store": store.kind,
            "running": store.running,
            "address": store.address,
            "load": state.load,
            "committed": state.committed,
            "nodes": state.nodes,
            "links": state.links,
            "state": state.words,
        }
        for state in workspace.graph_states()
    ]
    emit(rows, fmt)
    if store.problem:
        say(store.problem)


@graph.command("start")
def start() -> None:
    """Start the embedded store, or see that Neo4j answers; any command that needs it does so by itself.

    Example: interlink graph start
    """
    workspace = open_workspace()
    workspace.graph_start()
    say(f"The graph store answers at {workspace.graph_status()[0].address}.")


@graph.command("stop")
def stop() -> None:
    """End the embedded store.

    Example: interlink graph stop
    """
    workspace = open_workspace()
    workspace.graph_stop()
    say("The graph store is stopped.")


@graph.command("rebuild")
def rebuild(
    *,
    offline: Annotated[
        bool,
        typer.Option("--offline", help="Write files for an import into a stopped Neo4j; print its command."),
    ] = False,
    audience: AudienceName = None,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Build the graph anew: beside the old one, which it then replaces; on Neo4j in its place.

    Example: interlink graph rebuild
    """
    workspace = open_workspace()
    if offline:
        sys.stdout.write(workspace.graph_write_import() + "\n")
        say("Stop the server, run this where neo4j-admin is, and start it: the graph is as of now.")
        return
    with progress_bar() as progress:
        state = workspace.graph_rebuild(progress, audience=audience)
    emit([{"audience": state.audience, "load": state.load, "nodes": state.nodes, "links": state.links}], fmt)


@graph.command("cypher")
def cypher(
    statement: Annotated[str, typer.Argument(help="One read-only statement; parameters as $name.")],
    *,
    param: Params = None,
    limit_s: Annotated[float, typer.Option("--timeout", help="Seconds until it is stopped.")] = 30.0,
    max_rows: Annotated[
        int, typer.Option("--max-rows", min=1, max=1_000_000, help="At most so many rows.")
    ] = 10_000,
    audience: AudienceName = None,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """Run a read-only Cypher statement; with EXPLAIN before it, show how the store would go about it.

    Example: interlink graph cypher "MATCH (p:Person {name: $name}) RETURN p.id AS id" --param name=X
    """
    workspace, view = door(purpose, reason)
    rows = workspace.cypher(
        statement,
        parse_params(param),
        timeout_s=limit_s,
        max_rows=max_rows,
        audience=audience,
        view=view,
    )
    if is_explained(statement):
        emit([{"plan": line} for line in rows.plan.splitlines()], fmt, columns=("plan",), nothing=NO_PLAN)
    else:
        emit([dict(zip(rows.columns, row, strict=True)) for row in rows.rows], fmt, columns=rows.columns)
    for words in filter(None, (*unknown_names(statement, workspace.ontology), rows.caveat)):
        say(words)
    if rows.truncated:
        say(f"Only the first {len(rows.rows):,} rows are shown; raise --max-rows or narrow the question.")
