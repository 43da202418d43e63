"""What a statement returns, against the columns and the key that its header declares."""

from __future__ import annotations

from collections.abc import Iterator

from interlink.queries.differs import Problem
from interlink.queries.spec import Header
from interlink.queries.statement import Clause, Statement

__all__ = ["returned"]


def returned(statement: Statement, header: Header) -> Iterator[Problem]:
    """The last clause and what it names, against the columns and the key."""
    whole = [each for each in statement.clauses if not each.block]
    if any(each.word == "UNION" for each in whole):
        line = next(statement.tokens[e.start].line for e in whole if e.word == "UNION")
        yield line, "UNION cannot be ordered; put both parts into CALL { ... } and RETURN after it"
        return
    if not whole or whole[-1].word != "RETURN":
        last = statement.tokens[-1].line if statement.tokens else 1
        yield last, "the statement does not end with RETURN; name its columns there"
        return
    final = whole[-1]
    line = statement.tokens[final.start].line
    start, end = _items(statement, final)
    named = []
    for first, after in statement.split(start, end):
        name = _alias(statement, first, after)
        if name is None:
            yield statement.tokens[first].line, "a column has no name; write `... AS name`"
        else:
            named.append(name)
    if named != list(header.columns):
        yield (
            line,
            (
                f"RETURN names {', '.join(named) or 'nothing'}; expected the header's columns in their order:"
                f" {', '.join(header.columns)}"
            ),
        )
    if header.returns == "value":
        return
    by = _ordered_by(statement, final)
    missing = [name for name in header.key if name not in by]
    if missing:
        yield (
            line,
            (
                f"ORDER BY does not name {', '.join(missing)}; order by every column of the key, so that"
                " equal rows cannot change places"
            ),
        )


def _items(statement: Statement, clause: Clause) -> tuple[int, int]:
    """What stands between RETURN and its ORDER BY, SKIP or LIMIT."""
    start = clause.start + (2 if statement.is_word(clause.start + 1, "DISTINCT") else 1)
    ends = (at for at in statement.own(clause) if statement.is_keyword(at, "ORDER", "SKIP", "LIMIT"))
    return start, next(ends, clause.end)


def _alias(statement: Statement, start: int, end: int) -> str | None:
    last = statement.at(end - 1)
    if last is None or not last.is_name or start >= end:
        return None
    is_named = end - start == 1 or statement.is_word(end - 2, "AS")
    return last.text if is_named else None


def _ordered_by(statement: Statement, clause: Clause) -> set[str]:
    """The columns that a clause is ordered by, as it names them."""
    orders = [at for at in statement.own(clause) if statement.is_keyword(at, "ORDER")]
    if not orders:
        return set()
    found = set()
    for first, after in statement.split(orders[0] + 2, clause.end):
        token, beyond = statement.at(first), statement.at(first + 1)
        is_alone = first + 1 >= after or (beyond is not None and beyond.kind == "word")
        if token is not None and token.is_name and is_alone:
            found.add(token.text)
    return found
