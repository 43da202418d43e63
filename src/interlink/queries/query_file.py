"""A query file, read and checked whole: title, header and statement.

The first line is `// Title`; the other lines that begin with `//` before the statement are TOML. Every
problem is reported together, with its line.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category

from pydantic import ValidationError

from interlink.errors import SpecError
from interlink.ledger.queries import QueryRow
from interlink.mapping.places import explain
from interlink.model.schema import load_ontology
from interlink.queries.check import Problem, statement_problems
from interlink.queries.header import header_problems
from interlink.queries.names import Vocabulary, name_problems
from interlink.queries.spec import Header
from interlink.queries.statement import Statement
from interlink.queries.tokens import NotCypher
from interlink.queries.variables import variable_problems

__all__ = ["Query", "parse_query"]

# The longest shipped file has 5,000 characters.
MOST_LENGTH = 50_000
# What a store reads otherwise than it looks, by general categories of Unicode: controls, line ends that only
# some know, what turns the direction of writing or has no width; not tabs and joiners, which spelling needs.
UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
SPELLED = frozenset("\t\u200c\u200d")
# Neo4j decodes these before it reads the text, in comments too.
ESCAPED = re.compile(r"\\u")
AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
KEY = re.compile(r"((?:[\w-]+|\"[^\"]*\")(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"))*)\s*=")
TABLE = re.compile(r"\[([\w.\s-]+)\]\s*(?:#.*)?")


@dataclass(frozen=True)
class Query:
    """A saved query: `text` is the whole file, ready to paste; `place` names it in messages.

    `saved` is its version in the ledger where somebody saved it there, None for a file.
    """

    title: str
    header: Header
    text: str
    place: str
    saved: QueryRow | None = None

    @property
    def id(self) -> str:
        """`family/name`, as its path says."""
        return self.header.id

    @property
    def family(self) -> str:
        """The folder that it lies in."""
        return self.id.partition("/")[0]

    @property
    def digest(self) -> str:
        """The sha256 of the file, by which the log says which version ran."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def parse_query(text: str, place: str, *, id_: str | None = None) -> Query:
    """The query that a file's text holds; `place` stands before each problem, `id_` is what its path says.

    Without `id_` it is called what its header says.

    Raises
    ------
    SpecError   every problem found, one a line: `FILE:LINE: what, what was expected, what to do`
    """
    lines = text.replace("\r\n", "\n").split("\n")
    if hidden := _hidden(text, lines):
        raise SpecError([f"{place}:{line}: {words}" for line, words in hidden])
    after = next((at for at, line in enumerate(lines) if not line.startswith("//")), len(lines))
    title = lines[0].removeprefix("//").strip() if after else ""
    if not title:
        raise SpecError([f"{place}:1: the first line is no title; write it as `// Who owns a company`"])
    header = _header(lines[:after], place)
    problems = [*header_problems(header, header.id if id_ is None else id_)]
    try:
        statement = Statement("\n".join(lines[after:]), line=after + 1)
    except NotCypher as error:
        problems.append((error.line, str(error)))
    else:
        problems += statement_problems(statement, header)
        problems += name_problems(statement, _vocabulary())
        problems += variable_problems(statement)
    if problems:
        raise SpecError([f"{place}:{line}: {words}" for line, words in sorted(set(problems))])
    return Query(title, header, text, place)


def _hidden(text: str, lines: list[str]) -> list[Problem]:
    """What would have a store read something else than people and this check do."""
    if len(text) > MOST_LENGTH:
        return [(1, f"it has {len(text):,} characters; a query has {MOST_LENGTH:,} at most")]
    found = []
    for number, line in enumerate(lines, 1):
        unseen = next((c for c in line if category(c) in UNSEEN and c not in SPELLED), None)
        if unseen is not None:
            found.append((number, f"U+{ord(unseen):04X} is not seen and may be read otherwise; take it out"))
        if ESCAPED.search(line):
            found.append((number, "'\\u' hides a character from who reads it; write the character itself"))
    return found


def _header(lines: list[str], place: str) -> Header:
    """The header of the comment lines, the title's among them."""
    try:
        return _read_header(lines, place)
    except RecursionError:
        raise SpecError(
            [f"{place}:1: the header is nested too deep to be read; write its fields flat"]
        ) from None


def _read_header(lines: list[str], place: str) -> Header:
    said = ["", *(line.removeprefix("//").removeprefix(" ") for line in lines[1:])]
    try:
        raw = tomllib.loads("\n".join(said))
    except ValueError as error:  # of TOML, or of a number with thousands of digits
        found = AT_LINE.search(str(error))
        at = int(found[1]) if found and found[1] else len(lines)
        words = AT_LINE.sub("", str(error))
        raise SpecError(
            [f"{place}:{at}: the header is not TOML: {words}. Write `// name = value`, texts in quotes"]
        ) from None
    where = dict(_places(said))
    try:
        header = Header.model_validate(raw)
    except ValidationError as error:
        wrong = [explain(Header, each) for each in error.errors()]
        found_at = sorted({(_line(where, at), ".".join(at), words) for at, words in wrong})
        raise SpecError([f"{place}:{line}: {at}: {words}" for line, at, words in found_at]) from None
    header._lines.update(where)
    return header


def _places(said: list[str]) -> Iterator[tuple[tuple[str, ...], int]]:
    """The line of each key that begins one."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(said, 1):
        if found := TABLE.fullmatch(line.strip()):
            table = tuple(part.strip() for part in found[1].split("."))
            yield table, number
        elif key := KEY.match(line.strip()):
            place = (*table, *(part.strip().strip('"') for part in key[1].split(".")))
            yield place, number


def _line(where: Mapping[tuple[str, ...], int], place: tuple[str, ...]) -> int:
    while place and place not in where:
        place = place[:-1]
    return where.get(place, 1)


@lru_cache(maxsize=1)
def _vocabulary() -> Vocabulary:
    return Vocabulary(load_ontology())
