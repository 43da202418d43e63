from __future__ import annotations

from pathlib import Path

import pytest

from homes import Home, csv, run_and_die

FIRST = csv([("1", "Ada", "+31612345671"), ("2", "Bo", "+31612345672")])
SECOND = csv([("1", "Ada", "+31612345671"), ("3", "Cy", "+31612345673")])


@pytest.mark.parametrize(
    ("method", "when", "nth"),
    [
        ("Ledger.start_load", "after", 1),
        ("Lake.append", "after", 1),
        ("Lake.append", "before", 3),
        ("Lake.retire", "after", 1),
        ("Ledger.commit_load", "before", 1),
    ],
)
def test_a_killed_load_shows_nothing_and_the_next_is_as_if_it_never_was(
    tmp_path: Path, method: str, when: str, nth: int
) -> None:
    unbroken, home = Home(tmp_path / "unbroken"), Home(tmp_path / "killed")
    unbroken.load(FIRST)
    unbroken.load(SECOND)
    home.load(FIRST)
    before = home.shown()
    delivery = tmp_path / "second.csv"
    delivery.write_text(SECOND, encoding="utf-8")

    died = run_and_die(home, method, when, nth, "load", delivery)
    meanwhile = home.shown()
    home.load(SECOND)

    assert died == 9
    assert meanwhile == before
    assert home.shown() == unbroken.shown()
    assert home.stored() == unbroken.stored()
    assert home.ledger.loads(state="running") == []


def test_killed_after_its_commit_a_load_shows_whole(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.load(FIRST)
    delivery = tmp_path / "second.csv"
    delivery.write_text(SECOND, encoding="utf-8")

    died = run_and_die(home, "Ledger.commit_load", "after", 1, "load", delivery)
    shown = home.shown()
    again = home.load(SECOND)

    assert died == 9
    assert home.names([1, 2]) == {("1", "Ada"), ("3", "Cy")}
    assert (again.fragments_added, again.fragments_retired) == (0, 0)
    assert home.shown() == shown
