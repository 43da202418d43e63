"""A world of several blocks: numbers of their own, rows counted through, little kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from interlink.worlds.finding.gather import FILES, PARTIES, gather
from interlink.worlds.making import make_world
from interlink.worlds.making.plant import plant_block
from interlink.worlds.making.unfinished import Unfinished
from interlink.worlds.ordinary import size
from interlink.worlds.ordinary.block import draw_block
from interlink.worlds.ordinary.sea import read_goods, read_sea
from interlink.worlds.truth import read_truth
from interlink.worlds.writing.files import block_rows
from interlink.worlds.writing.named import Named
from interlink.worlds.writing.noise import Noise

TWO = replace(size.SIZES["small"], name="two", blocks=2)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("two") / "world"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(size, "SIZES", {"two": TWO})
        make_world("two", size="two", seed=7, folder=folder, check=False)
    return folder


def read(folder: Path, source: str) -> pl.DataFrame:
    return pl.read_csv(folder / FILES[source], infer_schema=False)


def test_two_blocks_hold_twice_as_much(two: Path) -> None:
    truth = read_truth(two)

    assert sum(truth.records.values()) == pytest.approx(10_000, rel=0.04)
    assert truth.records["documents"] == 2 * TWO.people
    assert [network.id for network in truth.networks] == [f"N{n:02d}" for n in range(1, 19)]


@pytest.mark.parametrize(
    ("source", "column", "is_twice"),
    [
        ("documents", "document_number", False),
        ("manifest", "bill_of_lading", False),
        ("declarations", "declaration_number", False),
        ("vehicles", "vin", False),
        ("vehicles", "plate", False),
        ("payments", "reference", True),
        ("crossings", "crossing_id", True),
    ],
)
def test_numbers_of_one_block_are_no_other_blocks(
    two: Path, source: str, column: str, is_twice: bool
) -> None:
    rows = read(two, source)
    # what is delivered twice is the same record again
    rows = rows.unique() if is_twice else rows

    keys = rows.select(column, *(["country"] if column in ("plate", "document_number") else []))
    assert keys.is_unique().all()


def test_names_of_companies_tell_them_apart(two: Path) -> None:
    firms = read(two, "register").unique(["company_number", "company_name"])

    assert firms["company_number"].is_unique().all()
    assert firms["company_name"].is_unique().all()


def test_a_name_that_an_earlier_block_has_gets_a_number(tmp_path: Path) -> None:
    making = Unfinished("two", TWO, 7, tmp_path, Noise())
    block = draw_block(7, 1, TWO, read_sea(TWO.corridors), read_goods())
    planted = plant_block(block, 7, of_each=1, attempts={})
    making.aside(tmp_path / "first").add(*planted)
    first = read(tmp_path / "first", "register")["company_name"].unique().sort()

    making.firms |= set(first.to_list())
    making.add(*planted)

    assert read(tmp_path, "register")["company_name"].unique().sort().to_list() == sorted(
        f"{name} (2)" for name in first
    )


def test_records_of_the_second_block_are_counted_on(two: Path) -> None:
    truth = read_truth(two)
    calls = read(two, "call_records")["started_at"].to_list()
    sent = read(two, "manifest")["loaded_on"].to_list()
    shares = read(two, "register")["company_number"].to_list()

    for network in truth.networks:
        for link in network.links:
            row = link.record[1] - 1
            match link.kind:
                case "Called":
                    assert calls[row] == link.at
                case "Shipped":
                    assert sent[row] == link.at[:10]
                case "Directs" | "Owns":
                    assert shares[row] == link.target
    second = [network for network in truth.networks[9:] if "call_records" in network.records]
    assert all(min(network.records["call_records"]) > len(calls) // 2 - 50 for network in second)


def test_numbers_reach_to_the_last_block_of_a_large_world() -> None:
    large = replace(TWO, blocks=size.SIZES["large"].blocks)
    block = draw_block(7, large.blocks - 1, large, read_sea(large.corridors), read_goods())

    rows = block_rows(Named(block, 7), Noise())

    assert set(rows) == set(FILES)
    assert rows["vehicles"]["vin"].is_unique().all()


def test_people_of_one_block_call_those_of_another(two: Path) -> None:
    owner = dict(read(two, "documents").select("phone", "document_number").iter_rows())
    block = {number: place // TWO.people for place, number in enumerate(owner.values())}
    calls = read(two, "call_records").select("caller", "callee").rows()
    known = [(block[owner[a]], block[owner[b]]) for a, b in calls if a in owner and b in owner]

    assert {(0, 1), (1, 0)} <= set(known)


def test_each_entity_is_one_party_over_all_blocks(two: Path) -> None:
    have = set(gather(two).entities.filter(pl.col("kind").is_in(PARTIES))["id"].to_list())
    said = [entity for cluster in read_truth(two).same_as for entity in cluster]

    assert len(said) == len(set(said))
    assert set(said) <= have


def test_a_block_leaves_its_words_behind_and_not_itself(tmp_path: Path) -> None:
    making = Unfinished("two", TWO, 7, tmp_path, Noise())

    for number in range(2):
        block = draw_block(7, number, TWO, read_sea(TWO.corridors), read_goods())
        making.add(*plant_block(block, 7, of_each=1, attempts={}))

    kept = {name for name, value in vars(making).items() if isinstance(value, (list, set)) and value}
    assert kept == {"networks", "lookalikes", "clusters", "questions", "firms"}
    assert [frame.columns for frame in making.clusters] == [["party", "entity"]] * 2
    assert vars(making.files).keys() == {"folder", "records", "_notices"}
