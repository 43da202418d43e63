from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import interlink
from interlink.analytics import (
    Finding,
    brokerage,
    bursts,
    centrality,
    communities,
    connect,
    disruption,
    journeys,
    missing_ties,
    money,
    multilayer,
    network,
    paths,
    phases,
    robustness,
    run,
    trade,
)
from interlink.analytics.keep import pack, unpack
from interlink.errors import QueryError, UnknownName
from interlink.model.marking import Marking
from interlink.projection import Projection, with_attributes

EDGES = pd.DataFrame(
    [(f"n{i}", f"n{(i * i + 3) % 17}", 1 + i % 3 / 10, i * 37 % 50) for i in range(60) if i % 5],
    columns=["src", "dst", "w", "at"],
)
GOODS = pd.DataFrame(
    {
        "id": [EDGES["src"].iloc[i] for i in range(40)],
        "hs_code": "090240",
        "value": [100.0 + i % 7 + 900 * (i == 5) for i in range(40)],
        "weight_kg": 50.0,
    }
)
ASK: dict[str, Callable[[Projection], Finding]] = {
    "bursts": lambda p: bursts(p, seed=4),
    "communities": lambda p: communities(p, seed=4),
    "infomap": lambda p: communities(p, method="infomap", seed=4),
    "brokerage": lambda p: brokerage(p, weighted=True),
    "centrality": lambda p: centrality(p, weighted=True),
    "journeys": lambda p: journeys(p, "n1", "n2", k=3, seed=4),
    "everyone reached": lambda p: journeys(p, "n1", dwell_most=1, seed=4),
    "money": lambda p: money(p, least=2, window=3e-9, tolerance=0.2, seed=4),
    "disruption": lambda p: disruption(p, remove=3),
    "sequential": lambda p: disruption(p, method="sequential", remove=3),
    "by_layer": lambda p: centrality(p, by_layer=True, pivots=5),
    "paths": lambda p: paths(p, "n1", "n2", k=9, cost="strength"),
    "connect": lambda p: connect(p, ["n1", "n2", "n9"], cost="strength"),
    "walk": lambda p: connect(p, ["n1", "n2", "n9"], method="walk", size=3),
    "multilayer": lambda p: multilayer(p, resolution=1.2, seed=4),
    "missing_ties": lambda p: missing_ties(p, score="adamic_adar", seed=4),
    "network": lambda p: network(p, seed=4),
    "robustness": lambda p: robustness(p, resamples=2, seed=4),
    "phases": lambda p: phases(p, by="layer", smallest=2, seed=4),
    "trade": lambda p: trade(p if p.attributes else with_attributes(p, GOODS), seed=4),
}
IN_ANOTHER_PROCESS = """
import json
from test_finding import ASK, EDGES
from interlink.projection import Projection
backwards = Projection.from_edges(EDGES[::-1], weight="w", at="at")
print(json.dumps({name: ask(backwards).fingerprint for name, ask in ASK.items()}))
"""


@pytest.fixture
def projection() -> Projection:
    return Projection.from_edges(EDGES, weight="w", at="at")


@pytest.fixture(scope="module")
def elsewhere() -> dict[str, str]:
    """The fingerprints that another process gives, which begins from the rows backwards."""
    source = Path(next(iter(interlink.__path__))).parent
    done = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS],
        env={
            **os.environ,
            "PYTHONPATH": f"{source}{os.pathsep}{Path(__file__).parent}",
            "PYTHONHASHSEED": "77",
        },
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("name", ASK)
def test_shuffled_rows_and_another_process_give_the_same_fingerprint(
    name: str, projection: Projection, elsewhere: dict[str, str]
) -> None:
    here = ASK[name](projection).fingerprint

    shuffled = Projection.from_edges(EDGES.sample(frac=1, random_state=8), weight="w", at="at")

    assert ASK[name](shuffled).fingerprint == here
    assert elsewhere[name] == here


def test_another_input_parameter_or_seed_gives_another_fingerprint(projection: Projection) -> None:
    other = Projection.from_edges(EDGES.assign(w=2.0), weight="w")

    found = [
        communities(projection),
        communities(projection, seed=1),
        communities(projection, resolution=1.5),
        communities(other),
        centrality(projection),
        centrality(projection, normalized=True),
    ]

    assert len({f.fingerprint for f in found}) == len(found)


def test_what_a_finding_was_made_with_is_told(projection: Projection) -> None:
    finding = communities(projection, resamples=0, seed=3)

    assert (finding.analytic, finding.params, finding.seed) == (
        "communities",
        {"method": "leiden", "resolution": 1.0, "resamples": 0},
        3,
    )
    assert set(finding.versions) == {"interlink", "igraph", "numpy"}
    assert (finding.confidence, finding.marking) == (None, None)
    assert finding.inputs == projection.fingerprint


def test_a_figure_that_is_none_has_one_fingerprint_whatever_its_bytes(projection: Projection) -> None:
    none = np.array([0x7FF8000000000000, 0xFFF8000000000000], dtype=np.uint64).view(np.float64)
    found = network(projection, resamples=0)

    one, other = (
        dataclasses.replace(found, tables={"layers": pd.DataFrame({"likely": [each]})}).fingerprint
        for each in none
    )

    assert one == other


def test_numbers_of_a_table_ask_the_same_as_plain_ones(projection: Projection) -> None:
    k, least = np.int64(3), np.float64(0.0)

    asked = run("paths", projection, {"start": "n1", "end": "n2", "k": k, "seed": np.int64(4)})
    plain = run("paths", projection, {"start": "n1", "end": "n2", "k": 3, "seed": 4})

    assert asked.fingerprint == plain.fingerprint == paths(projection, "n1", "n2", k=k, seed=4).fingerprint
    assert unpack(pack(asked), lambda _: []).fingerprint == asked.fingerprint
    assert journeys(projection, "n1", dwell_least=least).params["dwell_least"] == 0.0


@pytest.mark.parametrize("name", ASK)
def test_a_finding_opened_again_is_what_it_was(name: str, projection: Projection) -> None:
    made = ASK[name](projection)

    opened = unpack(pack(made), lambda _: [])

    assert type(opened) is type(made)
    assert opened.fingerprint == made.fingerprint
    assert [*opened.params.items()] == [*made.params.items()]
    assert [*opened.measures] == [*made.measures]


def test_frames_are_copies(projection: Projection) -> None:
    finding = centrality(projection)

    frame = finding.frame()
    frame.loc[0, "degree"] = -1

    assert finding.frame().loc[0, "degree"] > 0


def test_a_marking_can_be_added_without_changing_the_finding(projection: Projection) -> None:
    finding = communities(projection)

    marked = dataclasses.replace(finding, marking="restricted")

    assert (marked.marking, marked.fingerprint) == ("restricted", finding.fingerprint)
    assert marked.evidence_of_community(1) == finding.evidence_of_community(1)


def test_explaining_includes_every_caveat_and_confidence_once_known(projection: Projection) -> None:
    finding = dataclasses.replace(centrality(projection), confidence=0.9)

    said = finding.explain()

    assert all(f"Note: {caveat}" in said for caveat in finding.caveats)
    assert "Held in 90% of the repeats" in said


def test_rows_and_tables_that_do_not_exist_are_refused(projection: Projection) -> None:
    finding = paths(projection, "n1", "n2", k=2)

    with pytest.raises(QueryError, match="table 'paths' has no row 2; it has 2, counted from 0"):
        finding.evidence(2)
    with pytest.raises(QueryError, match="no row -1"):
        finding.evidence(-1)
    with pytest.raises(UnknownName, match=r"no table 'hop'; its tables: paths, hops\. Did you mean 'hops'\?"):
        finding.table("hop")
    with pytest.raises(UnknownName, match="no evidence by row for table 'nodes'"):
        finding.evidence(0, table="nodes")


@pytest.mark.parametrize("name", ASK)
def test_a_finding_is_marked_like_what_it_was_made_from(name: str, projection: Projection) -> None:
    marking = Marking(handling=("H2",), originator="North")
    marked = dataclasses.replace(projection, made_from={**projection.made_from, "marking": marking.to_json()})

    assert ASK[name](marked).marking == marking
    assert ASK[name](marked.induced(marked.ids)).marking == marking
    assert ASK[name](projection).marking is None
