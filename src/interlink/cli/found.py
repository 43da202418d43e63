"""A finding on the command line: its rows to stdout, what it says and how it is marked to stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from interlink.cli.output import Format, emit, say
from interlink.cli.search import evidence_rows
from interlink.errors import QueryError, UnknownName, nearest
from interlink.model.marking import grades_of

if TYPE_CHECKING:
    import pandas as pd

    from interlink.analytics import Finding

__all__ = ["EvidenceOf", "TableOf", "Top", "say_marking", "show_finding", "table_rows"]

EvidenceOf = Annotated[
    int | None, typer.Option("--evidence", help="Print the records behind this row instead.")
]
TableOf = Annotated[str | None, typer.Option("--table", help="Another table of the finding.")]
Top = Annotated[int | None, typer.Option("--top", min=1, help="At most so many rows.")]


def show_finding(
    finding: Finding,
    *,
    table: str | None,
    top: int | None,
    evidence: int | None,
    fmt: Format,
    where: list[str] | None = None,
    columns: str | None = None,
) -> None:
    """The rows of a table, those asked for, and what the finding says; or the records behind one row."""
    if evidence is not None:
        emit(evidence_rows(finding.evidence(evidence, table=table), records=True), fmt)
        return
    frame = finding.table(table) if table else finding.frame()
    frame.insert(0, "row", range(len(frame)))
    frame = _kept(frame, where, columns)
    shown = frame if top is None else frame.head(top)
    emit(table_rows(shown), fmt, columns=tuple(map(str, shown.columns)))
    if len(shown) < len(frame):
        say(f"{len(shown):,} of {len(frame):,} rows shown")
    say(finding.explain())
    say_marking(finding)


def say_marking(finding: Finding) -> None:
    """How the finding is marked, on one line."""
    marking = finding.marking
    if marking is not None:
        source, information = grades_of(marking)
        grades = f"source {source}, information {information}"
        say(f"Marked like its records: {grades}, handling {', '.join(marking.handling)}.")


def table_rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of a table by column."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _kept(frame: pd.DataFrame, where: list[str] | None, columns: str | None) -> pd.DataFrame:
    for text in where or []:
        column, equals, value = text.partition("=")
        if not equals:
            raise QueryError(f"--where {text}: expected column=value")
        _check_column(frame, column)
        frame = frame[frame[column].astype(str) == value]
    if columns is None:
        return frame
    names = [name.strip() for name in columns.split(",")]
    for name in names:
        _check_column(frame, name)
    return frame[names]


def _check_column(frame: pd.DataFrame, name: str) -> None:
    if name not in frame.columns:
        known = [str(column) for column in frame.columns]
        raise UnknownName(f"no column '{name}'; there are {', '.join(known)}.{nearest(name, known)}")
