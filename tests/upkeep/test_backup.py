"""A home in one file and back: consistent while loads run, never half there, never written outside."""

from __future__ import annotations

import io
import json
import shutil
import stat
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest

from audit_logs import tampered
from homes import Home, audience, csv, export, run_and_die
from interlink.access.audit import AuditLog
from interlink.errors import SettingsError, StoreUnavailable
from interlink.graph.local import LocalStore
from interlink.settings import Settings, read_settings
from interlink.upkeep import back_up, restore
from interlink.upkeep import backup as backup_module

AT = "2026-03-01T12:00:00+00:00"
FIRST = csv([("1", "Ada", "+31612345671"), ("2", "Bo", "+31612345672")])
SECOND = csv([("1", "Ada", "+31612345671"), ("3", "Cy", "+31612345673")])
THIRD = csv([("4", "Di", "+31612345674")])

LOADING = """
import sys
sys.path.insert(0, sys.argv[1])
import homes
from pathlib import Path

home = homes.Home(Path(sys.argv[2]))
for turn in range(1000):
    home.load(homes.csv([(str(n), f"Turn {turn}", "+31612345671") for n in range(40)]))
    print(turn, flush=True)
"""


def settings(home: Path) -> Settings:
    return read_settings({}, home=home)


def logged(home: Path) -> list[tuple[str, str]]:
    log = AuditLog(settings(home).audit_url)
    events = [(event.operation, json.loads(event.params)["what"]) for event in log.events()]
    log.close()
    return events


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Home(tmp_path_factory.mktemp("template") / "home")
    made.load(FIRST)
    made.load(SECOND)
    log = AuditLog(settings(made.root).audit_url)
    log.record(at=AT, principal="a", operation="collection", purpose="p", reason="r", params={"what": "load"})
    log.close()
    made.ledger.close()
    return made.root


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Home:
    return Home(shutil.copytree(template, tmp_path / "home"))


def test_a_restored_home_shows_what_the_original_does(home: Home, tmp_path: Path) -> None:
    written = back_up(settings(home.root), tmp_path / "b.tar.zst", at=AT)
    report = restore(settings(tmp_path / "new"), tmp_path / "b.tar.zst", at=AT)
    new = Home(tmp_path / "new")

    assert (written.load, written.tables, written.problems) == (2, 6, ())
    assert (report.load, report.made_at, report.files) == (2, AT, written.files)
    assert new.shown() == home.shown()
    assert new.shown([1]) == home.shown([1])
    assert new.ledger.loads() == home.ledger.loads()
    files = new.ledger.files().values()
    assert [new.archive.verified(each.sha256) is None for each in files] == [False, False]
    assert logged(new.root) == [("collection", "load"), ("alteration", "restore")]


def test_a_restored_home_signs_heads_by_the_key_of_the_original(home: Home, tmp_path: Path) -> None:
    with closing(AuditLog(settings(home.root).audit_url)) as log:
        key, head = log.public_key, log.export(tmp_path / "log.jsonl")
    back_up(settings(home.root), tmp_path / "b.tar.zst", at=AT)
    restore(settings(tmp_path / "new"), tmp_path / "b.tar.zst", at=AT)

    with closing(AuditLog(settings(tmp_path / "new").audit_url)) as log:
        assert log.public_key == key
        assert log.verify(head=head).problems == ()
    modes = [(tmp_path / "new" / name).stat().st_mode for name in ("audit.key", "audit.sqlite")]
    assert [stat.S_IMODE(mode) for mode in modes] == [0o600, 0o600]


def test_a_backup_whose_log_is_broken_can_be_restored(home: Home, tmp_path: Path) -> None:
    tampered(home.root / "audit.sqlite", "UPDATE audit_event SET reason = 'other'")
    back_up(settings(home.root), tmp_path / "b.tar.zst", at=AT)
    restore(settings(tmp_path / "new"), tmp_path / "b.tar.zst", at=AT)

    assert logged(tmp_path / "new") == [("collection", "load"), ("alteration", "restore")]
    with closing(AuditLog(settings(tmp_path / "new").audit_url)) as log:
        assert log.broken().startswith("the audit log is broken: event 1 was changed")


def test_the_graph_of_a_restored_home_is_that_of_the_original(
    home: Home, tmp_path: Path, graph_store: LocalStore, database: str
) -> None:
    home.builder(graph_store).catch_up(audience(database))
    before = export(graph_store, database)
    back_up(settings(home.root), tmp_path / "b.tar.zst", at=AT)
    restore(settings(tmp_path / "new"), tmp_path / "b.tar.zst", at=AT)
    graph_store.drop_database(database)

    Home(tmp_path / "new").builder(graph_store).rebuild(audience(database))

    assert export(graph_store, database) == before


def test_backups_made_while_loads_run_hold_whole_loads(tmp_path: Path) -> None:
    root = tmp_path / "home"
    loading = subprocess.Popen(
        [sys.executable, "-c", LOADING, str(Path(__file__).parents[1]), str(root)], stdout=subprocess.PIPE
    )
    assert loading.stdout is not None
    try:
        for turn in range(3):
            loading.stdout.readline()
            # Whoever makes a backup has an audit log: the command writes to it first.
            AuditLog(settings(root).audit_url).close()
            back_up(settings(root), tmp_path / f"{turn}.tar.zst", at=AT)
    finally:
        loading.kill()
        loading.wait()

    for turn in range(3):
        restore(settings(tmp_path / f"new{turn}"), tmp_path / f"{turn}.tar.zst", at=AT)
        new = Home(tmp_path / f"new{turn}")
        committed = new.ledger.committed()
        assert len(committed) > turn
        assert new.names(committed) == {(str(n), f"Turn {committed[-1] - 1}") for n in range(40)}
        again = new.load(THIRD)
        assert (again.state, new.names(new.ledger.committed())) == ("committed", {("4", "Di")})


def test_a_load_that_began_during_the_backup_leaves_nothing_in_the_restored_home(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unbroken = Home(tmp_path / "unbroken")
    for text in (FIRST, SECOND, THIRD):
        unbroken.load(text)
    delivery = tmp_path / "third.csv"
    delivery.write_text(THIRD, encoding="utf-8")
    copy = backup_module.copy_database

    def then_a_load(url: str, target: Path) -> None:
        copy(url, target)
        if target.name == "ledger.sqlite":
            assert run_and_die(home, "Ledger.commit_load", "before", 1, "load", delivery) == 9

    monkeypatch.setattr(backup_module, "copy_database", then_a_load)
    back_up(settings(home.root), tmp_path / "b.tar.zst", at=AT)
    restore(settings(tmp_path / "new"), tmp_path / "b.tar.zst", at=AT)
    new = Home(tmp_path / "new")
    between = new.shown()
    report = new.load(THIRD)

    assert between == home.shown()
    assert report.load == 4
    assert new.shown() == unbroken.shown()
    assert new.stored() == unbroken.stored()


def test_a_backup_is_its_owners_alone_and_overwrites_nothing(home: Home, tmp_path: Path) -> None:
    target = tmp_path / "b.tar.zst"
    back_up(settings(home.root), target, at=AT)
    before = target.read_bytes()

    with pytest.raises(SettingsError, match="exists and is not overwritten"):
        back_up(settings(home.root), target, at=AT)

    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar.zst", "home"]


def test_a_backup_that_cannot_be_made_leaves_nothing(home: Home, tmp_path: Path) -> None:
    (home.root / "ledger.sqlite").write_bytes(b"not a database at all" * 100)

    with pytest.raises(StoreUnavailable, match=r"file is not a database.*says what is broken"):
        back_up(settings(home.root), tmp_path / "b.tar.zst", at=AT)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]


def test_what_the_archive_lacks_is_said(home: Home, tmp_path: Path) -> None:
    first, second = sorted(path for path in (home.root / "archive").rglob("*") if path.is_file())
    first.unlink()
    second.chmod(0o600)
    second.write_bytes(b"other")

    report = back_up(settings(home.root), tmp_path / "b.tar.zst", at=AT)

    assert report.problems == (
        f"the archived file {first.name} is missing: its records cannot be shown",
        f"the archived file {second.name} is not what was received: its sha256 differs",
    )


def test_a_home_that_is_not_empty_is_not_touched(home: Home, tmp_path: Path) -> None:
    back_up(settings(home.root), tmp_path / "b.tar.zst", at=AT)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "notes.txt").write_text("mine")

    with pytest.raises(SettingsError, match="is not empty, and a restore never overwrites"):
        restore(settings(tmp_path / "new"), tmp_path / "b.tar.zst", at=AT)

    assert [path.name for path in (tmp_path / "new").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("kept", [0.0, 0.1, 0.5, 0.99])
def test_a_backup_cut_short_restores_nothing(home: Home, tmp_path: Path, kept: float) -> None:
    target = tmp_path / "b.tar.zst"
    back_up(settings(home.root), target, at=AT)
    whole = target.read_bytes()
    target.write_bytes(whole[: int(len(whole) * kept)])

    with pytest.raises(StoreUnavailable, match="is no whole backup of interlink"):
        restore(settings(tmp_path / "new"), target, at=AT)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar.zst", "home"]


def test_a_backup_with_a_changed_file_restores_nothing(home: Home, tmp_path: Path) -> None:
    target = tmp_path / "b.tar.zst"
    back_up(settings(home.root), target, at=AT)
    bent = repacked(target, lambda name, content: content + b"\n" if name.endswith(".json") else content)

    with pytest.raises(StoreUnavailable, match="a file in it is not what was written"):
        restore(settings(tmp_path / "new"), bent, at=AT)


def repacked(source: Path, change: object) -> Path:
    """The backup with every file but the sums changed."""
    target = source.with_name("bent.tar.zst")
    with (
        pa.input_stream(str(source), compression="zstd") as given,
        tarfile.open(fileobj=given, mode="r|") as old,
        pa.output_stream(str(target), compression="zstd") as made,
        tarfile.open(fileobj=made, mode="w|") as new,
    ):
        for entry in old:
            content = old.extractfile(entry).read()  # type: ignore[union-attr]
            if entry.name != "sha256.json":
                content = change(entry.name, content)  # type: ignore[operator]
            entry.size = len(content)
            new.addfile(entry, io.BytesIO(content))
    return target


@pytest.mark.parametrize(
    ("name", "kind", "link"),
    [
        ("../outside", tarfile.REGTYPE, ""),
        ("/outside", tarfile.REGTYPE, ""),
        ("lake/../../outside", tarfile.REGTYPE, ""),
        ("lake/T/../../../outside", tarfile.REGTYPE, ""),
        ("elsewhere/x", tarfile.REGTYPE, ""),
        ("lake/T/x", tarfile.SYMTYPE, "/etc/passwd"),
        ("lake/T/x", tarfile.LNKTYPE, "ledger.sqlite"),
        ("lake/T/x", tarfile.FIFOTYPE, ""),
        ("lake/T/x", tarfile.CHRTYPE, ""),
        ("lake/T", tarfile.DIRTYPE, ""),
    ],
)
def test_what_no_backup_holds_is_not_written(tmp_path: Path, name: str, kind: bytes, link: str) -> None:
    target = tmp_path / "b.tar.zst"
    with (
        pa.output_stream(str(target), compression="zstd") as made,
        tarfile.open(fileobj=made, mode="w|") as tar,
    ):
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = kind, link
        tar.addfile(entry, io.BytesIO(b""))

    with pytest.raises(StoreUnavailable, match="which no backup does"):
        restore(settings(tmp_path / "folder" / "new"), target, at=AT)

    assert sorted(path.name for path in tmp_path.rglob("*")) == ["b.tar.zst", "folder"]


def test_a_backup_of_a_newer_version_is_refused(home: Home, tmp_path: Path) -> None:
    with home.ledger.writing() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '0099'")
    live = settings(home.root)
    with pytest.raises(StoreUnavailable, match="made by a newer interlink"):
        back_up(live, tmp_path / "b.tar.zst", at=AT)


def test_a_lake_elsewhere_is_not_backed_up_in_part(home: Home, tmp_path: Path) -> None:
    elsewhere = read_settings({"INTERLINK_LAKE_URL": "s3://bucket/lake"}, home=home.root)

    with pytest.raises(StoreUnavailable, match="back it up by that store's own tools"):
        back_up(elsewhere, tmp_path / "b.tar.zst", at=AT)
    into = read_settings({"INTERLINK_LAKE_URL": "s3://bucket/lake"}, home=tmp_path / "new")
    with pytest.raises(SettingsError, match="Unset them"):
        restore(into, tmp_path / "b.tar.zst", at=AT)


def test_a_backup_into_a_folder_that_is_not_there_says_so(home: Home, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no folder"):
        back_up(settings(home.root), tmp_path / "nowhere" / "b.tar.zst", at=AT)
