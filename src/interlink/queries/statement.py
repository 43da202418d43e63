"""A statement's brackets, blocks and clauses, found in its tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from interlink.queries.tokens import NotCypher, Token, tokens

__all__ = ["Clause", "Statement"]

# Each token knows every bracket around it.
DEEPEST = 50
PAIRS = {"(": ")", "[": "]", "{": "}"}
CLAUSES = ("MATCH", "OPTIONAL", "WITH", "RETURN", "UNWIND", "CALL", "UNION")
# What comes after these names something: a property, a label, a type.
NAMING = (".", ":", "|", "&", "!")


@dataclass(frozen=True)
class Clause:
    """From its word at `start` until `end`, both places in the tokens; `block` are the brackets around it."""

    word: str
    start: int
    end: int
    block: tuple[int, ...]


class Statement:
    """The tokens of a statement, and what lies in what."""

    def __init__(self, text: str, *, line: int = 1) -> None:
        self.tokens = tokens(text, line=line)
        self.around, self.partner = self._brackets()

    def at(self, place: int) -> Token | None:
        """The token at a place; None beyond either end."""
        return self.tokens[place] if 0 <= place < len(self.tokens) else None

    def is_sign(self, place: int, *signs: str) -> bool:
        """Whether one of these signs stands there."""
        token = self.at(place)
        return token is not None and token.is_sign(*signs)

    def is_word(self, place: int, *words: str) -> bool:
        """Whether one of these words stands there."""
        token = self.at(place)
        return token is not None and token.is_word(*words)

    def is_keyword(self, place: int, *words: str) -> bool:
        """Whether one of these words stands there and names nothing, as `n.set` and `{set: 1}` do."""
        names = self.is_sign(place - 1, *NAMING) or self.is_sign(place + 1, ":")
        return self.is_word(place, *words) and not names

    def opener(self, place: int) -> int | None:
        """The place of the innermost bracket around."""
        return self.around[place][-1] if self.around[place] else None

    def ends_key(self, place: int) -> bool:
        """Whether a colon stands after a key of a map."""
        around = self.opener(place)
        return around is not None and self.is_sign(around, "{") and self.is_sign(place - 2, "{", ",")

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause in order, those of blocks in braces among them."""
        starts = [place for place in range(len(self.tokens)) if self._begins(place)]
        found = []
        for place in starts:
            block = self.around[place]
            end = self.partner[block[-1]] if block else len(self.tokens)
            later = (each for each in starts if place < each < end and self.around[each] == block)
            found.append(Clause(self.tokens[place].text.upper(), place, next(later, end), block))
        return tuple(found)

    @cached_property
    def labelled(self) -> dict[str, list[int]]:
        """Where a label or type follows a name in a pattern, by the name."""
        found: dict[str, list[int]] = {}
        for place, token in enumerate(self.tokens):
            if token.is_name and self.is_sign(place - 1, "(", "[") and self.is_sign(place + 1, ":"):
                found.setdefault(token.text, []).append(place)
        return found

    def own(self, clause: Clause) -> Iterator[int]:
        """The places of a clause that lie in no bracket of its own."""
        return (place for place in range(clause.start, clause.end) if self.around[place] == clause.block)

    def is_ordered(self, clause: Clause) -> bool:
        """Whether the clause has an ORDER BY."""
        return any(self.is_keyword(place, "ORDER") for place in self.own(clause))

    def clause_of(self, place: int) -> Clause | None:
        """The innermost clause that a place lies in."""
        around = [each for each in self.clauses if each.start <= place < each.end]
        return max(around, key=lambda each: (len(each.block), each.start), default=None)

    def before(self, clause: Clause) -> Clause | None:
        """The clause before it in the same block."""
        earlier = [e for e in self.clauses if e.block == clause.block and e.start < clause.start]
        return earlier[-1] if earlier else None

    def split(self, start: int, end: int) -> list[tuple[int, int]]:
        """The parts between the commas that lie in no bracket opened from `start` on."""
        level = self.around[start] if start < len(self.tokens) else ()
        cuts = [at for at in range(start, end) if self.is_sign(at, ",") and self.around[at] == level]
        return list(zip([start, *(cut + 1 for cut in cuts)], [*cuts, end], strict=True))

    def _begins(self, place: int) -> bool:
        if not self.is_keyword(place, *CLAUSES):
            return False
        around = self.opener(place)
        if around is not None and not self.is_sign(around, "{"):
            return False
        begun = self.is_word(place - 1, "STARTS", "ENDS", "OPTIONAL")
        return not begun

    def _brackets(self) -> tuple[list[tuple[int, ...]], dict[int, int]]:
        """The open brackets around each token, and the partner of each bracket."""
        around: list[tuple[int, ...]] = []
        partner: dict[int, int] = {}
        open_: list[int] = []
        for place, token in enumerate(self.tokens):
            if token.is_sign(*PAIRS.values()):
                if not open_ or PAIRS[self.tokens[open_[-1]].text] != token.text:
                    raise NotCypher(f"'{token.text}' closes nothing", token.line)
                start = open_.pop()
                partner |= {start: place, place: start}
            around.append(tuple(open_))
            if token.is_sign(*PAIRS):
                open_.append(place)
            if len(open_) > DEEPEST:
                raise NotCypher(f"brackets lie more than {DEEPEST} deep in each other", token.line)
        if open_:
            token = self.tokens[open_[-1]]
            raise NotCypher(f"'{token.text}' is not closed", token.line)
        return around, partner
