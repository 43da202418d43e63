"""What FollowTheMoney entities become, and that their deltas become the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from homes import Home
from interlink.mapping.apply import Mapped, map_batch
from interlink.model.schema import load_ontology
from interlink.readers import read_batches
from interlink.sources import find_source

SAMPLES = Path(__file__).parent / "samples"
ENTITIES = SAMPLES / "followthemoney.entities.ftm.json"
DELTA = SAMPLES / "followthemoney_delta.entities.delta.json"


@pytest.fixture(scope="module")
def mapped() -> Mapped:
    spec = find_source("followthemoney")
    (batch,) = read_batches(ENTITIES, spec.file_format())
    return map_batch(spec, load_ontology(), batch, marking_id=lambda _: 0)


def rows(found: Mapped, schema: str, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of these columns, ids without what they all begin with."""
    whole = found.fragments[schema].select(columns).rows()
    return [
        tuple(each.removeprefix("followthemoney:entity:") if isinstance(each, str) else each for each in row)
        for row in whole
    ]


def test_names_keep_their_scripts_and_the_caption_goes_first(mapped: Mapped) -> None:
    assert rows(mapped, "Person", "entity", "name", "alias", "weak_alias", "birth_date", "flagged") == [
        ("p-ada", "Ada Vell", ["Vell, Ada", "Ада Вель"], ["Adje"], ["1980-02-03"], ["height_cm=tall"]),
        ("p-omar", "عمر فيل", None, None, ["1971"], None),
    ]


def test_a_legal_entity_is_a_body_that_says_it_may_be_a_person(mapped: Mapped) -> None:
    assert rows(mapped, "Organization", "entity", "name", "remarks") == [
        ("o-club", "Quay Club", None),
        ("l-one", "V. Trading", ["The source does not say whether it is a person or a body.", "seen once"]),
    ]


def test_documents_phones_and_mail_addresses_are_those_of_other_sources(mapped: Mapped) -> None:
    assert rows(mapped, "Holds", "src", "dst") == [
        ("p-ada", "passport:NX1234567|NL"),
        ("p-omar", "followthemoney:passport:pp-2"),
        ("p-omar", "identity_card:998877|MA"),
    ]
    assert rows(mapped, "Uses", "src", "dst") == [
        ("p-ada", "phone:+31205550100"),
        ("p-ada", "followthemoney:phone:next door"),
        ("p-ada", "email:ada@example.org"),
    ]


def test_what_links_name_keeps_its_number(mapped: Mapped) -> None:
    assert rows(mapped, "LocatedAt", "src", "dst") == [("p-ada", "addr-1"), ("c-veld", "addr-1")]
    assert rows(mapped, "Owns", "src", "dst", "share_percent") == [
        ("p-ada", "c-veld", 60.0),
        ("p-omar", "c-veld", 60.0),
        ("c-veld", "v-1", None),
    ]


def test_a_payment_runs_between_accounts_where_both_are_named(mapped: Mapped) -> None:
    assert rows(mapped, "Paid", "src", "dst", "amount", "currency") == [
        ("acc-1", "acc-2", 9.0, "USD"),
        ("p-ada", "o-club", 100.5, "EUR"),
        ("p-ada", "b-port", 100.5, "EUR"),
        ("c-veld", "p-omar", 7.0, "USD"),
    ]


def test_a_sanction_is_a_notice_of_whom_it_names(mapped: Mapped) -> None:
    assert rows(
        mapped, "Notice", "kind", "reference", "authority", "issued_on", "charges", "description"
    ) == [("sanction", "A.1", "Council", "2022-01-01", ["Smuggling"], "Quays")]
    assert rows(mapped, "SubjectOf", "src", "dst", "role") == [
        ("p-ada", "followthemoney:notice:san-1", "listed")
    ]


def test_other_schemata_are_left_out(mapped: Mapped) -> None:
    delivered = ENTITIES.read_text(encoding="utf-8").splitlines()

    assert (mapped.records, len(delivered)) == (31, 32)
    assert [line for line in delivered if '"Documents"' in line] == delivered[-1:]


def test_changes_are_mapped_as_entities_are() -> None:
    entities, changes = find_source("followthemoney"), find_source("followthemoney_delta")

    assert len(entities.entities) > 20
    assert (changes.entities, changes.links, changes.lookups) == (
        entities.entities,
        entities.links,
        entities.lookups,
    )


def test_a_delta_adds_restates_and_deletes(tmp_path: Path) -> None:
    home, spec = Home(tmp_path), find_source("followthemoney_delta")

    def load(text: str) -> list[int]:
        path = tmp_path / "entities.delta.json"
        path.write_text(text, encoding="utf-8")
        report = home.loader.run(spec, [path])
        return [report.fragments_added, report.fragments_retired]

    first = load(DELTA.read_text(encoding="utf-8"))
    changed = (
        '{"op": "MOD", "entity": {"id": "p-omar", "schema": "Person", "properties": {"name": ["Omar"]}}}\n'
        '{"op": "DEL", "entity": {"id": "own-1"}}\n'
    )

    assert first == [18, 0]
    assert load(changed) == [1, 3]
    assert load('{"op": "DEL", "entity": {"id": "p-omar"}}\n') == [0, 1]
