"""Whatever bytes come, a reader gives batches or a ReadError; what was written is read back."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from interlink.errors import ReadError
from interlink.readers import READERS, FileFormat, TablePath, columns_of, read_batches

TABLES = {"record": TablePath("/r/a"), "child": TablePath("b", parent="record")}
MARKS = b',"\n\r;{}[]:<>/&a1=!-?\xff\xfe\x00\\ '
CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)


def read_bytes(content: bytes, fmt: FileFormat) -> list[dict[str, pl.DataFrame]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample"
        path.write_bytes(content)
        return list(read_batches(path, fmt))


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=150, deadline=None)
@given(content=st.one_of(st.binary(max_size=60), st.lists(st.sampled_from(MARKS), max_size=40).map(bytes)))
@example(content=b"<r><a>" + b"<b>" * 190)
@example(content=b'{"r": {"a": [[[], {"": [null, {"/": "b"}]}]]}}')
@example(content=b"<r>a &co; b</r>")
def test_any_bytes_give_batches_or_a_read_error(name: str, content: bytes) -> None:
    fmt = FileFormat(name, tables=TABLES) if READERS[name].nested else FileFormat(name)

    try:
        batches = read_bytes(content, fmt)
    except ReadError:
        batches = [{}]

    assert batches


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS.filter(bool)), max_size=6), quoting=st.sampled_from([0, 1]))
def test_csv_written_is_read_back(rows: list[tuple[str, str]], quoting: int) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL if quoting else csv.QUOTE_MINIMAL)
    writer.writerows([("a", "b"), *rows])

    frame = pl.concat([batch["record"] for batch in read_bytes(text.getvalue().encode(), FileFormat("csv"))])

    assert frame.select("a", "b").rows() == [(a or None, b) for a, b in rows]


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS.filter(bool)), max_size=6))
def test_csv_of_polars_is_read_back(rows: list[tuple[str, str]]) -> None:
    written = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String}, orient="row")

    batches = read_bytes(written.write_csv(quote_style="always").encode(), FileFormat("csv"))

    frame = pl.concat([batch["record"] for batch in batches])
    assert frame.select(columns_of(frame)).equals(written.with_columns(pl.col("a").replace("", None)))


@settings(max_examples=50, deadline=None)
@given(height=st.integers(0, 9), size=st.integers(1, 4))
def test_rows_keep_their_numbers_whatever_the_batches(height: int, size: int) -> None:
    content = b"a\n" + b"".join(b"%d\n" % number for number in range(1, height + 1))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("interlink.readers.table.BATCH_ROWS", size)
        batches = read_bytes(content, FileFormat("csv"))

    frame = pl.concat([batch["record"] for batch in batches])
    assert frame.select("_row", "a").rows() == [(number, str(number)) for number in range(1, height + 1)]
    assert max(batch["record"].height for batch in batches) <= size
