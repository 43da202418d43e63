"""Analytics on the command line: weighed, kept, listed, opened and forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import interlink as il
from interlink.analytics import ANALYTICS
from interlink.cli import cli

CALLS = """\
caller,callee,started_at,duration_s
+31612345678,+31612345679,2026-01-02T10:00:00Z,60
+31612345678,+31612345679,2026-01-03T10:00:00Z,60
+31612345679,+31612345680,2026-01-04T10:00:00Z,60
"""
RUN = ["analyze", "run", "centrality", "--nodes=Phone", "--links=CALLED", "--format=json"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("analyze")
    (folder / "calls.csv").write_text(CALLS, encoding="utf-8")
    workspace = il.open(folder / "home")
    workspace.load("call_records", [folder / "calls.csv"])
    workspace.graph_stop()
    workspace.close()
    return folder / "home"


def run(home: Path, *given: str) -> Result:
    return CliRunner().invoke(cli, list(given), env={"INTERLINK_HOME": str(home)})


def rows(done: Result) -> list[dict[str, object]]:
    assert done.exit_code == 0, f"{done.output}\n{done.exception!r}"
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_every_parameter_of_every_analytic_is_listed(home: Path) -> None:
    listed = rows(run(home, "analyze", "list", "--format=json"))

    assert {(row["analytic"], row["parameter"]) for row in listed} == {
        (each.name, one.name) for each in ANALYTICS.values() for one in each.parameters
    }
    method = ("communities", "method")
    assert next(row for row in listed if (row["analytic"], row["parameter"]) == method) == {
        "analytic": "communities",
        "question": "Which entities form groups?",
        "parameter": "method",
        "type": "str",
        "many": False,
        "default": "leiden",
        "required": False,
        "choices": ["leiden", "cpm", "infomap"],
        "constrains": False,
        "help": "leiden (modularity), cpm (Leiden by density), or infomap",
    }


def test_direction_and_weight_are_those_asked_for(home: Path) -> None:
    undirected = rows(run(home, *RUN, "--param=weighted=true"))
    directed = rows(run(home, *RUN, "--directed", "--weight=count"))

    assert [row["closeness"] for row in undirected] != [row["closeness"] for row in directed]


def test_an_unknown_weight_is_refused_with_the_nearest(home: Path) -> None:
    done = run(home, *RUN, "--weight=counts")

    assert done.exit_code == 1
    assert "no weight 'counts'" in str(done.exception)
    assert "Did you mean 'count'?" in str(done.exception)


def test_a_finding_is_kept_listed_opened_and_forgotten(home: Path) -> None:
    kept = run(home, *RUN, "--keep=who calls")
    assert "Kept as finding 1." in kept.stderr

    (listed,) = rows(run(home, "analyze", "findings", "--format=json"))
    assert {name: listed[name] for name in ("finding", "title", "analytic", "kept_by")} == {
        "finding": 1,
        "title": "who calls",
        "analytic": "centrality",
        "kept_by": "local",
    }
    assert rows(run(home, "analyze", "open", "1", "--format=json")) == rows(kept)
    (first, *_) = rows(run(home, "analyze", "open", "1", "--evidence=0", "--format=json"))
    assert str(first["record"]).startswith("caller: +31612345678")

    assert run(home, "analyze", "forget", "1").stderr == "Finding 1 is forgotten.\n"
    assert rows(run(home, "analyze", "findings", "--format=json")) == []
    again = run(home, "analyze", "open", "1")
    assert "no finding 1" in str(again.exception)


def test_two_findings_are_compared(home: Path) -> None:
    for more in ([], ["--weight=count"]):
        run(home, *RUN, "--keep=who calls", *more)

    same = run(home, "analyze", "compare", "1", "1")
    assert "The same was asked of the same, with the same result." in same.stderr
    assert "Nothing differs." in same.stdout + same.stderr
    other = run(home, "analyze", "compare", "1", "2", "--format=json")
    assert "their fingerprints differ" in other.stderr
    differing = rows(other)
    assert {row["part"] for row in differing} >= {"asked"}
    assert all(row["first"] != row["second"] for row in differing)
    assert "no finding 7" in str(run(home, "analyze", "compare", "1", "7").exception)


def test_entities_are_given_by_name_as_well_as_by_id(home: Path) -> None:
    ways = ["analyze", "run", "paths", "--nodes=Phone", "--links=CALLED", "--format=json"]
    by_id = ["--param=start=phone:+31612345678", "--param=end=phone:+31612345680"]
    by_name = ["--param=start=+31612345678", "--param=end= +31612345680 "]

    (way,) = rows(run(home, *ways, *by_id))
    assert rows(run(home, *ways, *by_name)) == [way]
    assert rows(run(home, *ways, *by_name, "--param=avoid=+31612345679")) == []
    nobody = run(home, *ways, "--param=start=Nobody", by_id[1])
    assert str(nobody.exception) == (
        "no entity is called 'Nobody'. Try `interlink search` with part of the name."
    )
