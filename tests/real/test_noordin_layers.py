"""Noordin Top's network: ten relations of the same 79 actors, grouped over all of them at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from interlink.analytics import multilayer
from interlink.projection import Projection

LINKS = {
    "BUSINESS&FINANCE": 15,
    "CLASSMATES": 175,
    "COMMUNICATIONS": 200,
    "FRIENDSHIP": 91,
    "KINSHIP": 16,
    "LOGISTICS": 29,
    "MEETINGS": 63,
    "OPERATIONS": 267,
    "SOULMATES": 11,
    "TRAININGEVENTS": 147,
}


@pytest.fixture(scope="module")
def noordin(shared_data: Path) -> Projection:
    folder = shared_data / "networks" / "covert"
    index = pd.read_csv(folder / "INDEX.csv")
    relations = index[index["file"].str.startswith("covert_34_")]
    names = relations["network"].str.removeprefix("NOORDINTOP_")
    actors = {tuple(pd.read_csv(folder / f"{file}.nodes.csv")["name"]) for file in relations["file"]}
    (each_the_same,) = actors
    links = pd.concat(
        pd.read_csv(folder / f"{file}.edges.csv").assign(layer=name)
        for file, name in zip(relations["file"], names, strict=True)
    )
    return Projection.from_links(
        links["source"].tolist(),
        links["target"].tolist(),
        layer=links["layer"].tolist(),
        nodes=list(each_the_same),
    )


def test_ten_relations_of_the_same_actors_are_ten_layers(noordin: Projection) -> None:
    layers = multilayer(noordin, resamples=0).table("layers")

    assert noordin.n_nodes == 79
    assert dict(zip(layers["layer"], layers["links"].tolist(), strict=True)) == LINKS


def test_the_groups_agree_with_every_relation_and_most_with_the_sparse_ones(noordin: Projection) -> None:
    found = multilayer(noordin, resamples=0, seed=0)

    layers = found.table("layers").set_index("layer")
    assert found.measures["quality"] == pytest.approx(0.3426, abs=5e-4)
    assert int(found.frame()["community"].max()) == 8
    assert layers["nmi"].min() > 0.4
    assert layers["nmi"].idxmin() == "CLASSMATES"
    assert layers.loc["KINSHIP", "nmi"] > 0.9
    assert (layers["quality"] > 0).all()


def test_shares_say_by_which_relation_an_actor_is_linked(noordin: Projection) -> None:
    members = multilayer(noordin, resamples=0).frame().set_index("id")

    azhari, noordin_top = members.loc["Azhari Husin"], members.loc["Noordin Mohammed Top"]
    shares = [f"share_{name}" for name in LINKS]
    assert members.loc[:, shares].sum(axis=1).round(9).isin([0.0, 1.0]).all()
    assert azhari[shares].astype(float).idxmax() == "share_OPERATIONS"
    assert noordin_top[shares].astype(float).idxmax() == "share_COMMUNICATIONS"
