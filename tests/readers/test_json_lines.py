"""JSON lines whose records lie within their line, with what stands beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlink.errors import ReadError
from interlink.readers import FileFormat, TablePath, columns_of, read_batches, reader_for

FORMAT = FileFormat(
    "jsonl",
    tables={
        "entity": TablePath("/entity", above=("/op", "/by/name")),
        "phone": TablePath("phone", parent="entity"),
    },
)


def written(folder: Path, text: str) -> Path:
    path = folder / "delta.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_record_within_its_line_has_what_lies_beside_it(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '{"op": "ADD", "by": {"name": "Ada"}, "entity": {"id": "1", "phone": ["1", "2"]}}\n\n'
        '{"op": "DEL", "entity": {"id": "2", "op": "kept"}}\n',
    )

    (batch,) = read_batches(path, FORMAT)

    entity = batch["entity"]
    assert set(columns_of(entity)) == {"id", "op", "/op", "/by/name"}
    assert entity.select("_row", "id", "/op", "/by/name", "op").rows() == [
        (1, "1", "ADD", "Ada", None),
        (3, "2", "DEL", None, "kept"),
    ]
    assert batch["phone"].select("_row", "_parent", ".").rows() == [(1, 1, "1"), (1, 1, "2")]
    assert reader_for("jsonl").records(path, FORMAT, None, [3]) == {
        3: '{"op": "DEL", "entity": {"id": "2", "op": "kept"}}'
    }


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"op": "ADD"}', "line 2: nothing at /entity. Is this the file the source expects?"),
        ('{"op": "ADD", "entity": null}', "line 2: nothing at /entity"),
        ('{"op": "ADD", "entity": []}', "line 2: nothing at /entity"),
        ('"entity"', "line 2: nothing at /entity"),
        ('{"entity": {"id": "2", "id": "3"}}', "line 2: an object has the key 'id' twice"),
        ('{"entity": {"id": ', "line 2, column"),
    ],
)
def test_a_line_without_a_record_is_refused(line: str, words: str, tmp_path: Path) -> None:
    path = written(tmp_path, '{"entity": {"id": "1"}}\n' + line + "\n")

    with pytest.raises(ReadError, match=words):
        list(read_batches(path, FORMAT))


@given(st.lists(st.tuples(st.text(alphabet="abc", min_size=1), st.sampled_from(["ADD", "DEL"])), min_size=1))
def test_every_line_is_one_record(
    tmp_path_factory: pytest.TempPathFactory, given_: list[tuple[str, str]]
) -> None:
    text = "".join(f'{{"op": "{op}", "entity": {{"id": "{id_}"}}}}\n' for id_, op in given_)

    (batch,) = read_batches(written(tmp_path_factory.mktemp("lines"), text), FORMAT)

    assert batch["entity"].select("id", "/op").rows() == given_
