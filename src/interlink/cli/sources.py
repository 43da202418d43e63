"""Sources: the YAML files that say how records become fragments."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from interlink.cli.options import FormatOption
from interlink.cli.output import Format, emit, say
from interlink.errors import SpecError, UnknownName, nearest
from interlink.mapping.source_file import parse_source, read_source
from interlink.workspace import open_workspace

__all__ = ["sources"]

sources = typer.Typer(help="The feeds that can be loaded.", no_args_is_help=True)


@sources.command("list")
def list_sources(*, fmt: FormatOption = Format.TABLE) -> None:
    """List the sources that can be loaded.

    Example: interlink sources list
    """
    workspace = open_workspace()
    rows = []
    for name, text in workspace.sources().items():
        try:
            spec = parse_source(text, f"{name}.yaml")
        except SpecError as error:
            say(f"left out, its file is wrong:\n{error}")
            continue
        row = {"source": name, "title": spec.title, "publisher": spec.publisher.name}
        rows.append({**row, "format": spec.file.format, "delivery": spec.delivery})
    emit(rows, fmt)


@sources.command("show")
def show_source(name: Annotated[str, typer.Argument(help="The source's name.")]) -> None:
    """Print a source's file, to read or to start another from.

    Example: interlink sources show manifest
    """
    workspace = open_workspace()
    files = workspace.sources()
    if name not in files:
        raise UnknownName(
            f"no source is called '{name}'; there are {', '.join(files)}.{nearest(name, files)}"
        )
    sys.stdout.write(files[name])


@sources.command("check")
def check_source(file: Annotated[Path, typer.Argument(help="The source file to check.")]) -> None:
    """Check a source file and report every problem at once, with its line.

    Example: interlink sources check my_feed.yaml
    """
    spec = read_source(file)
    say(f"{file}: source '{spec.source}' is right: {len(spec.entities)} entities, {len(spec.links)} links.")
