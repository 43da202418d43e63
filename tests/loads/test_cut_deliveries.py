"""A file that was cut where it can still be read is loaded, and somebody is told."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from homes import Home, csv, people
from interlink.readers import READERS, FileFormat, TablePath

FIVE = [(str(n), f"Person {n}", f"+3161234567{n}") for n in range(1, 6)]
CUT = "delivery-{}.csv: its last line has no line end: was it cut?"
LOST = "{} of 15 fragments that the source said before are retired: is the delivery whole?"


def test_a_file_cut_in_its_last_value_is_told_by_both_warnings(tmp_path: Path) -> None:
    home = Home(tmp_path)
    whole = csv(FIVE)
    assert home.load(whole).warnings == ()

    tried = home.load(whole[: whole.index("671") + 2], dry_run=True)
    report = home.load(whole[: whole.index("671") + 2])

    expected = (CUT.format(2), LOST.format(14))
    assert (report.state, report.fragments_retired, report.warnings) == ("committed", 14, expected)
    assert tried.warnings == (CUT.format(1), LOST.format(14))
    assert home.ledger.loads()[-1].warnings == expected


@pytest.mark.parametrize(("left", "warnings"), [(1, (LOST.format(12),)), (2, ())])
def test_a_delivery_that_leaves_little_is_told_from_ten_fragments_on(
    tmp_path: Path, left: int, warnings: tuple[str, ...]
) -> None:
    home = Home(tmp_path)
    home.load(csv(FIVE))

    assert home.load(csv(FIVE[:left])).warnings == warnings


def test_a_delivery_that_says_all_anew_has_lost_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(csv(FIVE))

    report = home.load(csv((f"9{number}", name, f"{phone}9") for number, name, phone in FIVE))

    assert (report.fragments_retired, report.warnings) == (15, ())


def test_an_increment_that_is_smaller_than_the_last_has_lost_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    spec = people(delivery="increment")
    home.load(csv(FIVE), spec)

    assert home.load(csv(FIVE[:1]), spec).warnings == ()


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\r\n\x1a"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_line_end_is_known_in_every_form(tmp_path: Path, ending: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    fmt = FileFormat("csv", encoding=encoding)
    path.write_bytes(f"a,b\r\n1,2{ending}".encode(encoding))
    assert READERS["csv"].doubts(path, fmt) == []

    path.write_bytes("a,b\r\n1,2".encode(encoding))
    assert READERS["csv"].doubts(path, fmt) == ["a.csv: its last line has no line end: was it cut?"]


def test_every_format_of_lines_without_an_end_of_its_own_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2", encoding="utf-8")
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as opened:
        opened.write(path, "a.csv")
    said = ["a.csv: its last line has no line end: was it cut?"]
    several = FileFormat("csv_files", tables={"a": TablePath("a.csv")})

    assert READERS["edges"].doubts(path, FileFormat("edges")) == said
    assert READERS["csv_files"].doubts(path, several) == said
    # A zip file says itself how long its members are.
    assert READERS["csv_files"].doubts(packed, several) == []
