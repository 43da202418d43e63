from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable

from interlink.errors import StoreUnavailable
from interlink.lake.tables import Tables

WRITER = """
import sys
import polars as pl
from interlink.lake.tables import Tables

tables, source = Tables(sys.argv[1]), sys.argv[2]
for n in range(10):
    wide = {"b": [n]} if n % 2 else {}
    tables.append("T", pl.DataFrame({"source": [source], "a": [n], **wide}))
"""


def frame(source: str, a: int) -> pl.DataFrame:
    return pl.DataFrame({"source": [source], "a": [a]})


def rows(tables: Tables) -> list[tuple[object, ...]]:
    table = tables.find("T")
    assert table is not None
    return sorted(pl.scan_delta(table).select("source", "a").collect().iter_rows())


def test_an_open_table_shows_what_another_has_written_since(tmp_path: Path) -> None:
    ours, theirs = Tables(str(tmp_path)), Tables(str(tmp_path))

    assert ours.find("T") is None
    theirs.append("T", frame("x", 1))
    assert rows(ours) == [("x", 1)]
    theirs.append("T", frame("x", 2))
    assert rows(ours) == [("x", 1), ("x", 2)]
    theirs.delete("T", "a = 1")
    assert rows(ours) == [("x", 2)]


def test_an_unchanged_table_is_opened_once(tmp_path: Path) -> None:
    tables = Tables(str(tmp_path))
    tables.append("T", frame("x", 1))

    assert tables.find("T") is tables.find("T")


def test_a_table_put_back_from_a_copy_is_opened_again(tmp_path: Path) -> None:
    tables, copy = Tables(str(tmp_path / "lake")), Tables(str(tmp_path / "copy"))
    tables.append("T", frame("x", 1))
    copy.append("T", frame("y", 9))
    assert rows(tables) == [("x", 1)]

    (tmp_path / "lake").rename(tmp_path / "old")
    assert tables.find("T") is None
    (tmp_path / "copy").rename(tmp_path / "lake")

    assert rows(tables) == [("y", 9)]


def test_processes_that_make_widen_and_write_one_table_at_once_lose_nothing(tmp_path: Path) -> None:
    sources = ["east", "west"]
    started = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), source]) for source in sources]

    assert [process.wait(timeout=100) for process in started] == [0, 0]
    assert rows(Tables(str(tmp_path))) == [(source, n) for source in sources for n in range(10)]


def test_the_log_keeps_no_values(tmp_path: Path) -> None:
    tables = Tables(str(tmp_path))
    tables.append("T", pl.DataFrame({"source": ["x"], "name": ["Zebedee"]}))

    logged = [path.read_text(encoding="utf-8") for path in (tmp_path / "T" / "_delta_log").glob("*.json")]

    assert logged
    assert not [text for text in logged if "Zebedee" in text]


def test_nothing_to_delete_writes_nothing(tmp_path: Path) -> None:
    tables = Tables(str(tmp_path))
    tables.append("T", frame("x", 1))

    tables.delete("T", "source = 'x' AND a = 7")
    tables.delete("Missing", "a = 7")

    assert DeltaTable(str(tmp_path / "T")).version() == 0
    assert not (tmp_path / "Missing").exists()


def test_a_lake_that_cannot_be_written_says_where_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "lake").write_text("a file where the folder should be", encoding="utf-8")

    with pytest.raises(StoreUnavailable, match=r"(?s)lake/T cannot be written.*Check space and rights"):
        Tables(str(tmp_path / "lake")).append("T", frame("x", 1))
