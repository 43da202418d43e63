"""Patterns of any length: in a graph of millions of links they do not end."""

from __future__ import annotations

from collections.abc import Iterator

from interlink.queries.differs import Problem
from interlink.queries.statement import Statement

__all__ = ["endless"]

# Further, a pattern of any length ends at the time limit alone.
MOST_STEPS = 20


def endless(statement: Statement) -> Iterator[Problem]:
    """Every pattern of a statement that has no upper bound, or one so high that it is none."""
    for place, token in enumerate(statement.tokens):
        if token.is_sign("[") and statement.is_sign(place - 1, "-"):
            for at in range(place, statement.partner[place]):
                if statement.opener(at) == place and statement.is_sign(at, "*"):
                    yield from _steps(statement, token.line, "'*'", _last_number(statement, at), "*1..6")
        if not (_ends_link(statement, place) or _ends_path(statement, place)):
            continue
        sign, after = statement.at(place + 1), place + 1
        if sign is not None and sign.is_sign("*", "+"):
            yield from _steps(statement, sign.line, f"'{sign.text}' after a path", None, "{1,6}")
        elif statement.is_sign(after, "{"):
            end = statement.partner[after] - 1
            last = end if _is_number(statement, end) else None
            yield from _steps(statement, token.line, "'{n,}' after a path", last, "{1,6}")


def _steps(statement: Statement, line: int, said: str, last: int | None, instead: str) -> Iterator[Problem]:
    """Whether a pattern ends after so many links as the number at `last` says."""
    if last is None:
        yield line, f"{said} has no upper bound and may not end; write one, such as {instead}"
    elif float(statement.tokens[last].text.replace("_", "")) > MOST_STEPS:
        yield (
            line,
            f"{said} has an upper bound over {MOST_STEPS} and may not end; write {instead} or the like",
        )


def _last_number(statement: Statement, star: int) -> int | None:
    """Where the bound of `*3`, `*..3` and `*1..3` stands; None for `*`, `*1..` and `*..`."""
    at = star + 1
    while _is_number(statement, at) or statement.is_sign(at, ".."):
        at += 1
    return at - 1 if _is_number(statement, at - 1) else None


def _is_number(statement: Statement, place: int) -> bool:
    token = statement.at(place)
    return token is not None and token.kind == "number"


def _ends_link(statement: Statement, place: int) -> bool:
    """`->`, `]->` or `]-`, after which a quantifier may stand."""
    if statement.is_sign(place, ">"):
        return statement.is_sign(place - 1, "-")
    return statement.is_sign(place, "-") and statement.is_sign(place - 1, "]", "-")


def _ends_path(statement: Statement, place: int) -> bool:
    """The end of a path in parentheses, `((a)-->(b))`."""
    if not statement.is_sign(place, ")"):
        return False
    start = statement.partner[place]
    links = (
        statement.is_sign(at, ")") and statement.is_sign(at + 1, "-", "<")
        for at in range(start + 1, place)
        if statement.opener(at) == start
    )
    return statement.is_sign(start + 1, "(") and any(links)
