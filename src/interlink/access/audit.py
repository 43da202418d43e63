"""The audit log: every look, in a database of its own, chained so that nothing can be bent unseen.

Each event's hash covers its own fields and the hash before it; what may name a subject is ciphertext in
them, so that a subject can be erased and the chain stays whole. The six operations are those of Directive
(EU) 2016/680, Art 25.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from interlink.access.audit_chain import ACCEPT, Break, Chain, Row, digest
from interlink.access.audit_check import Keys, noted_key
from interlink.access.audit_erase import Erased, Wanted, truncate_wal
from interlink.access.audit_head import (
    KEY_FILE,
    SignedHead,
    head_problems,
    public_key,
    signing_key,
    write_log,
)
from interlink.access.audit_keys import destroy, tag_of, tag_secret
from interlink.access.audit_look import AuditEvent, Wish, found_events
from interlink.access.audit_store import (
    ERASE,
    make_private,
    marked,
    parts,
    set_mark,
    tail_and_mark,
)
from interlink.access.audit_tables import IS_ERASURE, REVISIONS, audit_event
from interlink.access.audit_write import Who, append
from interlink.errors import AuditError
from interlink.ledger.copy import file_of
from interlink.ledger.engine import WRITES, begin_by_need, open_engine

__all__ = ["OPERATIONS", "REVISIONS", "THOUGH_BROKEN", "AuditEvent", "AuditLog", "Verdict", "Wish"]

OPERATIONS = ("collection", "alteration", "consultation", "disclosure", "combination", "erasure")
# What goes on while the log is broken: decision 012.
READING = ("consultation", "combination")
# What goes on as well, by `what` in its parameters, where its caller says so: what is done about the log, and
# what takes access away or gives back the way in. A bent log must not keep a leaked token valid.
THOUGH_BROKEN = frozenset(
    (
        "audit export",
        "audit head",
        "change principal",
        "make token",
        "recover",
        "restore",
        "revoke token",
    )
)
# Looked at when a log is first written to; what lies before shows when it is verified.
TAIL = 200
MOST_ACCEPTED = 1000


@dataclass(frozen=True)
class Verdict:
    """Whether a log is whole: what is wrong with it, what an auditor accepted, the hash of its last event."""

    problems: tuple[str, ...]
    known: tuple[str, ...]
    head: str
    # What an auditor states who accepts just this; empty where nothing is to be accepted.
    seen: str = ""


class AuditLog:
    """Appends events and verifies the chain; nobody edits it."""

    def __init__(self, url: str) -> None:
        file = file_of(url)
        if file is not None:
            make_private(file)
        self._file = file
        self._engine = open_engine(url, REVISIONS)
        # the write lock is taken before the last hash is read, so that two writers cannot fork the chain
        begin_by_need(self._engine)
        self._tail = TAIL
        self._is_noted = file is None

    def record(
        self,
        *,
        at: str,
        principal: str,
        operation: str,
        purpose: str,
        reason: str,
        params: Mapping[str, object],
        though_broken: bool = False,
    ) -> int:
        """Appends one event and gives its number; it is on disk when this returns.

        `at` is ISO 8601 in UTC; `params` are kept as JSON, days and moments in ISO 8601, sealed where they
        may name a subject. While the log is broken only looks are recorded, and with `though_broken` what
        `THOUGH_BROKEN` names; of a changed principal its caller says so where it is only deactivated.

        Raises
        ------
        AuditError   it could not be written, or the log is broken: then nothing may be read or done
        """
        if operation not in OPERATIONS:
            raise AuditError(f"'{operation}' is not an operation; there are {', '.join(OPERATIONS)}")
        who = Who(at, principal, purpose, reason)
        with self._writing() as db:
            last, breaks = self._noticed(db)
            goes_on = operation in READING or (though_broken and params.get("what") in THOUGH_BROKEN)
            is_refused = bool(breaks) and not goes_on
            signing = "" if is_refused else self._to_note(db)
            seq = 0 if is_refused else append(db, last, operation, params, who, signing=signing)
        self._is_noted |= not is_refused
        if is_refused:
            raise AuditError(_refusal(breaks))
        return seq

    def events(self, wish: Wish | None = None, *, newest: int | None = None) -> list[AuditEvent]:
        """Events, oldest first, parameters opened; only the `newest` so many where given.

        Values whose key was destroyed are the word `erased`.
        """
        with self._reading() as db:
            return found_events(db, wish or Wish(), newest)

    def last_erasure(self) -> int:
        """The number of the newest erasure, 0 where there is none; what was kept before it is out of date."""
        with self._reading() as db:
            return int(db.execute(sa.select(sa.func.max(audit_event.c.seq)).where(IS_ERASURE)).scalar() or 0)

    def broken(self) -> str:
        """What was found broken and not accepted yet, in words; empty while the log is whole."""
        with self._reading() as db:
            breaks = marked(db)
        return _refusal(breaks) if breaks else ""

    def problems(self, *, head: str | None = None) -> list[str]:
        """What is wrong with the log, in words; empty when every event is as it was written, or accepted.

        A log that was cut short, or written anew from the start, is whole in itself. It shows only
        against `head`, the hash of an event kept elsewhere. Nothing is marked.
        """
        return [each.words for each in self._checked(head)[0].open]

    def verify(self, *, head: str | SignedHead | None = None) -> Verdict:
        """Whether the log is whole; what is broken is marked, and stops writing until it is accepted.

        What only a hash given by hand finds is told and not marked: it may be mistyped.
        """
        forged: list[str] = []
        wanted, seq = (None, 0) if isinstance(head, SignedHead) else (head, 0)
        if isinstance(head, SignedHead):
            forged = head_problems(head, self.public_key)
            if not forged:
                wanted, seq = head.head.hash, head.head.seq
        chain, last = self._checked(wanted, seq)
        marks = {each for each in chain.open if seq or each.kind != "cut"}
        with self._writing() if marks else self._reading() as db:
            noted = {each for each in marked(db) if each not in chain.found}
            to_accept = sorted(marks | noted)
            if marks:
                set_mark(db, to_accept[:MOST_ACCEPTED])
        problems = (*forged, *(each.words for each in (*chain.open, *sorted(noted))))
        known = tuple(each.words for each in chain.known)
        return Verdict(problems, known, last, _digest_of(to_accept))

    def accept(self, seen: str, *, at: str, principal: str, purpose: str, reason: str) -> list[str]:
        """Accepts what is broken, in an event that names each place, and says what; writing goes on.

        `seen` is what the verdict said that the auditor read: nothing is accepted that nobody saw.

        Raises
        ------
        AuditError   nothing is broken, something else than was seen, or more than can be accepted: then the
                     log is to be restored
        """
        chain, _ = self._checked(None)
        with self._writing() as db:
            last, marks = self._noticed(db)
            breaks = sorted({*chain.open, *(each for each in marks if each not in chain.found)})
            if not breaks:
                raise AuditError("the audit log is whole: there is nothing to accept")
            if len(breaks) >= MOST_ACCEPTED:
                raise AuditError(
                    f"the audit log is broken in {len(chain.open):,} places, too many to accept. Keep its"
                    " file as evidence and restore a backup."
                )
            if seen != _digest_of(breaks):
                raise AuditError(
                    "what is broken in the audit log is not what was seen. Run `interlink audit verify`"
                    " again, read what it lists, and accept that."
                )
            named = [[each.seq, each.kind, each.found] for each in breaks]
            params = {"what": ACCEPT, "breaks": named}
            append(db, last, "alteration", params, Who(at, principal, purpose, reason))
            set_mark(db, [])
        return [each.words for each in breaks]

    def erase(
        self,
        subjects: Iterable[str],
        texts: Iterable[str] = (),
        *,
        at: str,
        principal: str,
        purpose: str,
        reason: str,
    ) -> Erased:
        """Makes unreadable for good what the log holds of subjects: their ids, and free values with one.

        Destroyed are the keys of the subjects, with every link of theirs, and those of each event of which a
        free value contains a subject's id or one of `texts`, in whatever case. The chain stays whole. An
        erasure is recorded that holds neither; its `reason` must not, either. Backups hold the keys still.

        Raises
        ------
        AuditError   a text is empty; the log is broken; or a reader keeps what was destroyed from leaving the
                     disk, and this is to be done again
        """
        ids = sorted(set(subjects))
        wanted = Wanted.of((*ids, *texts))
        with self._reading() as db:
            wanted.search(db)
        with self._writing() as db:
            last, breaks = self._noticed(db)
            if not breaks:
                wanted.search(db)
                secret = tag_secret(db)
                tags = [] if secret is None else [tag_of(secret, each) for each in ids]
                gone = destroy(db, tags, wanted.keys)
                params = {"what": ERASE, "keys": len(gone), "events": wanted.events}
                who = Who(at, principal, purpose, reason)
                seq = append(db, last, "erasure", params, who, erased=gone)
        if breaks:
            raise AuditError(_refusal(breaks))
        truncate_wal(self._engine)
        return Erased(seq, len(gone), wanted.events, wanted.plain)

    def export(self, target: Path) -> SignedHead:
        """Writes all events as they are kept, and their signed head; see `interlink.access.audit_head`."""
        with self._reading() as db:
            return write_log(target, (row for rows in parts(db) for row in rows), self._key)

    @property
    def public_key(self) -> str:
        """The public half of the key that signs heads, made at first need; 64 hexadecimal digits."""
        return public_key(self._key)

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        if self._file is None:
            raise AuditError("an audit log on a server has no key that signs heads; keep the hash instead")
        with self._reading() as db:
            noted = noted_key(db)
        return signing_key(self._file.with_name(KEY_FILE), noted)

    def _to_note(self, db: sa.Connection) -> str:
        """The public key, where no event notes one; a key that cannot be read is told where it is needed."""
        if self._is_noted or self._file is None or noted_key(db):
            return ""
        with suppress(AuditError):
            return public_key(signing_key(self._file.with_name(KEY_FILE)))
        return ""

    def _noticed(self, db: sa.Connection) -> tuple[Row | None, list[Break]]:
        """The last event, and the breaks that are known or show in the last events; those are marked."""
        rows, breaks = tail_and_mark(db, self._tail)
        if not breaks:
            chain = Chain(before=None, expected=None)
            chain.check(rows)
            self._tail, breaks = 1, chain.open
            if breaks:
                set_mark(db, breaks)
        return rows[-1] if rows else None, breaks

    def _checked(self, head: str | None, seq: int = 0) -> tuple[Chain, str]:
        """The chain, with the keys, and the hash of its last event; `head` was that of event `seq`."""
        chain = Chain(wanted=head)
        # Among millions of small values that stay, looking for cycles takes a third of the time.
        with self._reading() as db, without_collector():
            keys = Keys(db)
            for rows in parts(db):
                chain.check(rows)
                keys.check(rows, chain.bent)
            chain.found += keys.breaks()
        if head is not None and not chain.seen:
            chain.found.append(Break(seq, "cut", head))
        return chain, str(chain.before) if chain.count else ""

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as db:
                yield db
        except sa.exc.DBAPIError as error:
            raise AuditError(
                f"the audit log cannot be read: {error.orig}. Restore it from a backup."
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.connect().execution_options(**{WRITES: True}) as db, db.begin():
                yield db
        except sa.exc.DBAPIError as error:
            raise AuditError(
                f"the audit log cannot be written: {error.orig}. Nothing is read without it;"
                " check space and rights of its file."
            ) from error


def _digest_of(breaks: Sequence[Break]) -> str:
    return digest(*((each.seq, each.kind, each.found) for each in breaks)) if breaks else ""


def _refusal(breaks: Sequence[Break]) -> str:
    more = f", and {len(breaks) - 1} more" if len(breaks) > 1 else ""
    return (
        f"the audit log is broken: {breaks[0].words}{more}. Looks go on and are logged, and access"
        " can be taken away and recovered; loads, other changes, exports and erasures are refused. See"
        " `interlink audit verify`, then restore a backup, or go on with"
        " `interlink audit accept --seen DIGEST --reason WHY`."
    )


@contextmanager
def without_collector() -> Iterator[None]:
    """Leaves cycles be for a while; what has none is freed as ever."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
