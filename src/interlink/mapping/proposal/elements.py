"""Which element of an XML document seems to be its record, and which of its parts repeat in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from interlink.mapping.proposal.words import tokens
from interlink.readers import FLAT_TABLE, FileFormat, TablePath
from interlink.readers.xml import places

__all__ = ["guess_element"]

# It is guessed from so many elements, and from so many places at most.
MOST_ELEMENTS, MOST_PLACES = 1_000_000, 5_000
# So many others are named.
MOST_NAMED = 6


@dataclass
class _Seen:
    """How often an element is at a place, in all and at most in one holder; whether it has attributes."""

    count: int = 0
    most: int = 0
    has_attributes: bool = False


@dataclass
class _Outline:
    """The places of a document in order, and the holders that hold others."""

    seen: dict[str, _Seen] = field(default_factory=dict)
    holders: set[str] = field(default_factory=set)

    def is_record(self, at: str) -> bool:
        """It is there more than once, and all that it lies in is there once."""
        return self.seen[at].count > 1 and self._is_once(at.rpartition("/")[0])

    def is_one_record(self, record: str) -> bool:
        """More kinds of text stand once in the document than in one of these records."""
        texts = [at for at in self.seen if not self.has_parts(at)]
        once = sum(self.seen[at].count == 1 and self._is_once(at.rpartition("/")[0]) for at in texts)
        return once > sum(at == record or at.startswith(f"{record}/") for at in texts)

    def _is_once(self, at: str) -> bool:
        """It and all that it lies in is there once."""
        while at:
            if self.seen[at].count > 1:
                return False
            at = at.rpartition("/")[0]
        return True

    def has_parts(self, at: str) -> bool:
        """It holds elements or attributes, and not text alone."""
        return at in self.holders or self.seen[at].has_attributes

    def repeated_in(self, record: str) -> Iterator[str]:
        """The parts that a record has more than once, without those that lie in another such part."""
        found: list[str] = []
        for at, seen in self.seen.items():
            inside = at.startswith(f"{record}/") and not any(at.startswith(f"{each}/") for each in found)
            if inside and seen.most > 1:
                found.append(at)
                yield at


def guess_element(path: Path) -> tuple[FileFormat, dict[str, str]]:
    """How the document is read, and what to check: the element that is there most often is a record.

    It is one of those that repeat in something that does not. Where nothing does, or what repeats says less
    than what does not, the whole document is one record.

    Raises
    ------
    ReadError   not XML, or damaged
    """
    outline = _outline(path)
    root = next(iter(outline.seen))
    repeated = [at for at in outline.seen if outline.is_record(at)]
    likely = [at for at in repeated if outline.has_parts(at)] or repeated
    record = max(likely, key=lambda at: outline.seen[at].count, default=root)
    if record == root:
        doubts = {"tables": "nothing repeats, so that the whole document is one record"}
    elif outline.is_one_record(record):
        said = f"each {record} may be a record, but more is said once: the whole document is one"
        record, doubts = root, {"tables": said}
    else:
        count = outline.seen[record].count
        doubts = {"tables": f"each {record} is a record, of which there are {count:,}"}
        others = [f"{at} ({outline.seen[at].count:,})" for at in likely if at != record][:MOST_NAMED]
        if others:
            doubts["tables"] += f"; others may be {', '.join(others)}, which this source does not read"
    parts = [_said(at, record, outline.seen[at].most) for at in outline.repeated_in(record)][:MOST_NAMED]
    if parts:
        doubts["parts"] = f"these repeat in a record and may be tables of their own: {', '.join(parts)}"
    return FileFormat(format="xml", tables={FLAT_TABLE: TablePath(record)}), doubts


def _outline(path: Path) -> _Outline:
    outline = _Outline()
    # By depth, how often each element was in the holder that is open there.
    open_counts: list[dict[str, int]] = []
    for at, has_attributes in islice(places(path, FileFormat("xml")), MOST_ELEMENTS):
        depth = at.count("/")
        del open_counts[depth:]
        while len(open_counts) < depth:
            open_counts.append({})
        within = open_counts[depth - 1]
        within[at] = within.get(at, 0) + 1
        if at not in outline.seen and len(outline.seen) == MOST_PLACES:
            continue
        seen = outline.seen.setdefault(at, _Seen())
        seen.count += 1
        seen.most = max(seen.most, within[at])
        seen.has_attributes = seen.has_attributes or has_attributes
        outline.holders.add(at.rpartition("/")[0])
    return outline


def _said(at: str, record: str, most: int) -> str:
    """A table for a part, as it would be written: `names_alias: {path: NAMES/ALIAS, parent: record}`."""
    below = at.removeprefix(f"{record}/")
    name = "_".join(tokens(below)) or "part"
    return f"{name}: {{path: {below}, parent: {FLAT_TABLE}}} (up to {most:,} in one)"
