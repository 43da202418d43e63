"""Generated worlds: what methods find of what was planted in one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interlink.cli.options import FormatOption
from interlink.cli.output import Format, emit, say
from interlink.errors import QueryError

__all__ = ["world"]

world = typer.Typer(help="Worlds with planted networks, and what methods find in them.", no_args_is_help=True)


@world.command("score")
def score_world(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The world's folder.")],
    *,
    method: Annotated[
        list[str] | None,
        typer.Option(
            "--method",
            "-m",
            help="degree, betweenness, louvain, trees or shortest-path; repeat for several; without it all.",
        ),
    ] = None,
    resolution: Annotated[
        bool,
        typer.Option("--resolution", help="Score how entities are joined into parties instead."),
    ] = False,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Score methods against what was planted in a world, one row for each method and typology.

    Example: interlink world score my_world --method degree --method louvain
    """
    # the trees' library takes a second to import, which no other command should wait for
    from interlink.worlds import score as scoring  # noqa: PLC0415

    if resolution:
        if method:
            raise QueryError("--resolution scores every way of joining entities; leave out --method")
        emit(scoring.resolution(folder), fmt, columns=scoring.RESOLUTION)
        return
    rows = scoring.score(folder, method or (), say=say)
    emit(rows, fmt, columns=("method", "typology", *scoring.FIGURES, "seconds"))
