"""Audiences: for whom graphs are built."""

from __future__ import annotations

from typing import Annotated

import typer

from interlink.cli.options import FormatOption, door
from interlink.cli.output import Format, emit, say
from interlink.model.grades import HANDLING
from interlink.model.marking import PURPOSES

__all__ = ["audience"]

audience = typer.Typer(help="For whom graphs are built.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Lower-case letters, figures, - and _.")]


@audience.command("add")
def add(
    name: Name,
    *,
    agency: Annotated[
        list[str] | None,
        typer.Option("--agency", help="An agency, country or alliance; repeat for several."),
    ] = None,
    handling: Annotated[
        str, typer.Option("--handling", help=f"The strictest code it holds: {', '.join(HANDLING)}.")
    ] = "H0",
    purpose: Annotated[
        list[str] | None,
        typer.Option(
            "--purpose", help=f"What all who ask it work for: {', '.join(PURPOSES)}; repeat for several."
        ),
    ] = None,
) -> None:
    """Define an audience: whoever belongs to all of its agencies may ask its graph, and no one else.

    Example: interlink graph audience add eastern --agency "Eastern Police" --handling H1
    """
    workspace, _ = door()
    made = workspace.add_audience(
        name, agencies=agency or [], handling_ceiling=handling, purposes=purpose or []
    )
    say(
        f"Audience {made.name} is defined; `interlink graph rebuild --audience {made.name}` builds its graph."
    )


@audience.command("list")
def list_audiences(*, fmt: FormatOption = Format.TABLE) -> None:
    """List the audiences; the first is this home's own user, who sees everything.

    Example: interlink graph audience list
    """
    workspace, _ = door()
    rows: list[dict[str, object]] = [
        {
            "audience": each.name,
            "everything": each.clearance.everything,
            "agencies": sorted(each.clearance.agencies),
            "handling": each.clearance.handling_ceiling,
            "purposes": sorted(each.purposes),
        }
        for each in workspace.audiences()
    ]
    emit(rows, fmt)


@audience.command("remove")
def remove(name: Name) -> None:
    """Remove an audience and its graph.

    Example: interlink graph audience remove eastern
    """
    workspace, _ = door()
    workspace.remove_audience(name)
    say(f"Audience {name} and its graph are removed.")
