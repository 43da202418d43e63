from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from interlink.errors import ReadError, StoreUnavailable
from interlink.lake import Archive, Receipt

TEXT = b"id,name\n1,Ada\n"
SHA256 = hashlib.sha256(TEXT).hexdigest()


def test_a_file_lies_under_its_sha256_and_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(TEXT)
    archive = Archive(tmp_path / "archive")

    receipt = archive.receive(tmp_path / "people.csv")

    assert receipt == Receipt(SHA256, "people.csv", len(TEXT))
    assert archive.path(SHA256).read_bytes() == TEXT
    assert archive.path(SHA256).stat().st_mode & 0o777 == 0o440


def test_the_same_bytes_under_another_name_are_kept_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(TEXT)

    receipts = [archive.receive(tmp_path / name) for name in ("a.csv", "b.csv")]

    assert [receipt.name for receipt in receipts] == ["a.csv", "b.csv"]
    assert [path for path in (tmp_path / "archive").rglob("*") if path.is_file()] == [archive.path(SHA256)]


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"none\.csv cannot be read"):
        Archive(tmp_path / "archive").receive(tmp_path / "none.csv")


def test_an_archive_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(TEXT)
    (tmp_path / "archive").write_bytes(b"a file where the folder should be")

    with pytest.raises(StoreUnavailable, match="cannot be archived in"):
        Archive(tmp_path / "archive").receive(tmp_path / "people.csv")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "people.csv"]
