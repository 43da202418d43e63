"""The labels, relationship types and properties that a statement names, held against the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from interlink.errors import nearest
from interlink.graph.assemble import COMMON
from interlink.graph.desired import labels_of
from interlink.model.schema import Ontology, Schema
from interlink.queries.check import Problem
from interlink.queries.statement import Statement
from interlink.queries.tokens import NotCypher, Token

__all__ = ["Vocabulary", "name_problems", "unknown_names"]

TOTALS = frozenset(("count", "first", "last", "sum", "currency"))
# What a date, a time or a duration has.
PARTS = frozenset(
    ("year", "month", "day", "dayOfWeek", "hour", "minute", "second", "week", "quarter", "epochMillis",
     "epochSeconds", "years", "months", "days", "hours", "minutes", "seconds")
)  # fmt: skip
EXPRESSION = ("|", "&", "!", ":", "%")
# Of everything a graph holds, lists.
LISTS = frozenset(("sources", "handling", "flagged"))
# Of everything as well, and seldom what was meant.
EVERYWHERE = frozenset(COMMON) | {"flagged"}
# What takes one text.
OF_TEXT = (
    "TOUPPER", "TOLOWER", "UPPER", "LOWER", "TRIM", "LTRIM", "RTRIM", "LEFT", "RIGHT", "SUBSTRING", "REPLACE",
    "SPLIT",
)  # fmt: skip


class Vocabulary:
    """What a graph of this ontology may hold: properties by label and by type, and what each type joins."""

    def __init__(self, ontology: Ontology) -> None:
        self.labels: dict[str, frozenset[str]] = {}
        for schema in ontology.entities():
            for label in labels_of(schema):
                self.labels[label] = self.labels.get(label, frozenset()) | _properties(schema)
        self.types = {schema.graph_name: _properties(schema) for schema in ontology.links()}
        for schema in ontology.links():
            if schema.total is not None:
                self.types[schema.total.type] = frozenset(COMMON) | TOTALS

        self.ends = {
            name: (self._kinds(schema.edge.source, ontology), self._kinds(schema.edge.target, ontology))
            for schema in ontology.links()
            if schema.edge is not None
            for name in (schema.graph_name, *([schema.total.type] if schema.total is not None else []))
        }
        several = [
            (schema.graph_name, _several(schema)) for schema in (*ontology.entities(), *ontology.links())
        ]
        self.several = dict(several)
        times = [each for schema in ontology for each in schema.properties.values() if each.type == "time"]
        self.times = frozenset(each.name for each in times) | {"first_seen", "last_seen", "first", "last"}

    def _kinds(self, end: str, ontology: Ontology) -> tuple[str, ...]:
        """The labels that may stand at an end of a link, since an abstract kind is none; empty for all."""
        if end in self.labels:
            return (end,)
        every = [schema for schema in ontology.entities() if not schema.abstract]
        fitting = [schema for schema in every if schema.is_a(end)]
        parties = [schema for schema in fitting if schema.is_a("Party")]
        is_any_party = len(parties) == sum(schema.is_a("Party") for schema in every)
        named = [schema.graph_name for schema in fitting if not (is_any_party and schema in parties)]
        return () if len(fitting) == len(every) else (*(["Party"] if is_any_party else []), *named)

    @cached_property
    def properties(self) -> frozenset[str]:
        """Every property of anything."""
        return frozenset[str]().union(*self.labels.values(), *self.types.values())


def name_problems(statement: Statement, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every label, type and property that no graph has, and values that one store takes otherwise."""
    yield from _unknown(statement, vocabulary)
    for place, token in enumerate(statement.tokens):
        if token.is_name and _is_property(statement, place):
            yield from _value_problems(statement, place, vocabulary)


def unknown_names(text: str, ontology: Ontology) -> list[str]:
    """What a statement names that no graph has: the stores take it, and find nothing.

    Of what is no Cypher nothing is said here; the store says it.
    """
    try:
        statement = Statement(text)
    except NotCypher:
        return []
    return [words for _, words in sorted(set(_unknown(statement, Vocabulary(ontology))))]


def _unknown(statement: Statement, vocabulary: Vocabulary) -> Iterator[Problem]:
    bound: dict[str, frozenset[str]] = {}
    for place in range(len(statement.tokens)):
        if statement.is_sign(place, ":") and not statement.ends_key(place):
            yield from _label_problems(statement, place, vocabulary, bound)
    made = {
        statement.tokens[place - 1].text
        for place in range(1, len(statement.tokens))
        if statement.is_sign(place, ":") and statement.ends_key(place)
    }
    for place, token in enumerate(statement.tokens):
        if not token.is_name:
            continue
        if _is_property(statement, place):
            holder = statement.at(place - 2)
            held = bound.get(holder.text) if holder is not None and holder.is_name else None
            known = vocabulary.properties | made | PARTS if held is None else held
            yield from _property_problem(token, known, held)
        elif _in_pattern(statement, place):
            variable = _variable(statement, place)
            held = bound.get(variable)
            yield from _property_problem(token, vocabulary.properties if held is None else held, held)


def _is_property(statement: Statement, place: int) -> bool:
    return statement.is_sign(place - 1, ".") and not statement.is_sign(place + 1, "(")


def _several(schema: Schema) -> frozenset[str]:
    """The properties that hold a list."""
    return frozenset(name for name, each in schema.properties.items() if each.many) | LISTS


def _value_problems(statement: Statement, place: int, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A list taken for a text, and a time that becomes one: each store does it otherwise."""
    token = statement.tokens[place]
    before, after = place - 3, statement.at(place + 1)
    if _is_list(statement, place, vocabulary):
        is_given = statement.is_sign(before, "(") and statement.is_word(before - 1, *OF_TEXT)
        if is_given and (after is None or after.is_sign(",", ")")):
            function = statement.tokens[before - 1].text
            yield (
                token.line,
                f"{function}() takes a text, and '{token.text}' has several; take each of them:"
                + (f" [x IN n.{token.text} | {function}(x)]"),
            )
        elif _is_reversed(statement, place):
            yield (
                token.line,
                f"reverse() of the list '{token.text}' is an error in Neo4j; write"
                + (f" reverse([x IN n.{token.text} | x])"),
            )
        elif after is not None and after.is_sign("=~"):
            yield (
                token.line,
                f"=~ takes a text, and '{token.text}' has several; write"
                + (f" ANY(x IN n.{token.text} WHERE x =~ ...)"),
            )
    joins = statement.is_sign(before, "+") or (
        after is not None and after.is_sign("+") and _is_text(statement, place + 2)
    )
    if token.text in vocabulary.times and joins:
        yield (
            token.line,
            f"the time '{token.text}' becomes a text otherwise in each store; return it as it is",
        )


def _is_list(statement: Statement, place: int, vocabulary: Vocabulary) -> bool:
    """Whether the property there has several values, whichever of its labels a node or link has."""
    holder, name = statement.at(place - 2), statement.tokens[place].text
    if holder is None or name in LISTS:
        return name in LISTS
    labels = {statement.tokens[at + 2].text for at in statement.labelled.get(holder.text, ())}
    return bool(labels) and all(name in vocabulary.several.get(label, ()) for label in labels)


def _is_reversed(statement: Statement, place: int) -> bool:
    """Whether it stands in `reverse(...)`, in no list made anew."""
    for opener in reversed(statement.around[place]):
        if not statement.is_sign(opener, "("):
            return False
        if statement.is_word(opener - 1, "REVERSE"):
            return True
    return False


def _is_text(statement: Statement, place: int) -> bool:
    token = statement.at(place)
    return token is not None and token.kind == "text"


def _properties(schema: Schema) -> frozenset[str]:
    return frozenset(COMMON) | frozenset(schema.properties) | {"flagged"}


def _label_problems(
    statement: Statement, place: int, vocabulary: Vocabulary, bound: dict[str, frozenset[str]]
) -> Iterator[Problem]:
    """What follows a colon: labels of a node or types of a link, joined by signs."""
    around = statement.opener(place)
    holder = statement.at(place - 1)
    variable = holder.text if holder is not None and holder.is_name else ""
    is_link = around is not None and statement.is_sign(around, "[") and statement.is_sign(around - 1, "-")
    is_type = is_link or (
        bool(variable) and variable in bound and bound[variable] in vocabulary.types.values()
    )
    known: Mapping[str, frozenset[str]] = vocabulary.types if is_type else vocabulary.labels
    said: frozenset[str] = frozenset()
    at = place + 1
    while (token := statement.at(at)) is not None and (token.is_name or token.is_sign(*EXPRESSION)):
        if token.is_name and not statement.is_sign(at - 1, *EXPRESSION):
            break
        if token.is_name:
            if token.text not in known:
                what = "type of link" if is_type else "label"
                yield token.line, f"no {what} is called '{token.text}'.{nearest(token.text, known)}"
            said |= known.get(token.text, vocabulary.properties)
        at += 1
    if variable and around is not None and place - 2 == around:
        bound[variable] = bound.get(variable, frozenset()) | said


def _in_pattern(statement: Statement, place: int) -> bool:
    """Whether a name is a key in the braces of a node or link of a pattern, `(n:Phone {number: $n})`."""
    around = statement.opener(place)
    if around is None or not (statement.is_sign(place + 1, ":") and statement.ends_key(place + 1)):
        return False
    outer = statement.opener(around)
    if outer is None or not statement.is_sign(around, "{"):
        return False
    before = statement.at(outer - 1)
    is_node = statement.is_sign(outer, "(") and (
        before is None or before.kind != "word" or _starts(before.text)
    )
    is_link = statement.is_sign(outer, "[") and statement.is_sign(outer - 1, "-")
    held = statement.at(around - 1)
    return (is_node or is_link) and held is not None and (held.is_name or held.is_sign("("))


def _starts(word: str) -> bool:
    return word.upper() in ("MATCH", "WHERE", "AND", "OR", "NOT", "XOR", "EXISTS")


def _variable(statement: Statement, place: int) -> str:
    """The variable of the pattern that a key stands in; empty where it has none."""
    braces = statement.opener(place)
    outer = statement.opener(braces) if braces is not None else None
    first = statement.at(outer + 1) if outer is not None else None
    return first.text if first is not None and first.is_name else ""


def _property_problem(token: Token, known: frozenset[str], held: frozenset[str] | None) -> Iterator[Problem]:
    """A property that is not known; what is there, the `held`, is told where no name is near."""
    if token.text in known:
        return
    near = nearest(token.text, known)
    if held and not near:
        near = f" It has {', '.join(sorted(held - EVERYWHERE))}."
    yield token.line, f"nothing here has a property '{token.text}'.{near} See docs/model.md"
