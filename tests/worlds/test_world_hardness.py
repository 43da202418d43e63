"""Hardness: what naive methods find of what was planted, and which limits a world breaks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from tiny_world import write_tiny_world

from interlink.worlds.finding.features import matrix, party_features, telling
from interlink.worlds.finding.gather import gather
from interlink.worlds.finding.parties import find_parties
from interlink.worlds.finding.trees import auc, cross_validated, train
from interlink.worlds.judging.hardness import Break, Hardness, Limits, measure


def test_a_tiny_world_is_as_easy_as_worked_by_hand(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")

    found = measure(tmp_path / "world")

    # By degree and betweenness one of two members each is among the first 20, on either graph; the shortest
    # path of either graph leads over P13.
    assert found.recall["degree"] == {"phone-change-crew": 0.5, "shell-ladder": 0.5}
    assert found.recall["betweenness"] == {"phone-change-crew": 0.5, "shell-ladder": 0.5}
    assert set(found.recall) == {"degree", "betweenness", "louvain"}
    assert found.chains_of == {"phone-change-crew": (0, 0), "shell-ladder": (1, 1)}
    assert found.chains == 1.0
    assert set(found.auc_of) == {"phone-change-crew", "shell-ladder"}


def test_hardness_is_the_same_again(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")

    assert measure(tmp_path / "world") == measure(tmp_path / "world")


def test_limits_that_do_not_hold_name_the_typology_to_draw_again() -> None:
    found = Hardness(
        recall={
            "degree": {"a": 0.41, "b": 0.4},
            "betweenness": {"a": 0.1, "b": 0.0},
            "louvain": {"a": 0, "b": 0.9},
        },
        auc=0.72,
        auc_of={"a": 0.65, "b": 0.79},
        chains_of={"a": (3, 3), "b": (0, 2), "c": (0, 0)},
    )

    assert found.breaks() == [
        Break("degree", "a", 0.41, 0.4),
        Break("louvain", "b", 0.9, 0.4),
        Break("trees", "b", 0.79, 0.7),
        Break("chains", "a", 1.0, 0.5),
    ]
    assert found.breaks(Limits(recall=1.0, auc=0.8, chains=0.6)) == []


def test_a_world_without_chains_breaks_no_limit_of_chains() -> None:
    found = Hardness(recall={"degree": {"a": 0.0}}, auc=0.5, auc_of={"a": 0.5}, chains_of={"a": (0, 0)})

    assert found.breaks() == []


def test_auc_is_the_share_of_pairs_in_order() -> None:
    chance = np.asarray([0.1, 0.4, 0.4, 0.9])

    assert auc(chance, np.asarray([False, True, False, True])) == 0.875
    assert auc(chance, np.asarray([False, False, False, False])) == 0.5


def test_trees_find_what_a_single_figure_tells() -> None:
    random = np.random.default_rng(5)
    wanted = np.arange(400) % 10 == 0
    features = pl.DataFrame(
        {"told": random.normal(size=400) + 3.0 * wanted, "noise": random.normal(size=400)}
    )
    group = np.where(wanted, np.arange(400) // 40, -1)

    assert (
        auc(cross_validated(matrix(features, features.columns), wanted, group, folds=5, seed=1), wanted) > 0.9
    )
    assert (
        0.3 < auc(cross_validated(matrix(features, ["noise"]), wanted, group, folds=5, seed=1), wanted) < 0.7
    )
    assert auc(train([features], [wanted], seed=1).chances(features.drop("noise")), wanted) > 0.9


def test_a_group_is_learnt_only_from_others() -> None:
    # what tells each group is its own: nothing of it helps to find another
    wanted = np.arange(200) < 50
    group = np.where(wanted, np.arange(200) // 10, -1)
    columns = {f"group {number}": (group == number).astype(float) for number in range(5)}
    features = pl.DataFrame(columns)

    assert (
        auc(cross_validated(matrix(features, features.columns), wanted, group, folds=5, seed=2), wanted)
        == 0.5
    )


def test_features_count_what_a_party_did_and_not_its_neighbours(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")
    parties = find_parties(gather(tmp_path / "world"))

    features = party_features(parties)

    p01, p13 = (parties.number_of[f"register:person:NL-P00000{number}"] for number in ("01", "13"))
    told = features.select("Called out n", "Called in n", "Called out others", "Called out duration_s sum")
    assert told.row(p01) == (10.0, None, 10.0, 600.0)
    assert told.row(p13) == (2.0, 1.0, 1.0, 120.0)
    assert features.height == 60
    assert features.columns == sorted(features.columns)


def test_columns_that_tell_nothing_or_the_same_again_are_left_out() -> None:
    features = pl.DataFrame(
        {
            "told": [1.0, None, 3.0],
            "again": [1.0, None, 3.0],
            "alike": [2.0, 2.0, 2.0],
            "empty": pl.Series([None, None, None], dtype=pl.Float64),
            "other": [0.0, 1.0, 0.0],
        }
    )

    assert telling(features) == ["told", "other"]
