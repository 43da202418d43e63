"""What is broken in a home, part by part, and what to do about it; nothing is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from interlink.access import audit
from interlink.access.audit import AuditLog
from interlink.access.audit_head import KEY_FILE
from interlink.errors import AuditError, InterlinkError, SettingsError, StoreUnavailable
from interlink.graph.local_home import LocalHome, is_locked
from interlink.graph.manifest import PlanFolder
from interlink.lake import Archive
from interlink.lake.survey import survey
from interlink.ledger import ArchivedFile, Ledger, tables
from interlink.ledger.copy import examine, file_of
from interlink.ledger.revisions import Revisions, check_revision
from interlink.settings import Settings

__all__ = ["BROKEN", "OK", "WAITING", "Check", "check_home"]

OK, WAITING, BROKEN = "ok", "waiting", "broken"
SHOWN = 5


@dataclass(frozen=True)
class Check:
    """One part of a home: `ok`, `waiting` for what happens by itself, or `broken`, with what to do."""

    part: str
    state: str
    words: str


def check_home(settings: Settings, *, sampled: int | None = 20) -> list[Check]:
    """Every part of the home in turn, whatever is broken before it.

    Of the archive `sampled` files, evenly spread over what was received, are summed; None sums them all.

    Raises
    ------
    SettingsError   there is no home
    """
    if not settings.home.is_dir():
        raise SettingsError(f"INTERLINK_HOME {settings.home} is not there. Name the home to check.")
    found = _safely("ledger", lambda: _database(settings.ledger_url, tables.REVISIONS))
    ledger: Ledger | None = None
    try:
        if all(check.state == OK for check in found) and _exists(settings.ledger_url):
            ledger = Ledger(settings.ledger_url)
    except StoreUnavailable as error:
        found.append(Check("ledger", BROKEN, str(error)))
    found += _safely("audit", lambda: _audit(settings))
    found += _safely("lake", lambda: _lake(settings, ledger))
    if ledger is not None:
        known = ledger
        found += _safely("archive", lambda: _archive(settings, known, sampled))
        found += _safely("loads", lambda: _loads(settings, known))
        found += _safely("graph", lambda: _graph(settings, known))
        ledger.close()
    found += _safely("graph store", lambda: _store(settings))
    return [*found, *_safely("rights", lambda: _rights(settings))]


def _safely(part: str, look: Callable[[], Iterable[Check]]) -> list[Check]:
    """What was found; a part that cannot even be looked at is broken."""
    try:
        return list(look())
    except OSError as error:
        return [Check(part, BROKEN, f"{error}. Check the rights of the home; if they are right, its disk.")]


def _exists(url: str) -> bool:
    file = file_of(url)
    return file is None or file.exists()


def _database(url: str, revisions: Revisions) -> Iterator[Check]:
    if not _exists(url):
        yield Check(revisions.name, OK, "not made yet: nothing was done in this home")
        return
    found, problems = examine(url, revisions)
    for problem in problems:
        yield Check(
            revisions.name,
            BROKEN,
            f"{problem}. Restore a backup into an empty home: `interlink restore FILE`.",
        )
    if problems:
        return
    if found is None:
        yield Check(
            revisions.name,
            BROKEN,
            "an empty database where there were tables, or a new one. If loads were made, restore a backup.",
        )
        return
    try:
        check_revision(found, revisions)
        yield Check(revisions.name, OK, f"revision {found}")
    except StoreUnavailable as error:
        yield Check(revisions.name, BROKEN, str(error))


def _audit(settings: Settings) -> Iterator[Check]:
    checks = list(_database(settings.audit_url, audit.REVISIONS))
    yield from checks
    if any(check.state != OK for check in checks) or not _exists(settings.audit_url):
        return
    log = AuditLog(settings.audit_url)
    try:
        problems = log.problems() or [words for words in [log.broken()] if words]
    except AuditError as error:
        problems = [str(error)]
    finally:
        log.close()
    for problem in problems[:SHOWN]:
        yield Check(
            "audit chain", BROKEN, f"{problem}. Keep this file as evidence; restore a backup beside it."
        )
    if not problems:
        yield Check("audit chain", OK, "no event is bent")


def _has_erasures(settings: Settings) -> bool:
    try:
        log = AuditLog(settings.audit_url) if _exists(settings.audit_url) else None
        return log is not None and log.last_erasure() > 0
    except InterlinkError:
        return False


def _lake(settings: Settings, ledger: Ledger | None) -> Iterator[Check]:
    if "://" in settings.lake_url:
        yield Check("lake", OK, f"{settings.lake_url} is not in a folder and is not looked at")
        return
    added, retired, whole = Counter[int](), Counter[int](), 0
    broken = False
    for table in survey(settings.lake_url):
        if table.problem is not None:
            broken = True
            yield Check("lake", BROKEN, table.problem)
            continue
        whole += 1
        (retired if table.name.endswith("_retired") else added).update(table.rows)
    if not broken:
        yield Check("lake", OK, f"{whole} tables can be read")
    if broken or ledger is None or _has_erasures(settings):
        return
    for row in ledger.loads(state="committed"):
        for what, held, said in (
            ("fragments", added[row.id], row.fragments_added),
            ("retirements", retired[row.id], row.fragments_retired),
        ):
            if held < said:
                yield Check(
                    "lake",
                    BROKEN,
                    f"load {row.id} of {row.source} added {said:,} {what}, the lake holds"
                    f" {held:,}: lake and ledger are not of one moment. Restore a backup.",
                )


def _archive(settings: Settings, ledger: Ledger, sampled: int | None) -> Iterator[Check]:
    archive = Archive(settings.archive)
    received = sorted(
        {each.sha256: each for each in ledger.files().values()}.values(), key=lambda each: each.id
    )
    problems = 0
    for each in _spread(received, sampled):
        try:
            if archive.verified(each.sha256) is None:
                problem = f"{each.name} ({each.sha256}) is missing: its records are shown without their text."
                yield Check("archive", BROKEN, f"{problem} Put it back from a backup.")
                problems += 1
        except InterlinkError as error:
            problems += 1
            yield Check("archive", BROKEN, str(error))
    looked = len(received) if sampled is None else min(sampled, len(received))
    if not problems:
        yield Check("archive", OK, f"{looked} of {len(received)} files are as received")


def _loads(settings: Settings, ledger: Ledger) -> Iterator[Check]:
    for row in ledger.loads(state="running"):
        if is_locked(settings.home / "locks" / f"{row.source}.lock"):
            yield Check("loads", WAITING, f"load {row.id} of {row.source} is running")
        else:
            yield Check(
                "loads",
                WAITING,
                f"load {row.id} of {row.source} was killed; nothing of it shows, and the"
                f" next load of {row.source} clears it",
            )


def _graph(settings: Settings, ledger: Ledger) -> Iterator[Check]:
    committed = ledger.committed()
    last = committed[-1] if committed else 0
    for folder in sorted((settings.home / "audiences").glob("*/")):
        name = f"graph {folder.name}"
        if folder.name.endswith(".next"):
            yield Check(name, WAITING, "a rebuild was not finished; the next one goes on with it")
            continue
        plans = PlanFolder(folder)
        try:
            held, unfinished = plans.finished(), plans.unfinished()
            plans.manifest(held)
        except (InterlinkError, OSError, TypeError) as error:
            yield Check(name, BROKEN, f"{error}. Run `interlink graph rebuild`.")
            continue
        if unfinished is not None or held is None or held.load != last:
            yield Check(name, WAITING, f"not at load {last} yet; the next command that needs it catches up")
        else:
            yield Check(name, OK, f"holds load {last}")


def _store(settings: Settings) -> Iterator[Check]:
    files = LocalHome(settings.home / "graph")
    if settings.graph_uri is not None or not files.root.is_dir():
        return
    try:
        server, announced = files.server(), (files.root / "server.json").exists()
        files.names()
    except (OSError, ValueError, TypeError) as error:
        yield Check("graph store", BROKEN, f"{files.root}: {error}. Remove that folder: it is built anew.")
        return
    if server is not None:
        yield Check("graph store", OK, f"runs as process {server.pid} at {server.address}")
    elif announced:
        yield Check("graph store", OK, "died without saying so; the next command that needs it starts it")
    else:
        yield Check("graph store", OK, "not running; the next command that needs it starts it")


def _rights(settings: Settings) -> Iterator[Check]:
    open_to_others = [
        str(path.relative_to(settings.home.parent))
        for path in (settings.home, *_secret_files(settings.home))
        if path.exists() and path.stat().st_mode & 0o077
    ]
    if open_to_others:
        yield Check(
            "rights", BROKEN, f"others may read {', '.join(open_to_others)}. Take that right from them."
        )


def _secret_files(home: Path) -> Iterator[Path]:
    yield from (home / "graph" / name for name in ("password", "reader-password", "server.json"))
    yield from (home / name for name in ("audit.sqlite", "audit.sqlite-wal", KEY_FILE))
    # Who has the second can sign in to the explorer as anybody.
    yield from (home / name for name in ("auth.toml", "cookie.secret"))


def _spread(received: Sequence[ArchivedFile], sampled: int | None) -> Iterator[ArchivedFile]:
    """The whole, or so many of it, evenly spaced, the first and the last among them."""
    if sampled is None or len(received) <= sampled:
        yield from received
        return
    for step in range(sampled):
        yield received[round(step * (len(received) - 1) / max(1, sampled - 1))]
