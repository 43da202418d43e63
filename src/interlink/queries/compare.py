"""What a saved query finds, compared with its last run: rows that are new, gone or changed, by their key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

import polars as pl

from interlink.errors import QueryError
from interlink.ledger.watches import LastRun
from interlink.model.moments import micros, moment
from interlink.queries.run import Answer

__all__ = ["Compared", "compare", "kept_run"]

HASH = 16
SCHEMA = {"key": pl.Binary(), "row": pl.Binary()}


@dataclass(frozen=True)
class Compared:
    """An answer and how it differs from the run at `since`; None: there was none to compare with.

    `new` and `changed` are rows by the names of their columns, `gone` by the columns of the key alone. Of
    `gone_rows` gone those in `gone` are named: none where something was erased since.
    """

    answer: Answer
    since: datetime | None
    new: tuple[Mapping[str, object], ...] = ()
    changed: tuple[Mapping[str, object], ...] = ()
    gone: tuple[Mapping[str, object], ...] = ()
    gone_rows: int = 0
    caveat: str = ""

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not (self.new or self.changed or self.gone_rows)

    @property
    def words(self) -> str:
        """How many rows are new, changed and gone, since when, and what to know of it."""
        if self.since is None:
            told = f"{len(self.answer.rows):,} rows, and no run to compare them with. The next one will be."
        else:
            when = self.since.isoformat(timespec="minutes")
            counts = f"{len(self.new):,} new, {len(self.changed):,} changed, {self.gone_rows:,} gone"
            told = f"Nothing differs from {when}." if self.is_same else f"{counts} since {when}."
        return f"{told} {self.caveat}".rstrip()

    def differences(self) -> list[dict[str, object]]:
        """Each row that differs, after what became of it: new, changed or gone."""
        kinds = {"new": self.new, "changed": self.changed, "gone": self.gone}
        return [{"change": kind, **row} for kind, rows in kinds.items() for row in rows]


def compare(answer: Answer, before: LastRun | None) -> Compared:
    """How the rows of an answer differ from those of an earlier run of the same version.

    Raises
    ------
    QueryError   there are too many rows, or two have the same key
    """
    now = _hashed(answer)
    if before is None:
        return Compared(answer, None)
    if before.sha256 != answer.query.digest:
        return Compared(answer, None, caveat="The query was changed since its last run.")
    then = dict(before.hashes.select("key", "row").iter_rows())
    records = dict(zip(now, answer.records(), strict=True))
    gone = [at for at, key in enumerate(then) if key not in now]
    named = [] if before.keys is None else [json.loads(before.keys[at]) for at in gone]
    return Compared(
        answer,
        moment(before.ran_at),
        new=tuple(records[key] for key in now if key not in then),
        changed=tuple(records[key] for key, row in now.items() if key in then and then[key] != row),
        gone=tuple(dict(zip(answer.query.header.key, key, strict=True)) for key in named),
        gone_rows=len(gone),
        caveat="Which are gone is not told: something was erased since." if len(named) < len(gone) else "",
    )


def kept_run(answer: Answer, at: datetime) -> LastRun:
    """What is kept of an answer to compare the next with: hashes of its rows, and their keys."""
    hashes = pl.DataFrame(list(_hashed(answer).items()), schema=SCHEMA, orient="row")
    keys = pl.Series("key", [_text(_key(answer, row)) for row in answer.rows], dtype=pl.String())
    return LastRun(answer.query.digest, micros(at), hashes, keys)


def _hashed(answer: Answer) -> dict[bytes, bytes]:
    """The hash of each row by that of its key, in the order of the rows."""
    if answer.is_cut:
        raise QueryError(
            f"{answer.query.id}: {answer.words} rows, and nothing can be concluded from a part. Narrow it by"
            " its parameters."
        )
    found = {_hash(_key(answer, row)): _hash(row) for row in answer.rows}
    if len(found) < len(answer.rows):
        raise QueryError(
            f"{answer.query.id}: two rows have the same {', '.join(answer.query.header.key)}, so that they"
            " cannot be told apart. Correct the key in its header."
        )
    return found


def _key(answer: Answer, row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(row[answer.columns.index(name)] for name in answer.query.header.key)


def _hash(values: tuple[object, ...]) -> bytes:
    return hashlib.blake2b(_text(values).encode(), digest_size=HASH).digest()


def _text(values: tuple[object, ...]) -> str:
    return json.dumps(values, sort_keys=True, ensure_ascii=False, default=_iso)


def _iso(value: object) -> str:
    if not isinstance(value, date | time):
        raise TypeError(f"a store gives no {type(value).__name__}")
    return value.isoformat()
