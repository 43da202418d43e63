"""Random statements of the Cypher that both stores are said to share, over the schemas of the model.

Each is well typed, walks links that the graph has, rounds what it adds up, and orders its rows by every
column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, TypeVar, cast

from hypothesis import strategies as st

from interlink.model.schema import Ontology, Property
from interlink.model.types import TYPES

__all__ = ["Link", "Writer", "links_between"]

Kind: TypeAlias = Literal["text", "texts", "integer", "number", "moment", "boolean"]
T = TypeVar("T")
KINDS: tuple[Kind, ...] = ("text", "texts", "integer", "number", "moment", "boolean")
DEEPEST = 3
TEXTS = ("''", "'a'", "'Vell'", "'NL'", "'2025-03'", "'ö'", "'连'", "' x '", "'it\\'s'")
REGEXES = ("'.*e.*'", "'(?i)ADA.*'", "'[0-9-]+'", "'Ö.*|连.*'", "'.{3,8}'", "''")
MOMENTS = ("'2026-01-02T10:00:00Z'", "'2025-12-31T21:30:00.250Z'", "'2024-02-29T00:00:00+02:00'")
PARTS = ("year", "month", "day", "hour", "minute", "quarter", "week", "dayOfWeek", "epochMillis")
SEPARATORS = ("' '", "','", "'l'")
SIGNS = ("=", "<>", "<", "<=", ">", ">=")
ORDERED = ("<>", "<", ">", "CONTAINS", "STARTS WITH")
WITHIN = ("STARTS WITH", "ENDS WITH", "CONTAINS")
JOINS = ("AND", "OR", "XOR")
DAYS = ("days", "months", "seconds")
QUANTIFIERS = ("ALL", "ANY", "NONE", "SINGLE")
UNITS = ("year", "quarter", "month", "week", "day", "hour")


@dataclass(frozen=True)
class Link:
    """A type of link with the labels of its ends, as the graph has them."""

    source: str
    type: str
    target: str


def links_between(rows: object) -> list[Link]:
    """The links of a graph, of rows of source label, type and target label."""
    assert isinstance(rows, tuple)
    return sorted(
        {Link(*map(str, row)) for row in rows}, key=lambda link: (link.source, link.type, link.target)
    )


@dataclass
class Writer:
    """Writes one statement: what is chosen is drawn, so that hypothesis can make a failing one smaller."""

    ontology: Ontology
    links: list[Link]
    draw: Callable[[st.SearchStrategy[Any]], object]
    nodes: dict[str, str] = field(default_factory=dict)
    edges: dict[str, str] = field(default_factory=dict)
    values: dict[str, Kind] = field(default_factory=dict)
    _names: int = 0

    def statement(self) -> str:
        """A statement whose rows are ordered by each of their columns."""
        parts = [self._match()]
        for _ in range(self._number(0, 3)):
            further = (self._optional, self._unwind, self._call, self._with, self._grouped, self._match)
            parts += [self._lazily(*further)]
        return "\n".join([*parts, self._return()])

    # clauses

    def _match(self) -> str:
        path, _ = self._path(self._choose([None, *self.nodes]))
        return f"MATCH {path}{self._where()}"

    def _optional(self) -> str:
        path, _ = self._path(self._choose(list(self.nodes) or [None]))
        return f"OPTIONAL MATCH {path}{self._where()}"

    def _unwind(self) -> str:
        kind: Kind = self._choose(["text", "integer"])
        listed = (
            self._texts(1)
            if kind == "text"
            else self._choose(["range(0, 2)", "[3, null, 1]", "[]", "range(3, 1, -1)"])
        )
        name = self._new("u")
        self.values[name] = kind
        return f"UNWIND {listed} AS {name}"

    def _call(self) -> str:
        if not self.nodes:
            return self._match()
        start, inner = self._choose(list(self.nodes)), self._inner()
        inner.nodes, inner.edges, inner.values = {start: self.nodes[start]}, {}, {}
        path, _ = inner._path(start)
        kind, aggregate = inner._aggregate()
        self._names = inner._names
        name = self._new("v")
        text = f"CALL ({start}) {{\n  MATCH {path}{inner._where()}\n  RETURN {aggregate} AS {name}\n}}"
        self.values[name] = kind
        return text

    def _with(self) -> str:
        """What is in hand, fewer rows of it in an order, or each once."""
        name = self._new("w")
        kind = self._choose(KINDS)
        made = f"{self._of(kind)} AS {name}"
        kept = [*self.nodes, *self.edges, *self.values]
        self.values[name] = kind
        text = f"WITH {', '.join([*kept, made])}"
        if self._maybe():
            keys = [f"{each}.id" for each in (*self.nodes, *self.edges)] + [*self.values]
            text += f"\nORDER BY {self._ordered(keys)} {self._cut()}"
        return text + self._where()

    def _grouped(self) -> str:
        """Groups by one thing, and what is counted of each."""
        node = self._choose([None, *self.nodes])
        group: list[str] = []
        nodes: dict[str, str] = {}
        values: dict[str, Kind] = {}
        if node is not None:
            group, nodes = [node], {node: self.nodes[node]}
        elif self._maybe():
            name, kind = self._new("g"), self._choose(["text", "integer", "boolean"])
            group, values = [f"{self._of(kind)} AS {name}"], {name: kind}
        before = ""
        if self._maybe():
            kept = [*self.nodes, *self.edges, *self.values]
            keys = [f"{each}.id" for each in (*self.nodes, *self.edges)] + [*self.values]
            before = f"WITH {', '.join(kept)}\nORDER BY {self._ordered(keys)}\n"
        made = []
        for _ in range(self._number(1, 2)):
            kind, aggregate = self._collected() if before and self._maybe() else self._aggregate()
            name = self._new("n")
            made.append(f"{aggregate} AS {name}")
            values[name] = kind
        self.nodes, self.edges, self.values = nodes, {}, values
        return f"{before}WITH {', '.join([*group, *made])}{self._where()}"

    def _return(self) -> str:
        kinds = [self._choose(KINDS) for _ in range(self._number(2, 6))]
        columns = [f"{self._of(kind)} AS c{at}" for at, kind in enumerate(kinds)]
        names = [f"c{at}" for at in range(len(kinds))]
        distinct = "DISTINCT " if self._maybe() else ""
        return (
            f"RETURN {distinct}{', '.join(columns)}\nORDER BY {self._ordered(names)} {self._cut()}".rstrip()
        )

    def _where(self) -> str:
        return f"\nWHERE {self._boolean(0)}" if self._maybe() else ""

    def _ordered(self, keys: list[str]) -> str:
        return ", ".join(f"{key} DESC" if self._maybe() else key for key in keys)

    def _cut(self) -> str:
        return self._choose(["", "", "SKIP 1", "LIMIT 5", "SKIP 2 LIMIT 3"])

    # patterns

    def _path(self, start: str | None) -> tuple[str, list[str]]:
        """A path over links that the graph has, from a node in hand or from a new one."""
        name = start or self._new("a")
        at = self.nodes.get(name) or self._choose(sorted({link.source for link in self.links}))
        text = f"({name})" if start else f"({name}:{at})"
        self.nodes[name] = at
        for _ in range(self._number(1, 2) if start else self._number(0, 2)):
            around = [link for link in self.links if at in (link.source, link.target)]
            if not around:
                break
            link = self._choose(around)
            at, arrow = (link.target, "-[{}]->") if link.source == at else (link.source, "<-[{}]-")
            arrow = "-[{}]-" if self._maybe() and link.source == link.target else arrow
            name = self._new("b")
            labelled = f"({name}:{at})" if self._maybe() or link.source == link.target else f"({name})"
            text += arrow.format(self._step(link)) + labelled
            self.nodes[name] = at
        return text, [name]

    def _step(self, link: Link) -> str:
        if self._maybe() and link.source == link.target:
            return f":{link.type}*{self._choose(['1..2', '2', '..3', '0..1'])}"
        name = self._new("r")
        self.edges[name] = link.type
        return f"{name}:{link.type}"

    # expressions

    def _of(self, kind: Kind, depth: int = 0) -> str:
        makers: Mapping[Kind, Callable[[int], str]] = {
            "text": self._text,
            "texts": self._texts,
            "integer": self._integer,
            "number": self._decimal,
            "moment": self._moment,
            "boolean": self._boolean,
        }
        return makers[kind](depth)

    def _text(self, depth: int) -> str:
        held = self._held("text")
        if depth >= DEEPEST or self._number(0, 2) == 0:
            return self._choose([*held, *held, *TEXTS] if held else list(TEXTS))
        one = self._text(depth + 1)
        return self._lazily(
            lambda: f"{self._choose(['toUpper', 'toLower', 'trim', 'ltrim', 'rtrim', 'reverse'])}({one})",
            lambda: f"{self._choose(['left', 'right'])}({one}, {self._number(0, 4)})",
            lambda: f"substring({one}, {self._number(0, 3)}, {self._number(0, 4)})",
            lambda: f"substring({one}, {self._number(0, 3)})",
            lambda: f"replace({one}, {self._choose(TEXTS[1:])}, {self._choose(TEXTS)})",
            lambda: f"({one} + {self._text(depth + 1)})",
            lambda: f"({one} + {self._integer(depth + 1)})",
            lambda: f"coalesce({one}, {self._text(depth + 1)})",
            lambda: f"CASE WHEN {self._boolean(depth + 1)} THEN {one} ELSE {self._text(depth + 1)} END",
            lambda: f"CASE {one} WHEN {self._choose(TEXTS)} THEN {self._text(depth + 1)} END",
            lambda: f"{self._choose(['head', 'last'])}({self._texts(depth + 1)})",
            lambda: f"({self._texts(depth + 1)})[{self._number(-2, 2)}]",
            lambda: f"reduce(s = '', x IN {self._texts(depth + 1)} | s + x + ';')",
            lambda: f"nullIf({one}, {self._choose(TEXTS)})",
        )

    def _texts(self, depth: int) -> str:
        held = self._held("texts")
        if depth >= DEEPEST or self._number(0, 2) == 0:
            return self._choose(
                [*held, *held, "['a', null, 'Vell']", "[]"] if held else ["['a', null, 'Vell']", "['NL']"]
            )
        some = self._texts(depth + 1)
        return self._lazily(
            lambda: f"[x IN {some} WHERE x {self._choose(ORDERED)} {self._choose(TEXTS)}]",
            lambda: f"[x IN {some} | toUpper(x) + {self._choose(TEXTS)}]",
            lambda: f"[x IN {some} WHERE x IS NOT NULL | left(x, 2)]",
            lambda: f"split({self._text(depth + 1)}, {self._choose(SEPARATORS)})",
            lambda: f"tail({some})",
            # of a list that is a property it is an error in Neo4j
            lambda: f"reverse([x IN {some} | x])",
            lambda: f"({some})[{self._choose(['0..1', '1..', '..-1', '-2..'])}]",
            lambda: f"({some} + {self._texts(depth + 1)})",
            lambda: f"coalesce({some}, [])",
            lambda: f"[{self._text(depth + 1)}, {self._text(depth + 1)}]",
            self._comprehended,
            lambda: self._subquery("COLLECT"),
        )

    def _integer(self, depth: int) -> str:
        held = self._held("integer")
        if depth >= DEEPEST or self._number(0, 2) == 0:
            return self._choose([*held, *held, "0", "1", "7", "-3"] if held else ["0", "1", "7", "-3"])
        one = self._integer(depth + 1)
        return self._lazily(
            lambda: f"({one} {self._choose('+-')} {self._integer(depth + 1)})",
            lambda: f"({one} * {self._choose(['2', '-3', '0'])})",
            lambda: f"({one} {self._choose('/%')} {self._choose(['2', '7', '-3'])})",
            lambda: f"{self._choose(['abs', 'sign', 'toInteger'])}({one})",
            lambda: f"toInteger({self._decimal(depth + 1)})",
            lambda: f"toInteger(left({self._text(depth + 1)}, 4))",
            lambda: f"size({self._text(depth + 1)})",
            lambda: f"size({self._texts(depth + 1)})",
            lambda: f"coalesce({one}, {self._number(-1, 3)})",
            lambda: f"CASE WHEN {self._boolean(depth + 1)} THEN {one} ELSE {self._integer(depth + 1)} END",
            lambda: f"({self._moment(depth + 1)}).{self._choose(PARTS)}",
            lambda: f"duration.inDays({self._moment(depth + 1)}, {self._moment(depth + 1)}).days",
            lambda: f"duration.inSeconds({self._moment(depth + 1)}, {self._moment(depth + 1)}).seconds",
            lambda: (
                f"duration.between({self._moment(DEEPEST)}, {self._moment(depth + 1)}).{self._choose(DAYS)}"
            ),
            lambda: self._subquery("COUNT"),
        )

    def _decimal(self, depth: int) -> str:
        held = self._held("number")
        if depth >= DEEPEST or self._number(0, 2) == 0:
            return self._choose([*held, *held, "0.0", "2.5", "-7.25"] if held else ["0.0", "2.5", "-7.25"])
        one = self._decimal(depth + 1)
        return self._lazily(
            lambda: f"({one} {self._choose('+-*')} {self._decimal(depth + 1)})",
            lambda: f"({one} / {self._choose(['2.5', '100.0', '3', '-7'])})",
            lambda: f"({one} % {self._choose(['2.5', '3', '100'])})",
            lambda: f"round({one})",
            lambda: f"round({one} * 10) / 10.0",
            lambda: f"round({one} * 100) / 100.0",
            lambda: f"{self._choose(['ceil', 'floor', 'abs'])}({one})",
            lambda: f"sqrt(abs({one}))",
            lambda: f"({self._integer(depth + 1)} * 1.0 / {self._choose(['7', '2.0'])})",
            lambda: f"toFloat({self._integer(depth + 1)})",
            lambda: f"toFloat({self._text(depth + 1)})",
            lambda: f"coalesce({one}, 0.0)",
            lambda: f"reduce(t = 0.0, x IN [{one}, 1.5, null] | t + coalesce(x, 0.5))",
        )

    def _moment(self, depth: int) -> str:
        held = self._held("moment")
        if depth >= DEEPEST or self._number(0, 2) == 0:
            fixed = f"datetime({self._choose(MOMENTS)})"
            return self._choose([*held, *held, fixed] if held else [fixed])
        one = self._moment(depth + 1)
        length = f"duration({{{self._choose(['days', 'hours', 'months'])}: {self._number(0, 40)}}})"
        return self._lazily(
            lambda: f"({one} {self._choose('+-')} {length})",
            lambda: f"datetime.truncate('{self._choose(UNITS)}', {one})",
            lambda: f"coalesce({one}, {self._moment(depth + 1)})",
            lambda: f"CASE WHEN {self._boolean(depth + 1)} THEN {one} END",
            lambda: f"datetime({{epochMillis: ({one}).epochMillis}})",
        )

    def _boolean(self, depth: int) -> str:
        if depth >= DEEPEST:
            return self._compared("integer", depth)
        return self._lazily(
            lambda: self._compared(self._choose(["text", "integer", "number", "moment"]), depth),
            lambda: self._compared(self._choose(["text", "integer", "number", "moment"]), depth),
            lambda: f"{self._text(depth + 1)} {self._choose(WITHIN)} {self._text(depth + 1)}",
            lambda: f"{self._text(depth + 1)} =~ {self._choose(REGEXES)}",
            lambda: f"{self._text(depth + 1)} IN {self._texts(depth + 1)}",
            lambda: f"NOT {self._text(depth + 1)} IN [{self._choose(TEXTS)}, {self._choose(TEXTS)}]",
            lambda: f"{self._integer(depth + 1)} IN [1, 7, null]",
            lambda: f"{self._of(self._choose(KINDS[:5]), depth + 1)} IS {self._choose(['', 'NOT '])}NULL",
            lambda: f"({self._boolean(depth + 1)} {self._choose(JOINS)} {self._boolean(depth + 1)})",
            lambda: f"NOT ({self._boolean(depth + 1)})",
            lambda: (
                f"{self._choose(QUANTIFIERS)}(x IN {self._texts(depth + 1)} WHERE x > {self._choose(TEXTS)})"
            ),
            lambda: f"{self._texts(depth + 1)} = {self._texts(depth + 1)}",
            lambda: self._subquery("EXISTS"),
            self._labelled,
        )

    def _compared(self, kind: Kind, depth: int) -> str:
        sign = self._choose(SIGNS)
        return f"{self._of(kind, depth + 1)} {sign} {self._of(kind, depth + 1)}"

    def _labelled(self) -> str:
        if not self.nodes:
            return "true"
        name = self._choose(list(self.nodes))
        return f"{name}:{self._choose([self.nodes[name], 'Person', 'Party', 'Company|Phone', '!Party'])}"

    def _subquery(self, word: str) -> str:
        if not self.nodes:
            return {"EXISTS": "false", "COUNT": "0", "COLLECT": "[]"}[word]
        inner = self._inner()
        inner.values = {}
        path, ends = inner._path(self._choose(list(self.nodes)))
        where = f" WHERE {inner._compared('text', DEEPEST)}" if self._maybe() else ""
        self._names = inner._names
        if word != "COLLECT":
            return f"{word} {{ MATCH {path}{where} }}"
        return f"COLLECT {{ MATCH {path}{where} RETURN {ends[0]}.id ORDER BY {ends[0]}.id }}"

    def _comprehended(self) -> str:
        """The ids of neighbours, in no order: so only the least of them is kept, or how many there are."""
        if not self.nodes:
            return "[]"
        inner = self._inner()
        path, ends = inner._path(self._choose(list(self.nodes)))
        self._names = inner._names
        return f"[x IN range(1, size([{path} | {ends[0]}.id])) | 'x']"

    def _aggregate(self) -> tuple[Kind, str]:
        each = ["DISTINCT ", "", ""]
        return self._lazily(
            lambda: ("integer", "count(*)"),
            lambda: ("integer", f"count({self._choose(each)}{self._of(self._choose(KINDS), 1)})"),
            lambda: ("integer", f"sum({self._choose(each)}{self._integer(2)})"),
            lambda: ("number", f"round(sum({self._decimal(2)}) * 100) / 100.0"),
            lambda: ("number", f"round(avg({self._decimal(2)}) * 1000) / 1000.0"),
            lambda: ("integer", f"size(collect({self._choose(each)}{self._text(2)}))"),
            self._least,
        )

    def _least(self) -> tuple[Kind, str]:
        kind: Kind = self._choose(["text", "integer", "number", "moment"])
        return kind, f"{self._choose(['min', 'max'])}({self._of(kind, 1)})"

    def _collected(self) -> tuple[Kind, str]:
        return "texts", f"collect({self._text(2)})"

    def _held(self, kind: Kind) -> list[str]:
        """What is in hand of this kind: columns, and properties of nodes and links."""
        found = [name for name, held in self.values.items() if held == kind]
        for name, label in (*self.nodes.items(), *self.edges.items()):
            found += [f"{name}.{each}" for each in self._properties(label, kind)[:6]]
        return found

    def _properties(self, label: str, kind: Kind) -> list[str]:
        common = {"text": ["id", "caption"], "texts": ["sources"], "moment": ["first_seen"]}
        if label not in {schema.graph_name for schema in self.ontology} or label == "Party":
            return common.get(kind, [])
        schema = self.ontology.get(label)
        own = [name for name, each in schema.properties.items() if _kind(each) == kind]
        return [*own[-6:], *common.get(kind, [])]

    def _inner(self) -> Writer:
        """Writes what stands in braces: it sees what is in hand, and nothing of it is seen outside."""
        held = dict(self.nodes), dict(self.edges), dict(self.values)
        return Writer(self.ontology, self.links, self.draw, *held, _names=self._names)

    # choices

    def _new(self, letter: str) -> str:
        self._names += 1
        return f"{letter}{self._names}"

    def _lazily(self, *makers: Callable[[], T]) -> T:
        """What one of them makes; the others are not asked."""
        return self._choose(makers)()

    def _choose(self, among: Sequence[T]) -> T:
        return cast("T", self.draw(st.sampled_from(among)))

    def _maybe(self) -> bool:
        return bool(self.draw(st.booleans()))

    def _number(self, least: int, most: int) -> int:
        return cast("int", self.draw(st.integers(least, most)))


def _kind(each: Property) -> Kind | None:
    """What a property's values are in a graph."""
    dtype = str(TYPES[each.type].dtype)
    if each.many:
        return "texts" if dtype == "String" else None
    kinds: dict[str, Kind] = {"String": "text", "Float64": "number", "Int64": "integer"}
    return "moment" if dtype.startswith("Datetime") else kinds[dtype]
