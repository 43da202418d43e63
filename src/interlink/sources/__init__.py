"""Sources: the shipped YAML files and those of a user's own folder."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from interlink.errors import SpecError, UnknownName, nearest
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec

__all__ = ["find_source", "source_files"]


def source_files(own: Path | None = None) -> Mapping[str, str]:
    """The text of every source file, in order of name; one of the user's own goes before a shipped one.

    Raises
    ------
    SpecError   a file of the user's own is not UTF-8
    """
    found = {
        file.name.removesuffix(".yaml"): file.read_text(encoding="utf-8")
        for file in resources.files("interlink.sources").iterdir()
        if file.name.endswith(".yaml")
    }
    for file in sorted(own.glob("*.yaml")) if own is not None else ():
        try:
            found[file.stem] = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise SpecError([f"{file}: not UTF-8. Save it as UTF-8."]) from None
    return dict(sorted(found.items()))


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
        raise UnknownName(f"no source is called '{name}'; there are {known}.{nearest(name, files)}")
    mine = own / f"{name}.yaml" if own is not None else None
    place = str(mine) if mine is not None and mine.is_file() else f"sources/{name}.yaml"
    spec = parse_source(files[name], place)
    if spec.source != name:
        raise SpecError([f"{place}: source: is '{spec.source}', expected '{name}' as the file is called"])
    return spec
