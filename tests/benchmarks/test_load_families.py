"""What the families' benchmark measures: every record is mapped, and the baseline reads the same files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from lake_home import LakeHome
from load_families import FAMILIES, FEW, Family

from interlink.sources import find_source


@pytest.fixture(params=FAMILIES, ids=lambda family: family.source)
def family(request: pytest.FixtureRequest) -> Family:
    assert isinstance(request.param, Family)
    return request.param


def test_every_record_is_mapped_and_read_untouched(family: Family, tmp_path: Path) -> None:
    files = family.write(tmp_path / "delivered", FEW)
    home = LakeHome(tmp_path / "home")

    report = home.load(find_source(family.source), *files)
    family.untouched(files, tmp_path / "untouched")

    home.close()
    assert (report.state, report.quarantined, report.warnings) == ("committed", 0, ())
    assert report.records >= FEW
    assert list((tmp_path / "untouched").rglob("*.parquet"))


def test_records_are_the_same_every_time(family: Family, tmp_path: Path) -> None:
    first = family.write(tmp_path / "first", FEW)
    again = family.write(tmp_path / "again", FEW)

    assert [path.name for path in first[1:]] == [path.name for path in again[1:]]
    if family.source != "bills_of_lading":  # a workbook says when it was written
        assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
