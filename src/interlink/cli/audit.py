"""Who looked, when and why."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from interlink.cli.options import FormatOption, Purpose, Reason, door
from interlink.cli.output import Format, emit, say
from interlink.errors import AuditError

__all__ = ["audit"]

audit = typer.Typer(help="The log of every look.", no_args_is_help=True)


@audit.command("list")
def list_events(
    newest: Annotated[int, typer.Option("--newest", help="Only so many of the newest.")] = 50,
    *,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """List events, oldest first.

    Example: interlink audit list --newest 10
    """
    workspace, view = door(purpose, reason)
    columns = ("seq", "at", "principal", "operation", "purpose", "reason", "params")
    emit([asdict(event) for event in workspace.audit_events(newest=newest, view=view)], fmt, columns=columns)


@audit.command("verify")
def verify(
    *,
    head: Annotated[
        str | None, typer.Option("--head", help="The hash of an earlier head, kept elsewhere.")
    ] = None,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """Check that no event was changed, removed or put elsewhere, and print the hash at the head.

    Keep the hash elsewhere: given as --head later, it shows that the log was cut off.

    Example: interlink audit verify
    """
    workspace, view = door(purpose, reason)
    problems, now = workspace.audit_problems(head=head, view=view)
    if problems:
        raise AuditError("\n".join(problems))
    say("No event is bent. The head is")
    emit([{"head": now}], Format.CSV)
