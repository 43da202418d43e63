"""The variables that a statement reads, held against those that it binds.

What one store calls a mistake when it runs is told when the query is written: a word that nothing binds,
such as a mistyped variable or clause. Scopes are not followed: one that is bound anywhere is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from interlink.errors import nearest
from interlink.queries.check import Problem
from interlink.queries.statement import Statement

__all__ = ["variable_problems"]

CLAUSE_WORDS = frozenset((
    "MATCH", "OPTIONAL", "WHERE", "WITH", "RETURN", "UNWIND", "CALL", "UNION", "ORDER", "SKIP",
    "LIMIT", "DISTINCT",
))  # fmt: skip
# What is refused elsewhere is a word, too: it is told once.
WORDS = CLAUSE_WORDS.union((
    "ALL", "ALLSHORTESTPATHS", "AND", "ANY", "AS", "ASC", "ASCENDING", "BY", "CASE", "COLLECT",
    "CONTAINS", "COUNT", "CREATE", "CSV", "CYPHER", "DELETE", "DESC", "DESCENDING", "DETACH", "DROP",
    "ELSE", "END", "ENDS", "EXISTS", "EXPLAIN", "FALSE", "FILTER", "FINISH", "FOREACH", "FROM", "IN",
    "INSERT", "IS", "LET", "LOAD", "MERGE", "NEXT", "NONE", "NOT", "NULL", "OFFSET", "ON", "OR",
    "PROFILE", "REMOVE", "SET", "SHORTEST", "SHORTESTPATH", "SHOW", "SINGLE", "STARTS", "TERMINATE",
    "THEN", "TRANSACTIONS", "TRUE", "USE", "WHEN", "XOR", "YIELD",
))  # fmt: skip


def variable_problems(statement: Statement) -> Iterator[Problem]:
    """Every word that stands for a variable, and that nothing binds."""
    places = range(len(statement.tokens))
    bound = {statement.tokens[place].text for place in places if _binds(statement, place)}
    for place in places:
        token = statement.tokens[place]
        if _reads(statement, place) and token.text not in bound:
            words = CLAUSE_WORDS if token.text.isupper() else {word.lower() for word in CLAUSE_WORDS}
            yield token.line, f"nothing is called '{token.text}'.{nearest(token.text, bound | words)}"


def _binds(statement: Statement, place: int) -> bool:
    """Whether a name is given there: by AS, a node, a link, a path, or the item of a list."""
    token = statement.tokens[place]
    if not token.is_name:
        return False
    if statement.is_keyword(place - 1, "AS"):
        return True
    if statement.is_sign(place + 1, "="):
        is_path = statement.is_sign(place + 2, "(") or statement.is_word(
            place + 2, "SHORTESTPATH", "ALLSHORTESTPATHS"
        )
        is_sum = statement.is_sign(place - 1, "(") and statement.is_word(place - 2, "REDUCE")
        return is_path or is_sum
    if statement.is_word(place + 1, "IN"):
        return statement.is_sign(place - 1, "(", "[", ",")
    if statement.is_sign(place - 1, "["):
        return statement.is_sign(place - 2, "-")
    return statement.is_sign(place - 1, "(") and not _is_call(statement, place - 1)


def _is_call(statement: Statement, bracket: int) -> bool:
    """Whether a bracket is that of a function: `count(n)`, and not `WHERE (n)`."""
    before = statement.at(bracket - 1)
    return before is not None and before.is_name and not before.is_word(*(WORDS - {"COUNT", "COLLECT"}))


def _reads(statement: Statement, place: int) -> bool:
    """Whether a variable is read there: no clause, function, label, property or key of a map."""
    token = statement.tokens[place]
    if not token.is_name or token.is_word(*WORDS):
        return False
    if statement.is_sign(place + 1, "(") or statement.is_sign(place - 1, ".", "&", "!", "%"):
        return False
    if statement.is_sign(place + 1, ".") and statement.is_sign(place + 3, "("):
        return False
    if statement.is_sign(place + 1, ":") and statement.ends_key(place + 1):
        return False
    if statement.is_sign(place - 1, ":"):
        return statement.ends_key(place - 1)
    return not (statement.is_sign(place - 1, "|") and _is_type(statement, place))


def _is_type(statement: Statement, place: int) -> bool:
    """Whether the bar before a name joins types, `:OWNS|DIRECTS`, and does not end a list's filter."""
    around = statement.opener(place)
    return around is None or not statement.is_sign(around, "[") or statement.is_sign(around - 1, "-")
