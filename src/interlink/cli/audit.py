"""Who looked, when and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from interlink.access.audit_head import SignedHead, read_head, verify_file
from interlink.access.view import View
from interlink.cli.options import FormatOption, Purpose, Reason, door
from interlink.cli.output import Format, emit, say
from interlink.errors import AuditError
from interlink.workspace import Workspace

__all__ = ["audit"]

SHOWN = 20
HASH = re.compile(r"[0-9a-f]{64}")

audit = typer.Typer(help="The log of every look.", no_args_is_help=True)


@audit.command("list")
def list_events(
    newest: Annotated[int, typer.Option("--newest", help="Only so many of the newest.")] = 50,
    *,
    subject: Annotated[
        str | None, typer.Option("--subject", help="Only what names this entity or link, by its id.")
    ] = None,
    principal: Annotated[str | None, typer.Option("--principal", help="Only what this user did.")] = None,
    operation: Annotated[
        str | None, typer.Option("--operation", help="Only one of the six operations, such as disclosure.")
    ] = None,
    for_purpose: Annotated[
        str | None, typer.Option("--for-purpose", help="Only what was done for this purpose.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", help="Only from this date or timestamp on.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Only up to this date or timestamp.")] = None,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """List events, oldest first: who looked, why, and what was sent on.

    Example: interlink audit list --subject phone:+31612345678 --operation disclosure
    """
    workspace, view = door(purpose, reason)
    _warn(workspace, view)
    found = workspace.audit_events(
        newest=newest,
        principal=principal,
        operation=operation,
        purpose=for_purpose,
        since=since,
        until=until,
        subject=subject,
        view=view,
    )
    columns = ("seq", "at", "principal", "operation", "purpose", "reason", "params")
    emit([asdict(event) for event in found], fmt, columns=columns)


@audit.command("verify")
def verify(
    *,
    head: Annotated[
        str | None,
        typer.Option("--head", help="An earlier head, kept elsewhere: an exported file, or a hash."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="Verify this exported file instead of the log.")
    ] = None,
    key: Annotated[
        str | None, typer.Option("--key", help="With --file: the public key that must have signed it.")
    ] = None,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """Check that no event was changed, removed or put elsewhere, and print the hash at the head.

    Keep an export or the hash elsewhere: given as --head later, it shows that the log was cut off or
    written anew.

    Example: interlink audit verify --head monday.jsonl
    """
    if file is not None:
        _verify_file(file, key)
        return
    workspace, view = door(purpose, reason)
    _warn(workspace, view)
    verdict = workspace.audit_verify(head=_head(head), view=view)
    for each in verdict.known:
        say(f"accepted: {each}")
    if verdict.seen:
        say(f"To accept this: interlink audit accept --seen {verdict.seen} --reason WHY")
    _refuse(verdict.problems)
    say("No event is bent. The head is" if not verdict.known else "No event is bent but those. The head is")
    emit([{"head": verdict.head}], Format.CSV)


@audit.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="The file to write; there must be none of that name.")],
    *,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """Write the log as it is kept, names in it sealed, with a signed head, to be kept elsewhere.

    Note the public key apart from the file: it says later whether the head is this log's own.

    Example: interlink audit export monday.jsonl
    """
    workspace, view = door(purpose, reason)
    signed = workspace.audit_export(file, view=view)
    _warn(workspace, view)
    emit([{"file": str(file), **asdict(signed.head), "public_key": signed.public_key}], fmt)


@audit.command("accept")
def accept(
    *,
    seen: Annotated[str, typer.Option("--seen", help="What `interlink audit verify` says to state here.")],
    reason: Annotated[str, typer.Option("--reason", help="Why the log may go on though it is broken.")],
    purpose: Purpose = None,
) -> None:
    """Accept that the log is broken, so that loads, changes and exports go on; an event says so.

    What is accepted stays known: `interlink audit verify` goes on listing it, and finds every other change.

    Example: interlink audit accept --seen 5f0c... --reason "case 12: disk failure on 3 March, see report"
    """
    workspace, view = door(purpose, reason)
    for each in workspace.audit_accept(seen, view=view):
        say(f"accepted: {each}")


def _warn(workspace: Workspace, view: View) -> None:
    if words := workspace.audit_broken(view=view):
        say(f"WARNING: {words}")


def _refuse(problems: Sequence[str]) -> None:
    if problems:
        more = [f"and {len(problems) - SHOWN:,} more"] if len(problems) > SHOWN else []
        raise AuditError("\n".join([*problems[:SHOWN], *more]))


def _head(given: str | None) -> str | SignedHead | None:
    return given if given is None or HASH.fullmatch(given) else read_head(Path(given))


def _verify_file(file: Path, key: str | None) -> None:
    chain, signed, problems = verify_file(file, public_key=key)
    for each in chain.known:
        say(f"accepted: {each.words}")
    _refuse(problems)
    say(f"No event of the file is bent. Signed by {signed.public_key}. The head is")
    emit([{"head": signed.head.hash}], Format.CSV)
