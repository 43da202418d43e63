"""The quick look at a file's quotes lets nothing pass that a reading row by row refuses."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlink.readers import quotes
from interlink.readers.quotes import is_well_quoted


def looked_at(path: Path, text: str, *, delimiter: str = ",") -> bool:
    path.write_bytes(text.encode())
    return is_well_quoted(path, delimiter=delimiter, quote='"')


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        'a,b\n1,"x, y"\n',
        'a,b\n1,"x ""q"" y"\r\n2,""\r\n',
        '"a","b"\n1,"Ольга"',
        'a,b\n1,5" disk\n',
        'a,b\n"x"""," y"\n',
    ],
)
def test_lines_that_are_rows_in_order(tmp_path: Path, text: str) -> None:
    assert looked_at(tmp_path / "a.csv", text)


@pytest.mark.parametrize(
    "text",
    [
        'a,b\n1,"open\n',
        'a,b\n1,"x" y\n',
        'a,b\n1,"x""\n',
        'a,b\n1,"x\ny"\n',
        'a,b\r1,"x"\r',
        'a,b\n1,"x"\n2,"open',
    ],
)
def test_what_takes_a_closer_look(tmp_path: Path, text: str) -> None:
    assert not looked_at(tmp_path / "a.csv", text)


def test_the_delimiter_is_no_pattern(tmp_path: Path) -> None:
    for delimiter in ("|", "\t", ";", "^"):
        assert looked_at(tmp_path / "a.csv", f'a{delimiter}"b{delimiter}c"\n', delimiter=delimiter)
        assert not looked_at(tmp_path / "a.csv", f'a{delimiter}"b"c\n', delimiter=delimiter)


def test_lines_are_put_together_from_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotes, "CHUNK", 3)
    assert looked_at(tmp_path / "a.csv", 'name,"of, all"\n"Ольга",2\n')
    assert not looked_at(tmp_path / "a.csv", 'name,"of, all"\n"Ольга" x,2\n')


@given(st.text(alphabet='ab,"\n\r ', max_size=40))
def test_what_passes_is_read_alike_line_by_line_and_whole(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    if looked_at(tmp_path_factory.getbasetemp() / "any.csv", text) and '"' in text:
        lines = [line.removesuffix("\r") for line in text.split("\n")]
        if not any("\r" in line for line in lines):
            whole = list(csv.reader(io.StringIO(text, newline=""), strict=True))
            apart = [row for line in lines for row in csv.reader([line], strict=True)]
            assert [row for row in whole if row] == [row for row in apart if row]
