"""What could not be loaded: the records in quarantine, correcting one, and loading a delivery again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from interlink.cli.load import tell
from interlink.cli.options import FormatOption, Purpose, Reason, door
from interlink.cli.output import Format, emit, progress_bar, say
from interlink.errors import QueryError, ReadError
from interlink.ledger.corrections import KeptApart
from interlink.model.moments import moment_text
from interlink.workspace import open_workspace

__all__ = ["quarantine", "retry"]

COLUMNS = ("load", "file", "path", "row", "reason", "corrected")


def quarantine(
    number: Annotated[int, typer.Argument(help="The load's number.")],
    row: Annotated[int | None, typer.Option("--correct", help="Correct the record of this row.")] = None,
    given: Annotated[
        list[str] | None, typer.Option("--set", help="column=value as corrected; repeat for several.")
    ] = None,
    text: Annotated[
        Path | None,
        typer.Option("--text", help="A file with the corrected record, where it is nested; - for stdin."),
    ] = None,
    *,
    file: Annotated[int | None, typer.Option("--file", help="Its file's number, where rows repeat.")] = None,
    path: Annotated[str | None, typer.Option("--path", help="Its path, where rows repeat.")] = None,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """List the records that a load could not map; with --correct load one as corrected, which needs --reason.

    Example: interlink loads quarantine 3
    """
    workspace, view = door(purpose, reason)
    if row is None:
        if given or text is not None:
            raise typer.BadParameter("--set and --text need --correct ROW")
        found = workspace.quarantined(number, view=view)
        emit([_listed(each) for each in found], fmt, columns=COLUMNS)
        return
    if reason is None:
        raise typer.BadParameter("a correction needs --reason, which stands beside it")
    with progress_bar() as progress:
        report = workspace.correct(
            number,
            row,
            _values(given or []),
            text=None if text is None else _text(text),
            reason=reason,
            file=file,
            path=path,
            progress=progress,
            view=view,
        )
    tell(report, fmt)
    say(f"Row {row} of load {number} is corrected by load {report.load}; the record as received is kept.")


def retry(
    number: Annotated[int, typer.Argument(help="The load's number.")],
    *,
    allow_older: Annotated[
        bool, typer.Option("--allow-older", help="Also where its source has said something since.")
    ] = False,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Load a delivery again from the archive: one that failed, or whose source's file was corrected since.

    Example: interlink loads retry 3
    """
    workspace = open_workspace()
    with progress_bar() as progress:
        report = workspace.retry(number, allow_older=allow_older, progress=progress)
    tell(report, fmt)


def _listed(record: KeptApart) -> dict[str, object]:
    row = {name: getattr(record, name) for name in COLUMNS if name != "corrected"}
    done = record.corrected
    if done is None:
        return {**row, "corrected": None}
    at = moment_text(done.at, timespec="seconds")
    return {**row, "corrected": f"by load {done.load}, {done.principal}, {at}: {done.reason}"}


def _values(given: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or not name:
            raise QueryError(f"--set {each}: expected column=value")
        found[name] = value
    return found


def _text(path: Path) -> str:
    if str(path) == "-":
        return sys.stdin.read()
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"{path} cannot be read as UTF-8: {error}. Check path and encoding.") from error
