"""Looking for entities, and at one."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from interlink.cli.options import AsOf, FormatOption, Purpose, Reason, TrueOn, door
from interlink.cli.output import Format, emit, say
from interlink.model.evidence import Evidence
from interlink.model.marking import grades_of
from interlink.model.schema import Ontology

__all__ = ["evidence_rows", "search", "show"]


def search(
    text: Annotated[
        str, typer.Argument(help="A name in any script, or a phone, document or register number.")
    ],
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most so many entities.")] = 20,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
    as_of: AsOf = None,
) -> None:
    """Search entities by name or number.

    Example: interlink search "Fotis Nerantzi"
    """
    workspace, view = door(purpose, reason, as_of)
    found = workspace.search(text, limit=limit, view=view)
    emit(found.to_dicts(), fmt, columns=("id", "schema", "caption", "match", "score"))
    if found.height == limit:
        say(f"The first {limit:,}; there may be more.")
    if as_of is not None and not workspace.known_by(view):
        say(f"Nothing had been loaded here by {as_of}.")


def show(
    given: Annotated[str, typer.Argument(help="An entity's id or name, or a link as TYPE:source>target.")],
    *,
    records: Annotated[bool, typer.Option("--records", help="Print each record as received.")] = False,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
    as_of: AsOf = None,
    true_on: TrueOn = None,
) -> None:
    """Show all that is said about an entity or a link, value by value, with source and record.

    Example: interlink show "Fotis Nerantzi" --records
    """
    workspace, view = door(purpose, reason, as_of, true_on)
    if is_link(given, workspace.ontology):
        link = workspace.link_card(given, view=view)
        say(f"{link.source_caption} — {link.label} — {link.target_caption}")
        statements, evidence = link.statements, link.evidence
    else:
        entity = workspace.card(workspace.resolve(given, view=view), view=view)
        say(f"{entity.caption} ({entity.label}, {entity.id})")
        statements, evidence = entity.statements, entity.evidence
    rows = [
        {
            "property": each.label,
            "value": each.value,
            "source": each.source,
            "load": each.load,
            **dict(zip(("source_grade", "information_grade"), grades_of(each.marking), strict=True)),
            "handling": each.marking.handling,
            "flagged": each.flagged,
        }
        for each in statements
    ]
    if fmt is Format.JSON or records:
        rows = [*rows] if not records else evidence_rows(evidence, records=True)
    if rows or fmt is not Format.TABLE:
        emit(rows, fmt)
    else:
        say("The records say nothing more of it.")
    if not records:
        for each in evidence:
            more = f" (said by {each.said_by:,} records; the first is shown)" if each.said_by > 1 else ""
            say(f"record: {each.source}, load {each.load}, file {each.file[:16]}…, {each.locator}{more}")


def is_link(given: str, ontology: Ontology) -> bool:
    """Whether this names a drawn link, as TYPE:source>target, rather than an entity such as a route."""
    kind, _, ends = given.partition(":")
    return ">" in ends and kind in {schema.graph_name for schema in ontology.links()}


def evidence_rows(
    evidence: list[Evidence] | tuple[Evidence, ...], *, records: bool
) -> list[dict[str, object]]:
    """Evidence as rows, a record that says several things once; with `records`, each as received."""
    rows: list[dict[str, object]] = []
    for each in dict.fromkeys(replace(each, said_by=1) for each in evidence):
        row: dict[str, object] = {
            "source": each.source,
            "load": each.load,
            "file": each.file,
            "locator": each.locator,
        }
        rows.append({**row, "record": each.record} if records else row)
    return rows
