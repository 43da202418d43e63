"""Generated worlds: made with planted networks, and what methods find of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interlink.cli.options import FormatOption
from interlink.cli.output import Format, emit, say
from interlink.errors import QueryError

__all__ = ["world"]

world = typer.Typer(help="Worlds with planted networks, and what methods find in them.", no_args_is_help=True)


@world.command("make")
def make_world_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call the world; any word.")],
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A folder that is empty or not there.")],
    size: Annotated[str, typer.Option("--size", help="small, medium or large.")] = "small",
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed makes the same bytes.")] = 7,
    typology: Annotated[
        list[str] | None,
        typer.Option("--typology", help="Plant only this typology; repeat for several."),
    ] = None,
    noise: Annotated[
        list[str] | None,
        typer.Option(
            "--noise",
            metavar="DIAL=SHARE",
            help="missing, dates, spelling, scripts, addresses or duplicates, as a share of records; repeat.",
        ),
    ] = None,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Make a world: records of nine sources, with networks planted in ordinary life.

    Every world is measured before it counts: what naive methods find of it stays below published limits.

    Example: interlink world make delta --size small --seed 7 --out my_world
    """
    from interlink.worlds.making import make_world  # noqa: PLC0415 - as below
    from interlink.worlds.writing.noise import read_noise  # noqa: PLC0415

    dials = read_noise(noise or [])
    truth = make_world(
        name, size=size, seed=seed, folder=out, noise=dials, typologies=typology or (), tell=say
    )
    say(
        f"{out}: {sum(truth.records.values()):,} records, {len(truth.networks)} networks planted;"
        f" {out / 'README.md'} says how to begin."
    )
    emit([{"source": source, "records": count} for source, count in truth.records.items()], fmt)


@world.command("score")
def score_world(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The world's folder.")],
    *,
    method: Annotated[
        list[str] | None,
        typer.Option(
            "--method",
            "-m",
            help="degree, betweenness, louvain, trees, shortest-path, or an analytic such as money;"
            " repeat for several; without it the first five.",
        ),
    ] = None,
    resolution: Annotated[
        bool,
        typer.Option("--resolution", help="Score how entities are joined into parties instead."),
    ] = False,
    chains: Annotated[
        bool,
        typer.Option("--chains", help="Score how many planted chains paths and journeys find instead."),
    ] = False,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Score methods against what was planted in a world, one row for each method and typology.

    Example: interlink world score my_world --method degree --method louvain
    """
    # the trees' library takes a second to import, which no other command should wait for
    from interlink.worlds import scoring  # noqa: PLC0415

    if chains and (method or resolution):
        raise QueryError("--chains scores paths and journeys; leave out --method and --resolution")
    if chains:
        emit(scoring.chains(folder), fmt, columns=scoring.CHAINS)
        return
    if resolution:
        if method:
            raise QueryError("--resolution scores every way of joining entities; leave out --method")
        emit(scoring.resolution(folder, say=say), fmt, columns=scoring.RESOLUTION)
        return
    rows = scoring.score(folder, method or (), say=say)
    emit(rows, fmt, columns=("method", "typology", *scoring.FIGURES, "seconds"))
