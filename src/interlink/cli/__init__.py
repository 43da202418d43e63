"""The command line: `interlink COMMAND`.

Results go to stdout, words to stderr; exit code 0: done, 1: failed, 2: wrong usage.
"""

from __future__ import annotations

import sys
from importlib import metadata
from typing import Annotated

import polars.exceptions
import typer

from interlink.cli.analyze import analyze, path
from interlink.cli.app import app as open_app
from interlink.cli.audit import audit
from interlink.cli.demo import demo
from interlink.cli.graph import graph
from interlink.cli.load import load, loads
from interlink.cli.mending import quarantine, retry
from interlink.cli.output import say
from interlink.cli.people import principals, roles, tokens
from interlink.cli.query import query
from interlink.cli.running import due, run, runs, status
from interlink.cli.search import search, show
from interlink.cli.sources import sources
from interlink.cli.upkeep import backup, restore, upgrade
from interlink.cli.world import world
from interlink.errors import InterlinkError

__all__ = ["cli", "main"]

# 128 and the number of SIGINT, as shells have it
STOPPED = 130

cli = typer.Typer(
    help="Turns the records agencies share into one graph, and every finding back into its records.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"interlink {metadata.version('interlink')}\n")
        raise typer.Exit


@cli.callback()
def _before_commands(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end."),
    ] = False,
) -> None: ...


cli.command("demo")(demo)
cli.command("load")(load)
loads.command("due")(due)
loads.command("run")(run)
loads.command("status")(status)
loads.command("runs")(runs)
loads.command("retry")(retry)
loads.command("quarantine")(quarantine)
cli.add_typer(loads, name="loads")
cli.add_typer(sources, name="sources")
cli.command("search")(search)
cli.command("show")(show)
cli.add_typer(analyze, name="analyze")
cli.command("path")(path)
cli.add_typer(query, name="query")
cli.add_typer(graph, name="graph")
cli.add_typer(audit, name="audit")
cli.add_typer(principals, name="principals")
cli.add_typer(roles, name="roles")
cli.add_typer(tokens, name="tokens")
cli.add_typer(world, name="world")
cli.command("backup")(backup)
cli.command("restore")(restore)
cli.command("upgrade")(upgrade)
cli.command("app")(open_app)


def main() -> None:
    """Runs the command line; an error interlink raises on purpose ends it in words and with exit code 1."""
    try:
        cli()
    except InterlinkError as error:
        say(f"error: {error}")
        sys.exit(1)
    except polars.exceptions.ComputeError as error:
        if "parquet" not in str(error):
            raise
        say(
            f"error: a file of the lake cannot be read: {error}. `interlink upgrade --check` says which;"
            " restore a backup."
        )
        sys.exit(1)
    except SystemExit as ended:
        # typer makes this of a Ctrl-C
        if ended.code == STOPPED:
            say("Stopped. `interlink loads list` says what was committed; what was not has left nothing.")
        raise
