from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock

from homes import Home, csv, people
from interlink.errors import LoadError, ReadError, StaleEdition

FIRST = csv([("1", "Ada", "+31612345671"), ("2", "Bo", "+31612345672")])
SECOND = csv([("1", "Ada", "+31612345671"), ("3", "Cy", "+31612345673")])


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_delivery_again_changes_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(FIRST)
    before, lake = home.shown(), files(tmp_path / "lake")

    again = home.load(FIRST)

    assert (again.fragments_added, again.fragments_retired, again.fragments_unchanged) == (0, 0, 6)
    assert (home.shown(), files(tmp_path / "lake")) == (before, lake)


def test_a_dry_run_says_what_a_load_would_do_and_writes_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(FIRST)
    before = {name: files(tmp_path / name) for name in ("lake", "archive")}
    rows = (home.ledger.loads(), home.ledger.files(), home.ledger.markings())

    dry = home.load(SECOND, people(more="expect: {Person: {least: 2}}"), dry_run=True)

    assert {name: files(tmp_path / name) for name in ("lake", "archive")} == before
    assert (home.ledger.loads(), home.ledger.files(), home.ledger.markings()) == rows
    real = home.load(SECOND)
    assert (dry.load, dry.state) == (0, "dry-run")
    assert (dry.fragments_added, dry.fragments_retired, dry.fragments_unchanged) == (
        real.fragments_added,
        real.fragments_retired,
        real.fragments_unchanged,
    )


def test_a_dry_run_of_a_first_load_makes_neither_lake_nor_archive(tmp_path: Path) -> None:
    home = Home(tmp_path)

    home.load(FIRST, dry_run=True)

    assert not (tmp_path / "lake").exists()
    assert not (tmp_path / "archive").exists()


@pytest.mark.parametrize(
    ("text", "more", "words"),
    [
        (csv([("", "Ada", ""), ("", "Bo", ""), ("3", "Cy", "")]), "", "2 of 3 records could not be mapped"),
        (FIRST, "expect: {Person: {least: 5}}", "2 Person, expected 5 to any number"),
        (FIRST, "expect: {Phone: {most: 1}}", "2 Phone, expected 0 to 1"),
    ],
)
def test_a_delivery_that_is_not_as_expected_fails_as_a_whole(
    tmp_path: Path, text: str, more: str, words: str
) -> None:
    home = Home(tmp_path)
    home.load(SECOND)
    before, stored = home.shown(), home.stored()

    with pytest.raises(LoadError, match=words):
        home.load(text, people(more=more))

    assert home.shown() == before
    assert home.stored() == stored
    assert [(row.id, row.state) for row in home.ledger.loads()] == [(1, "committed"), (2, "failed")]
    assert words in (home.ledger.loads()[1].error or "")


def test_an_increment_that_delivers_nothing_fails_its_expectation_and_retires_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    spec = people(delivery="increment", more="expect: {Person: {least: 1}}")
    home.load(FIRST, spec)
    before = home.shown()

    with pytest.raises(LoadError, match=r"0 Person, expected 1 to any number\. Nothing was changed"):
        home.load(csv([]), spec)
    kept = home.shown()
    quiet = home.load(csv([]), people(delivery="increment", more="expect: {Person: {least: 0}}"))

    assert kept == before == home.shown()
    assert (quiet.records, quiet.fragments_added, quiet.fragments_retired) == (0, 0, 0)


def test_records_in_quarantine_are_listed_with_their_place_and_reason(tmp_path: Path) -> None:
    home = Home(tmp_path)

    report = home.load(csv([("1", "Ada", ""), ("", "Bo", ""), ("3", "Cy", "")]))

    kept = [(each.load, each.file, each.row) for each in home.ledger.quarantined(report.load)]
    assert kept == [(report.load, *home.ledger.load_files(report.load), 2)]
    assert home.names([report.load]) == {("1", "Ada"), ("3", "Cy")}


def test_interrupted_after_its_commit_a_load_stays_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    commit = home.ledger.commit_load

    def interrupted(*args: object, **fields: object) -> int:
        commit(*args, **fields)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(home.ledger, "commit_load", interrupted)
    with pytest.raises(KeyboardInterrupt):
        home.load(FIRST)

    assert [row.state for row in home.ledger.loads()] == ["committed"]
    assert len(home.shown()) == 6


def test_a_second_load_of_the_source_is_refused_by_name(tmp_path: Path) -> None:
    home = Home(tmp_path, wait_s=0.1)

    (tmp_path / "locks").mkdir()
    with (
        FileLock(tmp_path / "locks" / "people.lock"),
        pytest.raises(LoadError, match="another load of source people"),
    ):
        home.load(FIRST)

    assert home.ledger.loads() == []


def test_loads_of_several_sources_at_once_all_commit(tmp_path: Path) -> None:
    sources = ["east", "north", "south", "west"]
    barrier = threading.Barrier(len(sources))
    failed: list[BaseException] = []

    def load(source: str) -> None:
        path = tmp_path / f"{source}.csv"
        path.write_text(FIRST, encoding="utf-8")
        barrier.wait()
        try:
            home = Home(tmp_path)
            home.loader.run(people(source=source), [path])
        except BaseException as error:  # noqa: BLE001 - a thread's error is the test's
            failed.append(error)

    threads = [threading.Thread(target=load, args=(source,)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    home = Home(tmp_path)
    times = [row.committed_at for row in home.ledger.loads(state="committed")]
    assert failed == []
    assert len(set(times)) == 4
    assert len(home.shown()) == 6 * 4


def test_commit_times_rise_when_the_clock_is_set_back(tmp_path: Path) -> None:
    late, early = datetime(2026, 5, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
    home = Home(tmp_path, clock=[late] * 3 + [early] * 3)

    home.load(FIRST)
    home.load(SECOND)

    first, second = (row.committed_at for row in home.ledger.loads())
    assert first == int(late.timestamp() * 1_000_000)
    assert second == first + 1
    assert home.ledger.committed(as_of=first) == [1]


def edition(day: str) -> str:
    return csv([("1", "Ada", "", day)], header="id,name,phone,edition")


@pytest.mark.parametrize(
    ("older", "newer"), [("2026-02-28", "2026-03-01"), ("2026-02", "2026-03-01"), ("9", "10"), ("v2", "v11")]
)
def test_an_older_edition_is_refused_unless_allowed(tmp_path: Path, older: str, newer: str) -> None:
    home = Home(tmp_path)
    spec = people(more="edition: edition")
    home.load(edition(newer), spec)

    with pytest.raises(StaleEdition, match=f"is of {older}, older than the committed one of {newer}"):
        home.load(edition(older), spec)
    same = home.load(edition(newer), spec)
    allowed = home.load(edition(older), spec, allow_older=True)

    assert (same.state, allowed.state) == ("committed", "committed")
    assert [row.edition for row in home.ledger.loads()] == [newer, newer, older]


@pytest.mark.parametrize(
    ("more", "older", "newer"),
    [
        ("", "03/04/2026", "01/05/2026"),
        ("hints: {day_first: false}", "04/30/2026", "05/01/2026"),
        ("hints: {timezone: Europe/Amsterdam}", "2026-02", "2026-03-01"),
        ("hints: {epoch: true}", "2001-09-09", "1000000001"),
    ],
)
def test_editions_are_dates_as_the_source_writes_them(
    tmp_path: Path, more: str, older: str, newer: str
) -> None:
    home = Home(tmp_path)
    spec = people(more=f"edition: edition\n{more}")
    days = csv([("1", "Ada", "", newer), ("2", "Bo", "", older)], header="id,name,phone,edition")
    home.load(days, spec)

    with pytest.raises(StaleEdition, match=f"is of {older}, older than the committed one of {newer}"):
        home.load(edition(older), spec)

    assert [row.edition for row in home.ledger.loads()] == [newer]


def test_a_file_that_changes_while_it_is_loaded_fails_the_load(tmp_path: Path) -> None:
    home = Home(tmp_path)
    path = tmp_path / "growing.csv"
    path.write_text(FIRST, encoding="utf-8")

    def grow(stage: str, done: int, total: int | None = None, /) -> None:
        path.write_text(SECOND + SECOND, encoding="utf-8")

    with pytest.raises(ReadError, match="changed while it was being loaded"):
        home.loader.run(people(), [path], progress=grow)

    assert home.shown() == []
    assert home.stored() == 0


def test_a_file_named_twice_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path)
    path = tmp_path / "one.csv"
    path.write_text(FIRST, encoding="utf-8")

    with pytest.raises(LoadError, match="given twice"):
        home.loader.run(people(), [path, tmp_path / "." / "one.csv"])


def test_several_parts_are_one_delivery(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for name, text in (("a.csv", FIRST), ("b.csv", SECOND)):
        (tmp_path / name).write_text(text, encoding="utf-8")

    report = home.loader.run(people(), [tmp_path / "a.csv", tmp_path / "b.csv"])

    assert (report.records, report.fragments_added) == (4, 9)
    assert len(home.ledger.load_files(report.load)) == 2
