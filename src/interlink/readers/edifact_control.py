"""What an interchange says of itself, held against what it is: references, counts, what ends what.

ISO 9735-1: UNB and UNZ enclose an interchange, UNG and UNE a group of messages, UNH and UNT a message. What
ends one repeats its reference and counts what is in it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from interlink.errors import ReadError
from interlink.readers.edifact_segments import Segment

__all__ = ["Control"]


class Control:
    """Follows the segments of a file; `told` takes the words of a wrong count, which is else an error."""

    def __init__(self, path: Path, told: Callable[[str], None] | None = None) -> None:
        self._path = path
        self._told = told
        self._unb: Segment | None = None
        self._ung: Segment | None = None
        self._unh: Segment | None = None
        self._messages = self._groups = self._in_group = 0

    def take(self, segment: Segment) -> None:
        """The next segment.

        Raises
        ------
        ReadError   it cannot stand here, or ends another than it says, or counts wrongly
        """
        if self._unb is None:
            self._expect(segment, "UNB")
            self._unb, self._ung = segment, None
            self._messages = self._groups = 0
        elif self._unh is not None:
            self._in_message(self._unh, segment)
        elif self._ung is not None:
            self._expect(segment, "UNH", "UNE")
            self._in_functional_group(self._ung, segment)
        else:
            self._expect(segment, "UNH", "UNG", "UNZ")
            self._in_interchange(self._unb, segment)

    def end(self) -> None:
        """The end of the file.

        Raises
        ------
        ReadError   within an interchange
        """
        for opened, closing in ((self._unh, "UNT"), (self._ung, "UNE"), (self._unb, "UNZ")):
            if opened is not None:
                raise ReadError(
                    f"{self._path}: the file ends without the {closing} that ends {_said(opened)}."
                    " It is cut short; ask for the delivery again."
                )

    def _in_message(self, unh: Segment, segment: Segment) -> None:
        if segment.tag in ("UNB", "UNG", "UNH", "UNE", "UNZ"):
            raise ReadError(
                f"{self._at(segment)}: {segment.tag} before the UNT that ends {_said(unh)}."
                " The message is cut short; ask for the delivery again."
            )
        if segment.tag == "UNT":
            self._check(unh, 1, segment, segment.number - unh.number + 1, "segments")
            self._unh = None
            self._messages += 1
            self._in_group += 1

    def _in_functional_group(self, ung: Segment, segment: Segment) -> None:
        if segment.tag == "UNH":
            self._unh = segment
        else:
            self._check(ung, 5, segment, self._in_group, "messages")
            self._ung = None
            self._groups += 1

    def _in_interchange(self, unb: Segment, segment: Segment) -> None:
        if segment.tag == "UNH":
            self._unh = segment
        elif segment.tag == "UNG":
            self._ung, self._in_group = segment, 0
        else:
            of = "groups" if self._groups else "messages"
            self._check(unb, 5, segment, self._groups or self._messages, of)
            self._unb = None

    def _expect(self, segment: Segment, *tags: str) -> None:
        if segment.tag not in tags:
            raise ReadError(
                f"{self._at(segment)}: {segment.tag}, expected {' or '.join(tags)}. The file is damaged."
            )

    def _check(self, opening: Segment, reference: int, closing: Segment, counted: int, what: str) -> None:
        """That what ends a message, group or interchange has its reference and counts what is in it."""
        wanted, found = opening.component(reference, 1), closing.component(2, 1)
        if wanted != found:
            raise ReadError(
                f"{self._at(closing)}: {closing.tag} ends '{found}', expected '{wanted}' as in {opening.tag},"
                f" segment {opening.number}. Part of the file is missing or twice."
            )
        stated = closing.component(1, 1)
        if stated.isdecimal() and int(stated[:18]) == counted:
            return
        number = stated if stated.isdecimal() else "no"
        words = f"{self._at(closing)}: {closing.tag} counts {number} {what} in {_said(opening)}"
        if self._told is None:
            raise ReadError(
                f"{words}, expected {counted:,}. Ask for the delivery again; where the sender is known to"
                " count wrongly, state 'counts: told' under 'file' in the source."
            )
        self._told(f"{words}, there are {counted:,}")

    def _at(self, segment: Segment) -> str:
        return f"{self._path}: segment {segment.number:,}"


def _said(opening: Segment) -> str:
    """What a segment opens, in words."""
    kind, reference = {
        "UNB": ("interchange", opening.component(5, 1)),
        "UNG": ("group", opening.component(5, 1)),
        "UNH": ("message", opening.component(1, 1)),
    }[opening.tag]
    return f"{kind} '{reference}'"
