"""A head that was exported and signed: against it a cut tail and a log written anew show."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit_logs import look, opened, tampered
from interlink.access.audit import AuditLog
from interlink.access.audit_head import SignedHead, read_head, sign, verify_file
from interlink.errors import AuditError


@pytest.fixture
def log(tmp_path: Path) -> Iterator[AuditLog]:
    made = opened(tmp_path)
    for number in range(5):
        look(made, "card", entity=f"contacts:person:secret{number}", text="Quill")
    yield made
    made.close()


@pytest.fixture
def exported(log: AuditLog, tmp_path: Path) -> Path:
    log.export(tmp_path / "log.jsonl")
    return tmp_path / "log.jsonl"


def rewritten(path: Path, change: Callable[[list[dict[str, object]]], object]) -> None:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    change(lines)
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")


def test_an_export_is_a_private_file_of_events_as_they_are_kept(log: AuditLog, exported: Path) -> None:
    lines = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    last = log.events()[-1]

    assert [line["seq"] for line in lines[:-1]] == [1, 2, 3, 4, 5]
    assert lines[-1]["head"] == {"seq": 5, "hash": last.hash, "at": last.at, "count": 5}
    assert lines[-1]["public_key"] == log.public_key
    assert stat.S_IMODE(exported.stat().st_mode) == 0o600
    assert "secret" not in exported.read_text(encoding="utf-8")
    assert "Quill" not in exported.read_text(encoding="utf-8")


def test_an_export_overwrites_nothing(log: AuditLog, exported: Path) -> None:
    before = exported.read_bytes()
    with pytest.raises(AuditError, match="exists and is not overwritten"):
        log.export(exported)
    assert exported.read_bytes() == before


def test_an_empty_log_has_no_head(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as log, pytest.raises(AuditError, match="no event that could be exported"):
        log.export(tmp_path / "log.jsonl")
    assert not (tmp_path / "log.jsonl").exists()


def test_an_exported_file_is_verified_on_its_own(log: AuditLog, exported: Path) -> None:
    chain, signed, problems = verify_file(exported, public_key=log.public_key)

    assert (chain.count, signed.head.seq, problems) == (5, 5, [])


def test_a_log_that_went_on_holds_its_head(log: AuditLog, exported: Path) -> None:
    look(log, "loads")
    verdict = log.verify(head=read_head(exported))
    assert (verdict.problems, verdict.known, verdict.head) == ((), (), log.events()[-1].hash)


@pytest.mark.parametrize("again", [False, True], ids=["cut", "cut and written on"])
def test_a_cut_tail_shows_against_the_head(
    log: AuditLog, exported: Path, tmp_path: Path, again: bool
) -> None:
    tampered(tmp_path / "audit.sqlite", "DELETE FROM audit_event WHERE seq > 3")
    if again:
        for _ in range(3):
            look(log, "loads")

    problems = log.verify(head=read_head(exported)).problems

    assert "the log was cut after it was kept, or written anew" in problems[-1]
    # Whom the lost events were about is found for those that took their numbers.
    assert len(problems) == (3 if again else 1)


def test_a_log_written_anew_shows_against_the_head(log: AuditLog, exported: Path, tmp_path: Path) -> None:
    (tmp_path / "anew").mkdir()
    shutil.copy(tmp_path / "audit.key", tmp_path / "anew")
    with closing(opened(tmp_path / "anew")) as anew:
        for number in range(5):
            look(anew, "card", entity=f"contacts:person:other{number}")
        assert anew.problems() == []
        (problem,) = anew.verify(head=read_head(exported)).problems
    assert "written anew" in problem


@pytest.mark.parametrize("name", ["seq", "hash", "at", "count"])
def test_a_head_that_was_changed_is_forged(log: AuditLog, exported: Path, name: str) -> None:
    other = {"seq": 4, "hash": log.events()[3].hash, "at": "2026-01-01T00:00:00+00:00", "count": 4}
    rewritten(exported, lambda lines: lines[-1]["head"].update({name: other[name]}))

    assert log.verify(head=read_head(exported)).problems[0].endswith("is forged: it does not fit the head")
    assert any("is forged" in each for each in verify_file(exported)[2])


def test_a_head_signed_by_another_key_is_not_this_logs(log: AuditLog, exported: Path) -> None:
    theirs = sign(read_head(exported).head, Ed25519PrivateKey.generate())

    (problem,) = log.verify(head=theirs).problems

    assert "is signed by" in problem
    assert log.public_key in problem
    assert theirs.is_genuine()


@pytest.mark.parametrize("signature", ["", "zz", "00" * 64])
def test_a_signature_that_is_none_is_forged(exported: Path, signature: str) -> None:
    signed = read_head(exported)

    assert not SignedHead(signed.head, signed.public_key, signature).is_genuine()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda lines: lines.pop(2), "event 3 is missing"),
        (lambda lines: lines.pop(-2), "it was cut, or put together of two"),
        (lambda lines: lines.insert(1, lines.pop(2)), "event 2 is missing: after it comes 3"),
        (lambda lines: lines[1].update(reason="other"), "event 2 was changed"),
        (lambda lines: lines[1].update(seq="2"), "event 2 is missing"),
        (lambda lines: lines[-1].update(public_key="00" * 32), "forged"),
    ],
)
def test_a_file_that_was_bent_is_found(
    exported: Path, change: Callable[[list[dict[str, object]]], object], words: str
) -> None:
    rewritten(exported, change)

    assert words in " ".join(verify_file(exported)[2])


def test_a_file_signed_anew_shows_against_the_key_that_was_noted(log: AuditLog, exported: Path) -> None:
    theirs = sign(read_head(exported).head, Ed25519PrivateKey.generate())
    rewritten(
        exported, lambda lines: lines[-1].update(public_key=theirs.public_key, signature=theirs.signature)
    )

    assert verify_file(exported)[2] == []
    assert "is signed by" in verify_file(exported, public_key=log.public_key)[2][0]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"{}\n", b"[1]\n", b'{"seq": 1}\n{"head": {}}\n', b"x" * 9]
)
def test_a_file_of_another_kind_is_said_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    for read in (read_head, verify_file):
        with pytest.raises(AuditError, match=r"Name (one|a file) that `interlink audit export` wrote"):
            read(tmp_path / "other")


def test_the_key_is_made_once_and_is_its_owners_alone(log: AuditLog, tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as other:
        assert other.public_key == log.public_key
    assert stat.S_IMODE((tmp_path / "audit.key").stat().st_mode) == 0o600


def test_a_key_that_cannot_be_read_is_said_so(log: AuditLog, tmp_path: Path) -> None:
    (tmp_path / "audit.key").write_bytes(b"nothing")
    with pytest.raises(AuditError, match="Restore it from a backup"):
        log.public_key  # noqa: B018 - reads the key


def test_a_lost_key_is_not_replaced(log: AuditLog, tmp_path: Path) -> None:
    (tmp_path / "audit.key").unlink()

    with closing(opened(tmp_path)) as other:
        look(other, "loads")
        with pytest.raises(AuditError, match=r"audit\.key is gone; .* Restore it .* lost for good"):
            other.export(tmp_path / "log.jsonl")

    assert not (tmp_path / "audit.key").exists()


def test_another_key_in_its_place_is_found(log: AuditLog, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with closing(opened(tmp_path / "other")) as other:
        look(other, "loads")
    shutil.copy(tmp_path / "other" / "audit.key", tmp_path / "audit.key")

    with pytest.raises(AuditError, match="holds another key than the log notes"):
        log.public_key  # noqa: B018 - reads the key
