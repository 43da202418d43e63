"""Findings that were kept: listed, opened again, and forgotten."""

from __future__ import annotations

from typing import Annotated

import typer

from interlink.cli.found import EvidenceOf, TableOf, Top, show_finding
from interlink.cli.options import FormatOption, Purpose, Reason, door
from interlink.cli.output import Format, emit, say

__all__ = ["forget_finding", "list_findings", "open_finding"]

Number = Annotated[int, typer.Argument(help="Its number; see `interlink analyze findings`.")]


def list_findings(
    *, fmt: FormatOption = Format.TABLE, purpose: Purpose = None, reason: Reason = None
) -> None:
    """List the findings that were kept, the latest first.

    Example: interlink analyze findings
    """
    workspace, view = door(purpose, reason)
    rows = [
        {
            "finding": each.id,
            "title": each.title,
            "analytic": each.analytic,
            "kept_by": each.kept_by,
            "kept_at": each.kept_at,
            "handling": [] if each.marking is None else each.marking.handling,
            "fingerprint": each.fingerprint,
        }
        for each in workspace.findings(view=view)
    ]
    columns = ("finding", "title", "analytic", "kept_by", "kept_at", "handling", "fingerprint")
    emit(
        rows,
        fmt,
        columns=columns,
        nothing="Nothing was kept; `analyze run ... --keep TITLE` keeps a finding.",
    )


def open_finding(
    number: Number,
    *,
    table: TableOf = None,
    top: Top = None,
    evidence: EvidenceOf = None,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """Show a finding as it was kept, or with --evidence the records behind one of its rows.

    Example: interlink analyze open 1 --top 5
    """
    workspace, view = door(purpose, reason)
    show_finding(workspace.finding(number, view=view), table=table, top=top, evidence=evidence, fmt=fmt)


def forget_finding(number: Number, *, purpose: Purpose = None, reason: Reason = None) -> None:
    """Remove a finding that was kept.

    Example: interlink analyze forget 1
    """
    workspace, view = door(purpose, reason)
    workspace.forget_finding(number, view=view)
    say(f"Finding {number} is forgotten.")
