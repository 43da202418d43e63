"""Findings that were kept: listed, opened again, written to graphs, and forgotten."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Annotated

import typer

from interlink.cli.found import EvidenceOf, TableOf, Top, show_finding
from interlink.cli.options import FormatOption, Purpose, Reason, door
from interlink.cli.output import Format, emit, say

__all__ = [
    "compare_findings",
    "forget_finding",
    "from_graph",
    "list_findings",
    "open_finding",
    "to_graph",
]

AudienceName = Annotated[
    str | None, typer.Option("--audience", help="To whose graph; without it the home's own.")
]
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
            "written_to": each.written_to,
            "fingerprint": each.fingerprint,
        }
        for each in workspace.findings(view=view)
    ]
    columns = ("finding", "title", "analytic", "kept_by", "kept_at", "handling", "written_to", "fingerprint")
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


def compare_findings(
    first: Number,
    second: Annotated[int, typer.Argument(help="The number of the other one.")],
    *,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """Show what differs between two findings: what was asked, the network as a whole, and their rows.

    Example: interlink analyze compare 1 2
    """
    from interlink.analytics.compare import compare  # noqa: PLC0415 - pandas takes half a second to import

    workspace, view = door(purpose, reason)
    found = compare(*(workspace.finding(number, view=view) for number in (first, second)))
    parts = (("asked", found.params), ("whole", found.measures), ("row", found.rows))
    rows: list[dict[str, object]] = [
        {"part": part, "name": name, "column": "", **each}
        for part, table in parts
        for name, each in (_named(row) for row in table.to_dict("records"))
        if each["first"] != each["second"]
    ]
    say(found.words)
    emit(rows, fmt, columns=("part", "name", "column", "first", "second"), nothing="Nothing differs.")


def to_graph(
    number: Number,
    *,
    table: TableOf = None,
    audience: AudienceName = None,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """Write what a finding says of entities to the graph, as properties that Cypher reads.

    Example: interlink analyze to-graph 1
    """
    workspace, view = door(purpose, reason)
    written = workspace.finding_to_graph(number, table=table, audience=audience, view=view)
    rows: list[dict[str, object]] = [
        {"property": name, "entities": written.entities, "audience": written.audience}
        for name in written.properties
    ]
    emit(rows, fmt, columns=("property", "entities", "audience"))
    say(f"The graph of '{written.audience}' is {written.graph.words}.")


def from_graph(
    number: Number,
    *,
    audience: Annotated[
        str | None, typer.Option("--audience", help="From whose graph; without it from all.")
    ] = None,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """Take back what a finding says in graphs; the finding stays.

    Example: interlink analyze from-graph 1
    """
    workspace, view = door(purpose, reason)
    found = workspace.finding_from_graph(number, audience=audience, view=view)
    say(f"Finding {number} is taken back from {', '.join(found)}.")


def _named(row: dict[Hashable, object]) -> tuple[object, dict[str, object]]:
    """The name of what a row of a comparison is about, its first cell, and the rest."""
    (_, name), *rest = row.items()
    return name, {str(column): value for column, value in rest}


def forget_finding(number: Number, *, purpose: Purpose = None, reason: Reason = None) -> None:
    """Remove a finding that was kept, also from graphs.

    Example: interlink analyze forget 1
    """
    workspace, view = door(purpose, reason)
    workspace.forget_finding(number, view=view)
    say(f"Finding {number} is forgotten.")
