"""truth.json: written a line a network, read back the same, refused where it is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_world import CALL_CENTRE, CREW, LADDER, member, person_entity, write_tiny_world

from interlink.errors import ReadError
from interlink.worlds.truth.file import missing_sources, read_truth, write_truth
from interlink.worlds.truth.planted import Chain, Happening, Member, PlantedLink


def problems(folder: Path) -> list[str]:
    with pytest.raises(ReadError) as refused:
        read_truth(folder)
    return [line.partition("truth.json: ")[2] for line in str(refused.value).splitlines()]


def test_a_truth_reads_back_as_it_was_written(tmp_path: Path) -> None:
    whole = replace(
        CREW,
        links=(
            PlantedLink("Called", "NL-P0000001", "NL-P0000030", "2025-03-01T10:00:00Z", ("call_records", 1)),
        ),
        timeline=(Happening("2025-03-01", "all phones change", (("call_records", 2),)),),
        members=(replace(member(1), means=("phone:+31610000001",)), member(30)),
        cover=("ordinary calls go on",),
        chains=(Chain("a", "c", ("a", "b", "c"), (("call_records", 3),), (("a", "c"),)),),
    )
    same = ((person_entity(1), "documents:person:NL-P0000001"),)

    written = write_tiny_world(
        tmp_path / "world", networks=(whole, LADDER), same_as=same, flaws={"register.phone": 2}
    )

    assert read_truth(tmp_path / "world") == written


def test_each_network_look_alike_and_party_has_a_line(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world", same_as=(("a", "b"), ("c", "d")))

    lines = (tmp_path / "world/truth.json").read_text(encoding="utf-8").splitlines()

    assert [line.strip()[:13] for line in lines] == [
        '{"format": 1,',
        '"networks": [',
        '{"id": "N01",',
        '{"id": "N02",',
        "],",
        '"lookalikes":',
        '{"id": "L01",',
        "],",
        '"same_as": [',
        '["a", "b"],',
        '["c", "d"]',
        "]}",
    ]


def test_parties_can_be_written_as_a_stream(tmp_path: Path) -> None:
    truth = write_tiny_world(tmp_path / "world")

    write_truth(tmp_path / "world", replace(truth, same_as=((f"a{n}", f"b{n}") for n in range(3))))

    assert read_truth(tmp_path / "world").same_as == (("a0", "b0"), ("a1", "b1"), ("a2", "b2"))


def test_a_changed_file_is_named(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")
    with (tmp_path / "world/call_records.csv").open("a", encoding="utf-8") as file:
        file.write("+31610000001,+31610000002,2025-03-01T10:00:00Z,5\n")

    assert problems(tmp_path / "world") == [
        "files: call_records.csv is not the file that was written: its sha256 differs. Make the world again.",
        "records: call_records.csv holds 14 records, expected 13. Make the world again.",
    ]


def test_a_file_that_is_gone_is_a_missing_source(tmp_path: Path) -> None:
    truth = write_tiny_world(tmp_path / "world")
    (tmp_path / "world/register.csv").unlink()

    assert missing_sources(tmp_path / "world", truth) == ("register",)
    assert read_truth(tmp_path / "world") == truth


def test_every_contradiction_is_reported_together(tmp_path: Path) -> None:
    late = Member("NL-P0000003", "late", (), "2025-06-01", "2025-01-01")
    bad = replace(
        CREW,
        typology="phone-change-crow",
        members=(replace(member(1), means=("phone:1", "phone:1")), member(1), late),
        records={"call_records": (14,), "payment": (1,)},
        chains=(Chain("a", "c", ("a", "b")),),
    )
    write_tiny_world(
        tmp_path / "world",
        networks=(bad, replace(LADDER, id="N01")),
        lookalikes=(replace(CALL_CENTRE, resembles="shell-lader", members=()),),
        same_as=(("a",), ("b", "c"), ("c", "d")),
        flaws={"register.phone": 31, "registry.phone": 1},
    )

    found = problems(tmp_path / "world")

    assert [problem.partition("; expected one of")[0] for problem in found] == [
        "flaws: 'register.phone': 31 records; expected 0 to 30",
        "flaws: 'registry.phone': the world has no such source. Did you mean 'register'?",
        "networks: id 'N01' is given 2 times",
        "networks: N01: unknown typology 'phone-change-crow'",
        "networks: N01: member 'NL-P0000001' is given 2 times",
        "networks: N01: member 'NL-P0000001': means 'phone:1' is given 2 times",
        "networks: N01: member 'NL-P0000003' has no entities; expected the ids that its records make",
        "networks: N01: member 'NL-P0000003': since 2025-06-01 is after until 2025-01-01",
        "networks: N01: record 14 of 'call_records': expected 1 to 13",
        "networks: N01: record 1 of 'payment': the world has no such source.",
        "networks: N01: chain a to c: steps begin and end elsewhere",
        "lookalikes: L01: unknown typology 'shell-lader'. Did you mean 'shell-ladder'?",
        "lookalikes: L01: no members",
        "same_as: ['a']: expected two entities or more",
        "same_as: entity 'c' is given 2 times; it is one party's",
    ]
    assert "Did you mean 'phone-change-crew'?" in found[3]


def test_what_has_the_wrong_shape_is_reported_with_its_place(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")
    path = tmp_path / "world/truth.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw["networcs"] = raw.pop("networks")
    raw["lookalikes"][0].pop("kind")
    raw["records"]["register"] = "thirty"
    raw["same_as"] = [["a", 7]]
    path.write_text(json.dumps(raw), encoding="utf-8")

    assert problems(tmp_path / "world") == [
        "unknown field 'networcs'. Did you mean 'networks'?",
        "field 'networks' is missing",
        "records.register: Input should be a valid integer, unable to parse string as an integer,"
        " found 'thirty'",
        "lookalikes.0.kind: is missing",
        "same_as.0.1: Input should be a valid string, found 7",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON: .* Make the world again"),
        ("[]", "expected one object, found list"),
        ('{"format": 2}', "format is 2; expected 1"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "truth.json").write_text(text, encoding="utf-8")

    with pytest.raises(ReadError, match=said):
        read_truth(tmp_path)
