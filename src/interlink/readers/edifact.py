"""UN/EDIFACT batch interchanges (ISO 9735), record by record.

A record is a message or a segment group of one, as the source's tables say (see `edifact_groups`), and its
row the number of its first segment in the file. What stands before the first record of a message, and UNB,
is the message's own: it stands in each of its records, in columns that begin with `/`. A segment that
repeats in a group makes a list; where its components belong together, it is a table of its own.
Repetitions of one element by a mark of its own (syntax 4) are left as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from interlink.errors import ReadError
from interlink.readers.edifact_control import Control
from interlink.readers.edifact_groups import CHILD, MAIN, Group, Opened, OpenGroups, groups_of
from interlink.readers.edifact_segments import TAG, Segment, segments
from interlink.readers.edifact_values import QUALIFIED, columns, prepared_on
from interlink.readers.nested import Node, TableBuilder, uncollected
from interlink.readers.table import PLACES, Batch, FileFormat, TablePath

__all__ = ["CHILD", "MAIN", "QUALIFIED", "TAG", "doubts", "editions", "read", "records"]

ROWS_PER_BATCH = 50_000
HEADER = "header"
# Joins a record to the columns of its message; no segment makes a column of this name.
JOINT = "/"


@dataclass(frozen=True)
class _Record:
    """A record and what stands before it in its message."""

    opened: Opened
    where: str
    header: dict[str, Node]
    texts: list[str]


def read(path: Path, fmt: FileFormat) -> Iterator[Batch]:
    """Batches of about 50,000 rows of all tables; memory is that of a batch, and of one record.

    Raises
    ------
    ReadError   not EDIFACT, in another charset, cut short; a count or reference that is wrong; a segment that
                no table holds; no message of a type that the source's tables name
    """
    found = _records(path, fmt)
    builder = TableBuilder(path, fmt.tables)
    headers = TableBuilder(path, {HEADER: TablePath()})
    header: dict[str, Node] | None = None
    number, given = 0, False
    while True:
        with uncollected():
            # a message may go on in the next batch, which needs its columns too
            again = header
            for record in found:
                if record.header is not header or again is not None:
                    header, again = record.header, None
                    number += 1
                    headers.add(HEADER, header, row=number, path=None)
                node = record.opened.node | {JOINT: str(number)}
                builder.add(record.opened.group.table, node, row=record.opened.number, path=record.where)
                if builder.pending >= ROWS_PER_BATCH:
                    break
            pending = builder.pending
            batch = _with_headers(builder.take(), headers.take()[HEADER])
        if given and not pending:
            return
        yield batch
        given = True


def records(path: Path, fmt: FileFormat, where: str | None, rows: Sequence[int]) -> dict[int, str]:
    """The segments of records by the number of their first one, as received, one a line.

    Those of UNB and of the message before its first record stand before each.
    """
    wanted, found = set(rows), dict[int, str]()
    for record in _records(path, fmt) if wanted else ():
        if record.opened.number in wanted and where in (None, record.where):
            lines = [*record.texts, *record.opened.texts]
            found[record.opened.number] = "\n".join(text.replace("\r\n", "\n").strip() for text in lines)
            if len(found) == len(wanted):
                break
    return found


def editions(path: Path, fmt: FileFormat, at: str) -> list[str]:
    """The distinct values of a column of messages, such as `/UNB/4/1`, in order of appearance."""
    found: dict[str, None] = {}
    for record in _records(path, fmt):
        values = record.header.get(at, [])
        found.update(dict.fromkeys(str(each) for each in (values if isinstance(values, list) else [values])))
    return list(found)


def doubts(path: Path, fmt: FileFormat) -> list[str]:
    """What is odd about a file that is read all the same: messages of other types, and wrong counts."""
    found: list[str] = []
    wanted, others = groups_of(fmt.tables), dict[str, int]()
    for segment in _checked(path, fmt, Control(path, found.append)):
        kind = segment.component(2, 1)
        if segment.tag == "UNH" and kind not in wanted:
            others[kind] = others.get(kind, 0) + 1
    for kind, number in others.items():
        found.append(f"{path}: {number:,} of its messages are {kind or 'of no type'}, which no table reads")
    return found


def _checked(path: Path, fmt: FileFormat, control: Control) -> Iterator[Segment]:
    for segment in segments(path, fmt.encoding):
        control.take(segment)
        yield segment
    control.end()


def _records(path: Path, fmt: FileFormat) -> Iterator[_Record]:
    wanted = groups_of(fmt.tables)
    types: dict[str, None] = {}
    control = Control(path, None if fmt.counts == "checked" else _unheard)
    unb: list[Segment] = []
    prepared: date | None = None
    message: OpenGroups | None = None
    where = ""
    for segment in _checked(path, fmt, control):
        if segment.tag in ("UNB", "UNG"):
            unb = [segment] if segment.tag == "UNB" else [unb[0], segment]
            prepared = prepared_on(unb[0])
            continue
        if segment.tag == "UNH":
            kind = segment.component(2, 1)
            types[kind] = None
            where = f"message {segment.component(1, 1)}"
            message = _begun(wanted[kind], f"{path}: {where}", unb, prepared) if kind in wanted else None
        if message is None:
            continue
        ended = list(message.end() if segment.tag == "UNT" else message.take(segment))
        for opened in ended:
            yield _Record(opened, where, message.header, message.header_texts)
        if segment.tag == "UNT":
            message = None
    if not types.keys() & wanted.keys():
        raise ReadError(
            f"{path}: no message of type {' or '.join(wanted)}; the file holds"
            f" {', '.join(types) or 'no message'}. Is this the file the source expects?"
        )


def _begun(groups: list[Group], place: str, before: Sequence[Segment], prepared: date | None) -> OpenGroups:
    """A message that begins, with the segments of its interchange as its own."""
    message = OpenGroups(groups, place, prepared)
    for segment in before:
        message.header.update(columns(segment, f"/{segment.tag}", prepared))
        message.header_texts.append(segment.text)
    return message


def _unheard(words: str) -> None:
    """A wrong count is told by `doubts`."""


def _with_headers(batch: Batch, header: pl.DataFrame) -> Batch:
    """The batch with the columns of messages beside each of their records."""
    own = header.drop("_row", "_path", "_parent").with_columns(pl.col("_item").cast(pl.String).alias(JOINT))
    whole: Batch = {}
    for name, frame in batch.items():
        if JOINT not in frame.columns:
            whole[name] = frame
            continue
        joined = frame.join(own.drop("_item"), on=JOINT, how="left", maintain_order="left").drop(JOINT)
        whole[name] = joined.select(pl.exclude(*PLACES), *PLACES)
    return whole
