"""What both stores read and do each in its own way, as random statements on both have shown.

`tests/queries/test_both_stores_agree.py` goes on looking for more.
"""

from __future__ import annotations

from collections.abc import Iterator

from interlink.queries.statement import Statement

__all__ = ["Problem", "differences"]

Problem = tuple[int, str]
"""The line and what is wrong there."""

# What adds in another order in each store, so that the last digits differ.
INEXACT = ("AVG", "STDEV", "STDEVP", "PERCENTILECONT")


def differences(statement: Statement) -> Iterator[Problem]:
    """Everything in a statement that the stores do each in its own way."""
    yield from _otherwise(statement)
    yield from _from_itself(statement)


def _otherwise(statement: Statement) -> Iterator[Problem]:
    is_rounded = any(_calls(statement, place, "ROUND") for place in range(len(statement.tokens)))
    for place, token in enumerate(statement.tokens):
        words = ""
        arguments = _arguments(statement, place) if _calls(statement, place) else []
        if _calls(statement, place, "ROUND") and len(arguments) > 1:
            words = (
                "round() to digits rounds -0.5 up in one store and down in the other; write"
                " round(x * 100) / 100.0 for two digits"
            )
        elif _calls(statement, place, *INEXACT) and not is_rounded:
            words = f"{token.text}() differs in its last digits; round it, such as round(x * 100) / 100.0"
        elif _calls(statement, place, "SPLIT") and any(statement.is_sign(at, "[") for at, _ in arguments[1:]):
            words = "split() at several texts is not in the embedded store; replace() them by one first"
        elif _calls(statement, place, "LABELS") and not statement.is_word(place - 1, "IN"):
            words = (
                "labels() comes in another order in each store; write"
                " [label IN labels(n) WHERE label <> 'Party']"
            )
        elif _compares_duration(statement, place):
            words = (
                "durations are compared in the embedded store alone, in Neo4j it gives null; compare moments,"
                " `a.at + duration({days: 3}) >= b.at`, or numbers, duration.inDays(a.at, b.at).days"
            )
        elif statement.is_keyword(place, "LET", "FILTER") and _is_name(statement, place + 1):
            words = f"{token.text} is not in Neo4j 5; write WITH, and WHERE after it"
        elif token.kind == "number" and "_" in token.text:
            words = f"{token.text} is no number in the embedded store; leave out '_'"
        if words:
            yield token.line, words


def _calls(statement: Statement, place: int, *names: str) -> bool:
    """Whether a function is called there, one of these where any are given."""
    token = statement.at(place)
    if token is None or token.kind != "word" or not statement.is_sign(place + 1, "("):
        return False
    return not statement.is_sign(place - 1, ".") and (not names or token.is_word(*names))


def _arguments(statement: Statement, place: int) -> list[tuple[int, int]]:
    """Where each argument of the function called there begins and ends."""
    return statement.split(place + 2, statement.partner[place + 1])


def _is_name(statement: Statement, place: int) -> bool:
    token = statement.at(place)
    return token is not None and token.is_name


def _compares_duration(statement: Statement, place: int) -> bool:
    """Whether `<` or `>` stands before or after a duration that is added to nothing."""
    if not statement.is_word(place, "DURATION") or statement.is_sign(place - 1, "+", "-", "."):
        return False
    opens = next((at for at in (place + 1, place + 3) if statement.is_sign(at, "(")), None)
    if opens is None:
        return False
    after = statement.partner[opens] + 1
    if statement.is_sign(after, ".", "*", "/", "+", "-"):
        return False
    return any(statement.is_sign(at, "<", "<=", ">", ">=") for at in (place - 1, after))


def _from_itself(statement: Statement) -> Iterator[Problem]:
    """Shortest paths whose ends may be one node: the one store gives them, the other ends with an error."""
    for place, token in enumerate(statement.tokens):
        if not _calls(statement, place, "SHORTESTPATH", "ALLSHORTESTPATHS"):
            continue
        inside = place + 1
        nodes = [
            at
            for at in range(inside, statement.partner[inside])
            if statement.opener(at) == inside and statement.is_sign(at, "(")
        ]
        ends = [statement.tokens[at + 1].text for at in nodes if _is_name(statement, at + 1)]
        if len(ends) == 2 and not _told_apart(statement, *ends):
            yield (
                token.line,
                (
                    f"{token.text}() from a node to itself is an error in Neo4j; say before it"
                    f" WHERE {ends[0]}.id <> {ends[1]}.id"
                ),
            )


def _told_apart(statement: Statement, one: str, other: str) -> bool:
    """Whether somewhere `one.id <> other.id` stands, or `<`; also without `.id`."""
    for place in range(len(statement.tokens)):
        if statement.is_sign(place, "<>", "<", ">"):
            before = place - 3 if statement.is_sign(place - 2, ".") else place - 1
            first, second = statement.at(before), statement.at(place + 1)
            if first is not None and second is not None and {first.text, second.text} == {one, other}:
                return True
    return False
