"""What a reader's statement may reach: this graph, and neither the server, nor files, nor addresses.

A store's own rights do not cover it: every reader is the same user there, and Neo4j lets any user see
others' statements and have the server fetch an address.
"""

from __future__ import annotations

import re

from interlink.errors import QueryError

__all__ = ["refuse_beyond_graph"]

# Neo4j decodes these before it reads the statement, so that any word can be hidden behind one.
ESCAPED = re.compile(r"\\u[0-9a-f]{4}", re.IGNORECASE)
# Neo4j ends a comment there, and not every reader does.
RETURN_ALONE = re.compile(r"\r(?!\n)")
UNREAD = re.compile(r"(`[^`]*`)|/\*.*?\*/|//[^\n]*|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL)
ADMINISTRATION = re.compile(
    r"\bdbms\s*\.|\b(?:SHOW|TERMINATE)\s+(?:ALL\s+)?"
    r"(?:TRANSACTION|DATABASE|DEFAULT|HOME|USER|CURRENT|ROLE|PRIVILEGE|SETTING|SERVER)",
    re.IGNORECASE,
)
OTHER_GRAPH = re.compile(
    r"(?:^|[{};)]|\b(?:UNION|ALL|DISTINCT|EXPLAIN|PROFILE|CYPHER(?:\s+[\w.]+(?:\s*=\s*\w+)?)*))\s*USE\s",
    re.IGNORECASE,
)
LOAD = re.compile(r"\bLOAD\s+CSV\b", re.IGNORECASE)
PROCEDURE = re.compile(r"\bCALL\s+([`\w][`\w.\s]*?)\s*(?:[(;]|\bYIELD\b|$)", re.IGNORECASE)
PROCEDURES = re.compile(r"db\.(?:labels|relationshipTypes|propertyKeys|schema\.\w+)", re.IGNORECASE)


def refuse_beyond_graph(statement: str) -> None:
    """Refuses a statement that reaches further than this graph.

    That is one that asks about the server or another graph, loads from files or addresses, or calls a
    procedure that does not tell of this graph's make-up.

    Raises
    ------
    QueryError   in words that say which
    """
    if found := ESCAPED.search(statement):
        raise QueryError(f"the statement has the escape {found[0]}: write the character itself")
    if RETURN_ALONE.search(statement):
        raise QueryError("a line of the statement ends in a carriage return alone: end it as others do")
    named = UNREAD.sub(lambda part: part[1] or " ", statement)
    read = re.sub(r"`[^`]*`", " ", named).strip()
    if ADMINISTRATION.search(read):
        raise QueryError("the statement asks about the server; queries here read this graph only")
    if OTHER_GRAPH.search(read):
        raise QueryError("the statement asks another graph; queries here read this graph only")
    if LOAD.search(read):
        raise QueryError(
            "the statement asks for rights that queries here do not have: it loads from a file or an address"
        )
    for called in PROCEDURE.findall(named):
        name = re.sub(r"[`\s]", "", called)
        if not PROCEDURES.fullmatch(name):
            raise QueryError(
                f"the statement calls the procedure {name}; queries here call none but db.labels,"
                " db.relationshipTypes, db.propertyKeys and db.schema"
            )
