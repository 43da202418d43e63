"""Call detail records, whatever the order of their columns and whatever these are called."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from interlink.loads.columns import check_columns
from interlink.mapping.apply import Mapped, map_batch
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec
from interlink.model.schema import load_ontology
from interlink.readers import read_batches
from interlink.sources import find_source, source_files

CALLS = pl.DataFrame(
    {
        "caller": ["+31 20 555 0100", "0612345678", "112"],
        "callee": ["0612345678", "+31205550100", "+31205550100"],
        "started_at": ["2026-01-01T10:00:00Z", "2026-01-01 11:00", "soon"],
        "duration_s": ["61", "0", "12"],
        "cell": ["204-08-1", None, None],
        "imei": ["490154203237518", None, None],
        "imsi": [None, "204080000000001", None],
    }
)
KEPT = ("src", "dst", "at", "duration_s", "cell", "imei", "imsi", "flagged")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "calls.csv"


def mapped(spec: SourceSpec, path: Path, frame: pl.DataFrame) -> Mapped:
    frame.write_csv(path)
    (batch,) = read_batches(path, spec.file_format())
    assert list(check_columns(spec, batch, path.name)) == []
    return map_batch(spec, load_ontology(), batch, marking_id=lambda _: 0)


def test_columns_may_come_in_any_order(path: Path) -> None:
    spec = find_source("call_records")
    expected = mapped(spec, path, CALLS).fragments["Called"]
    assert expected["dst"].to_list() == ["phone:+31612345678", "phone:+31205550100", "phone:+31205550100"]
    assert expected["flagged"].to_list() == [None, None, ["at=soon"]]

    for seed in range(5):
        shuffled = random.Random(seed).sample(CALLS.columns, CALLS.width)
        assert mapped(spec, path, CALLS.select(shuffled)).fragments["Called"].equals(expected)


@pytest.mark.parametrize("seed", range(4))
def test_columns_may_be_called_as_operators_call_them(seed: int, path: Path) -> None:
    spec = find_source("call_records")
    expected = mapped(spec, path, CALLS).fragments["Called"].select(KEPT)
    other = {
        "caller": ["a_number", "calling_number", "msisdn_a", "caller"],
        "callee": ["b_number", "called_number", "msisdn_b", "callee"],
        "started_at": ["call_start", "start_time", "timestamp", "started_at"],
        "duration_s": ["duration", "duration_seconds", "call_duration", "duration_s"],
        "cell": ["cell_id", "first_cell", "cgi", "cell"],
    }

    renamed = CALLS.rename({name: names[seed] for name, names in other.items()})

    assert mapped(spec, path, renamed).fragments["Called"].select(KEPT).equals(expected)


def test_a_file_without_any_name_for_the_caller_is_refused(path: Path) -> None:
    spec = find_source("call_records")

    found = mapped(spec, path, CALLS.drop("caller"))

    assert found.quarantined["reason"].unique().to_list() == ["link 'call': 'caller' or 'callee' is missing"]
    assert found.quarantined.height == CALLS.height


def test_the_headers_of_an_operator_need_an_edit_of_the_source_alone(path: Path) -> None:
    text = source_files()["call_records"].replace("a_number", "van")
    spec = parse_source(text, "call_records.yaml")

    found = mapped(spec, path, CALLS.rename({"caller": "van"}))

    assert found.fragments["Called"].height == CALLS.height
