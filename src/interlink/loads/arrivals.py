"""What has come to a watched folder or file since a source last ran; files are neither moved nor changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from interlink.errors import FetchError
from interlink.ledger.runs import Fetched
from interlink.mapping.fetching import FetchSpec
from interlink.mapping.spec import SourceSpec

__all__ = ["Arrival", "Arrivals", "arrivals_in"]

SHOWN = 3


@dataclass(frozen=True)
class Arrival:
    """A delivery that has not been loaded: its files, and what to remember once they are."""

    files: tuple[Path, ...]
    remember: tuple[Fetched, ...]


@dataclass(frozen=True)
class Arrivals:
    """Deliveries in the order they came, what to remember besides, and what was left alone and why."""

    found: tuple[Arrival, ...] = ()
    remember: tuple[Fetched, ...] = ()
    tries: int = 1
    left: str = ""


@dataclass(frozen=True)
class _File:
    path: Path
    size: int
    modified_ns: int


def arrivals_in(
    spec: SourceSpec, fetch: FetchSpec, known: Sequence[Fetched], *, now_ns: int, again: bool = False
) -> Arrivals:
    """The deliveries in a folder or a file that `known` does not hold; with `again` those, too.

    A file counts as known by its name and sha256, in a source of increments by its sha256 alone. Of a source
    whose deliveries are whole only the newest file counts, and those before it are passed over for good.

    Raises
    ------
    FetchError   the folder or the file is not there or cannot be read
    """
    try:
        if fetch.folder is not None:
            listed = sorted(_listed(Path(fetch.folder), fetch.pattern), key=_age)
        else:
            listed = [_stated(Path(fetch.file or ""))]
        settled = [each for each in listed if now_ns - each.modified_ns >= fetch.settled_s * 1e9]
        left = _left_words(fetch, [each for each in listed if each not in settled], now_ns)
        before = {(each.place, each.size, each.modified_ns): each for each in known}
        read = [before.get((str(each.path), each.size, each.modified_ns)) or _read(each) for each in settled]
    except OSError as error:
        raise FetchError(
            f"source {spec.source}: {fetch.place} cannot be read: {error.strerror}. Check path and rights."
        ) from error
    known_as = _known_as(spec, fetch, known)
    new = [each for each in read if again or _as(spec, each) not in known_as]
    # Touched, or named anew: remembered, so that it need not be read again.
    same = tuple(each for each in read if each not in new and each not in before.values())
    if not new:
        return Arrivals(remember=same, left=left)
    if fetch.together:
        if left:
            return Arrivals(left=f"{left}; the files are one delivery, which waits for them")
        return Arrivals((_arrival(*read),))
    if spec.delivery == "full" and len(new) > 1:
        passed = ", ".join(Path(each.place).name for each in new[:-1][:SHOWN])
        words = f"passed over {len(new) - 1:,} older files, since each is whole: {passed}"
        return Arrivals((_arrival(new[-1]),), (*same, *new[:-1]), left="; ".join(filter(None, [left, words])))
    return Arrivals(tuple(_arrival(each) for each in new), same, left=left)


def _listed(folder: Path, pattern: str) -> Iterator[_File]:
    """Its files of that name; neither links, which may lead anywhere, nor names that begin with a dot."""
    with os.scandir(folder) as entries:
        for entry in entries:
            hidden = entry.name.startswith(".") and not pattern.startswith(".")
            if not hidden and fnmatchcase(entry.name, pattern) and entry.is_file(follow_symlinks=False):
                yield _stated(Path(entry.path))


def _stated(path: Path) -> _File:
    found = path.stat()
    return _File(path, found.st_size, found.st_mtime_ns)


def _age(file: _File) -> tuple[int, str]:
    return file.modified_ns, file.path.name


def _read(file: _File) -> Fetched:
    with file.path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return Fetched(str(file.path), digest, file.size, file.modified_ns)


def _as(spec: SourceSpec, file: Fetched) -> tuple[str, str]:
    """By what a file is known."""
    return "" if spec.delivery == "increment" else file.place, file.sha256


def _known_as(spec: SourceSpec, fetch: FetchSpec, known: Sequence[Fetched]) -> set[tuple[str, str]]:
    """What need not be loaded: of a folder all that was, of a file that is written anew what it last said."""
    if fetch.file is not None:
        known = [each for each in known if each.place == str(Path(fetch.file))][-1:]
    return {_as(spec, each) for each in known}


def _arrival(*files: Fetched) -> Arrival:
    return Arrival(tuple(Path(each.place) for each in files), files)


def _left_words(fetch: FetchSpec, files: Sequence[_File], now_ns: int) -> str:
    if not files:
        return ""
    names = ", ".join(each.path.name for each in files[:SHOWN])
    if any(each.modified_ns > now_ns for each in files):
        return f"left alone, since their time is yet to come (whose clock is wrong?): {names}"
    return f"left alone, since they changed less than {fetch.settled_s:g} s ago: {names}"
