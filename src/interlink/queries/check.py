"""What a saved query may not hold, each with its reason: so that both stores give the same rows.

`docs/queries.md` lists what is refused. Nothing is sent: the statement is read as tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from interlink.queries.differs import Problem, differences
from interlink.queries.endless import endless
from interlink.queries.returned import returned
from interlink.queries.spec import Header
from interlink.queries.statement import Statement

__all__ = ["Problem", "statement_problems"]

WRITES = ("CREATE", "MERGE", "SET", "DELETE", "DETACH", "REMOVE", "DROP", "FOREACH", "LOAD", "INSERT")
AGGREGATES = ("COUNT", "SUM", "AVG", "MIN", "MAX", "COLLECT", "STDEV", "STDEVP", "PERCENTILECONT")
NAMESPACES = ("date", "datetime", "time", "localdatetime", "localtime", "duration", "point")
NOW = ("DATE", "DATETIME", "TIME", "LOCALDATETIME", "LOCALTIME")
EACH_TIME = "which gives other rows each time; declare a parameter"
CLOCKS = ("REALTIME", "STATEMENT", "TRANSACTION")
FUNCTIONS: Mapping[str, str] = {
    "ID": "id() is the store's own number, which another load changes; write n.id",
    "ELEMENTID": "elementId() is the store's own, which another load changes; write n.id",
    **dict.fromkeys(
        ("TOSTRING", "TOSTRINGORNULL", "TOSTRINGLIST"),
        "toString() writes a datetime otherwise in each store; return the value and leave its form"
        " to the column's kind",
    ),
    "RAND": "rand() gives other rows each time",
    "RANDOMUUID": "randomUUID() gives other rows each time",
    "TIMESTAMP": "timestamp() gives other rows each time; declare a parameter",
    "KEYS": "keys() comes in another order in each store; name the properties that are wanted",
    "EXISTS": "exists() is not in Neo4j any more; write `n.name IS NOT NULL`, or EXISTS { ... } of a pattern",
}


def statement_problems(statement: Statement, header: Header) -> Iterator[Problem]:
    """Everything in a statement that is refused, or does not agree with its header."""
    yield from _writes(statement)
    yield from endless(statement)
    yield from _refused(statement)
    yield from differences(statement)
    yield from _unordered(statement)
    yield from _parameters(statement, header)
    yield from returned(statement, header)


def _writes(statement: Statement) -> Iterator[Problem]:
    for place, token in enumerate(statement.tokens):
        if statement.is_keyword(place, *WRITES):
            yield token.line, f"{token.text} writes or loads; a saved query only reads"
        if token.is_sign(";"):
            yield token.line, "';' ends a statement; a file holds one, without it"


def _refused(statement: Statement) -> Iterator[Problem]:
    """Constructs that one of the stores has not, or does otherwise."""
    for place, token in enumerate(statement.tokens):
        if statement.is_keyword(place, "SHORTEST"):
            yield (
                token.line,
                (
                    "SHORTEST is not in the embedded store; use shortestPath() or allShortestPaths(),"
                    " or `interlink path` for several"
                ),
            )
        if statement.is_keyword(place, "CALL") and not statement.is_sign(place + 1, "{", "("):
            yield token.line, "a procedure is called; the stores do not share any. Write a pattern instead"
        if statement.is_keyword(place, "TRANSACTIONS"):
            yield token.line, "IN TRANSACTIONS is for writing; a saved query only reads"
        if statement.is_keyword(place, "USE", "EXPLAIN", "PROFILE", "CYPHER", "SHOW", "TERMINATE"):
            yield token.line, f"{token.text} is for administrators; a saved query only reads"
        if token.is_name and statement.is_sign(place + 1, "("):
            yield from _called(statement, place)


def _called(statement: Statement, place: int) -> Iterator[Problem]:
    """What is wrong with a function that is called."""
    token = statement.tokens[place]
    name = token.text.upper()
    if token.kind == "quoted":
        yield token.line, f"`{token.text}`() is called in backticks; write its name without"
    elif statement.is_sign(place - 1, "."):
        space = statement.tokens[place - 2].text
        if space.lower() not in NAMESPACES or statement.is_sign(place - 3, "."):
            yield token.line, f"{space}.{token.text}() is not in both stores; use plain Cypher"
        elif name in CLOCKS:
            yield token.line, f"{space}.{token.text}() is now, {EACH_TIME}"
    elif name in FUNCTIONS:
        yield token.line, FUNCTIONS[name]
    elif name in NOW and statement.is_sign(place + 2, ")"):
        yield token.line, f"{token.text}() is now, {EACH_TIME}"
    if name in AGGREGATES and statement.is_word(statement.partner[place + 1] + 1, "IS"):
        yield (
            token.line,
            (
                f"{token.text}() before IS NULL is not aggregated in the embedded store; aggregate in a"
                " WITH first, and compare what it names"
            ),
        )


def _unordered(statement: Statement) -> Iterator[Problem]:
    """What would come in another order each time."""
    for clause in statement.clauses:
        is_cut = any(statement.is_keyword(place, "LIMIT", "SKIP") for place in statement.own(clause))
        if is_cut and not statement.is_ordered(clause):
            line = statement.tokens[clause.start].line
            yield line, f"{clause.word} has LIMIT or SKIP and no ORDER BY: which rows it leaves is chance"
    for place, token in enumerate(statement.tokens):
        hint = ""
        if statement.is_keyword(place, "COLLECT") and statement.is_sign(place + 1, "("):
            inside = statement.clause_of(place)
            before = statement.before(inside) if inside is not None else None
            if before is None or before.word != "WITH" or not statement.is_ordered(before):
                hint = "end the clause before it with WITH ... ORDER BY"
        elif statement.is_keyword(place, "COLLECT") and statement.is_sign(place + 1, "{"):
            inner = [each for each in statement.clauses if each.block[-1:] == (place + 1,)]
            if not inner or not statement.is_ordered(inner[-1]):
                hint = "end what is in its braces with ORDER BY"
        elif token.is_sign("[") and _is_of_pattern(statement, place):
            yield (
                token.line,
                (
                    "a list of what a pattern finds comes in any order; write COLLECT { MATCH ... RETURN ..."
                    " ORDER BY ... }, or size([...]) where only how many is asked"
                ),
            )
        if hint:
            yield token.line, f"collect without an order gives a list in any order; {hint}"


def _is_of_pattern(statement: Statement, place: int) -> bool:
    """Whether a list of what a pattern finds begins here, `[(a)-->(b) | b.id]`, whose order counts."""
    if statement.is_sign(place - 1, "-") or statement.is_word(place + 2, "IN"):
        return False
    is_counted = statement.is_sign(place - 1, "(") and statement.is_word(place - 2, "SIZE")
    inside = range(place + 1, statement.partner[place])
    return not is_counted and any(
        statement.is_sign(at, "|") and statement.opener(at) == place for at in inside
    )


def _parameters(statement: Statement, header: Header) -> Iterator[Problem]:
    used = {token.text: token.line for token in reversed(statement.tokens) if token.kind == "parameter"}
    for name, line in used.items():
        if name not in header.params:
            yield line, f"${name} is not declared; add `// params.{name} = {{type = ..., ...}}` to the header"
    for name in header.params:
        if name not in used:
            yield header.line("params", name), f"params.{name} is declared and not used; take it out"
