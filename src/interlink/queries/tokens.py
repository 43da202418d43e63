"""Cypher as tokens: what is a word, a text, a comment and a sign, with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["Kind", "NotCypher", "Token", "tokens"]

Kind = Literal["word", "quoted", "text", "number", "parameter", "sign"]
PATTERN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<text>'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
    r"|(?P<quoted>`[^`]*`)"
    r"|(?P<parameter>\$(?:\w+|`[^`]*`))"
    # not the dots of a range: 1..3 is two numbers
    r"|(?P<number>\d[\d_]*(?:\.(?!\.)\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<word>\w+)"
    r"|(?P<sign>\.\.|<=|>=|<>|=~|\|\||/(?!\*)|[-+*%^=<>()\[\]{},.:;|&!])",
    re.DOTALL,
)


class NotCypher(ValueError):
    """A character that begins no token; `line` says where."""

    def __init__(self, words: str, line: int) -> None:
        super().__init__(words)
        self.line = line


@dataclass(frozen=True)
class Token:
    """One token: names in backticks and parameters without their signs, texts with their quotes."""

    kind: Kind
    text: str
    line: int

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these words, in any case."""
        return self.kind == "word" and self.text.upper() in words

    def is_sign(self, *signs: str) -> bool:
        """Whether it is one of these signs."""
        return self.kind == "sign" and self.text in signs

    @property
    def is_name(self) -> bool:
        """Whether it may name something."""
        return self.kind in ("word", "quoted")


def tokens(statement: str, *, line: int = 1) -> tuple[Token, ...]:
    """The tokens of a statement that begins in `line`, without blanks and comments.

    Raises
    ------
    NotCypher   a text, name or comment does not end, or a character has no meaning
    """
    found: list[Token] = []
    at = 0
    while at < len(statement):
        match = PATTERN.match(statement, at)
        if match is None:
            begun = {"'": "a text", '"': "a text", "`": "a name", "/": "a comment"}.get(statement[at])
            words = f"{begun} begins here and does not end" if begun else f"'{statement[at]}' begins no word"
            raise NotCypher(words, line)
        kind = match.lastgroup
        if kind is not None and kind != "space":
            found.append(Token(kind, _named(match[0], kind), line))  # type: ignore[arg-type]  # a group is a kind
        line += match[0].count("\n")
        at = match.end()
    return tuple(found)


def _named(text: str, kind: str) -> str:
    if kind == "quoted":
        return text[1:-1]
    return text[1:].strip("`") if kind == "parameter" else text
