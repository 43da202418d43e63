"""A shipped source that is scheduled by a file of the user's own, without a copy of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from interlink.errors import SpecError
from interlink.sources import find_source, source_files, stray_schedules

DAILY = "schedule: every day\nfetch: {file: /lists/un.xml}\n"


def test_a_schedule_beside_a_source_is_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "un_sc.schedule.yaml").write_text(DAILY, encoding="utf-8")
    shipped, scheduled = find_source("un_sc"), find_source("un_sc", tmp_path)

    assert scheduled.schedule == "every day"
    assert scheduled.fetch is not None
    assert scheduled.fetch.place == "/lists/un.xml"
    assert scheduled.model_copy(update={"schedule": None, "fetch": None}) == shipped
    assert list(source_files(tmp_path)) == list(source_files())


def test_what_a_source_says_already_is_not_said_again(tmp_path: Path) -> None:
    (tmp_path / "un_sc.schedule.yaml").write_text(f"{DAILY}title: Other\n", encoding="utf-8")

    with pytest.raises(SpecError, match=r"sources/un_sc\.yaml:\d+: title: 'title' is given twice"):
        find_source("un_sc", tmp_path)


def test_a_schedule_of_no_source_is_told(tmp_path: Path) -> None:
    (tmp_path / "un_cs.schedule.yaml").write_text(DAILY, encoding="utf-8")

    assert stray_schedules(tmp_path) == {
        "un_cs": f"{tmp_path / 'un_cs.schedule.yaml'} schedules it, and no source is called 'un_cs'."
        " Did you mean 'un_sc'? Name the file after its source."
    }


def test_no_shipped_source_runs_by_itself() -> None:
    assert [name for name in source_files() if find_source(name).schedule] == []
