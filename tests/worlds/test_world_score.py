"""Scores of a world worked by hand, and what is said where something is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tiny_world import CREW, company_entity, person, person_entity, write_tiny_world
from typer.testing import CliRunner

from interlink.cli import cli
from interlink.errors import ReadError, UnknownName
from interlink.worlds.judging import Judge
from interlink.worlds.scoring import resolution, score
from interlink.worlds.truth import Truth


def figures(row: dict[str, object]) -> tuple[object, ...]:
    assert isinstance(row["seconds"], float)
    return tuple(value for name, value in row.items() if name != "seconds")


def test_scores_are_those_worked_by_hand(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")

    rows = score(tmp_path / "world", ["degree", "betweenness", "shortest-path"])

    # Networks of two: the first 20 parties count. By degree they are P01 (11), P13 (3), P02 to P12 and
    # P14 (2), then companies 1 to 6; by betweenness P01 (200), P02 to P11 (20), P13 (8), P12 and P14 (4),
    # then the same companies. P13 lies between P12 and P14.
    assert [figures(row) for row in rows] == [
        ("degree", "phone-change-crew", 1.0, 0.5, 0.1, 0.02, 1),
        ("degree", "shell-ladder", 1.0, 0.5, 0.1, 0.02, 0),
        ("betweenness", "phone-change-crew", 1.0, 0.5, 0.1, 0.02, 1),
        ("betweenness", "shell-ladder", 1.0, 0.5, 0.0, 0.02, 0),
        ("shortest-path", "phone-change-crew", 0.0, 0.0, 0.0, 0.0, 0),
        ("shortest-path", "shell-ladder", 1.0, 0.5, 0.1, 0.02, 0),
    ]


def test_entities_of_one_party_take_one_place() -> None:
    truth = Truth(
        "w", "small", 1, 1, {}, {}, (CREW,), same_as=(("a:person:1", person_entity(1)), ("b:person:2", "c:x"))
    )
    judge = Judge(truth)

    ranked = ["a:person:1", "c:x", person_entity(1), "b:person:2", company_entity(7), "z:person:9"]

    assert judge.places(ranked) == [person(1), "b:person:2", "NL-00000007", "z:person:9"]


def test_a_half_of_places_is_rounded_to_even() -> None:
    truth = Truth("w", "small", 1, 1, {}, {}, (CREW,))

    assert Judge(truth).depth("phone-change-crew") == 20


def test_without_a_source_the_figures_that_rest_on_it_are_left_open(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")
    (tmp_path / "world/call_records.csv").unlink()
    said: list[str] = []

    rows = score(tmp_path / "world", ["degree"], say=said.append)

    assert said == ["call_records is missing: no figures for phone-change-crew, which left records there."]
    assert [figures(row) for row in rows] == [
        ("degree", "phone-change-crew", None, None, None, None, None),
        ("degree", "shell-ladder", 0.0, 0.0, 0.0, 0.02, 0),
    ]


def test_without_questions_no_shortest_path_is_scored(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")
    (tmp_path / "world/questions.json").unlink()
    said: list[str] = []

    rows = score(tmp_path / "world", ["shortest-path"], say=said.append)

    assert said == ["questions.json is missing: no figures for shortest-path, which answers them."]
    assert {row["member_recall"] for row in rows} == {None}
    assert {row["seconds"] for row in rows} == {None}


def test_the_world_to_learn_on_is_called_no_measure(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world", size="harbour")
    said: list[str] = []

    score(tmp_path / "world", ["degree"], say=said.append)

    assert [text.partition(":")[0] for text in said] == [
        "tiny is a world to learn on, no measure of a method"
    ]


def test_an_unknown_method_is_named_with_the_nearest(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")

    with pytest.raises(UnknownName, match=r"no method is called 'degre'.*Did you mean 'degree'\?"):
        score(tmp_path / "world", ["degre"])


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"no truth\.json; expected the folder of a world"):
        score(tmp_path, ["degree"])


def test_joining_by_number_is_scored_against_which_entities_are_one_party(tmp_path: Path) -> None:
    # No number stands in the register twice, so nothing is joined, and all of this is missed.
    same = ((person_entity(1), person_entity(2)), (person_entity(3), person_entity(4), person_entity(5)))
    write_tiny_world(tmp_path / "world", same_as=same)

    rows = resolution(tmp_path / "world")

    assert [row["method"] for row in rows] == ["shared-number", "shared-number-born-alike"]
    for row in rows:
        assert [value for name, value in row.items() if name not in ("method", "seconds")] == [
            *(1.0, 0.0, 0.0),
            *(1.0, 0.0, 0.0),
        ]


def test_without_a_source_joining_says_what_does_not_count(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")
    (tmp_path / "world/call_records.csv").unlink()
    said: list[str] = []

    rows = resolution(tmp_path / "world", say=said.append)

    assert said == ["call_records is missing: what only these records tell of is neither joined nor counted."]
    assert len(rows) == 2


def test_the_command_prints_one_flat_object_for_each_method_and_typology(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")

    done = CliRunner().invoke(
        cli, ["world", "score", str(tmp_path / "world"), "--method", "degree", "--format", "json"]
    )

    assert done.exit_code == 0, done.output
    assert [list(row) for row in json.loads(done.stdout)] == 2 * [
        [
            *("method", "typology", "network_recall", "member_recall", "precision_at_10", "precision_at_50"),
            *("false_alarms_on_lookalikes", "seconds"),
        ]
    ]


def test_the_command_prints_how_parties_are_joined(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")

    done = CliRunner().invoke(
        cli, ["world", "score", str(tmp_path / "world"), "--resolution", "--format", "csv"]
    )

    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0] == (
        "method,pairwise_precision,pairwise_recall,pairwise_f1,"
        "cluster_precision,cluster_recall,cluster_f1,seconds"
    )
