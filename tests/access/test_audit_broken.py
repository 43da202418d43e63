"""A broken log: looks go on and are logged, changes stop, the auditor is told and can let it go on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audit_logs import WHO, look, opened, record, tampered
from interlink.access.audit import AuditLog
from interlink.access.audit_head import read_head, verify_file
from interlink.errors import AuditError

STOPPED = ("collection", "alteration", "disclosure", "erasure")
BENT = "UPDATE audit_event SET reason = 'other' WHERE seq = 2"
TOLD = "the audit log is broken: event 2 was changed after it was written"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[AuditLog]:
    made = opened(tmp_path)
    for number in range(4):
        look(made, "card", entity=f"a:{number}")
    yield made
    made.close()


@pytest.fixture
def bent(log: AuditLog, tmp_path: Path) -> Iterator[AuditLog]:
    """A log whose second event was changed, opened by the next process."""
    tampered(tmp_path / "audit.sqlite", BENT)
    with closing(opened(tmp_path)) as made:
        yield made


def accepted(log: AuditLog, **changed: str) -> list[str]:
    """What an auditor accepts who has read what is broken."""
    return log.accept(log.verify().seen, **{**WHO, **changed})


@pytest.mark.parametrize("operation", STOPPED)
def test_what_is_no_look_is_refused_with_what_to_do(bent: AuditLog, operation: str) -> None:
    with pytest.raises(
        AuditError, match=rf"{TOLD}\. Looks go on.*`interlink audit accept --seen DIGEST --reason WHY`"
    ):
        record(bent, operation=operation)

    assert len(bent.events()) == 4


@pytest.mark.parametrize("operation", ["consultation", "combination"])
def test_looks_go_on_and_are_logged(bent: AuditLog, operation: str) -> None:
    assert record(bent, operation=operation) == 5
    assert bent.broken().startswith(TOLD)


def test_nothing_is_erased_from_a_broken_log(bent: AuditLog) -> None:
    with pytest.raises(AuditError, match=TOLD):
        bent.erase(["a:0"], **WHO)

    assert json.loads(bent.events()[0].params) == {"what": "card", "entity": "a:0"}


def test_a_break_under_a_running_process_is_noticed_at_the_last_event(log: AuditLog, tmp_path: Path) -> None:
    tampered(tmp_path / "audit.sqlite", BENT.replace("2", "4"))

    with pytest.raises(AuditError, match="event 4 was changed"):
        record(log, operation="collection")


def test_a_break_far_back_is_noticed_when_the_log_is_verified(log: AuditLog, tmp_path: Path) -> None:
    for number in range(300):
        look(log, "loads", number=number)
    tampered(tmp_path / "audit.sqlite", BENT)
    with closing(opened(tmp_path)) as other:
        record(other, operation="collection")
        assert other.broken() == ""

        assert other.verify().problems == ("event 2 was changed after it was written",)

        assert other.broken().startswith(TOLD)
    with pytest.raises(AuditError, match=TOLD):
        record(log, operation="collection")


def test_asking_what_is_wrong_marks_nothing(bent: AuditLog) -> None:
    assert bent.problems() == ["event 2 was changed after it was written"]
    assert bent.broken() == ""


def test_a_hash_given_by_hand_stops_nothing(log: AuditLog) -> None:
    assert len(log.verify(head="0" * 64).problems) == 1
    assert log.broken() == ""
    assert record(log, operation="collection") == 5


def test_a_tail_that_was_cut_stops_writing_once_the_signed_head_shows_it(
    log: AuditLog, tmp_path: Path
) -> None:
    log.export(tmp_path / "log.jsonl")
    tampered(tmp_path / "audit.sqlite", "DELETE FROM audit_event WHERE seq = 4")
    record(log, operation="collection")

    log.verify(head=read_head(tmp_path / "log.jsonl"))

    with pytest.raises(AuditError, match="was cut after it was kept"):
        record(log, operation="collection")
    accepted(log)
    assert record(log, operation="collection") == 6
    verdict = log.verify(head=read_head(tmp_path / "log.jsonl"))
    assert (verdict.problems, len(verdict.known)) == ((), 2)


def test_an_accepted_break_is_known_and_writing_goes_on(bent: AuditLog) -> None:
    assert accepted(bent, reason="disk failure") == ["event 2 was changed after it was written"]

    assert record(bent, operation="collection") == 6
    verdict = bent.verify()
    assert (verdict.problems, verdict.known) == ((), ("event 2 was changed after it was written",))
    assert bent.broken() == ""
    accepting = bent.events()[4]
    assert (accepting.operation, accepting.reason) == ("alteration", "disk failure")
    assert json.loads(accepting.params)["breaks"][0][:2] == [2, "changed"]


def test_the_next_process_knows_what_was_accepted(bent: AuditLog, tmp_path: Path) -> None:
    accepted(bent)
    with closing(opened(tmp_path)) as other:
        assert record(other, operation="collection") == 6


def test_an_accepted_event_that_is_changed_again_is_another_break(bent: AuditLog, tmp_path: Path) -> None:
    accepted(bent)
    tampered(tmp_path / "audit.sqlite", BENT.replace("other", "another"))

    assert bent.problems() == ["event 2 was changed after it was written"]


@pytest.mark.parametrize(
    ("statement", "count"),
    [
        ("DELETE FROM audit_event WHERE seq = 2", 2),
        ("UPDATE audit_event SET prev_hash = CAST(x'ff27' AS TEXT) WHERE seq = 3", 2),
        ("DELETE FROM audit_key WHERE id = 1", 1),
        ("UPDATE audit_event SET reason = CAST(x'00ff' AS BLOB)", 4),
    ],
)
def test_every_kind_of_break_can_be_accepted(
    log: AuditLog, tmp_path: Path, statement: str, count: int
) -> None:
    tampered(tmp_path / "audit.sqlite", statement)

    assert len(accepted(log)) == count

    verdict = log.verify()
    assert (verdict.problems, len(verdict.known)) == ((), count)


def test_an_accepted_loss_of_keys_stays_known_after_an_erasure(log: AuditLog, tmp_path: Path) -> None:
    tampered(tmp_path / "audit.sqlite", "DELETE FROM audit_key WHERE id = 1")
    accepted(log)

    log.erase(["a:3"], **WHO)

    assert log.verify().problems == ()


@pytest.mark.parametrize("mark", ["", "{", "[[1, 2, 3]]", "5", '[["1", "cut", ""]]', "[[[], [], []]]"])
def test_a_mark_that_somebody_wrote_is_a_break(log: AuditLog, tmp_path: Path, mark: str) -> None:
    tampered(tmp_path / "audit.sqlite", ("INSERT INTO audit_state VALUES ('broken', ?)", (mark,)))

    assert look(log, "loads") == 5
    with pytest.raises(AuditError, match="the note of what is broken was changed"):
        record(log, operation="collection")
    assert accepted(log) == ["the note of what is broken was changed"]
    assert record(log, operation="collection") == 7


def test_a_whole_log_has_nothing_to_accept(log: AuditLog) -> None:
    with pytest.raises(AuditError, match="there is nothing to accept"):
        accepted(log)
    assert len(log.events()) == 4


def test_a_log_that_is_bent_all_over_is_to_be_restored(log: AuditLog, tmp_path: Path) -> None:
    for number in range(1000):
        look(log, "loads", number=number)
    tampered(tmp_path / "audit.sqlite", "UPDATE audit_event SET reason = 'other'")

    assert len(log.verify().problems) == 1004
    with pytest.raises(AuditError, match="broken in 1,004 places, too many to accept"):
        accepted(log)


def test_a_broken_log_can_be_taken_out_as_evidence(bent: AuditLog, tmp_path: Path) -> None:
    record(bent, operation="disclosure", params={"what": "audit export"}, though_broken=True)
    bent.export(tmp_path / "log.jsonl")

    assert verify_file(tmp_path / "log.jsonl")[2] == ["event 2 was changed after it was written"]


@pytest.mark.parametrize("breaks", ["5", '[["a"]]', "[[1, 2, []]]", "[[2]]"])
def test_an_acceptance_that_somebody_made_up_accepts_nothing(
    bent: AuditLog, tmp_path: Path, breaks: str
) -> None:
    text = f'{{"breaks": {breaks}, "what": "audit accept"}}'
    tampered(
        tmp_path / "audit.sqlite",
        ("UPDATE audit_event SET operation = 'alteration', params = ? WHERE seq = 4", (text,)),
    )

    assert len(bent.problems()) == 2


def test_nothing_is_accepted_that_nobody_saw(bent: AuditLog, tmp_path: Path) -> None:
    seen = bent.verify().seen
    tampered(tmp_path / "audit.sqlite", BENT.replace("2", "3"))

    for stated in (seen, "", "0" * 64):
        with pytest.raises(AuditError, match=r"is not what was seen\. Run `interlink audit verify` again"):
            bent.accept(stated, **WHO)

    assert len(bent.verify().problems) == 2
    assert len(accepted(bent)) == 2


@pytest.mark.parametrize("what", ["revoke token", "make token", "recover", "change principal"])
def test_access_can_be_taken_away_and_recovered_though_the_log_is_broken(bent: AuditLog, what: str) -> None:
    asked = {"operation": "alteration", "params": {"what": what}}

    assert record(bent, though_broken=True, **asked) == 5
    with pytest.raises(AuditError, match=TOLD):
        record(bent, **asked)


def test_no_other_change_goes_on(bent: AuditLog) -> None:
    with pytest.raises(AuditError, match="access can be taken away and recovered"):
        record(bent, operation="alteration", params={"what": "add principal"}, though_broken=True)
