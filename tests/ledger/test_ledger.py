from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from interlink.errors import LoadError, StoreUnavailable
from interlink.ledger import AudienceRow, Ledger, QuarantinedRecord, store
from interlink.model.marking import Marking
from interlink.readers import FileFormat

MARKER = """
import sys
from interlink.ledger import Ledger
from interlink.model.marking import Marking

ledger = Ledger(sys.argv[1])
print([ledger.marking_id(Marking(originator=f"agency {n}")) for n in range(30)])
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.sqlite'}"


def start(ledger: Ledger, source: str = "people", at: int = 1) -> int:
    return ledger.start_load(source=source, delivery="full", edition=None, spec_sha256="0" * 64, at=at)


def test_committed_loads_come_in_the_order_of_their_commits(url: str) -> None:
    ledger = Ledger(url)
    first, second, third = (start(ledger, source) for source in ("east", "west", "north"))

    ledger.commit_load(second, at=100, counts={"records": 7})
    ledger.commit_load(first, at=200, counts={})
    ledger.fail_load(third, "no reason")

    assert ledger.committed() == [second, first]
    assert ledger.committed(as_of=150) == [second]
    assert [(row.id, row.state, row.records) for row in ledger.loads()] == [
        (first, "committed", 0),
        (second, "committed", 7),
        (third, "failed", 0),
    ]


def test_commit_times_strictly_rise(url: str) -> None:
    ledger = Ledger(url)

    times = [ledger.commit_load(start(ledger), at=at, counts={}) for at in (500, 500, 20, 900)]

    assert times == [500, 501, 502, 900]


def test_a_load_that_was_ended_cannot_be_committed(url: str) -> None:
    ledger = Ledger(url)
    load = start(ledger)
    ledger.fail_load(load, "interrupted")

    with pytest.raises(LoadError, match=f"load {load} was ended by another process"):
        ledger.commit_load(load, at=5, counts={}, quarantined=[QuarantinedRecord(load, 1, None, 1, "why")])

    assert ledger.committed() == []
    assert ledger.quarantined(load) == []


def test_a_committed_load_cannot_be_failed(url: str) -> None:
    ledger = Ledger(url)
    load = start(ledger)
    ledger.commit_load(load, at=5, counts={})

    ledger.fail_load(load, "too late")

    assert [(row.state, row.error) for row in ledger.loads()] == [("committed", None)]


def test_a_commit_keeps_files_quarantine_and_warnings_or_nothing_of_it(url: str) -> None:
    ledger = Ledger(url)
    load = start(ledger)
    file = ledger.add_file(sha256="a" * 64, name="a.csv", size=3, at=1, fmt=FileFormat(format="csv"))
    records = [QuarantinedRecord(load, file, None, 4, "why"), QuarantinedRecord(load, file, "/a", 2, "so")]

    with pytest.raises(StoreUnavailable, match="FOREIGN KEY"):
        ledger.commit_load(load, at=5, counts={}, files=[99])
    assert ledger.committed() == []
    ledger.commit_load(load, at=5, counts={}, files=[file], quarantined=records, warnings=["odd"])

    assert (ledger.load_files(load), ledger.quarantined(load)) == ([file], records)
    assert ledger.loads()[0].warnings == ("odd",)


def test_a_file_received_again_keeps_its_number_and_its_format(url: str) -> None:
    ledger = Ledger(url)
    plain = FileFormat(format="csv", delimiter=";", null_values=("-",))
    given = {"sha256": "a" * 64, "name": "a.csv", "size": 3}

    numbers = [ledger.add_file(**given, at=at, fmt=plain) for at in (1, 2)]  # type: ignore[arg-type]
    other = ledger.add_file(**given, at=3, fmt=FileFormat(format="csv"))  # type: ignore[arg-type]

    assert numbers == [1, 1]
    assert other == 2
    assert ledger.files([1])[1].format == plain
    assert ledger.files()[1].received_at == 1


def test_two_processes_that_meet_the_same_markings_at_once_number_them_once(url: str) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", MARKER, url], stdout=subprocess.PIPE) for _ in range(2)
    ]

    said = [process.communicate(timeout=60)[0] for process in started]

    assert said[0] == said[1]
    assert len(Ledger(url).markings()) == 30


def test_a_marking_comes_back_as_it_was(url: str) -> None:
    marking = Marking(
        "B", "3", ("H1", "H2"), "An agency", ("NL", "BE"), ("analysis",), "witness", is_fact=False
    )

    number = Ledger(url).marking_id(marking)

    assert Ledger(url).markings() == {number: marking}


def test_the_database_is_durable_and_forgets_what_is_deleted(tmp_path: Path, url: str) -> None:
    ledger = Ledger(url)
    with ledger.reading() as db:
        kept = [
            db.execute(sa.text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "secure_delete")
        ]

    assert kept == ["wal", 1, 1]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be", encoding="utf-8")

    with pytest.raises(StoreUnavailable, match=r"home/ledger\.sqlite cannot be opened.*can be written"):
        Ledger(f"sqlite:///{tmp_path / 'home' / 'ledger.sqlite'}")


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://ann:s3cret@127.0.0.1:1/x", "nosuch://ann:s3cret@h/x", "s3cret"]
)
def test_an_address_that_cannot_be_opened_is_told_without_its_password(url: str) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        Ledger(url)

    assert "s3cret" not in str(caught.value)
    assert "cannot be opened" in str(caught.value) or "expected sqlite:///FILE" in str(caught.value)


def test_many_may_open_a_new_home_at_once(tmp_path: Path) -> None:
    failed: list[BaseException] = []

    def open_one(url: str, start_together: threading.Barrier) -> None:
        start_together.wait()
        try:
            Ledger(url).close()
        except StoreUnavailable as error:
            failed.append(error)

    for turn in range(10):
        barrier = threading.Barrier(6)
        url = f"sqlite:///{tmp_path / f'{turn}.sqlite'}"
        threads = [threading.Thread(target=open_one, args=(url, barrier)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert failed == []


def test_more_markings_than_fragments_have_numbers_for_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_MARKINGS", 2)
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    known = [ledger.marking_id(Marking(originator=name)) for name in ("North", "East")]

    with pytest.raises(LoadError, match=r"has 2 different markings.*'mark_by'"):
        ledger.marking_id(Marking(originator="West"))

    assert known == [1, 2]
    ledger.close()


def test_an_audience_is_kept_under_one_name_until_it_is_removed(tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    east = AudienceRow("east", ("BE", "NL"), "H1", ("warn",))

    added = [ledger.add_audience(east), ledger.add_audience(AudienceRow("east", (), "H0", ()))]
    kept = ledger.audiences()
    ledger.remove_audience("east")

    assert (added, kept, ledger.audiences()) == ([True, False], [east], [])
    ledger.close()
