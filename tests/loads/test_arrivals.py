"""A watched folder and a watched file: what is new, what is half-written, what was loaded before."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from homes import people
from interlink.errors import FetchError
from interlink.ledger.runs import Fetched
from interlink.loads.arrivals import Arrivals, arrivals_in
from interlink.mapping.fetching import FetchSpec

# A minute after the files were last written to.
NOW_S = 1_800_000_000


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, text: str, *, age_s: float = 60) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    os.utime(path, (NOW_S - age_s, NOW_S - age_s))
    return path


def arrivals(inbox: Path, *known: Fetched, delivery: str = "increment", **more: object) -> Arrivals:
    given = {"folder": str(inbox), "pattern": "*.csv", **more}
    fetch = FetchSpec.model_validate({name: value for name, value in given.items() if value is not None})
    return arrivals_in(people(delivery=delivery), fetch, known, now_ns=NOW_S * 10**9)


def names(found: Arrivals) -> list[list[str]]:
    return [[path.name for path in each.files] for each in found.found]


def known_of(found: Arrivals) -> tuple[Fetched, ...]:
    return tuple(each for arrival in found.found for each in arrival.remember) + found.remember


def test_new_files_are_deliveries_of_their_own_in_the_order_they_came(inbox: Path) -> None:
    put(inbox, "b.csv", "first", age_s=90)
    put(inbox, "a.csv", "second", age_s=80)
    put(inbox, "notes.txt", "other")
    put(inbox, ".c.csv", "hidden")
    (inbox / "d.csv").mkdir()
    (inbox / "e.csv").symlink_to(inbox / "notes.txt")
    found = arrivals(inbox)

    assert names(found) == [["b.csv"], ["a.csv"]]
    assert found.found[0].remember == (
        Fetched(str(inbox / "b.csv"), hashlib.sha256(b"first").hexdigest(), 5, (NOW_S - 90) * 10**9),
    )
    assert sorted(path.name for path in inbox.iterdir())[:3] == [".c.csv", "a.csv", "b.csv"]


def test_a_half_written_file_is_left_until_it_has_settled(inbox: Path) -> None:
    put(inbox, "done.csv", "whole")
    put(inbox, "going.csv", "ha", age_s=59)
    found = arrivals(inbox)

    assert names(found) == [["done.csv"]]
    assert found.left == "left alone, since they changed less than 60 s ago: going.csv"
    put(inbox, "going.csv", "half and half", age_s=60)
    assert names(arrivals(inbox, *known_of(found))) == [["going.csv"]]
    assert names(arrivals(inbox, settled_s=0)) == [["done.csv"], ["going.csv"]]


def test_a_file_of_a_time_to_come_is_left_and_told(inbox: Path) -> None:
    put(inbox, "later.csv", "x", age_s=-3600)

    assert arrivals(inbox) == Arrivals(
        left="left alone, since their time is yet to come (whose clock is wrong?): later.csv"
    )


def test_what_was_loaded_is_known_by_its_sha256_and_stays_where_it_is(inbox: Path) -> None:
    put(inbox, "a.csv", "one")
    known = known_of(arrivals(inbox))
    # Touched, renamed and copied it is the same delivery.
    put(inbox, "a.csv", "one", age_s=70)
    put(inbox, "copy of a.csv", "one")
    touched = arrivals(inbox, *known)
    assert names(touched) == []
    assert [Path(each.place).name for each in touched.remember] == ["a.csv", "copy of a.csv"]
    assert arrivals(inbox, *known, *touched.remember) == Arrivals()

    put(inbox, "a.csv", "two", age_s=65)
    assert names(arrivals(inbox, *known)) == [["a.csv"]]


def test_of_whole_deliveries_only_the_newest_counts(inbox: Path) -> None:
    for day, text in enumerate(("one", "two", "three"), 1):
        put(inbox, f"day{day}.csv", text, age_s=100 - day)
    found = arrivals(inbox, delivery="full")

    assert names(found) == [["day3.csv"]]
    assert found.left == "passed over 2 older files, since each is whole: day1.csv, day2.csv"
    assert arrivals(inbox, *known_of(found), delivery="full") == Arrivals()


def test_a_whole_delivery_that_says_again_what_an_earlier_one_said_is_new(inbox: Path) -> None:
    put(inbox, "day1.csv", "one")
    known = known_of(arrivals(inbox, delivery="full"))
    put(inbox, "day3.csv", "one")

    assert names(arrivals(inbox, *known, delivery="full")) == [["day3.csv"]]
    assert names(arrivals(inbox, *known, delivery="increment")) == []


def test_files_that_are_one_delivery_together_wait_for_each_other(inbox: Path) -> None:
    put(inbox, "part1.csv", "one", age_s=90)
    put(inbox, "part2.csv", "tw", age_s=10)
    waiting = arrivals(inbox, delivery="full", together=True)
    put(inbox, "part2.csv", "two")
    found = arrivals(inbox, delivery="full", together=True)
    known = known_of(found)
    put(inbox, "part2.csv", "two again")

    assert names(waiting) == []
    assert waiting.left.endswith("part2.csv; the files are one delivery, which waits for them")
    assert names(found) == [["part1.csv", "part2.csv"]]
    # Any new part makes the whole delivery new.
    assert names(arrivals(inbox, *known, delivery="full", together=True)) == [["part1.csv", "part2.csv"]]


def test_a_watched_file_is_new_whenever_it_differs_from_the_last(tmp_path: Path) -> None:
    path = put(tmp_path, "list.csv", "one")

    def found(*known: Fetched) -> Arrivals:
        return arrivals(tmp_path, *known, file=str(path), folder=None, pattern=None, delivery="full")

    first = known_of(found())
    assert found(*first) == Arrivals()
    put(tmp_path, "list.csv", "two", age_s=65)
    second = known_of(found(*first))
    put(tmp_path, "list.csv", "one", age_s=61)
    assert names(found(*first, *second)) == [["list.csv"]]


@pytest.mark.parametrize("given", [{"folder": "gone"}, {"folder": None, "pattern": None, "file": "gone"}])
def test_a_folder_or_file_that_is_not_there_is_no_news_but_an_error(
    tmp_path: Path, given: dict[str, str | None]
) -> None:
    whole = {name: str(tmp_path / value) if value else None for name, value in given.items()}
    with pytest.raises(FetchError, match=r"source people: .*gone.* cannot be read: No such file"):
        arrivals(tmp_path, **whole)
