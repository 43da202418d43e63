"""Samples of communications, lists and graphs go all the way into the lake, and again without a change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from homes import Home
from interlink.errors import LoadError
from interlink.loads.report import LoadReport
from interlink.sources import find_source

SAMPLES = Path(__file__).parent / "samples"


def load(home: Home, source: str, files: Sequence[Path]) -> LoadReport:
    return home.loader.run(find_source(source), files)


@pytest.mark.parametrize(
    ("source", "file", "records"),
    [
        ("chat", "chat.json", 10),
        ("email", "email.mbox", 2),
        ("eu_sanctions", "eu_sanctions.xml", 2),
        ("followthemoney", "followthemoney.entities.ftm.json", 31),
        ("uk_sanctions", "uk_sanctions.xml", 3),
    ],
)
def test_a_sample_loads_and_loads_again_without_a_change(
    source: str, file: str, records: int, tmp_path: Path
) -> None:
    home = Home(tmp_path)

    first, again = (load(home, source, [SAMPLES / file]) for _ in range(2))

    assert (first.state, first.records, first.quarantined) == ("committed", records, 0)
    assert (again.fragments_added, again.fragments_retired) == (0, 0)
    assert again.fragments_unchanged == first.fragments_added > 0


def test_a_list_that_is_suddenly_empty_retires_nobody(tmp_path: Path) -> None:
    home = Home(tmp_path)
    load(home, "uk_sanctions", [SAMPLES / "uk_sanctions.xml"])
    before = home.ledger.loads()
    empty = tmp_path / "empty.xml"
    empty.write_text(
        "<Designations><DateGenerated>04/02/2031</DateGenerated><Designation/></Designations>",
        encoding="utf-8",
    )

    with pytest.raises(LoadError, match="Nothing was changed"):
        load(home, "uk_sanctions", [empty])

    assert [row.id for row in home.ledger.loads(state="committed")] == [row.id for row in before]
