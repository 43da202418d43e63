"""What e-mail becomes: who wrote to whom, and nothing of what they wrote."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from interlink.mapping.apply import Mapped, map_batch
from interlink.model.schema import load_ontology
from interlink.readers import read_batches
from interlink.sources import find_source

MAILBOX = Path(__file__).parent / "samples" / "email.mbox"
SINGLE = b"""Date: Sat, 03 Jan 2026 08:00:00 -0000\r
From: <cy@example.org>\r
To: ada@example.org, Cy <cy@example.org>\r
Message-ID: <3@quay.example>\r
Subject: =?utf-8?B?0J/QvtGA0YI=?=\r
\r
The password is harbour.\r
"""
SENT = ("src", "dst", "kind", "subject", "reference")


def mapped(path: Path) -> Mapped:
    spec = find_source("email")
    (batch,) = read_batches(path, spec.file_format())
    return map_batch(spec, load_ontology(), batch, marking_id=lambda _: 0)


def test_each_writer_is_linked_to_each_who_got_the_message() -> None:
    sent = mapped(MAILBOX).fragments["Messaged"]

    first = ("Café on the quay", "1@quay.example")
    second = ("Re: Café", "2@quay.example")
    ada, omar = "email:ada@example.org", "email:omar@example.net"
    assert sent.select(SENT).rows() == [
        (ada, omar, "to", *first),
        (ada, "email:bo@example.org", "to", *first),
        (ada, "email:cy@example.org", "cc", *first),
        (ada, "email:di@example.org", "cc", *first),
        (omar, "email:cy@example.org", "bcc", *second),
        (omar, "email:email:the harbour office", "bcc", *second),
        (ada, "email:cy@example.org", "bcc", *second),
        (ada, "email:email:the harbour office", "bcc", *second),
    ]
    assert sent.select("channel", "in_reply_to", "flagged", "remarks").unique(maintain_order=True).rows() == [
        ("email", None, None, None),
        (
            "email",
            ["1@quay.example"],
            ["at=sometime in January"],
            ["header subject is not UTF-8 and was read as latin-1"],
        ),
    ]
    assert sent["at"].unique(maintain_order=True).to_list() == [datetime(2026, 1, 1, 10, tzinfo=UTC), None]


def test_what_was_attached_is_known_by_name_and_hash() -> None:
    (attached,) = mapped(MAILBOX).fragments["Messaged"]["attachments"].drop_nulls().unique().to_list()

    digest = "e5c62df5dab5c87b6a015ef3d43597074d1eec433b15f51aec63b8582d0e4ab4"
    assert attached == [f"angebot ü.pdf (SHA-256 {digest})"]


def test_a_display_name_stands_with_its_address_and_makes_no_person() -> None:
    found = mapped(MAILBOX)

    assert set(found.fragments) == {"Email", "Messaged"}
    assert found.fragments["Email"].select("address", "display_name").drop_nulls().rows() == [
        ("ada@example.org", "Ада Вель"),
        ("omar@example.net", "Vel, Omar"),
        ("bo@example.org", "Bo Ruun"),
        ("omar@example.net", "Omar"),
        ("ada@example.org", "Ada Vell"),
    ]


def test_a_single_message_is_read_and_its_text_is_not(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(SINGLE)

    found = mapped(path)

    assert found.fragments["Messaged"].select(*SENT, "at").rows() == [
        ("email:cy@example.org", f"email:{to}@example.org", "to", "Порт", "3@quay.example", at)
        for to, at in ((to, datetime(2026, 1, 3, 8, tzinfo=UTC)) for to in ("ada", "cy"))
    ]
    assert not [frame for frame in found.fragments.values() if "harbour" in str(frame.to_dicts())]


def test_copies_of_a_message_are_one_link(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(SINGLE)
    copy = tmp_path / "copy.eml"
    copy.write_bytes(b"Received: by the harbour\r\n" + SINGLE)

    ids = [mapped(each).fragments["Messaged"]["entity"].to_list() for each in (path, copy)]

    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


@pytest.mark.parametrize("headers", [b"Subject: alone\n\n", b"Received: by the harbour\n\n"])
def test_a_message_that_names_nobody_is_kept_apart(headers: bytes, tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(headers)

    found = mapped(path)

    assert found.quarantined.select("row", "reason").rows() == [(1, "nothing in this record could be mapped")]
    assert [name for name, frame in found.fragments.items() if frame.height] == []
