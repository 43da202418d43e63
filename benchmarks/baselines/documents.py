"""XML and mailboxes read by the obvious library and written to a Delta table as they are."""

from __future__ import annotations

import mailbox
from pathlib import Path

import polars as pl
from lxml import etree

__all__ = ["mailbox_to_delta", "xml_to_delta"]


def xml_to_delta(file: Path, table: Path) -> None:
    """What lxml finds in a file, a row for each element: name, text and attributes."""
    names: list[str] = []
    texts: list[str | None] = []
    attributes: list[list[str] | None] = []
    for _, element in etree.iterparse(str(file), events=("end",)):
        names.append(str(element.tag))
        texts.append(element.text)
        attributes.append([str(value) for value in element.attrib.values()] or None)
        element.clear()
    frame = pl.DataFrame(
        {"name": names, "text": texts, "attributes": attributes},
        schema={"name": pl.String(), "text": pl.String(), "attributes": pl.List(pl.String())},
    )
    frame.write_delta(table)


def mailbox_to_delta(file: Path, table: Path) -> None:
    """What the standard library finds in a mailbox, a row for each part: number, headers and text."""
    numbers: list[int] = []
    headers: list[list[str]] = []
    texts: list[str | None] = []
    for number, message in enumerate(mailbox.mbox(file, create=False)):
        for part in message.walk():
            payload = part.get_payload()
            numbers.append(number)
            headers.append([f"{name}: {value}" for name, value in part.items()])
            texts.append(payload if isinstance(payload, str) else None)
    frame = pl.DataFrame({"message": numbers, "headers": headers, "text": texts})
    frame.write_delta(table)
