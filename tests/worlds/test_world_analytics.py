"""Analytics as methods, and chains through time, on one made world."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from made_world import Made, make_small
from tiny_world import write_tiny_world
from typer.testing import CliRunner

from interlink.analytics import ANALYTICS
from interlink.cli import cli
from interlink.errors import UnknownName
from interlink.worlds.finding.gather import gather
from interlink.worlds.finding.moments import timed_graph
from interlink.worlds.finding.parties import find_parties
from interlink.worlds.making import make_world
from interlink.worlds.scoring import score
from interlink.worlds.scoring.analytics import ANALYTIC_METHODS
from interlink.worlds.scoring.chains import CHAINS, chains


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_small(tmp_path_factory.mktemp("analytics") / "world", 7)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world of two networks whose chains are short."""
    folder = tmp_path_factory.mktemp("chains") / "world"
    typologies = ("trade-based-laundering", "stolen-vehicle-export")
    make_world("few", size="small", seed=7, folder=folder, typologies=typologies, check=False)
    return folder


def test_every_analytic_that_names_anybody_is_a_method() -> None:
    assert set(ANALYTICS) - set(ANALYTIC_METHODS) == {"network", "robustness"}
    assert set(ANALYTIC_METHODS) <= set(ANALYTICS)


@pytest.mark.parametrize("name", ["money", "trade", "missing_ties", "brokerage", "bursts"])
def test_an_analytic_ranks_parties_the_same_each_time(world: Made, name: str) -> None:
    gathered = gather(world.folder)

    ranked = ANALYTIC_METHODS[name].rank(gathered, seed=0)

    assert ranked
    assert len(set(ranked)) == len(ranked)
    assert set(ranked) <= set(find_parties(gathered).ids)
    assert ranked == ANALYTIC_METHODS[name].rank(gathered, seed=0)


def test_what_needs_a_file_that_is_missing_ranks_nobody(tmp_path: Path) -> None:
    write_tiny_world(tmp_path / "world")
    for name in ("payments.csv", "declarations.csv", "manifest.csv", "call_records.csv"):
        (tmp_path / "world" / name).unlink(missing_ok=True)
    gathered = gather(tmp_path / "world")

    found = {name: ANALYTIC_METHODS[name].rank(gathered, seed=0) for name in ("money", "trade", "phases")}

    assert found == {"money": (), "trade": (), "phases": ()}


def test_analytics_are_scored_as_methods_are(world: Made) -> None:
    rows = score(world.folder, ["money"])

    found = {row["typology"]: row["member_recall"] for row in rows}
    assert len(found) == 9
    assert found["smurfing-round-trip"] == 0.625


def test_a_method_that_is_none_is_named_with_the_nearest_analytic(world: Made) -> None:
    with pytest.raises(UnknownName, match=r"no method is called 'monney'.*Did you mean 'money'\?"):
        score(world.folder, ["monney"])


def test_journeys_find_planted_chains_that_the_shortest_path_does_not(few: Path) -> None:
    rows = [tuple(row[column] for column in CHAINS[:-1]) for row in chains(few)]

    # method, planted, joined, recall at 1 and at 10
    assert rows == [("paths", 2, 2, 0.5, 1.0), ("journeys", 2, 2, 1.0, 1.0)]


def test_what_lasts_is_met_again_whenever_either_side_acts(few: Path) -> None:
    parties = find_parties(gather(few))

    graph = timed_graph(parties)

    contacts = graph.contacts
    assert contacts.untimed == contacts.impossible == 0
    ties = parties.gathered.links.filter(pl.col("kind").is_in(["Directs", "Owns"])).drop_nulls("at")
    begins = set(ties["at"].to_list())
    # who pays from one account of his own to another acts, though it links him to nobody
    own = parties.exchanges.filter(pl.col("source") == pl.col("target")).select("source", "at")
    acting = {(graph.index_of(parties.ids[number]), at) for number, at in own.iter_rows()}
    lasting: list[tuple[int, int, int]] = []
    columns = (contacts.source, contacts.target, contacts.layer, contacts.at, contacts.until)
    for tail, head, layer, at, until in zip(*(column.tolist() for column in columns), strict=True):
        if graph.layers[layer] in ("Directs", "Owns"):
            lasting.append((tail, head, at))
        else:
            acting |= {(tail, at), (head, until)}
    later = [each for each in lasting if each[2] not in begins]
    assert len(later) > 1_000
    assert [each for each in later if not {(each[0], each[2]), (each[1], each[2])} & acting] == []


def test_the_command_scores_chains(few: Path) -> None:
    done = CliRunner().invoke(cli, ["world", "score", str(few), "--chains", "--format", "json"])

    assert done.exit_code == 0, done.output
    assert [row["method"] for row in json.loads(done.stdout)] == ["paths", "journeys"]


def test_chains_and_methods_are_not_scored_at_once(few: Path) -> None:
    done = CliRunner().invoke(cli, ["world", "score", str(few), "--chains", "--method", "degree"])

    assert done.exit_code == 1
    assert str(done.exception) == "--chains scores paths and journeys; leave out --method and --resolution"
