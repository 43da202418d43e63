"""A source proposed for a file that nobody has described yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from interlink.errors import ReadError, SpecError
from interlink.mapping.proposal.columns import Column, guess_columns, guess_hints
from interlink.mapping.proposal.draft import Draft, Row
from interlink.mapping.proposal.events import make_links
from interlink.mapping.proposal.groups import grouped
from interlink.mapping.proposal.things import make_things
from interlink.mapping.proposal.write import write_source
from interlink.mapping.proposal.written import Written, guess_written
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec

__all__ = ["Proposal", "propose", "source_name"]

NAME = re.compile(r"[a-z][a-z0-9_]*")
LONGEST_NAME = 60


@dataclass(frozen=True)
class Proposal:
    """A source for a file: its YAML with what was guessed as comments, and what each column seems to hold."""

    text: str
    spec: SourceSpec
    columns: Sequence[Column]
    written: Written


def propose(
    path: Path,
    *,
    name: str | None = None,
    fmt: str | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
) -> Proposal:
    """A source for `path`, by what its values and columns look like; it is right as it is, not true.

    What is unsure stands in it as a comment. The same file gives the same source. The format is told
    from the name and the first lines unless `fmt` says it, and the encoding of text from the bytes unless
    `encoding` does; of a workbook the first sheet with a table is read unless `sheet` names one.

    Raises
    ------
    ReadError   the file cannot be read, or holds no record
    SpecError   `name` is no name of a source
    """
    if name is not None and not NAME.fullmatch(name):
        raise SpecError(
            [f"name '{name}': a source is called by a-z, 0-9 and _, a letter first, such as phone_book"]
        )
    called = name or source_name(path)
    written = guess_written(path, fmt=fmt, sheet=sheet, encoding=encoding)
    hints, doubts = guess_hints(written.sample)
    columns = guess_columns(written.sample, hints)
    if all(column.kind == "nothing" for column in columns):
        raise ReadError(f"{path}: none of its columns holds a value, so there is nothing to guess from.")
    text = write_source(called, path.name, _draft(columns), written=written, hints=hints, doubts=doubts)
    return Proposal(text, parse_source(text, f"{called}.yaml"), columns, written)


def source_name(path: Path) -> str:
    """A name for the source of a file: `Calls 2024-05.csv` is calls_2024_05."""
    stem = (
        re.sub(r"[^a-z0-9]+", "_", path.name.partition(".")[0].lower()).strip("_")[:LONGEST_NAME].strip("_")
    )
    return stem if NAME.fullmatch(stem) else f"source_{stem}" if stem else "new_source"


def _draft(columns: Sequence[Column]) -> Draft:
    draft = Draft(columns)
    groups = grouped(columns)
    of_parties = {
        column.name for group in groups if group.is_party for of in group.parts.values() for column in of
    }
    unique = [each for each in columns if each.is_unique and each.ends_as_id and each.name not in of_parties]
    bills = [each for each in columns if each.kind == "bill"]
    record_id = next(iter([*(each for each in unique if each.kind == "id"), *bills]), None)
    things = make_things(draft, groups, record_id)
    make_links(draft, things, record_id)
    if not draft.entities:
        _fall_back(draft, record_id)
    return draft


def _fall_back(draft: Draft, record_id: Column | None) -> None:
    """A report for each record, where nothing says what they are about."""
    filled = [column for column in draft.columns if column.kind != "nothing"]
    row = Row("report", "Report")
    row.notes.append(
        "CHECK: no column is known to name a person, body, phone, account, document, vehicle, vessel or"
        " container. Each record is kept as a report until the columns are mapped to what they hold."
    )
    # Texts alone may be alike; all columns are not, unless the record was delivered twice.
    row.key = (
        [draft.take(record_id)]
        if record_id is not None
        else [{"columns": [c.name for c in filled], "join": "|"}]
    )
    if record_id is not None:
        row.properties["reference"] = record_id.name
    if (day := draft.first("date", "time")) is not None:
        row.properties["reported_on"] = draft.take(day)
    summed = [column.name for column in filled if column.name not in draft.used]
    if summed:
        row.properties["summary"] = {"columns": summed, "join": "; "}
    draft.used.update(column.name for column in filled)
    draft.entity(row)
