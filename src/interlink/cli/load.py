"""Loading and what came of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from interlink.cli.options import FormatOption, Purpose, Reason, door
from interlink.cli.output import Format, emit, progress_bar, say
from interlink.errors import UnknownName
from interlink.ledger.corrections import KeptApart
from interlink.loads.report import LoadReport
from interlink.model.moments import moment_text
from interlink.workspace import open_workspace

__all__ = ["load", "loads", "tell"]

loads = typer.Typer(help="What was loaded, and what could not be.", no_args_is_help=True)

REPORT = (
    "load", "source", "state", "records", "fragments_added", "fragments_retired", "fragments_unchanged",
    "quarantined", "flagged", "seconds", "graph",
)  # fmt: skip


def load(
    source: Annotated[str, typer.Argument(help="The source's name; see `interlink sources list`.")],
    files: Annotated[
        list[Path], typer.Argument(help="The file delivered, or several parts of one delivery.")
    ],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change; change nothing.")
    ] = False,
    allow_older: Annotated[
        bool, typer.Option("--allow-older", help="Load an edition older than the last.")
    ] = False,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Load a delivery of a source, whole or not at all.

    Example: interlink load un_sc consolidated.xml
    """
    workspace = open_workspace()
    with progress_bar() as progress:
        report = workspace.load(source, files, dry_run=dry_run, allow_older=allow_older, progress=progress)
    tell(report, fmt)


def tell(report: LoadReport, fmt: Format) -> None:
    """What a load did, to stdout; what somebody should know of it, to stderr."""
    emit([_report_row(report)], fmt, columns=REPORT)
    for schema, count in report.new.items():
        say(f"{count:,} new {schema}")
        for sample in report.samples:
            if sample.schema == schema:
                say(f"  {sample.about}  {sample.words}")
    _say_warnings(report)
    for each in report.derived:
        say(
            f"{each.source}: {each.fragments_added:,} fragments added, {each.fragments_retired:,} retired,"
            f" as load {each.load}."
        )
        _say_warnings(each)
    if report.flagged:
        say(f"{report.flagged:,} new fragments hold a value that could not be normalised; it is kept.")
    if report.quarantined:
        say(
            f"{report.quarantined:,} records could not be mapped: `interlink loads quarantine {report.load}`."
        )
    if report.graph.startswith("not yet"):
        say(report.graph)


@loads.command("derive")
def derive(*, fmt: FormatOption = Format.TABLE) -> None:
    """Bring what follows from loads up to date, such as routes from legs; a load does it by itself.

    Example: interlink loads derive
    """
    workspace = open_workspace()
    with progress_bar() as progress:
        reports = workspace.derive(progress)
    emit([_report_row(report) for report in reports], fmt, columns=REPORT)
    for report in reports:
        _say_warnings(report)


@loads.command("list")
def list_loads(
    source: Annotated[str | None, typer.Option("--source", help="Only this source.")] = None,
    *,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """List loads, oldest first, and name the scheduled sources that are late or failing.

    Example: interlink loads list --source un_sc
    """
    workspace, view = door(purpose, reason)
    rows = [
        {
            "load": row.id,
            "source": row.source,
            "state": row.state,
            "edition": row.edition,
            "committed_at": moment_text(row.committed_at),
            "records": row.records,
            "fragments_added": row.fragments_added,
            "fragments_retired": row.fragments_retired,
            "fragments_unchanged": row.fragments_unchanged,
            "quarantined": row.quarantined,
        }
        for row in workspace.loads(source=source, view=view)
    ]
    emit(rows, fmt)
    for each in workspace.freshness(view=view):
        if not each.is_well and source in (None, each.source):
            say(each.words)


@loads.command("show")
def show_load(
    number: Annotated[int, typer.Argument(help="The load's number.")],
    *,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """Show what is known of a load: its files, the run that brought it, counts and warnings.

    `run` is empty of a load by hand and of one that was not the last of its run; the audit log says who.

    Example: interlink loads show 3
    """
    workspace, view = door(purpose, reason)
    found = [row for row in workspace.loads(view=view) if row.id == number]
    if not found:
        raise UnknownName(f"no load {number}; `interlink loads list` shows them")
    row = asdict(found[0])
    row |= {name: moment_text(getattr(found[0], name)) for name in ("started_at", "committed_at")}
    files = workspace.load_files(number, view=view)
    row |= {"files": [name for name, _ in files], "sha256": [digest for _, digest in files]}
    row["first_flagged"] = workspace.flagged(number, view=view) if row["flagged"] else []
    ran = workspace.runs(source=found[0].source, view=view)
    row["run"] = next((each.id for each in ran if each.load == number), None)
    made = workspace.corrections(source=found[0].source, view=view)
    correction = next((each for each in made if _load_of(each) == number), None)
    row["corrects"] = None if correction is None else corrects(correction)
    row["corrected_by"] = (
        None if correction is None or correction.corrected is None else correction.corrected.principal
    )
    emit(
        [{"field": name, "value": value} for name, value in row.items()] if fmt is Format.TABLE else [row],
        fmt,
    )


def corrects(record: KeptApart) -> str:
    """The record that a load corrects, in words."""
    place = f"row {record.row}" if record.path is None else f"{record.path}[{record.row}]"
    return f"{place} of load {record.load}"


def _load_of(record: KeptApart) -> int | None:
    return None if record.corrected is None else record.corrected.load


def _say_warnings(report: LoadReport) -> None:
    for warning in report.warnings:
        say(f"warning: {warning}")


def _report_row(report: LoadReport) -> dict[str, object]:
    return {name: value for name, value in asdict(report).items() if name in REPORT}
