"""Sources: the shipped YAML files and those of a user's own folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path

from interlink.errors import SpecError, UnknownName, nearest
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec
from interlink.sources.extended import Shelf

__all__ = ["SCHEDULE", "find_source", "shelf", "source_files", "stray_schedules"]

# What a file is called that schedules a source without a copy of all it says.
SCHEDULE = ".schedule.yaml"


def source_files(own: Path | None = None) -> Mapping[str, str]:
    """The text of every source file, in order of name; one of the user's own goes before a shipped one.

    The text of `NAME.schedule.yaml` in the user's folder stands at the end of that of source NAME.

    Raises
    ------
    SpecError   a file of the user's own is not UTF-8
    """
    kept = shelf(own)
    found = {**kept.shipped, **kept.own}
    for name, file in _schedules(own).items():
        if name in found:
            found[name] = f"{found[name].rstrip()}\n{_read(file)}"
    return dict(sorted(found.items()))


def shelf(own: Path | None = None) -> Shelf:
    """The sources that a source may extend, as their files say by themselves.

    Raises
    ------
    SpecError   a file of the user's own is not UTF-8
    """
    shipped = {
        file.name.removesuffix(".yaml"): file.read_text(encoding="utf-8")
        for file in resources.files("interlink.sources").iterdir()
        if file.name.endswith(".yaml")
    }
    mine = {file.stem: _read(file) for file in _own_files(own) if not file.name.endswith(SCHEDULE)}
    return Shelf(shipped, mine)


def stray_schedules(own: Path | None = None) -> dict[str, str]:
    """What is wrong with each file that schedules a source which is not there, by that source's name."""
    files = source_files(own)
    return {
        name: f"{file} schedules it, and no source is called '{name}'.{nearest(name, files)} Name the file"
        " after its source."
        for name, file in _schedules(own).items()
        if name not in files
    }


def find_source(name: str, own: Path | None = None) -> SourceSpec:
    """The source called `name`.

    Raises
    ------
    UnknownName   there is none; the message proposes the nearest
    SpecError     its file is wrong
    """
    files = source_files(own)
    if name not in files:
        known = ", ".join(files)
        raise UnknownName(
            f"no source is called '{name}'; there are {known}.{nearest(name, files)} One of your own is read"
            f" from the file {name}.yaml in the folder that INTERLINK_SOURCES names."
        )
    mine = own / f"{name}.yaml" if own is not None else None
    place = str(mine) if mine is not None and mine.is_file() else f"sources/{name}.yaml"
    spec = parse_source(files[name], place, extended=shelf(own).fields)
    if spec.source != name:
        raise SpecError([f"{place}: source: is '{spec.source}', expected '{name}' as the file is called"])
    return spec


def _own_files(own: Path | None) -> Iterator[Path]:
    yield from sorted(own.glob("*.yaml")) if own is not None else ()


def _schedules(own: Path | None) -> dict[str, Path]:
    return {
        file.name.removesuffix(SCHEDULE): file for file in _own_files(own) if file.name.endswith(SCHEDULE)
    }


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SpecError([f"{file}: not UTF-8. Save it as UTF-8."]) from None
