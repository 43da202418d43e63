"""How long it takes to verify the audit log, to find one subject in it, and to write an event.

The log holds a million events of 200,000 subjects, parameters sealed. Making it does not count. Verifying
begins with opening the log and ends with the answer that every event and key is there. An event is written
as a look writes it, onto the disk.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from measures import Measure, at_most, busyness, cpu_seconds, options, percentile, plain, report, wall_seconds

from interlink.access.audit import AuditLog, Wish
from interlink.access.audit_chain import FIRST_HASH, event_hash
from interlink.access.audit_keys import Made, make_tag_secret, subject_keys, tag_of
from interlink.access.audit_part import Secret
from interlink.access.audit_seal import Key, sealed
from interlink.access.audit_write import stated

EVENTS, SUBJECTS, PART = 1_000_000, 200_000, 20_000
VERIFY_S = 10.0
ROUNDS = 200
AT = "2026-03-01T12:00:00.123456+00:00"


def main() -> int:
    """Prints every result; 1 where a mark does not hold."""
    given = options("Time verifying, searching and writing the audit log.")
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'audit.sqlite'}"
        fill(url)
        measures = [*measured(url, runs=1 if given.quick else 3), busyness()]
    return report(measures, given.format)


def fill(url: str) -> None:
    """Writes the log: as `AuditLog.record` would event by event, in parts."""
    AuditLog(url).close()
    engine = sa.create_engine(url)
    before = FIRST_HASH
    with engine.begin() as db:
        made = list[Made]()
        secret = make_tag_secret(db, made)
    for start in range(1, EVENTS + 1, PART):
        with engine.begin() as db:
            tags = {seq: tag_of(secret, name(seq)) for seq in range(start, start + PART)}
            keys = subject_keys(db, tags.values(), made)
            new = {each[0]: each for each in made if each[0]}
            events = []
            for seq, tag in tags.items():
                parted = {"what": "card", "entity": Secret(name(seq), subjects=(name(seq),))}
                kept = sealed(parted, seq, partial(key_of, keys[tag]))
                number = keys[tag][0]
                firsts = [*made[: seq == 1], *([new.pop(number)] if number in new else [])]
                params = f"{stated([number], firsts)}, {json.dumps(kept, sort_keys=True)[1:]}"
                row = (seq, AT, "ada", "consultation", "analysis", "case 7", params, before, "")
                before = str(event_hash(row))
                events.append((*row[:8], before))
            made.clear()
            given = db.connection.driver_connection
            given.executemany("INSERT INTO audit_event VALUES (?,?,?,?,?,?,?,?,?)", events)
            given.executemany(
                "INSERT INTO audit_subject VALUES (?,?)", [(tag, seq) for seq, tag in tags.items()]
            )
    engine.dispose()


def key_of(key: Key, _: Secret) -> list[Key]:
    """The one key of a secret."""
    return [key]


def name(seq: int) -> str:
    """The subject of an event."""
    return f"contacts:person:{seq % SUBJECTS}"


def measured(url: str, *, runs: int) -> Iterator[Measure]:
    """Verify, search, write."""
    spent: list[float] = []
    took = [wall_seconds(lambda: spent.append(cpu_seconds(lambda: verified(url)))) for _ in range(runs)]
    yield at_most(f"{EVENTS:,} events verified", median(took), "s wall", VERIFY_S)
    yield plain(f"{EVENTS:,} events verified", median(spent), "s CPU")
    with closing(AuditLog(url)) as log:
        found = [1000 * wall_seconds(lambda turn=turn: about(log, turn)) for turn in range(ROUNDS)]
        yield plain("all looks at one subject, 95th percentile", percentile(found, 95), "ms wall")
        written = [1000 * wall_seconds(lambda turn=turn: look(log, turn)) for turn in range(ROUNDS)]
        yield plain("an event written, 95th percentile", percentile(written, 95), "ms wall")
        worked = cpu_seconds(lambda: [look(log, turn) for turn in range(ROUNDS)])
        yield plain("an event written", 1000 * worked / ROUNDS, "ms CPU")


def verified(url: str) -> None:
    """The whole log, which must be sound."""
    with closing(AuditLog(url)) as log:
        verdict = log.verify()
    if verdict.problems:
        raise SystemExit(verdict.problems[0])


def about(log: AuditLog, turn: int) -> None:
    """Who looked at one subject."""
    found = log.events(Wish(subject=name(turn)))
    if len(found) < EVENTS // SUBJECTS:
        raise SystemExit(f"{len(found)} events of {name(turn)}")


def look(log: AuditLog, turn: int) -> None:
    """One look."""
    log.record(
        at=AT,
        principal="ada",
        operation="consultation",
        purpose="analysis",
        reason="case 7",
        params={"what": "card", "entity": name(turn)},
    )


if __name__ == "__main__":
    sys.exit(main())
