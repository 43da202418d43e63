"""What a messenger's export becomes: who wrote to and called whom, and nothing of what they wrote."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from interlink.mapping.apply import Mapped, map_batch
from interlink.model.schema import load_ontology
from interlink.readers import locator, read_batches, reader_for
from interlink.sources import find_source

EXPORT = Path(__file__).parent / "samples" / "chat.json"
SPEC = find_source("chat")


def mapped(path: Path) -> Mapped:
    (batch,) = read_batches(path, SPEC.file_format())
    return map_batch(SPEC, load_ontology(), batch, marking_id=lambda _: 0)


def rows(found: Mapped, schema: str, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of these columns; accounts as the service knows them."""
    return [
        tuple(
            each.removeprefix("user_account:").removesuffix("|telegram") if isinstance(each, str) else each
            for each in row
        )
        for row in found.fragments[schema].select(columns).rows()
    ]


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    return tmp_path / "result.json"


def test_in_a_chat_of_two_each_message_goes_to_the_other() -> None:
    sent = rows(
        mapped(EXPORT), "Messaged", "src", "dst", "kind", "at", "reference", "conversation", "flagged"
    )

    omar = "عمر فيل"
    assert sent == [
        ("user101", "user202", "direct", datetime(2026, 1, 1, 10, tzinfo=UTC), "202/1", omar, None),
        ("user202", "user101", "direct", datetime(2026, 1, 1, 10, 5, tzinfo=UTC), "202/2", omar, None),
        ("user101", "user202", "direct", None, "202/4", omar, ["at=soon"]),
        (
            "user303",
            "channel900",
            "group",
            datetime(2026, 1, 2, 9, 1, tzinfo=UTC),
            "900/6",
            "Harbour crew",
            None,
        ),
    ]


def test_a_call_is_one() -> None:
    assert rows(mapped(EXPORT), "Called", "src", "dst", "at", "duration_s") == [
        ("user202", "user101", datetime(2026, 1, 1, 11, tzinfo=UTC), 61.0)
    ]


def test_a_contact_has_an_account_and_a_phone_and_one_without_account_only_a_phone() -> None:
    found = mapped(EXPORT)

    assert rows(found, "Person", "entity", "name") == [
        ("chat:person:202", "عمر فيل"),
        ("chat:person:12", "Quay"),
        ("chat:person:101", "Ada Vell"),
    ]
    assert rows(found, "Uses", "src", "dst", "role") == [
        ("chat:person:202", "user202", None),
        ("chat:person:202", "phone:+212522000000", None),
        ("chat:person:12", "chat:phone:12", None),
        ("chat:person:101", "user101", "holder"),
        ("chat:person:101", "phone:+31205550100", "holder"),
    ]


def test_a_group_is_an_account_of_its_own() -> None:
    groups = [
        row for row in rows(mapped(EXPORT), "UserAccount", "entity", "name", "kind") if row[2] == "group"
    ]

    assert set(groups) == {("channel900", "Harbour crew", "group")}


def test_a_small_group_is_not_the_channel_of_its_number(changed: Path) -> None:
    text = EXPORT.read_text(encoding="utf-8")
    changed.write_text(text.replace("private_supergroup", "private_group"), encoding="utf-8")

    assert rows(mapped(changed), "Messaged", "dst")[-1] == ("group900",)


def test_a_channel_does_not_write_to_itself_nor_an_owner_to_notes(changed: Path) -> None:
    export = json.loads(EXPORT.read_text(encoding="utf-8"))
    chats = export["chats"]["list"]
    chats[1]["messages"][1]["from_id"] = "channel900"
    export["chats"]["list"] = chats[1:]
    changed.write_text(json.dumps(export), encoding="utf-8")

    found = mapped(changed)

    assert rows(found, "Messaged", "src") == []
    assert found.quarantined.height == 0


def test_no_text_is_read() -> None:
    found = mapped(EXPORT)

    assert not [frame for frame in found.fragments.values() if "At the quay" in str(frame.to_dicts())]


def test_a_message_is_cited_alone() -> None:
    fmt = SPEC.file_format()
    path = "/chats/list/messages"

    text = reader_for("json").records(EXPORT, fmt, path, [6])[6]

    assert locator(fmt, path, 6) == "/chats/list/messages[6]"
    assert json.loads(text)["from_id"] == "user303"


def test_one_chat_exported_alone_is_refused(changed: Path) -> None:
    changed.write_text('{"name": "Bo", "type": "personal_chat", "id": 1, "messages": []}', encoding="utf-8")

    with pytest.raises(Exception, match="nothing at /chats/list/messages or /contacts/list or"):
        mapped(changed)
