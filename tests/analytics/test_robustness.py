"""How much could be missing: closed forms, the same for one seed, and what cannot be asked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from interlink.analytics import robustness
from interlink.errors import QueryError, UnknownName
from interlink.projection import Projection

CLIQUES = [(f"{side}{i:02d}", f"{side}{j:02d}") for side in "abc" for i in range(12) for j in range(i)]
TIED = [*CLIQUES, ("a00", "b00"), ("b01", "c00")]
SPARSE = [(f"n{i:02d}", f"n{i + 1:02d}") for i in range(40)]


def project(edges: list[tuple[str, str]]) -> Projection:
    return Projection.from_edges(pd.DataFrame(edges, columns=["src", "dst"]))


def test_groups_that_know_each_other_well_hold_without_a_third_of_their_links() -> None:
    frame = robustness(project(TIED), resamples=10).frame().set_index(["lost", "left_out"])

    assert frame.loc[("links", 0.3), "held"] > 0.95
    assert frame.loc[("entities", 0.2), "held"] > 0.95
    assert frame.index.tolist() == [
        (lost, share) for lost in ("links", "entities") for share in (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
    ]


def test_groups_of_a_chain_fall_apart_as_links_go() -> None:
    finding = robustness(project(SPARSE), resamples=10)

    held = finding.frame().set_index(["lost", "left_out"])["held"]
    assert held["links", 0.02] > held["links", 0.5]
    assert finding.measures["links_to_weak"] <= 0.5
    assert (
        f"Without {finding.measures['links_to_weak']:.0%} of the links, groups hold in fewer"
        in finding.summary
    )


def test_ranks_are_the_foremost_ten_that_stay_among_them() -> None:
    finding = robustness(project([("hub", f"n{i}") for i in range(9)]), of="ranks", resamples=5)

    held = finding.frame()["held"]
    assert held.eq(1.0).all()
    assert np.isnan(finding.measures["entities_to_weak"])
    assert "Without half of the links, the foremost ten hold in seven of ten or more." in finding.summary


def test_where_nobody_lies_between_others_no_rank_is_said_to_hold() -> None:
    finding = robustness(project([("a", "b")]), of="ranks", resamples=2)

    assert len(finding.frame()) == 0
    assert "hold" not in finding.summary
    assert finding.caveats == ("Nobody lies between others: there are no ranks to hold.",)


def test_a_repeat_that_leaves_nobody_out_of_place_counts_as_one_that_holds() -> None:
    held = robustness(project([("a", "b")]), resamples=20).frame()["held"]

    assert held.between(0, 1).all()


def test_one_seed_gives_one_answer_and_another_another() -> None:
    p = project(SPARSE)

    assert robustness(p, resamples=3).fingerprint == robustness(p, resamples=3).fingerprint
    assert robustness(p, resamples=3).fingerprint != robustness(p, resamples=3, seed=1).fingerprint


def test_what_cannot_be_asked_is_refused() -> None:
    p = project(SPARSE)

    with pytest.raises(UnknownName, match=r"no 'rank'; expected groups or ranks\. Did you mean 'ranks'"):
        robustness(p, of="rank")  # type: ignore[arg-type]
    with pytest.raises(QueryError, match="resamples is 0; expected 1 to 1,000"):
        robustness(p, resamples=0)
    with pytest.raises(QueryError, match="seed is -1; expected 0 or more"):
        robustness(p, seed=-1)


def test_without_links_there_is_nothing_to_lose() -> None:
    finding = robustness(Projection.from_links([], [], nodes=["a"]))

    assert finding.frame().empty
    assert finding.caveats == ("There are no links: there is nothing to lose.",)
