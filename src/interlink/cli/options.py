"""Options that many commands share, and the workspace they open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from interlink.access.view import View
from interlink.cli.output import Format
from interlink.errors import QueryError
from interlink.workspace import Workspace, open_workspace

__all__ = ["AsOf", "FormatOption", "Params", "Purpose", "Reason", "TrueOn", "door", "parse_params"]

FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")]
Purpose = Annotated[
    str | None, typer.Option("--purpose", help="What the look is for; a purpose of the closed list.")
]
Reason = Annotated[str | None, typer.Option("--reason", help="Why: a case reference, or words.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="As known then: a date or timestamp.")]
TrueOn = Annotated[str | None, typer.Option("--true-on", help="As true on that date.")]
Params = Annotated[list[str] | None, typer.Option("--param", "-p", help="name=value; repeat for several.")]


def door(
    purpose: str | None = None,
    reason: str | None = None,
    as_of: str | None = None,
    true_on: str | None = None,
) -> tuple[Workspace, View]:
    """The workspace of the settings and the view that these options ask for."""
    workspace = open_workspace(purpose=purpose, reason=reason)
    return workspace, workspace.view(as_of=as_of, true_on=true_on)


def parse_params(given: list[str] | None) -> Mapping[str, str]:
    """`name=value` texts by name.

    Raises
    ------
    QueryError   one has no `=`
    """
    found: dict[str, str] = {}
    for text in given or []:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise QueryError(f"--param {text}: expected name=value")
        found[name] = value
    return found
