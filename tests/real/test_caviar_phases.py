"""The phases of the CAVIAR wiretaps: actors who are given a new id in one phase are followed to it.

Ids of the wiretaps are stable, so that the same actor under a new id is known. Figures: of 102 that stay from
one phase to the next 24 are followed one by one, 1 is taken for another; a third of all at once, 19 and 4.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from interlink.analytics import phases
from interlink.projection import Projection

PHASES = range(1, 7)


@pytest.fixture(scope="module")
def calls(shared_data: Path) -> pd.DataFrame:
    folder = shared_data / "networks" / "caviar"
    found = []
    for phase in PHASES:
        matrix = pd.read_csv(folder / f"phase{phase}.csv", index_col=0).rename(index=str, columns=str)
        long = matrix.rename_axis("src").rename_axis("dst", axis=1).stack().rename("calls").reset_index()
        found.append(long[long["calls"] > 0].assign(phase=phase))
    return pd.concat(found, ignore_index=True)


def project(calls: pd.DataFrame) -> Projection:
    return Projection.from_edges(calls, weight="calls", layer="phase", directed=True)


def present(calls: pd.DataFrame, phase: int) -> set[str]:
    of_phase = calls[calls["phase"] == phase]
    return set(of_phase["src"]) | set(of_phase["dst"])


def followed(calls: pd.DataFrame, phase: int, actors: set[str]) -> tuple[int, int]:
    """How many of the actors, with another id from this phase on, are followed to it, and how many astray."""
    hidden = calls.copy()
    for side in ("src", "dst"):
        renamed = (hidden["phase"] >= phase) & hidden[side].isin(actors)
        hidden.loc[renamed, side] += " again"
    told = phases(project(hidden), by="layer", resamples=0).table("successors")
    told = told[told["window"] == str(phase)]
    right = told["old"].isin(actors) & (told["new"] == told["old"] + " again")
    touched = told["old"].isin(actors) | told["new"].str.endswith(" again")
    return int(right.sum()), int((touched & ~right).sum())


def test_most_who_are_followed_one_by_one_are_the_same_actor(calls: pd.DataFrame) -> None:
    cases = [
        (phase, {actor})
        for phase in PHASES[1:]
        for actor in sorted(present(calls, phase - 1) & present(calls, phase))
    ]

    right, astray = np.sum([followed(calls, *case) for case in cases], axis=0)

    assert len(cases) == 102
    assert right >= 23
    assert astray <= 2


def test_a_third_of_all_at_once_are_followed_less_often(calls: pd.DataFrame) -> None:
    right, astray = 0, 0
    for phase in PHASES[1:]:
        both = sorted(present(calls, phase - 1) & present(calls, phase))
        order = np.random.default_rng(0).permutation(both).tolist()
        third = round(len(both) / 3)
        for first in range(0, len(order), third):
            some = followed(calls, phase, set(order[first : first + third]))
            right, astray = right + some[0], astray + some[1]

    assert right >= 18
    assert astray <= 5


def test_actors_stay_themselves_through_all_phases(calls: pd.DataFrame) -> None:
    found = phases(project(calls), by="layer", resamples=0)

    members = found.table("members")
    in_every_phase = members.groupby("id")["window"].nunique()
    assert in_every_phase["1"] == len(PHASES)
    assert found.measures["windows"] == 6.0
    assert found.measures["turnover"] == pytest.approx(0.4487, abs=5e-4)
    assert len(found.table("successors")) <= 1
