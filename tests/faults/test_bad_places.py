"""Full disks, missing rights, damage, taken ports: words, exit code 1, and what was committed stays."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from command_line import interlink
from interlink.access.audit import AuditLog
from interlink.settings import read_settings
from interlink.upkeep import check_home
from interlink.upkeep.check import BROKEN
from soak import SOAK

CALLS = "caller,callee,started_at,duration_s\n"
FIRST = CALLS + "+31612345678,+31612345679,2026-01-02T10:00:00Z,60\n"
MANY = CALLS + "".join(
    f"+316123{10_000 + n % 3000},+316124{20_000 + n * 7 % 70_000},2026-01-02T10:00:{n % 60:02d}Z,7\n"
    for n in range(8_000)
)
# The store is not started: these loads say that the graph follows later.
NO_GRAPH = "a file where the folder should be"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one committed load, and no graph."""
    folder = tmp_path_factory.mktemp("places")
    (folder / "first.csv").write_text(FIRST, encoding="utf-8")
    (folder / "home").mkdir(mode=0o700)
    (folder / "home" / "graph").write_text(NO_GRAPH, encoding="utf-8")
    done = interlink(folder / "home", "load", "call_records", str(folder / "first.csv"))
    assert done.returncode == 0, done.stderr
    return folder / "home"


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    return shutil.copytree(template, tmp_path / "home")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    file = tmp_path / "many.csv"
    file.write_text(MANY, encoding="utf-8")
    return file


def loads(home: Path) -> list[tuple[int, str]]:
    done = interlink(home, "loads", "list", "--format", "json")
    assert done.returncode == 0, done.stderr
    return [(row["load"], row["state"]) for row in json.loads(done.stdout)]


def calls(home: Path) -> int:
    """How many phones show."""
    done = interlink(home, "search", "+31612345678", "--format", "json")
    assert done.returncode == 0, done.stderr
    return len(json.loads(done.stdout))


def assert_told(done: subprocess.CompletedProcess[str], words: str = "") -> None:
    """Exit code 1, and an error in words, without a trace of the code."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert "error: " in done.stderr
    assert words in done.stderr


def broken(home: Path) -> list[str]:
    checks = check_home(read_settings({}, home=home))
    return [check.words for check in checks if check.state == BROKEN]


# --- full disk ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kib", range(8, 300, 24) if SOAK else [16, 180])
def test_on_a_full_disk_a_load_fails_in_words_and_leaves_what_was(
    home: Path, many: Path, kib: int, tally: dict[str, Counter[str]]
) -> None:
    done = interlink(home, "load", "call_records", str(many), largest_file=kib << 10)
    after = loads(home)
    sound = broken(home)
    again = interlink(home, "load", "call_records", str(many))

    counts = tally.setdefault("full disk, by file size", Counter({"lost": 0, "half visible": 0}))
    counts["tried"] += 1
    assert_told(done)
    assert [each for each in after if each[1] == "committed"] == [(1, "committed")]
    assert sound == []
    assert again.returncode == 0, again.stderr


# --- rights ------------------------------------------------------------------------------------------------


@pytest.fixture
def bound_home(home: Path) -> Iterator[Path]:
    """A home whose rights are taken away and given back."""
    yield home
    home.chmod(0o700)
    for folder, names, _ in os.walk(home):
        for name in names:
            (Path(folder) / name).chmod(0o700)


def set_rights(home: Path, *, folders: int, files: int) -> None:
    for path in sorted(home.rglob("*"), reverse=True):
        path.chmod(folders if path.is_dir() else files)
    home.chmod(folders)


@pytest.mark.parametrize("command", [("loads", "list"), ("search", "x"), ("load", "call_records", "x.csv")])
def test_a_home_that_cannot_be_written_is_not_read_beside_its_audit_log(
    bound_home: Path, command: tuple[str, ...]
) -> None:
    (bound_home.parent / "x.csv").write_text(FIRST, encoding="utf-8")
    set_rights(bound_home, folders=0o555, files=0o444)
    given = [str(bound_home.parent / part) if part.endswith(".csv") else part for part in command]

    done = interlink(bound_home, *given, bound=True)

    assert_told(done)
    assert done.stdout == ""


def test_a_home_without_any_right_is_told(bound_home: Path) -> None:
    set_rights(bound_home, folders=0o000, files=0o000)

    for command in (("loads", "list"), ("upgrade",), ("upgrade", "--check")):
        assert_told(interlink(bound_home, *command, bound=True))


@pytest.mark.parametrize("part", ["lake", "archive", "locks"])
def test_a_folder_that_cannot_be_written_fails_the_load_alone(bound_home: Path, part: str) -> None:
    delivery = bound_home.parent / "second.csv"
    delivery.write_text(FIRST.replace("T10", "T11"), encoding="utf-8")
    for path in (bound_home / part, *(bound_home / part).rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)

    done = interlink(bound_home, "load", "call_records", str(delivery), bound=True)
    listed = interlink(bound_home, "loads", "list", "--format", "json", bound=True)

    assert_told(done, "Check space and rights")
    assert [row["state"] for row in json.loads(listed.stdout) if row["state"] == "committed"] == ["committed"]


# --- damaged files -----------------------------------------------------------------------------------------


def commits(home: Path) -> list[Path]:
    return sorted((home / "lake" / "Phone" / "_delta_log").glob("*.json"))


def bend_log(home: Path) -> None:
    commits(home)[0].write_bytes(b"\0" * 100)


def cut_table(home: Path) -> None:
    (file, *_) = sorted((home / "lake" / "Phone").rglob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-30])


def bend_table(home: Path) -> None:
    (file, *_) = sorted((home / "lake" / "Phone").rglob("*.parquet"))
    file.write_bytes(b"\0" * file.stat().st_size)


def cut_ledger(home: Path) -> None:
    (home / "ledger.sqlite").write_bytes((home / "ledger.sqlite").read_bytes()[:6000])


def cut_audit(home: Path) -> None:
    (home / "audit.sqlite").write_bytes((home / "audit.sqlite").read_bytes()[:3000])


@pytest.mark.parametrize(
    "fault", [bend_log, cut_table, bend_table, cut_ledger, cut_audit], ids=lambda each: each.__name__
)
def test_damage_is_told_in_words_and_named_by_the_check(home: Path, fault: Callable[[Path], None]) -> None:
    fault(home)
    searched = interlink(home, "search", "+31612345678")

    assert_told(searched)
    assert "panicked" not in searched.stderr
    assert_told(interlink(home, "upgrade", "--check"), "say that something is broken")


# --- ports, locks, memory ----------------------------------------------------------------------------------


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = interlink(tmp_path, "app", "--port", str(port), "--no-browser")

    assert_told(done, f"port {port} is taken")


TAKEN = """
import sys, socket
from interlink.graph import local_server
taken = socket.create_server(("127.0.0.1", 0))
free = local_server._free_ports
given = []
def ports():
    given.append(free())
    return (taken.getsockname()[1], given[-1][1]) if len(given) == 1 else given[-1]
local_server._free_ports = ports
sys.exit(local_server.main(sys.argv[1:]))
"""


def test_a_port_taken_between_choice_and_use_is_given_up_for_another(tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", TAKEN, str(tmp_path), "--heap", "256m"], stderr=subprocess.PIPE, text=True
    )
    announced = tmp_path / "graph" / "server.json"
    assert server.stderr is not None
    said = next(line for line in server.stderr if "were taken" in line)
    try:
        status = interlink(tmp_path, "graph", "cypher", "RETURN 1 AS one", "--format", "csv")
    finally:
        server.terminate()
        server.stderr.close()
        server.wait()

    assert "trying others" in said
    assert (status.returncode, status.stdout) == (0, "one\n1\n"), status.stderr
    assert not announced.exists()


def test_locks_of_dead_processes_hold_nobody_up(home: Path, many: Path) -> None:
    for name in ("locks/call_records.lock", "audiences/interlink.lock"):
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text("4194303")

    assert interlink(home, "load", "call_records", str(many)).returncode == 0
    assert broken(home) == []


# With 1m it cannot start; with 40m it ends in the middle of its work.
@pytest.mark.parametrize("heap", ["1m", "40m"] if SOAK else ["1m"])
def test_a_store_without_the_memory_it_asks_for_says_so_and_the_load_stays(
    home: Path, many: Path, heap: str
) -> None:
    (home / "graph").unlink()

    loaded = interlink(home, "load", "call_records", str(many), INTERLINK_GRAPH_HEAP=heap)
    asked = interlink(home, "graph", "cypher", "RETURN 1", INTERLINK_GRAPH_HEAP=heap)

    assert loaded.returncode == 0
    assert "not yet:" in loaded.stderr
    assert_told(asked, "server.log" if heap == "1m" else "40m of memory is too little")
    assert (2, "committed") in loads(home)


# --- clock -------------------------------------------------------------------------------------------------


def test_a_clock_set_back_changes_no_order_of_the_audit_log(tmp_path: Path) -> None:
    with closing(AuditLog(f"sqlite:///{tmp_path / 'audit.sqlite'}")) as log:
        for at in ("2026-05-01T00:00:00+00:00", "2020-01-01T00:00:00+00:00", "2026-04-01T00:00:00+00:00"):
            log.record(
                at=at, principal="ada", operation="consultation", purpose="p", reason="r", params={"at": at}
            )

        assert [event.at[:4] for event in log.events()] == ["2026", "2020", "2026"]
        assert [event.at[:4] for event in log.events(newest=2)] == ["2020", "2026"]
        assert log.problems() == []
