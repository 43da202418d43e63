"""What is broken in a home is named, with what to do; everything else is still looked at."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from homes import Home, audience, csv, run_and_die
from interlink.access.audit import AuditLog
from interlink.errors import LoadError, SettingsError, StoreUnavailable
from interlink.graph.local import LocalStore
from interlink.loads.turns import one_at_a_time
from interlink.settings import Settings, read_settings
from interlink.upkeep import check_home, upgrade_home
from interlink.upkeep.check import BROKEN, OK, WAITING

FIRST = csv([("1", "Ada", "+31612345671"), ("2", "Bo", "+31612345672")])
SECOND = csv([("1", "Ada", "+31612345671"), ("3", "Cy", "+31612345673")])


def settings(home: Home) -> Settings:
    return read_settings({}, home=home.root)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Home(tmp_path_factory.mktemp("template") / "home")
    made.root.chmod(0o700)
    made.load(FIRST)
    made.load(SECOND)
    log = AuditLog(settings(made).audit_url)
    for number in range(3):
        log.record(at=str(number), principal="a", operation="collection", purpose="p", reason="r", params={})
    log.close()
    made.ledger.close()
    return made.root


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Home:
    made = Home(shutil.copytree(template, tmp_path / "home"))
    made.ledger.close()
    return made


def told(home: Home, state: str) -> list[tuple[str, str]]:
    return [(check.part, check.words) for check in check_home(settings(home)) if check.state == state]


def test_a_sound_home_is_all_right(home: Home) -> None:
    assert [(check.part, check.state) for check in check_home(settings(home))] == [
        ("ledger", OK),
        ("audit", OK),
        ("audit chain", OK),
        ("lake", OK),
        ("archive", OK),
    ]


def log_of(home: Home) -> list[Path]:
    return sorted((home.root / "lake" / "Person" / "_delta_log").glob("*.json"))


def emptied_last_commit(home: Home) -> None:
    log_of(home)[-1].write_bytes(b"")


def bent_first_commit(home: Home) -> None:
    log_of(home)[0].write_bytes(b"\x00" * 200)


def lost_first_commit(home: Home) -> None:
    log_of(home)[0].unlink()


def lost_last_commit(home: Home) -> None:
    log_of(home)[-1].unlink()


def parquet(home: Home) -> Path:
    return sorted((home.root / "lake" / "Person").rglob("*.parquet"))[0]


def lost_file(home: Home) -> None:
    parquet(home).unlink()


def short_file(home: Home) -> None:
    parquet(home).write_bytes(parquet(home).read_bytes()[:-50])


def short_ledger(home: Home) -> None:
    file = home.root / "ledger.sqlite"
    file.write_bytes(file.read_bytes()[:9000])


def empty_ledger(home: Home) -> None:
    (home.root / "ledger.sqlite").write_bytes(b"")


def no_ledger(home: Home) -> None:
    (home.root / "ledger.sqlite").write_bytes(b"other" * 2000)


def short_audit(home: Home) -> None:
    file = home.root / "audit.sqlite"
    file.write_bytes(file.read_bytes()[:5000])


def cut_chain(home: Home) -> None:
    engine = sa.create_engine(settings(home).audit_url)
    with engine.begin() as db:
        db.exec_driver_sql("DROP TRIGGER audit_event_no_delete")
        db.exec_driver_sql("DELETE FROM audit_event WHERE seq = 2")
    engine.dispose()


def received(home: Home) -> Path:
    return sorted(path for path in (home.root / "archive").rglob("*") if path.is_file())[0]


def bent_received(home: Home) -> None:
    received(home).chmod(0o600)
    received(home).write_bytes(b"x")


def lost_received(home: Home) -> None:
    received(home).unlink()


def newer_ledger(home: Home) -> None:
    with home.ledger.writing() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '0099'")


def open_home(home: Home) -> None:
    home.root.chmod(0o755)


def open_secret(home: Home) -> None:
    (home.root / "cookie.secret").write_text("a secret", encoding="ascii")
    (home.root / "cookie.secret").chmod(0o640)


@pytest.mark.parametrize(
    ("fault", "part", "words"),
    [
        (emptied_last_commit, "lake", "newest commit of the table Person"),
        (bent_first_commit, "lake", "is damaged. Restore a backup"),
        (lost_first_commit, "lake", "estore a backup"),
        (lost_last_commit, "lake", "lake and ledger are not of one moment"),
        (lost_file, "lake", "No such file"),
        (short_file, "lake", "bytes, "),
        (short_ledger, "ledger", "Restore a backup into an empty home"),
        (empty_ledger, "ledger", "empty database where there were tables"),
        (no_ledger, "ledger", "file is not a database"),
        (short_audit, "audit", "Restore a backup into an empty home"),
        (cut_chain, "audit chain", "event 2 is missing"),
        (bent_received, "archive", "is not what was received"),
        (lost_received, "archive", "is missing"),
        (newer_ledger, "ledger", "Install the newer version"),
        (open_home, "rights", "others may read home"),
        (open_secret, "rights", "others may read home/cookie.secret"),
    ],
    ids=lambda given: given.__name__ if callable(given) else "",
)
def test_what_is_broken_is_named(home: Home, fault: Callable[[Home], None], part: str, words: str) -> None:
    fault(home)

    broken = told(home, BROKEN)

    assert {each for each, _ in broken} == {part}
    assert words in broken[0][1]


def test_the_damaged_newest_commit_of_a_load_that_never_committed_can_be_moved_away(
    home: Home, tmp_path: Path
) -> None:
    before = home.shown()
    delivery = tmp_path / "first.csv"
    delivery.write_text(FIRST, encoding="utf-8")
    died = run_and_die(home, "Lake.append", "after", 1, "load", delivery)
    log_of(home)[-1].write_bytes(b"")
    (_, words), *_ = told(home, BROKEN)

    log_of(home)[-1].unlink()

    assert died == 9
    assert "move that file away" in words
    assert told(home, BROKEN) == []
    assert Home(home.root).shown() == before


def test_a_killed_load_waits_for_the_next(home: Home, tmp_path: Path) -> None:
    delivery = tmp_path / "first.csv"
    delivery.write_text(FIRST, encoding="utf-8")
    run_and_die(home, "Lake.append", "after", 1, "load", delivery)

    assert told(home, BROKEN) == []
    assert told(home, WAITING) == [
        ("loads", "load 3 of people was killed; nothing of it shows, and the next load of people clears it")
    ]


def test_the_state_of_the_graph_is_told(home: Home, graph_store: LocalStore, database: str) -> None:
    home.builder(graph_store).catch_up(audience(database))
    current = [(check.part, check.words) for check in check_home(settings(home))][-1]
    home.load(FIRST)
    behind = told(home, WAITING)
    (home.root / "audiences" / database / "current.json").write_text("{")
    broken = told(home, BROKEN)

    assert current == (f"graph {database}", "holds load 2")
    assert behind == [(f"graph {database}", "not at load 3 yet; the next command that needs it catches up")]
    assert broken[0][0] == f"graph {database}"
    assert "Run `interlink graph rebuild`" in broken[0][1]


def test_an_upgrade_waits_for_no_load(home: Home) -> None:
    locks = settings(home).home / "locks"
    with one_at_a_time(locks, "people", wait_s=0), pytest.raises(LoadError, match="source people is running"):
        upgrade_home(settings(home))

    steps = [(step.store, step.before, step.after) for step in upgrade_home(settings(home))]
    assert steps == [("ledger", "0011", "0011"), ("audit", "0002", "0002")]


def test_a_home_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    nowhere = read_settings({}, home=tmp_path / "nowhere")

    for ask in (check_home, upgrade_home):
        with pytest.raises(SettingsError, match="is not there"):
            ask(nowhere)

    assert not (tmp_path / "nowhere").exists()


def test_a_broken_home_is_refused_with_the_way_to_the_check(home: Home) -> None:
    short_ledger(home)

    with pytest.raises(StoreUnavailable, match="interlink upgrade --check"):
        Home(home.root).ledger.loads()
