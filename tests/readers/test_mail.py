"""What a message's headers and attachments become, however they are written."""

from __future__ import annotations

import base64
import hashlib
import mailbox
import quopri
import tempfile
from email.message import EmailMessage
from email.utils import formataddr
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.readers import FileFormat, TablePath, locator, read_batches, reader_for

TABLES = {"message": TablePath("/"), "party": TablePath("party", parent="message")}
HEADERS = FileFormat("email", tables=TABLES)
WITH_BODY = FileFormat("email", tables={**TABLES, "body": TablePath("body", parent="message")})
GROUP = (("a@b.c", None), ("d@e.f", "D"), ("g@h", None))
NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "Zs")), max_size=20).map(str.strip)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mail"


def message(path: Path, content: bytes, fmt: FileFormat = HEADERS) -> dict[str, object]:
    """The one message of a file."""
    path.write_bytes(content)
    (batch,) = read_batches(path, fmt)
    (row,) = batch["message"].drop("_row", "_path", "_item", "_parent").to_dicts()
    return {name: value for name, value in row.items() if value is not None}


def parties(path: Path, content: bytes) -> list[tuple[object, ...]]:
    path.write_bytes(content)
    (batch,) = read_batches(path, HEADERS)
    frame = batch["party"]
    if not frame.height:
        return []
    names = [
        name if name in frame.columns else pl.lit(None).alias(name) for name in ("role", "address", "name")
    ]
    return frame.select(names).rows()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"From: ada@example.org", [("from", "ada@example.org", None)]),
        (b"From: Ada Vell <ada@example.org>", [("from", "ada@example.org", "Ada Vell")]),
        (b'From: "Vell, Ada" <ada@example.org>', [("from", "ada@example.org", "Vell, Ada")]),
        (b"From: ada@example.org (Ada)", [("from", "ada@example.org", "Ada")]),
        (b"FROM : =?utf-8?B?0JDQtNCw?= <ada@example.org>", [("from", "ada@example.org", "Ада")]),
        (b"From: =?iso-8859-1?q?Zo=EB?= =?utf-8?q?_Vell?=\r\n <z@b.c>", [("from", "z@b.c", "Zoë Vell")]),
        ("From: Ада <ada@example.org>".encode(), [("from", "ada@example.org", "Ада")]),
        (b"From: Zo\xeb <z@example.org>", [("from", "z@example.org", "Zoë")]),
        (b"From: a@b.c\nFrom: d@e.f, g@h.i", [("from", each, None) for each in ("a@b.c", "d@e.f", "g@h.i")]),
        (b"To: Crew: a@b.c, D <d@e.f>; g@h", [("to", each, name) for each, name in GROUP]),
        (b'To: "A, B: C": "D; E" <d@e.f>;', [("to", "d@e.f", "D; E")]),
        (b"To: undisclosed-recipients:;", []),
        (b"Cc: the harbour office", [("cc", "the harbour office", None)]),
        (b"Cc: a@b.c, desk (1), root", [("cc", each, None) for each in ("a@b.c", "desk (1)", "root")]),
        (b"Bcc: =?utf-8?b?A?= <b@example.org>", [("bcc", "b@example.org", "=?utf-8?b?A?=")]),
        (b"Reply-To: =?klingon?q?x?= <b@example.org>", [("reply_to", "b@example.org", "x")]),
    ],
)  # fmt: skip
def test_whoever_a_header_names_is_found(
    header: bytes, expected: list[tuple[object, ...]], path: Path
) -> None:
    assert parties(path, header + b"\n\n") == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"Thu, 1 Jan 2026 11:00:00 +0100", "2026-01-01T11:00:00+01:00"),
        (b"1 Jan 26 11:00 GMT (by hand)", "2026-01-01T11:00:00+00:00"),
        (b"Thu, 01 Jan 2026 11:00:00 -0000", "2026-01-01T11:00:00+00:00"),
        (b"Thu, 31 Feb 2026 11:00:00 +0100", "Thu, 31 Feb 2026 11:00:00 +0100"),
        (b"yesterday", "yesterday"),
    ],
)
def test_a_date_that_cannot_be_read_stays_as_it_was_written(
    written: bytes, expected: str, path: Path
) -> None:
    assert message(path, b"Date: " + written + b"\n\n")["date"] == expected


def test_bytes_that_are_not_utf8_are_read_as_the_source_says_or_told(path: Path) -> None:
    content = b"Subject: \xcf\xf0\xe8\xe2\xe5\xf2\n\n"
    stated = FileFormat("email", encoding="windows-1251", tables=TABLES)

    assert message(path, content, stated) == {"subject": "Привет", "size": "17"}
    assert message(path, content)["defect"] == "header subject is not UTF-8 and was read as latin-1"


MULTIPART = b"""Content-Type: multipart/mixed; boundary="out"

Nobody reads this.
--out
Content-Type: multipart/alternative; boundary=in

--in

Text
--in
Content-Type: text/html

<p>Text</p>
--in--
--out
Content-Type: %s
Content-Transfer-Encoding: %s
Content-Disposition: attachment; filename="%s"

%s
--out--
"""


@pytest.mark.parametrize(
    ("encoding", "encoded"),
    [
        (b"base64", base64.encodebytes(b"A\xff=\n.\n" * 99)),
        (b"BASE64", base64.b64encode(b"A\xff=\n.\n" * 99)),
        (b"quoted-printable", quopri.encodestring(b"A\xff=\n.\n" * 99)),
        (b"8bit", b"A\xff=\n.\n" * 99),
    ],
)
def test_an_attachment_is_known_by_the_hash_of_what_it_was(
    encoding: bytes, encoded: bytes, path: Path
) -> None:
    was = b"A\xff=\n.\n" * 99

    found = message(path, MULTIPART % (b"application/zip", encoding, b"cargo.zip", encoded))

    digest = hashlib.sha256(was).hexdigest()
    assert {name: value for name, value in found.items() if name.startswith("attachment")} == {
        "attachment/name": "cargo.zip",
        "attachment/type": "application/zip",
        "attachment/size": str(len(was)),
        "attachment/sha256": digest,
        "attachment/label": f"cargo.zip (SHA-256 {digest})",
    }
    assert "defect" not in found


def test_a_message_that_is_one_file_is_an_attachment_and_its_text_is_none(path: Path) -> None:
    assert message(path, b"Content-Type: image/png\n\nx")["attachment/type"] == "image/png"
    assert message(path, b"From: a@b.c\n\nText\n") == {"from": "a@b.c", "size": "18"}


def test_a_part_that_is_not_closed_is_told(path: Path) -> None:
    whole = MULTIPART % (b"text/csv", b"7bit", b"a.csv", b"a,b")

    found = message(path, whole.replace(b"--out--\n", b""))

    assert found["attachment/name"] == "a.csv"
    assert (
        found["defect"] == "its last part is not closed: the message is cut short, or its hash may be wrong"
    )


def test_the_body_is_read_only_where_the_source_names_it(path: Path) -> None:
    content = MULTIPART % (b"text/csv", b"7bit", b"a.csv", b"a,b")
    path.write_bytes(content)

    (batch,) = read_batches(path, WITH_BODY)

    assert batch["body"]["."].to_list() == ["Text"]
    assert "Text" not in str(message(path, content))
    assert reader_for("email").records(path, HEADERS, None, [1]) == {
        1: 'Content-Type: multipart/mixed; boundary="out"'
    }
    assert reader_for("email").records(path, WITH_BODY, None, [1])[1].endswith("\n\nText")


def test_a_message_is_cited_by_its_number() -> None:
    assert locator(HEADERS, None, 17) == "message 17"


def test_text_that_begins_as_a_separator_parts_nothing(path: Path) -> None:
    path.write_bytes(
        b"From a Thu Jan  1 10:00:00 2026\nSubject: 1\n\n\nFrom the quay at 10:00 in 2026\n"
        b">From b Thu Jan  1 10:00:00 2026\n\nFrom b Fri Jan  2 10:00:00 +0000 2026\nSubject: 2\n\n"
    )

    (batch,) = read_batches(path, HEADERS)

    assert batch["message"]["subject"].to_list() == ["1", "2"]


def test_batches_hold_so_many_messages(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interlink.readers.nested.RECORDS_PER_BATCH", 2)
    start = b"From a Thu Jan  1 10:00:00 2026\n"
    path.write_bytes(b"\n".join(start + b"Subject: %d\n" % number for number in range(1, 6)))

    batches = [batch["message"] for batch in read_batches(path, HEADERS)]

    assert [batch["_row"].to_list() for batch in batches] == [[1, 2], [3, 4], [5]]


@settings(max_examples=60, deadline=None)
@given(
    sent=st.lists(
        st.tuples(NAMES, st.lists(NAMES, max_size=3), NAMES, st.binary(max_size=200), NAMES),
        min_size=1,
        max_size=3,
    )
)
def test_what_the_library_writes_is_read_back(sent: list[tuple[str, list[str], str, bytes, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "box"
        box = mailbox.mbox(path)
        for name, others, subject, content, text in sent:
            written = EmailMessage()
            written["From"] = formataddr((name, "ada@example.org"))
            if others:
                written["To"] = ", ".join(
                    formataddr((other, f"{n}@example.org")) for n, other in enumerate(others)
                )
            written["Subject"] = subject
            written.set_content(f"From {text}\n\nFrom {text}")
            written.add_attachment(content, maintype="application", subtype="x", filename="x.bin")
            box.add(written)
        box.close()

        frames = list(read_batches(path, HEADERS))

    whole = frames[0]["message"]
    assert whole.height == len(sent)
    squeezed = [" ".join(subject.split()) or None for _, _, subject, _, _ in sent]
    subjects = whole["subject"].to_list() if "subject" in whole.columns else [None] * len(sent)
    assert subjects == squeezed
    assert whole["attachment/sha256"].to_list() == [
        hashlib.sha256(content).hexdigest() for _, _, _, content, _ in sent
    ]
    named = frames[0]["party"].filter(pl.col("role") == "to")["address"].to_list()
    assert named == [f"{n}@example.org" for _, others, _, _, _ in sent for n in range(len(others))]
