"""The saved queries there are: the shipped files under `cypher/` and those of a user's own folder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path

from interlink.errors import SettingsError, SpecError, UnknownName, nearest
from interlink.queries.query_file import Query, parse_query

__all__ = ["SUFFIX", "find_query", "matching", "query_files", "shipped_queries"]

SUFFIX = ".cypher"


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
    folders = [shipped_queries(), *([own] if own is not None and own.is_dir() else [])]
    found = {
        path.relative_to(folder).with_suffix("").as_posix(): path
        for folder in folders
        for path in folder.rglob(f"*{SUFFIX}")
    }
    return dict(sorted(found.items()))


def find_query(id_: str, own: Path | None = None) -> Query:
    """The query of this id.

    Raises
    ------
    UnknownName   there is none; the message proposes the nearest
    SpecError     its file is wrong
    """
    files = query_files(own)
    if id_ not in files:
        raise UnknownName(
            f"no query is called '{id_}'.{nearest(id_, files)} See `interlink query list`; one of your own is"
            f" read from the file {id_}{SUFFIX} in the folder that INTERLINK_QUERIES names."
        )
    return _read(id_, files[id_])


def matching(
    own: Path | None = None, *, tag: str | None = None, family: str | None = None, text: str | None = None
) -> tuple[list[Query], list[str]]:
    """The queries with this tag, in this family, with all words of the text; and what is wrong in files.

    Words are sought in id, title, question, tags and typology, whatever their case.
    """
    found, wrong = [], []
    for id_, path in query_files(own).items():
        try:
            query = _read(id_, path)
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


def _read(id_: str, path: Path) -> Query:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SpecError([f"{path}: not UTF-8. Save it as UTF-8."]) from None
    # a shipped file is named as in the repository, whatever folder it was installed to
    shipped = shipped_queries()
    place = f"cypher/{id_}{SUFFIX}" if path.is_relative_to(shipped) else str(path)
    return _parsed(text, place, id_)


@lru_cache(maxsize=512)
def _parsed(text: str, place: str, id_: str) -> Query:
    """A text is read and checked once: that takes longer than many a query."""
    return parse_query(text, place, id_=id_)
