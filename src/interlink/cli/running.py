"""Loads that run by themselves: what is due, running it, and how fresh everything is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from interlink.cli.options import FormatOption, Purpose, Reason, door
from interlink.cli.output import Format, emit, progress_bar, say
from interlink.errors import LoadError
from interlink.loads.freshness import Freshness
from interlink.loads.unattended import RunReport
from interlink.model.moments import moment_text
from interlink.workspace import open_workspace

__all__ = ["due", "run", "runs", "status"]

COUNTS = (
    "records", "fragments_added", "fragments_retired", "fragments_unchanged", "quarantined",
)  # fmt: skip
STATUS = (
    "source", "state", "schedule", "last_good", "age_s", "late_at", "last_run", "next_run", "failures",
    "load", *COUNTS, "reason",
)  # fmt: skip
NOTHING_DUE = "Nothing is due."
RAN = ("source", "state", "run", "tries", "loads", *COUNTS, "reason")
RUNS = ("run", "source", "state", "started_at", "ended_at", "tries", "load", "place", "reason")


def due(*, fmt: FormatOption = Format.TABLE, purpose: Purpose = None, reason: Reason = None) -> None:
    """List the sources that are due, since when and why; and those that should run and cannot.

    Example: interlink loads due
    """
    workspace, view = door(purpose, reason)
    rows = [{**asdict(each), "since": moment_text(each.since)} for each in workspace.due(view=view)]
    emit(rows, fmt, columns=("source", "state", "since", "why"), nothing=NOTHING_DUE)


def run(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Sources to run now, due or not; see `interlink sources list`.")
    ] = None,
    *,
    is_due: Annotated[
        bool, typer.Option("--due", help="Run what is due: for cron, systemd, Kubernetes.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Load what is there also where it was loaded before.")
    ] = False,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Fetch what has come for sources and load it; one that fails stops no other, and the exit code is 1.

    Example: interlink loads run --due
    """
    if bool(sources) == is_due or (again and is_due):
        raise typer.BadParameter("name sources, or give --due alone")
    workspace = open_workspace()
    for name in sources or []:
        # Before any runs: an error at the second would leave what the first did untold.
        workspace.source(name)
    with progress_bar() as progress:
        ran = [
            *(workspace.run_source(name, again=again, progress=progress) for name in sources or []),
            *(workspace.run_due(progress=progress) if is_due else []),
        ]
    emit([_ran(each) for each in ran], fmt, columns=RAN, nothing=NOTHING_DUE)
    for each in ran:
        for words in _words(each):
            say(words)
    bad = ("failed",) if is_due else ("failed", "elsewhere")
    failed = [each.source for each in ran if each.state in bad]
    if failed:
        raise LoadError(
            f"{len(failed)} of {len(ran)} sources failed: {', '.join(failed)}; see 'reason' above."
        )


def status(
    *,
    fail: Annotated[
        bool, typer.Option("--fail", help="Exit code 1 where a source is not fresh: for alerts.")
    ] = False,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """Show how fresh each scheduled source is: its last good load, its age, its last and next run.

    Example: interlink loads status --fail
    """
    workspace, view = door(purpose, reason)
    found = workspace.freshness(view=view)
    rows = [_fresh(each) for each in found]
    emit(rows, fmt, columns=STATUS, nothing="No source says when it runs: give one a 'schedule'.")
    # One that is gone was taken away on purpose, and stays gone.
    bad = [f"{each.source} ({each.state})" for each in found if not each.is_well and each.state != "gone"]
    if fail and bad:
        raise LoadError(f"{len(bad)} of {len(found)} sources are not fresh: {', '.join(bad)}; see 'reason'.")


def runs(
    source: Annotated[str | None, typer.Option("--source", help="Only this source.")] = None,
    newest: Annotated[int, typer.Option("--newest", min=1, help="So many of the newest.")] = 100,
    *,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """List runs, oldest first, also those that found nothing new or failed before a load began.

    Example: interlink loads runs --source un_sc
    """
    workspace, view = door(purpose, reason)
    rows = [
        {
            **asdict(each),
            "run": each.id,
            "started_at": moment_text(each.started_at),
            "ended_at": moment_text(each.ended_at),
        }
        for each in workspace.runs(source=source, newest=newest, view=view)
    ]
    emit(rows, fmt, columns=RUNS)


def _fresh(each: Freshness) -> dict[str, object]:
    times = {
        name: moment_text(getattr(each, name)) for name in ("last_good", "late_at", "last_run", "next_run")
    }
    return {**asdict(each), **times}


def _ran(each: RunReport) -> dict[str, object]:
    counts = {name: sum(getattr(load, name) for load in each.loads) for name in COUNTS}
    return {**asdict(each), **counts, "loads": [load.load for load in each.loads]}


def _words(each: RunReport) -> Iterator[str]:
    for load in each.loads:
        yield from (f"warning: source {each.source}: {warning}" for warning in load.warnings)
        if load.graph.startswith("not yet"):
            yield load.graph
