"""Sources: the shipped YAML files and those of a user's own folder."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from interlink.errors import UnknownName, nearest
from interlink.mapping.spec import SourceSpec, parse_source

__all__ = ["find_source", "source_files"]


def source_files(own: Path | None = None) -> Mapping[str, str]:
    """The text of every source file by name, in order of name; one of the user's own goes before a shipped one."""
    found = {
        file.name.removesuffix(".yaml"): file.read_text(encoding="utf-8")
        for file in resources.files("interlink.sources").iterdir()
        if file.name.endswith(".yaml")
    }
    if own is not None:
        found.update({file.stem: file.read_text(encoding="utf-8") for file in own.glob("*.yaml")})
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
        raise UnknownName(f"no source is called '{name}'; there are {', '.join(files)}.{nearest(name, files)}")
    return parse_source(files[name], f"sources/{name}.yaml")
