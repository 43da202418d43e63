"""Sources that extend others, among shipped ones and those of a user's own."""

from __future__ import annotations

from pathlib import Path

import pytest

import interlink as il
from homes import Home
from interlink.errors import SpecError
from interlink.ledger.corrections import Corrections
from interlink.loads.plans import read_plans
from interlink.mapping.source_file import parse_source
from interlink.sources import find_source, shelf, source_files

EXTENDING = [name for name, text in source_files().items() if "\nextends: " in text]


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(f"source: {name}\n{text}", encoding="utf-8")


def problems(name: str, own: Path) -> list[str]:
    with pytest.raises(SpecError) as caught:
        find_source(name, own)
    return list(caught.value.problems)


@pytest.mark.parametrize("name", EXTENDING)
def test_a_source_says_the_same_written_whole(name: str) -> None:
    spec = find_source(name)

    whole = parse_source(shelf().whole(name), name)

    assert (spec.extends, whole.extends) == (source_files()[name].split("\n")[1].split(": ")[1], None)
    assert whole.model_dump_json() == spec.model_dump_json()


def test_a_source_of_ones_own_extends_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    write(tmp_path, call_records="extends: call_records\nexpect: {Called: {least: 0}}\n")
    shipped, own = find_source("call_records"), find_source("call_records", tmp_path)

    assert (shipped.expect["Called"].least, own.expect["Called"].least) == (1, 0)
    assert own.model_copy(update={"expect": shipped.expect, "extends": None}) == shipped


def test_sources_extend_each_other_in_a_row(tmp_path: Path) -> None:
    write(
        tmp_path,
        ofac="extends: ofac\nmarking: {handling: H1}\n",
        ofac_copy="extends: ofac\ntitle: Ours\n",
        ofac_third="extends: ofac_copy\n",
    )

    third = find_source("ofac_third", tmp_path)

    assert (third.title, third.marking.handling, third.marking.originator) == ("Ours", ["H1"], "OFAC")


def test_a_shipped_source_is_the_same_whatever_a_user_says_of_what_it_extends(tmp_path: Path) -> None:
    write(tmp_path, ofac="extends: ofac\nmarking: {handling: H1}\n")

    assert find_source("ofac_consolidated", tmp_path) == find_source("ofac_consolidated")


def test_sources_that_extend_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    write(tmp_path, here="extends: there\n", there="extends: yonder\n", yonder="extends: here\n")

    assert problems("here", tmp_path) == [
        f"{tmp_path}/here.yaml:2: extends: 'there' cannot be extended:",
        "there.yaml:2: extends: 'yonder' cannot be extended:",
        "yonder.yaml:2: extends: 'here' cannot be extended:",
        "'here' extends 'there' extends 'yonder' extends 'here': none of them would be whole."
        " Let one stand by itself.",
    ]


def test_a_source_that_is_not_there_cannot_be_extended(tmp_path: Path) -> None:
    write(tmp_path, mine="extends: ofca\n", new="extends: new\n")

    assert problems("mine", tmp_path) == [
        f"{tmp_path}/mine.yaml:2: extends: no source is called 'ofca'. Did you mean 'ofac'?"
    ]
    assert problems("new", tmp_path) == [
        f"{tmp_path}/new.yaml:2: extends: no shipped source is called 'new'."
    ]


def test_what_is_wrong_with_an_extended_source_is_told_with_its_file(tmp_path: Path) -> None:
    write(tmp_path, ofac="extends: ofac\ndelivery: ful\n", mine="extends: ofac\n")

    assert problems("mine", tmp_path) == [
        f"{tmp_path}/mine.yaml:2: extends: 'ofac' cannot be extended:",
        "ofac.yaml:3: delivery: Input should be 'full', 'increment' or 'changes', found 'ful'.",
    ]


def test_a_schedule_is_of_the_source_that_states_it(tmp_path: Path) -> None:
    daily = "schedule: every day\nfetch: {folder: /inbox}\n"
    write(tmp_path, mine=f"extends: ofac\n{daily}", other="extends: mine\n")

    plans = read_plans(source_files(tmp_path), extended=shelf(tmp_path).fields)

    assert (list(plans.specs), dict(plans.broken)) == (["mine"], {})


def test_a_source_that_extends_another_and_fetches_has_a_place_to_fetch_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    write(own, mine="extends: ofac\nfetch: {folder: /inbox}\n", other="extends: mine\n")
    monkeypatch.setenv("INTERLINK_SOURCES", str(own))
    ws = il.open(tmp_path / "home")
    places = ws.fetched_from()
    ws.close()

    assert places == {"mine": "/inbox/*"}


def test_a_load_is_of_what_a_source_comes_to_when_it_runs(tmp_path: Path) -> None:
    own, file = tmp_path / "own", tmp_path / "people.csv"
    own.mkdir()
    file.write_text("id;name\n1;Ada Vell\n", encoding="utf-8")
    write(
        own,
        people="title: People\npublisher: {name: Town}\nlicence: Restricted\ndelivery: full\n"
        'file: {format: csv, delimiter: ";"}\n'
        "entities: {person: {schema: Person, key: [id], properties: {name: name}}}\n",
        others="extends: people\n",
    )
    home = Home(tmp_path)

    def load() -> tuple[int, int, str]:
        report = home.loader.run(find_source("others", own), [file])
        mapping = Corrections(home.ledger).mapping_of(report.load)
        return report.fragments_added, report.fragments_retired, mapping

    first, again = load(), load()
    text = (own / "people.yaml").read_text(encoding="utf-8")
    (own / "people.yaml").write_text(text.replace("name: name", "last_name: name"), encoding="utf-8")
    changed = load()

    assert [each[:2] for each in (first, again, changed)] == [(1, 0), (0, 0), (1, 1)]
    assert first[2] == again[2] != changed[2]
