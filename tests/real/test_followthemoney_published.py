"""FollowTheMoney entities that others published, counted again with nothing but the json module."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from interlink.mapping.apply import Mapped, map_batch
from interlink.model.schema import load_ontology
from interlink.readers import read_batches
from interlink.sources import find_source


def mapped(source: str, path: Path) -> Mapped:
    spec = find_source(source)
    (batch,) = read_batches(path, spec.file_format())
    return map_batch(spec, load_ontology(), batch, marking_id=lambda _: 0)


def counted(found: Mapped) -> dict[str, int]:
    """How many records gave each schema."""
    return {name: frame["row"].n_unique() for name, frame in found.fragments.items() if frame.height}


@pytest.mark.parametrize(
    ("file", "records", "expected"),
    [
        (
            "parteispenden",
            475,
            {"Person": 22, "Company": 56, "Organization": 18, "Address": 89, "Paid": 290, "LocatedAt": 84},
        ),
        (
            "zala",
            91,
            {
                "Person": 6,
                "Company": 11,
                "Address": 11,
                "Passport": 1,
                "Phone": 3,
                "Email": 3,
                "Notice": 41,
                "Owns": 14,
                "Directs": 3,
                "RelatedTo": 4,
                "Holds": 1,
                "SubjectOf": 41,
                "Uses": 3,
                "LocatedAt": 9,
            },
        ),
    ],
)
def test_every_entity_is_mapped(file: str, records: int, expected: dict[str, int], shared_data: Path) -> None:
    path = shared_data / "registers" / "followthemoney" / f"{file}.entities.ftm.json"
    schemata = Counter(json.loads(line)["schema"] for line in path.read_text(encoding="utf-8").splitlines())

    found = mapped("followthemoney", path)

    assert (found.records, found.quarantined.height) == (records, 0) == (schemata.total(), 0)
    assert counted(found) == expected
    payments = {name: count for name, count in schemata.items() if name == "Payment"}
    assert payments == ({"Payment": 290} if file == "parteispenden" else {})


def test_every_link_ends_at_what_the_file_holds(shared_data: Path) -> None:
    path = shared_data / "registers" / "followthemoney" / "parteispenden.entities.ftm.json"
    ontology = load_ontology()

    found = mapped("followthemoney", path)

    entities = {
        each
        for name, frame in found.fragments.items()
        if not ontology.get(name).is_link
        for each in frame["entity"]
    }
    paid = found.fragments["Paid"]
    # one donation names two who got it
    assert paid.height == 291
    assert set(paid["src"]) | set(paid["dst"]) <= entities
    assert paid["currency"].unique().to_list() == ["EUR"]


def test_a_delta_adds_what_it_says(shared_data: Path) -> None:
    path = shared_data / "registers" / "followthemoney" / "t2.wnk.entities.delta.json"

    found = mapped("followthemoney_delta", path)

    assert (found.records, found.quarantined.height) == (2, 0)
    assert counted(found) == {"Person": 1, "Organization": 1}
    assert found.restated.to_list() == ["NK-2T3S8Hu29ktYnKSTgQp2wL", "NK-2sJaJRaPJcWUfMbHjTtWcL"]
