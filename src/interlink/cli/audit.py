"""Who looked, when and why."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from interlink.cli.options import FormatOption, door
from interlink.cli.output import Format, emit, say
from interlink.errors import AuditError

__all__ = ["audit"]

audit = typer.Typer(help="The log of every look.", no_args_is_help=True)


@audit.command("list")
def list_events(
    newest: Annotated[int, typer.Option("--newest", help="Only so many of the newest.")] = 50,
    *,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """List events, oldest first.

    Example: interlink audit list --newest 10
    """
    workspace, _ = door()
    columns = ("seq", "at", "principal", "operation", "purpose", "reason", "params")
    emit([asdict(event) for event in workspace.audit.events(newest=newest)], fmt, columns=columns)


@audit.command("verify")
def verify() -> None:
    """Check that no event was changed, removed or put elsewhere.

    Example: interlink audit verify
    """
    workspace, _ = door()
    problems = workspace.audit.problems()
    if problems:
        raise AuditError("\n".join(problems))
    say(f"{len(workspace.audit.events()):,} events, none bent.")
