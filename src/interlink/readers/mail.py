"""E-mail: mbox files (RFC 4155) and single messages (RFC 5322), told apart by how they begin.

A record is a message: its headers, and of what is attached the name, type, size and SHA-256. The body is
passed over unless the source names a table at path `body`. Columns: `message_id`, `date`, `subject`, `from`,
`to`, `cc`, `bcc`, `reply_to` (addresses alone), `in_reply_to`, `references`, `size` (bytes as stored),
`attachment/name`, `attachment/label` and so on, `defect`. Whoever a header names is also under `party`, with
`role`, `address` and `name`. Whatever a sender writes, the rest of the file is read: what is wrong with a
message stands in its `defect`.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from pathlib import Path

from interlink.errors import ReadError
from interlink.readers.mail_headers import header_node
from interlink.readers.mail_messages import Message, messages
from interlink.readers.mail_parts import PartReader
from interlink.readers.nested import Node, TableBuilder, batches_of
from interlink.readers.table import Batch, FileFormat
from interlink.readers.text import open_checked

__all__ = ["editions", "read", "records"]


def read(path: Path, fmt: FileFormat) -> Iterator[Batch]:
    """Batches of at most 20,000 messages, at least one; rows count messages.

    Raises
    ------
    ReadError   no e-mail, headers with a null byte, or cut short in the headers of its last message
    """
    numbered = ((number, _node(message, fmt)) for number, message in enumerate(_messages(path, fmt), 1))
    yield from batches_of(TableBuilder(path, fmt.tables), fmt.main_tables[0], numbered)


def records(path: Path, fmt: FileFormat, where: str | None, rows: Sequence[int]) -> dict[int, str]:
    """The headers of messages by number, as received; with the body where the source reads it."""
    del where  # messages have no path
    wanted, found = set(rows), dict[int, str]()
    for number, message in enumerate(_messages(path, fmt), 1):
        if len(found) == len(wanted):
            break
        if number in wanted:
            text = message.headers.decode("utf-8", "backslashreplace").rstrip("\r\n")
            bodies = _parts(message, fmt).bodies
            found[number] = "\n\n".join([text, *bodies])
    return found


def editions(path: Path, fmt: FileFormat, at: str) -> list[str]:
    """The distinct values of column `at` of all messages, such as `date`, in order of appearance."""
    found: dict[str, None] = {}
    for message in _messages(path, fmt):
        value = _node(message, fmt).get(at)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                found[each] = None
    return list(found)


def _messages(path: Path, fmt: FileFormat) -> Iterator[Message]:
    open_checked(path)
    try:
        codecs.lookup(fmt.encoding)
    except LookupError:
        message = f"{path}: no encoding is called '{fmt.encoding}'. Correct 'encoding' in the source."
        raise ReadError(message) from None
    return messages(path)


def _node(message: Message, fmt: FileFormat) -> dict[str, Node]:
    node, defects = header_node(message.headers, fmt.encoding)
    parts = _parts(message, fmt)
    node["size"] = str(message.size)
    node["attachment"] = list(parts.attachments)
    if parts.bodies:
        node["body"] = list(parts.bodies)
    node["defect"] = [*message.defects, *defects, *parts.defects]
    return node


def _parts(message: Message, fmt: FileFormat) -> PartReader:
    """What is attached; reads the message to its end."""
    wants_body = any(table.path == "body" for table in fmt.tables.values())
    parts = PartReader(message.headers, wants_body=wants_body)
    for chunk, begins in message.body():
        parts.feed(chunk, begins=begins)
    parts.close()
    return parts
