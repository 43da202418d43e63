"""Captions as labels: cleaned, shortened, broken into lines, and the room they take."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from interlink.render.picture import PictureLink, PictureNode
from interlink.render.symbols import shape_of

__all__ = [
    "FONT_SIZE",
    "LINK_FONT_SIZE",
    "Box",
    "clean_caption",
    "kind_words",
    "label_lines",
    "label_of",
    "link_label",
    "node_box",
    "node_radius",
    "shorten",
    "text_width",
    "times",
    "unmarked",
]

FONT_SIZE = 14
LINK_FONT_SIZE = 11
LINE_HEIGHT = 17
LABEL_LENGTH = 28
LINE_LENGTH = 16
TITLE_LENGTH = 400
# Marks, embeddings, overrides and isolates (Unicode Standard Annex 9): they show a name in another order.
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Persian and Indic spelling needs these two; all other format characters go.
JOINERS = frozenset("\u200c\u200d")
STACKED_MARKS = 3
# What markdown, as Streamlit knows it, takes for links, pictures, code, colours, icons, formulas and stress.
MARKUP = re.compile(r"([\\`*_\[\]<>:$~!])")


@dataclass(frozen=True)
class Box:
    """The room a node takes around its position, in pixels: half its width, what is above and below."""

    half_width: float
    above: float
    below: float


def unmarked(text: str) -> str:
    """Text of others, for where markdown is read: it stands there as it is."""
    return MARKUP.sub(r"\\\1", clean_caption(text))


def clean_caption(text: str) -> str:
    """The caption on one line without control, bidi and invisible characters, at most 400 characters."""
    kept: list[str] = []
    marks = 0
    for char in text[: TITLE_LENGTH * 4]:
        category = unicodedata.category(char)
        if category in {"Zs", "Zl", "Zp"} or char in "\t\n\r\v\f":
            kept.append(" ")
        elif char in BIDI_CONTROLS or (category[0] == "C" and char not in JOINERS):
            continue
        elif category in {"Mn", "Me"}:
            marks += 1
            if marks <= STACKED_MARKS:
                kept.append(char)
            continue
        else:
            kept.append(char)
        marks = 0
    return shorten(" ".join("".join(kept).split()), TITLE_LENGTH)


def shorten(text: str, length: int = LABEL_LENGTH) -> str:
    """The text, cut to `length` characters of which the last is an ellipsis where it was longer."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def label_lines(caption: str) -> tuple[str, ...]:
    """A cleaned and shortened caption on one line, or on two where a space lets it break near the middle."""
    label = shorten(clean_caption(caption))
    breaks = [i for i, char in enumerate(label) if char == " "]
    if len(label) <= LINE_LENGTH or not breaks:
        return (label,)
    middle = min(breaks, key=lambda i: (max(i, len(label) - i - 1), i))
    return label[:middle], label[middle + 1 :]


def label_of(caption: str) -> str:
    """The label as it is drawn, lines joined by newlines."""
    return "\n".join(label_lines(caption))


def link_label(link: PictureLink) -> str:
    """The link's label on one line, shortened, with how many links it stands for."""
    return shorten(clean_caption(link.label)) + times(link.count)


def kind_words(kind: str) -> str:
    """The name of a schema as words: `BankAccount` as `Bank account`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", kind).capitalize()


def times(count: int) -> str:
    """` ×12` for a link that stands for twelve, nothing for one."""
    return f" ×{count:,}" if count > 1 else ""


def node_radius(node: PictureNode) -> float:
    """Half the height of the node's symbol in pixels, between 9 and 34."""
    return min(34.0, max(9.0, 13.0 * node.size))


def node_box(node: PictureNode) -> Box:
    """The room that the node's symbol and label take together; text widths are estimates on the wide side."""
    lines = label_lines(node.caption)
    text_half = max(text_width(line) for line in lines) / 2
    text_height = LINE_HEIGHT * len(lines)
    if shape_of(node.kind) == "box":
        return Box(text_half + 8, text_height / 2 + 6, text_height / 2 + 6)
    radius = node_radius(node)
    return Box(max(text_half, radius) + 3, radius + 3, radius + text_height + 6)


def text_width(text: str, size: int = FONT_SIZE) -> float:
    """About how many pixels the text takes at this font size, rather more than less."""
    return sum(_char_width(char) for char in text) * size / FONT_SIZE


def _char_width(char: str) -> float:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0.0
    if unicodedata.east_asian_width(char) in {"W", "F"}:
        return 14.5
    if char in "iljtfrI.,:;'|!()[] ":
        return 4.7
    if char in "mwMW@%&—…":
        return 12.5
    return 9.8 if char.isupper() or not char.isascii() else 7.9
