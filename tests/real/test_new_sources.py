"""Sources proposed for published files, edited as docs/new-source.md shows, and what they load."""

from __future__ import annotations

from pathlib import Path

import pytest

from edited_sources import edited, edits, proposed, without_comments
from homes import Home
from interlink.mapping.proposal import propose
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec

PAGE = Path(__file__).parents[2] / "docs" / "new-source.md"
FILES = {
    "callmine": "messages/callmine_cdr/sample_raw_data.csv",
    "fincen_payments": "investigations/fincen_files/download_transactions_map.csv",
    "fincen_banks": "investigations/fincen_files/download_bank_connections.csv",
}
EDITS = edits(PAGE.read_text(encoding="utf-8"))


def source(name: str) -> SourceSpec:
    return parse_source(edited(EDITS[name]), f"{name}.yaml")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Home:
    loaded = Home(tmp_path_factory.mktemp("new-sources"))
    for name, file in FILES.items():
        loaded.loader.run(source(name), [shared_data / file])
    return loaded


@pytest.mark.parametrize("name", FILES)
def test_the_page_edits_what_is_proposed(name: str, shared_data: Path) -> None:
    text = propose(shared_data / FILES[name], name=name).text

    assert proposed(EDITS[name]) == without_comments(text)


def test_every_call_loads(home: Home) -> None:
    (load,) = home.ledger.loads(source="callmine")
    calls = home.lake.scan(home.ontology.get("Called"), [load.id]).collect()

    assert (load.records, load.quarantined, calls.height) == (11_000, 0, 11_000)
    assert calls["at"].null_count() == calls["duration_s"].null_count() == 0
    # numbers that cannot be dialled stay as they are, and are this source's own
    assert calls["src"].str.starts_with("callmine:phone:").all()


def test_every_payment_loads_with_how_many_it_stands_for(home: Home) -> None:
    (load,) = home.ledger.loads(source="fincen_payments")
    paid = home.lake.scan(home.ontology.get("Paid"), [load.id]).collect()

    assert (load.records, load.quarantined, paid.height) == (4_507, 0, 4_507)
    assert paid["payments"].sum() == 18_153
    assert paid["payments"].null_count() == 111
    assert round(paid["amount"].sum(), 2) == 35_682_247_985.01
    assert set(paid["currency"]) == {"USD"}


def test_every_bank_that_a_report_names_loads(home: Home) -> None:
    (load,) = home.ledger.loads(source="fincen_banks")
    linked = home.lake.scan(home.ontology.get("LinkedTo"), [load.id]).collect()

    assert (load.records, load.quarantined) == (5_498, 0)
    assert (linked["src"].n_unique(), linked["dst"].n_unique()) == (15, 2_197)


def test_the_list_of_the_security_council_is_proposed_by_its_individuals(shared_data: Path) -> None:
    made = propose(shared_data / "sanctions" / "un" / "UN_consolidated_watchman.xml")

    assert made.spec.file.tables["record"].path == "/CONSOLIDATED_LIST/INDIVIDUALS/INDIVIDUAL"
    assert made.written.read == 730
    assert made.written.doubts["tables"] == (
        "each /CONSOLIDATED_LIST/INDIVIDUALS/INDIVIDUAL is a record, of which there are 730; others may be"
        " /CONSOLIDATED_LIST/ENTITIES/ENTITY (273), which this source does not read"
    )
