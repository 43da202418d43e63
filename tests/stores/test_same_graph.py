"""The same records give the same graph in either store, over Bolt and by an import of files."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

import interlink as il
from homes import LINKS, NODES, by_id, export
from interlink.cli import cli
from interlink.errors import SettingsError, StoreUnavailable
from interlink.graph.desired import Desired
from interlink.graph.manifest import Manifest, Plan
from interlink.graph.neo4j import Neo4jStore
from interlink.graph.offline import SEPARATORS, write_import
from interlink.graph.statements import HELD
from interlink.model.schema import load_ontology
from neo4j_server import ROOT, Neo4jServer

HARBOUR = ROOT / "sample_graphs" / "harbour"
FILES = {
    "manifest": "manifest.csv",
    "register": "register.csv",
    "call_records": "call_records.csv",
    "notices": "notices.json",
}
GRAPH = "contract"
Graph = tuple[list[object], list[object]]
Environment = Callable[[Neo4jServer], None]


def shown(workspace: il.Workspace) -> Graph:
    nodes, links = (by_id(workspace.cypher(asked, max_rows=1_000_000)) for asked in (NODES, LINKS))
    return nodes, links


@pytest.fixture
def on_neo4j(monkeypatch: pytest.MonkeyPatch) -> Environment:
    """Points the settings to a server."""

    def point(server: Neo4jServer) -> None:
        monkeypatch.setenv("INTERLINK_GRAPH_URI", server.uri)
        monkeypatch.setenv("INTERLINK_GRAPH_USER", server.user)
        monkeypatch.setenv("INTERLINK_GRAPH_PASSWORD", server.password)

    return point


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Graph]:
    """A home with the sample world, and what its embedded graph holds."""
    folder = tmp_path_factory.mktemp("harbour")
    workspace = il.open(folder)
    for source, file in FILES.items():
        workspace.load(source, [HARBOUR / file])
    embedded = shown(workspace)
    workspace.graph_stop()
    workspace.close()
    return folder, embedded


@pytest.fixture
def empty_server(tmp_path: Path) -> Iterator[Neo4jServer]:
    """A server of its own that has not been started."""
    server = Neo4jServer(tmp_path / "neo4j")
    server.prepare()
    yield server
    server.stop()


def test_harbour_is_the_same_graph_on_neo4j(
    harbour: tuple[Path, Graph], neo4j_store: Neo4jStore, neo4j_server: Neo4jServer, on_neo4j: Environment
) -> None:
    home, embedded = harbour
    on_neo4j(neo4j_server)
    workspace = il.open(home)

    state = workspace.catch_up()
    store, _ = workspace.graph_status()

    assert (store.kind, store.running, state.words) == ("neo4j", True, "up to date with load 5")
    assert shown(workspace) == embedded
    assert (len(embedded[0]), len(embedded[1])) == (state.nodes, state.links)
    workspace.close()


def test_the_demo_runs_on_neo4j(
    tmp_path: Path,
    neo4j_store: Neo4jStore,
    neo4j_server: Neo4jServer,
    on_neo4j: Environment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on_neo4j(neo4j_server)
    monkeypatch.setenv("INTERLINK_HOME", str(tmp_path / "home"))

    done = CliRunner().invoke(cli, ["demo", "--no-browser"])
    asked = CliRunner().invoke(
        cli, ["graph", "cypher", "MATCH (p:Person) RETURN count(p) AS people", "-f", "csv"]
    )

    assert (done.exit_code, done.exception) == (0, None)
    assert "25 of its people and 0 others, 8 of its companies and 0 others" in done.stdout
    assert asked.stdout.splitlines()[0] == "people"
    assert int(asked.stdout.splitlines()[1]) > 25


def test_harbour_imported_offline_is_the_same_graph(
    harbour: tuple[Path, Graph],
    neo4j_server: Neo4jServer,
    empty_server: Neo4jServer,
    on_neo4j: Environment,
) -> None:
    home, embedded = harbour
    on_neo4j(empty_server)
    workspace = il.open(home)

    command = workspace.graph_write_import()
    waiting = workspace.graph_status()[1].words
    run(command, empty_server)
    empty_server.start()
    imported = shown(workspace)
    constraints = workspace._store.write(
        "interlink", [("SHOW CONSTRAINTS YIELD labelsOrTypes RETURN labelsOrTypes[0]", {})]
    )

    assert command.startswith(
        f"cd {home / 'import' / 'interlink'} && neo4j-admin database import full neo4j "
    )
    assert waiting == "catching up to load 5"
    assert imported == embedded
    assert {label for (label,) in constraints[0].rows} == {"InterlinkGraph", *own_labels(imported[0])}
    assert workspace.graph_status()[1].words == "up to date with load 5"
    workspace.close()


def own_labels(nodes: list[object]) -> set[str]:
    return {label for node in nodes for label in node["labels"]} - {"Party"}  # type: ignore[index]


def run(command: str, server: Neo4jServer) -> None:
    """Runs a printed command as a shell would, with the server's own `neo4j-admin`."""
    folder, _, rest = command.removeprefix("cd ").partition(" && ")
    (cwd,) = shlex.split(folder)
    program, *arguments = shlex.split(rest)
    assert program == "neo4j-admin"
    server.admin(*arguments, cwd=Path(cwd))


def test_values_that_files_could_garble_survive_the_import(tmp_path: Path, empty_server: Neo4jServer) -> None:
    at = datetime(2024, 10, 27, 1, 33, 20, 123_000, tzinfo=UTC)
    ada = {
        "id": 'people:person:"1",\n2',
        "caption": "Ж" * 10_000,
        "name": " 'Ada' \\ \"x\"\r\n;, ",
        "alias": ["a;b", "c,d", '"e"', "f\x1fg", "h\ni", " "],
        "height_cm": 1.5e-7,
        "count": -(2**62),
        "listed": True,
        "first_seen": at,
        "seen": [at, at],
        "amounts": [0.1, 2e20],
    }
    bo = {"id": "b", "caption": "", "first_seen": at}
    link = {"id": "u", "src": ada["id"], "dst": "b", "since": None, "remarks": ["x\x1fy", "z"]}
    wanted = Desired(
        nodes={"Person": hashed([ada, bo])},
        links={("KNOWS", "Person", "Person"): hashed([link]).with_columns(src_label=None, dst_label=None)},
        manifest=Manifest(),
    )
    plan = Plan(number=1, load=7, token="t", rows=3, batch_rows=2, nodes=2, links=1)
    store = Neo4jStore(
        empty_server.uri, user="neo4j", password=empty_server.password, database=None, graph="g"
    )

    run(write_import(tmp_path / "a folder", wanted, plan, load_ontology(), database="neo4j"), empty_server)
    empty_server.start()
    nodes, links = export(store, "g")
    held = store.read("g", HELD).rows
    store.close()

    assert nodes == [
        {"id": one["id"], "labels": ["Party", "Person"], "properties": dict(sorted(one.items()))}
        for one in (bo, ada)
    ]
    kept = {"id": "u", "remarks": link["remarks"]}
    assert links == [{"type": "KNOWS", "source": ada["id"], "target": "b", "properties": kept}]
    assert held == (("1-t", 2, 2, 7),)


def hashed(rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(hash=pl.lit(b"h"))


def test_lists_that_hold_every_separator_are_refused(tmp_path: Path) -> None:
    rows = hashed([{"id": "a", "alias": [SEPARATORS]}])
    plan = Plan(number=1, load=1, token="t", rows=1, batch_rows=1, nodes=1, links=0)

    with pytest.raises(StoreUnavailable, match=r"Build the graph over Bolt: `interlink graph rebuild`\."):
        write_import(
            tmp_path / "x", Desired({"Person": rows}, {}, Manifest()), plan, load_ontology(), database="neo4j"
        )


def test_files_for_an_import_are_for_neo4j(tmp_path: Path) -> None:
    workspace = il.open(tmp_path)

    with pytest.raises(SettingsError, match="INTERLINK_GRAPH_URI names none"):
        workspace.graph_write_import()

    workspace.close()


def test_the_command_of_an_offline_rebuild_stands_alone_on_stdout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERLINK_HOME", str(tmp_path / "a home"))
    monkeypatch.setenv("INTERLINK_GRAPH_URI", "bolt://graph.example:7687")
    monkeypatch.setenv("INTERLINK_GRAPH_DATABASE", "net")

    done = CliRunner().invoke(cli, ["graph", "rebuild", "--offline"])

    assert (done.exit_code, done.stdout) == (
        0,
        f"cd '{tmp_path}/a home/import/interlink' && neo4j-admin database import full net"
        " --overwrite-destination --multiline-fields=true --array-delimiter=U+001F"
        " --nodes=InterlinkGraph=nodes-InterlinkGraph.csv\n",
    )


def test_the_lines_to_the_demo_are_five_and_the_same_wherever_they_stand() -> None:
    pages = [(ROOT / page).read_text(encoding="utf-8") for page in ("README.md", "docs/neo4j.md")]
    blocks = [
        re.findall(r"^```\n(export INTERLINK_GRAPH_PASSWORD.*?)^```", page, re.S | re.M) for page in pages
    ]

    assert blocks[0] == blocks[1]
    assert [len(block.splitlines()) for block in blocks[0]] == [5]
