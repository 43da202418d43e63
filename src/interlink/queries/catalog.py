"""The saved queries there are: the shipped files under `cypher/`, a user's own, and those in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path

from interlink.errors import ReadError, SettingsError, SpecError, UnknownName, nearest
from interlink.ledger.queries import QueryRow
from interlink.queries.query_file import Query, parse_query

__all__ = ["SUFFIX", "find_query", "matching", "query_files", "read_query", "shipped_queries"]

SUFFIX = ".cypher"
Saved = Mapping[str, QueryRow]
"""Queries in the ledger by their id."""
NONE_SAVED: Saved = {}


def shipped_queries() -> Path:
    """The folder of shipped queries: in the wheel `interlink/_cypher`, in a checkout `cypher`.

    Raises
    ------
    SettingsError   neither is there
    """
    package = Path(str(resources.files("interlink")))
    for folder in (package / "_cypher", package.parents[1] / "cypher"):
        if folder.is_dir():
            return folder
    raise SettingsError(f"the saved queries are not beside {package}. Install interlink again.")


def query_files(own: Path | None = None) -> Mapping[str, Path]:
    """Every query file by its id, in order; one of the user's own goes before a shipped one."""
    of_user = _files_in(own) if own is not None and own.is_dir() else {}
    return dict(sorted({**_shipped_files(), **of_user}.items()))


@cache
def _shipped_files() -> Mapping[str, Path]:
    """Looked for once: they come and go with the version, and looking takes 2 ms."""
    return _files_in(shipped_queries())


def _files_in(folder: Path) -> Mapping[str, Path]:
    return {path.relative_to(folder).with_suffix("").as_posix(): path for path in folder.rglob(f"*{SUFFIX}")}


def find_query(id_: str, own: Path | None = None, saved: Saved = NONE_SAVED) -> Query:
    """The query of this id; one that is saved in the ledger goes before a file.

    Raises
    ------
    UnknownName   there is none; the message proposes the nearest
    SpecError     its file is wrong
    """
    known = _known(own, saved)
    if id_ not in known:
        raise UnknownName(
            f"no query is called '{id_}'.{nearest(id_, known)} See `interlink query list`; one of your own is"
            f" saved by `interlink query import`, or read from the file {id_}{SUFFIX} in the folder that"
            " INTERLINK_QUERIES names."
        )
    return _read(id_, known[id_])


def read_query(file: Path) -> Query:
    """The query that a file holds, wherever it lies; it is called as its header says.

    Raises
    ------
    ReadError   there is no such file
    SpecError   it is wrong
    """
    if not file.is_file():
        raise ReadError(f"{file}: no such file; expected one of Cypher, with the header of a saved query")
    return parse_query(_text_of(file), str(file))


def matching(
    own: Path | None = None,
    saved: Saved = NONE_SAVED,
    *,
    tag: str | None = None,
    family: str | None = None,
    text: str | None = None,
) -> tuple[list[Query], list[str]]:
    """The queries with this tag, in this family, with all words of the text; and what is wrong in files.

    Words are sought in id, title, question, tags and typology, whatever their case.
    """
    found, wrong = [], []
    known = _known(own, saved)
    for id_ in sorted(known):
        try:
            query = _read(id_, known[id_])
        except SpecError as error:
            wrong.append(str(error))
            continue
        header = query.header
        said = " ".join([id_, query.title, header.asks, *header.tags, header.typology]).lower()
        if (
            (tag is None or tag in header.tags)
            and (family is None or family == query.family)
            and all(word in said for word in (text or "").lower().split())
        ):
            found.append(query)
    return found, wrong


def _known(own: Path | None, saved: Saved) -> dict[str, Path | QueryRow]:
    return {**query_files(own), **saved}


def _read(id_: str, place: Path | QueryRow) -> Query:
    if isinstance(place, QueryRow):
        # it was right when it was saved; the model may have changed since
        return replace(_parsed(place.text, id_, id_), saved=place)
    # a shipped file is named as in the repository, whatever folder it was installed to
    shipped = shipped_queries()
    named = f"cypher/{id_}{SUFFIX}" if place.is_relative_to(shipped) else str(place)
    return _parsed(_text_of(place), named, id_)


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SpecError([f"{file}: not UTF-8. Save it as UTF-8."]) from None


@lru_cache(maxsize=2_000)
def _parsed(text: str, place: str, id_: str) -> Query:
    """Read once: listing forty files anew would take half a second."""
    return parse_query(text, place, id_=id_)
