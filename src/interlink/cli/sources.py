"""Sources: the YAML files that say how records become fragments."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from interlink.cli.options import FormatOption
from interlink.cli.output import Format, emit, say
from interlink.errors import SettingsError, SpecError, UnknownName, nearest
from interlink.loads.preview import Preview, preview
from interlink.mapping.proposal import Proposal, propose
from interlink.mapping.source_file import parse_source, read_source
from interlink.model.schema import load_ontology
from interlink.settings import read_settings
from interlink.sources import shelf
from interlink.workspace import open_workspace

__all__ = ["sources"]

sources = typer.Typer(help="The feeds that can be loaded.", no_args_is_help=True)
EXTENDING = re.compile(r"""^extends:\s*["']?(\w+)""", re.MULTILINE)


@sources.command("list")
def list_sources(*, fmt: FormatOption = Format.TABLE) -> None:
    """List the sources that can be loaded.

    Example: interlink sources list
    """
    workspace = open_workspace()
    extended = shelf(workspace.settings.own_sources).fields
    rows = []
    for name, text in workspace.sources().items():
        try:
            spec = parse_source(text, f"{name}.yaml", extended=extended)
        except SpecError as error:
            say(f"left out, its file is wrong:\n{error}")
            continue
        row = {"source": name, "title": spec.title, "publisher": spec.publisher.name}
        rows.append({**row, "format": spec.file.format, "delivery": spec.delivery})
    emit(rows, fmt)


@sources.command("show")
def show_source(
    name: Annotated[str, typer.Argument(help="The source's name.")],
    *,
    whole: Annotated[
        bool, typer.Option("--whole", help="With what it takes over from the source that it extends.")
    ] = False,
) -> None:
    """Print a source's file, to read or to start another from.

    Example: interlink sources show manifest
    """
    workspace = open_workspace()
    files = workspace.sources()
    if name not in files:
        raise UnknownName(
            f"no source is called '{name}'; there are {', '.join(files)}.{nearest(name, files)}"
        )
    extends = EXTENDING.search(files[name])
    if extends is None:
        sys.stdout.write(files[name])
    elif whole:
        sys.stdout.write(shelf(workspace.settings.own_sources).whole(name))
    else:
        say(f"It extends {extends[1]}. With what it takes over: interlink sources show {name} --whole")
        sys.stdout.write(files[name])


@sources.command("check")
def check_source(file: Annotated[Path, typer.Argument(help="The source file to check.")]) -> None:
    """Check a source file and report every problem at once, with its line.

    Example: interlink sources check my_feed.yaml
    """
    spec = read_source(file, extended=shelf(read_settings().own_sources).fields)
    entities = _counted(len(spec.entities), "entity", "entities")
    say(f"{file}: source '{spec.source}' is right: {entities}, {_counted(len(spec.links), 'link', 'links')}.")


@sources.command("new")
def new_source(
    file: Annotated[Path, typer.Argument(help="A delivered file: CSV, Excel, JSON, JSON lines or XML.")],
    *,
    name: Annotated[str | None, typer.Option("--name", help="The source's name; else the file's.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write it; else to stdout.")] = None,
    fmt: Annotated[
        str | None,
        typer.Option("--format", help="csv, excel, json, jsonl or xml, where the file does not tell."),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", help="Of a workbook; else the first sheet with a table.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="Of text, such as cp1250, where the bytes do not tell.")
    ] = None,
) -> None:
    """Propose a source for a file that none describes yet, with what was guessed as comments to check.

    What each column seems to hold and what becomes of the first records is shown on stderr.

    Example: interlink sources new calls.csv --name calls --out calls.yaml
    """
    proposal = propose(file, name=name, fmt=fmt, sheet=sheet, encoding=encoding)
    for words in proposal.written.places:
        say(words)
    _say_columns(proposal)
    _say_preview(preview(proposal.spec, load_ontology(), file, most=3))
    if out is None:
        sys.stdout.write(proposal.text)
        return
    try:
        with out.open("x", encoding="utf-8") as written:
            written.write(proposal.text)
    except FileExistsError:
        raise SettingsError(
            f"{out}: is there already, and stays. Name another file, or take it away."
        ) from None
    except OSError as error:
        raise SettingsError(f"{out}: cannot be written: {error.strerror}. Check folder and rights.") from None
    say(f"Written to {out}. Read its comments, correct it, then: interlink sources check {out}")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _say_columns(proposal: Proposal) -> None:
    """What each column seems to hold, and how many of its values could be read so."""
    for column in proposal.columns:
        example = f", such as {column.examples[0]}" if column.examples else ""
        say(f"{column.name}: {column.kind}; {column.read:,} of {column.filled:,} could be read{example}")
    seen, read = proposal.written.sample.height, proposal.written.read
    if seen < read:
        say(f"Guessed from {seen:,} of the {read:,} records read.")


def _say_preview(found: Preview) -> None:
    """What became of the records that were read."""
    part = "records" if found.is_all else "first records"
    for schema, count in found.counts.items():
        say(f"{count:,} {schema} of {found.records:,} {part}")
        for sample in found.samples:
            if sample.schema == schema:
                say(f"  {sample.about}  {sample.words}")
    for kept in found.kept:
        of = f"{kept.schema}.{kept.property}"
        say(f"{kept.count:,} values of {of} are kept as delivered, such as {kept.example}")
    for row, reason in found.reasons[:3]:
        say(f"row {row:,} goes to quarantine: {reason}")
    for words in (*found.warnings, found.fails):
        if words:
            say(f"warning: {words}")
