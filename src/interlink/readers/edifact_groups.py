"""Segment groups: which table a segment belongs to, by what the source says of each.

A main table lies at `/MESSAGE`, where a record is a whole message, or at `/MESSAGE/SEGMENT`, where a record
begins at each such segment. A child table lies at the segment that opens its group. `holds` names the
further segments of a group; one that the open group does not hold closes it and goes to the nearest group
around it that does. `LOC[147]` opens only where the segment has this code, `NAD[FL|FM]` at either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from interlink.errors import ReadError
from interlink.readers.edifact_segments import Segment
from interlink.readers.edifact_values import columns, qualifier
from interlink.readers.nested import Node
from interlink.readers.table import TablePath

__all__ = ["CHILD", "MAIN", "Group", "OpenGroups", "Opened", "groups_of"]

OPENING = r"[A-Z][A-Z0-9]{2}(?:\[[A-Z0-9]{1,3}(?:\|[A-Z0-9]{1,3})*\])?"
CHILD = re.compile(OPENING)
MAIN = re.compile(rf"/([A-Z]{{6}})(?:/({OPENING}))?")
# Control totals, authentication and the parting of sections: they check a message and describe nothing.
CLOSING = frozenset({"AUT", "CNT", "UNS"})
# What stands in the group of an authentication.
AUTHENTICATING = frozenset({"DTM", "RFF"})


@dataclass(frozen=True)
class Group:
    """One table: what opens it, what it holds, and the groups within."""

    table: str
    path: str
    tag: str
    codes: frozenset[str]
    holds: frozenset[str]
    groups: tuple[Group, ...] = ()


@dataclass
class Opened:
    """A group that is open: what it has so far, and as received; `number` is its first segment's."""

    group: Group
    number: int
    node: dict[str, Node] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)


def groups_of(tables: Mapping[str, TablePath]) -> dict[str, list[Group]]:
    """The main groups of each message type that the tables name."""
    found: dict[str, list[Group]] = {}
    for name, table in tables.items():
        if table.parent is None:
            message, _, opening = table.path.strip("/").partition("/")
            found.setdefault(message, []).append(_group(name, opening or "UNH", tables))
    return found


def _group(name: str, opening: str, tables: Mapping[str, TablePath]) -> Group:
    tag, _, codes = opening.removesuffix("]").partition("[")
    held = {child: table for child, table in tables.items() if table.parent == name and table.column is None}
    return Group(
        table=name,
        path=tables[name].path,
        tag=tag,
        codes=frozenset(codes.split("|")) if codes else frozenset(),
        holds=frozenset(tables[name].holds.split()),
        groups=tuple(_group(child, table.path, tables) for child, table in held.items()),
    )


class OpenGroups:
    """Puts the segments of one message where they belong; gives each record as it ends."""

    def __init__(self, groups: list[Group], place: str, prepared: date | None) -> None:
        self._groups = groups
        self._place = place
        self._prepared = prepared
        self._open: list[Opened] = []
        self._begun = False
        self._closed_by = ""
        self.header: dict[str, Node] = {}
        self.header_texts: list[str] = []

    def take(self, segment: Segment) -> Iterator[Opened]:
        """Puts a segment where it belongs; the record that it ends, if it does.

        Raises
        ------
        ReadError   no group of the source holds it
        """
        code = qualifier(segment)
        depth, opens = self._where(segment.tag, code)
        if depth is None and not self._begun:
            self._put(self.header, segment, "/" + _named(segment.tag, code))
            self.header_texts.append(segment.text)
            return
        if depth is None:
            if self._closed_by == "AUT" and segment.tag in AUTHENTICATING:
                return
            if segment.tag not in CLOSING:
                raise ReadError(self._unheld(segment, code))
            self._closed_by = segment.tag
            yield from self._close(segment)
            return
        if depth == 0:
            yield from self.end()
        del self._open[depth:]
        if opens is not None:
            self._begin(opens, segment)
        else:
            self._put(self._open[-1].node, segment, _named(segment.tag, code))
        self._open[0].texts.append(segment.text)

    def end(self) -> Iterator[Opened]:
        """The record that is still open."""
        if self._open:
            yield self._open[0]
        self._open = []

    def _close(self, segment: Segment) -> Iterator[Opened]:
        """The record that a segment of the whole message ends; where that is the record, its groups end."""
        if self._open and self._open[0].group.tag == "UNH":
            del self._open[1:]
            self._open[0].texts.append(segment.text)
        else:
            yield from self.end()

    def _where(self, tag: str, code: str) -> tuple[int | None, Group | None]:
        """How many groups stay open, and which is opened in the last of them; None where none will have it.

        A group that is opened by a code goes before one that holds the segment whatever its code.
        """
        around = [self._groups, *(opened.group.groups for opened in self._open)]
        for depth in range(len(around) - 1, -1, -1):
            for group in around[depth]:
                if group.tag == tag and code and code in group.codes:
                    return depth, group
        for depth in range(len(around) - 1, -1, -1):
            for group in around[depth]:
                if group.tag == tag and not group.codes:
                    return depth, group
            if depth and tag in self._open[depth - 1].group.holds:
                return depth, None
        return None, None

    def _begin(self, group: Group, segment: Segment) -> None:
        opened = Opened(group, segment.number)
        if self._open:
            node = self._open[-1].node
            siblings = node.get(group.path)
            if isinstance(siblings, list):
                siblings.append(opened.node)
            else:
                node[group.path] = [opened.node]
        self._put(opened.node, segment, segment.tag)
        self._open.append(opened)
        self._begun = True

    def _put(self, node: dict[str, Node], segment: Segment, name: str) -> None:
        for column, value in columns(segment, name, self._prepared):
            there = node.get(column)
            if there is None:
                node[column] = value
            elif isinstance(there, list):
                there.append(value)
            else:
                node[column] = [there, value]

    def _unheld(self, segment: Segment, code: str) -> str:
        groups = [opened.group for opened in reversed(self._open)] or self._groups
        tables = " or ".join(group.table for group in groups)
        return (
            f"{self._place}: segment {segment.number} is {_named(segment.tag, code)}, which no table of the"
            f" source holds here. Add {segment.tag} to the 'holds' of table {tables}, or name the right"
            " source."
        )


def _named(tag: str, code: str) -> str:
    return f"{tag}[{code}]" if code else tag
