"""A constraint leaves the same links whatever analytic has it, and says so where nothing is left."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from interlink.analytics import ANALYTICS, communities, connect, paths, run
from interlink.errors import QueryError, UnknownEntity, UnknownName
from interlink.model.marking import Marking
from interlink.projection import MISSING_TIME, Constraints, Projection
from interlink.projection.rows import rows_of

JANUARY, JUNE = (int(np.datetime64(day, "us").astype(np.int64)) for day in ("2026-01-10", "2026-06-10"))
PHONE, FIRM, DIRECT = ("ana", "phone", "zoe"), ("ana", "firm", "zoe"), ("ana", "zoe")


def ways() -> Projection:
    """Three ways from Ana to Zoe: calls in January graded A1, a firm in June graded B3, an undated C5."""
    rows = rows_of(
        np.array([0, 2, 0, 1, 0], dtype=np.int32),
        np.array([2, 3, 1, 3, 3], dtype=np.int32),
        np.array([0, 0, 2, 2, 1], dtype=np.int16),
        at=np.array([JANUARY, JANUARY, JUNE, JUNE, MISSING_TIME]),
        marking=np.array([1, 1, 2, 2, 3], dtype=np.int16),
    )
    return Projection.from_rows(
        rows,
        ids=("ana", "firm", "phone", "zoe"),
        layers=("CALLED", "KNOWS", "OWNS"),
        kinds=("Person", "Company", "Phone", "Person"),
        markings={1: Marking("A", "1"), 2: Marking("B", "3"), 3: Marking("C", "5")},
    )


CASES = [
    (Constraints(), [DIRECT, FIRM, PHONE]),
    (Constraints(layers=["CALLED"]), [PHONE]),
    (Constraints(layers=["CALLED", "OWNS"]), [FIRM, PHONE]),
    (Constraints(kinds=["Company"]), [DIRECT, FIRM]),
    (Constraints(avoid=["phone"]), [DIRECT, FIRM]),
    (Constraints(since="2026-03-01"), [DIRECT, FIRM]),
    (Constraints(until="2026-03-01"), [DIRECT, PHONE]),
    (Constraints(source_grade="A"), [PHONE]),
    (Constraints(source_grade="B"), [FIRM, PHONE]),
    (Constraints(information_grade="1"), [PHONE]),
    (Constraints(information_grade="3"), [FIRM, PHONE]),
    (Constraints(least_confidence=0.9), [PHONE]),
    (Constraints(least_confidence=0.5), [FIRM, PHONE]),
    (Constraints(kinds=["Company"], layers=["OWNS"], since="2026-01-01", source_grade="B"), [FIRM]),
]

OF_THE_WHOLE = ("brokerage", "centrality", "communities", "multilayer", "network", "robustness")


@pytest.mark.parametrize(("where", "expected"), CASES, ids=[str(each.said()) for each, _ in CASES])
def test_paths_use_the_links_that_a_constraint_leaves(
    where: Constraints, expected: list[tuple[str, ...]]
) -> None:
    finding = paths(ways(), "ana", "zoe", where=where)

    assert finding.frame()["nodes"].tolist() == expected
    assert {name: finding.params[name] for name in where.said()} == where.said()


@pytest.mark.parametrize(("where", "expected"), CASES, ids=[str(each.said()) for each, _ in CASES])
def test_suspects_are_connected_by_the_links_that_a_constraint_leaves(
    where: Constraints, expected: list[tuple[str, ...]]
) -> None:
    tree = connect(ways(), ["ana", "zoe"], where=where, resamples=0)
    walk = connect(ways(), ["ana", "zoe"], where=where, method="walk", resamples=0)

    assert set(tree.frame()["id"]) in [set(way) for way in expected]
    left = ways().narrow(replace(where, ends=("ana", "zoe")))
    assert len(walk.table("links")) == left.n_links
    assert {name: walk.params[name] for name in where.said()} == where.said()


@pytest.mark.parametrize("where", [each for each, _ in CASES], ids=lambda each: str(each.said()))
@pytest.mark.parametrize("name", OF_THE_WHOLE)
def test_what_is_said_of_the_whole_rests_on_the_links_that_a_constraint_leaves(
    name: str, where: Constraints
) -> None:
    asked = {"resamples": 1}
    found = run(name, ways(), {**asked, **where.said()})
    of_those_left = run(name, ways().narrow(where), asked)

    assert found.measures == pytest.approx(of_those_left.measures, nan_ok=True)
    for table, frame in of_those_left.tables.items():
        pd.testing.assert_frame_equal(found.table(table), frame)
    assert len(found.links()) == len(of_those_left.links())
    assert {each: found.params[each] for each in where.said()} == where.said()


def test_every_analytic_takes_every_constraint() -> None:
    every = {each.name for each in fields(Constraints)} - {"ends"}
    taken = {
        name: {each.name for each in analytic.parameters if each.constrains}
        for name, analytic in ANALYTICS.items()
    }

    assert taken == dict.fromkeys(ANALYTICS, every)


def test_every_constraint_is_among_the_cases() -> None:
    tried = {name for where, _ in CASES for name in where.said()}

    assert tried == {each.name for each in fields(Constraints)} - {"ends"}


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        (
            Constraints(avoid=["ana"]),
            "'ana' is among the entities to avoid, so that no path can begin or end there.",
        ),
        (
            Constraints(avoid=["zoe", "ana"]),
            "'ana' and 'zoe' are among the entities to avoid, so that no path can begin or end there.",
        ),
        (
            Constraints(since="2026-03-01", layers=["CALLED"]),
            "The constraints leave no link at all; widen them.",
        ),
        (
            Constraints(layers=["OWNS"], avoid=["firm"]),
            "The constraints leave no link at all; widen them.",
        ),
        (
            Constraints(layers=["KNOWS", "OWNS"], avoid=["zoe"], until="2026-12-31"),
            "'zoe' is among the entities to avoid, so that no path can begin or end there.",
        ),
    ],
)
def test_constraints_that_leave_no_path_give_the_reason(where: Constraints, reason: str) -> None:
    finding = paths(ways(), "ana", "zoe", where=where)

    assert (len(finding), finding.caveats) == (0, (reason,))


def test_a_path_that_only_other_links_would_make_says_that_constraints_were_put() -> None:
    finding = paths(ways(), "ana", "firm", where=Constraints(layers=["CALLED"]))

    assert finding.caveats == (
        "'ana' and 'firm' are not connected in these records, as the constraints leave them; "
        "other records may connect them.",
    )


@pytest.mark.parametrize(
    ("where", "error", "message"),
    [
        (Constraints(layers=["CALED"]), UnknownName, r"no layer 'CALED'.*Did you mean 'CALLED'\?"),
        (Constraints(kinds=["Phon"]), UnknownName, r"no entity of kind 'Phon'.*Did you mean 'Phone'\?"),
        (Constraints(avoid=["fir"]), UnknownEntity, r"no entity 'fir'.*Did you mean 'firm'\?"),
        (Constraints(source_grade="Q"), UnknownName, "no source grade 'Q'"),
        (Constraints(since="2026-02-01", until="2026-01-01"), QueryError, "Swap the two"),
        (Constraints(least_confidence=2.0), QueryError, "expected a share within 0 and 1"),
    ],
)
def test_constraints_that_cannot_be_are_refused_alike(
    where: Constraints, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        paths(ways(), "ana", "zoe", where=where)
    with pytest.raises(error, match=message):
        connect(ways(), ["ana", "zoe"], where=where)


def test_records_without_a_time_that_stay_in_a_window_are_told() -> None:
    edges = pd.DataFrame(
        {
            "src": ["a", "b", "c", "d"],
            "dst": ["b", "c", "d", "a"],
            "at": ["2024-01-01", None, None, "2020-01-01"],
        }
    )
    p = Projection.from_edges(edges, at="at")
    told = "2 records of 3 say no time, and count in every window."

    assert told in communities(p, where=Constraints(since="2023-01-01"), resamples=0).caveats
    others = (Constraints(), Constraints(avoid=["a"]))
    assert not [each for where in others for each in communities(p, where=where).caveats if "no time" in each]
