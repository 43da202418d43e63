"""A graph of 200,000 nodes and 500,000 links from lake fragments into each store, beside a hand-tuned script.

The script (`baselines/graph_script.py`) writes the same nodes, links and properties over the same driver,
from files that hold them ready made; interlink joins them from fragments, compares them with what the graph
holds and writes a plan first. Then one record of a hundred changes, and then none.

Both run in turn, on a server that a small world has warmed; taken is the wall time of each. Neo4j is the one
that the tests start. `--quick` measures the embedded store, one pair.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import neo4j
from baselines.graph_script import write
from graph_records import SOURCES, Size, write_changes, write_records, write_unchanged
from measures import Measure, Pairs, at_most, options, plain, report, wall_seconds

from interlink.graph.audience import Audience
from interlink.graph.build import GraphBuilder
from interlink.graph.desired import desired
from interlink.graph.local import LocalStore
from interlink.graph.local_home import WRITER, LocalHome
from interlink.graph.neo4j import Neo4jStore
from interlink.graph.store import GraphStore
from interlink.lake import Archive, Lake
from interlink.ledger import Ledger
from interlink.loads.run import Loader
from interlink.mapping.source_file import parse_source
from interlink.model.marking import Clearance
from interlink.model.schema import load_ontology

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from neo4j_server import Neo4jServer, missing

GRAPH = "benchmark"
AUDIENCE = Audience(GRAPH, Clearance(handling_ceiling="H3", everything=True))
FIRST_BUILD, ONE_PERCENT, NO_CHANGE = 1.2, 0.15, 0.05


@dataclass(frozen=True)
class Server:
    """A store, and a driver of its own for the script; `database` is the server's name for the graph."""

    name: str
    store: GraphStore
    driver: neo4j.Driver
    database: Callable[[], str | None]


class World:
    """Records loaded into a lake, and the graph that they make."""

    def __init__(self, root: Path, size: Size) -> None:
        self.root = root
        self.ontology = load_ontology()
        self.lake = Lake(str(root / "lake"), self.ontology)
        self.ledger = Ledger(f"sqlite:///{root / 'ledger.sqlite'}")
        self._loader = Loader(
            lake=self.lake,
            ledger=self.ledger,
            archive=Archive(root / "archive"),
            ontology=self.ontology,
            locks=root / "locks",
        )
        self.files = write_records(root / "first", size)
        self.load(self.files)

    def load(self, files: dict[str, Path]) -> None:
        """A delivery of each source."""
        for name, path in files.items():
            self._loader.run(parse_source(SOURCES[name], name), [path])

    def builder(self, store: GraphStore, folder: str) -> GraphBuilder:
        """Builds the graph into a store."""
        return GraphBuilder(
            store, lake=self.lake, ledger=self.ledger, ontology=self.ontology, folder=self.root / folder
        )

    def hand_over(self) -> Path:
        """What the script is given: every node and link of the graph in files."""
        loads = self.ledger.committed()
        made = desired(
            lambda schema: self.lake.scan(schema, loads),
            self.ontology,
            load=loads[-1],
            markings=self.ledger.markings(),
            committed_at={row.id: row.committed_at or 0 for row in self.ledger.loads(state="committed")},
        )
        folder = self.root / "handed-over"
        folder.mkdir()
        for label, frame in made.nodes.items():
            frame.drop("hash").write_parquet(folder / f"nodes-{label}.parquet")
        for key, frame in made.links.items():
            rows = frame.drop("hash", "src_label", "dst_label")
            rows.write_parquet(folder / f"links-{'-'.join(key)}.parquet")
        return folder


def main() -> int:
    """Measures and prints; 1 where a mark does not hold."""
    chosen = options(__doc__.splitlines()[0])
    with tempfile.TemporaryDirectory() as scratch:
        measures: list[Measure] = []
        lacking = missing()
        if lacking and not chosen.quick:
            sys.stderr.write(f"Neo4j is left out: {lacking}\n")
        for number, opened in enumerate([embedded] if chosen.quick or lacking else [embedded, on_neo4j]):
            with opened(Path(scratch)) as server:
                # What a store has to learn when it is new is no part of either.
                warm = World(Path(scratch) / f"warm{number}", Size(0.02))
                build(server, warm)
                script(server, warm.hand_over())
                world = World(Path(scratch) / f"world{number}", Size())
                measures += measured(server, world, rounds=1 if chosen.quick else 3)
    return report(measures, chosen.format)


def measured(server: Server, world: World, *, rounds: int) -> list[Measure]:
    """First builds beside the script, then a change of a hundredth and none, each as often.

    `rounds` is odd: the last graph built is interlink's, which the changes are made to.
    """
    files = world.hand_over()
    ours: list[float] = []
    theirs: list[tuple[float, float]] = []
    for turn in range(rounds):
        for one in ("script", "interlink") if turn % 2 == 0 else ("interlink", "script"):
            if one == "script":
                theirs.append(script(server, files))
            else:
                ours.append(build(server, world))
    nodes, links = counted(server)
    pairs = Pairs(tuple(ours), tuple(sum(each) for each in theirs))
    first = median(ours)
    builder = world.builder(server.store, "audience")
    changed, unchanged = [], []
    for turn in range(rounds):
        world.load(write_changes(world.files, world.root / f"changed{turn}", turn=turn))
        changed.append(taken(builder))
        world.load(write_unchanged(world.root / f"changed{turn}", world.root / f"unchanged{turn}"))
        unchanged.append(taken(builder))
    rows, name = nodes + links, server.name
    nodes_s, links_s = (median(each[part] for each in theirs) for part in (0, 1))
    return [
        *pairs.measures(f"{name}: first build", unit="s wall", mark=FIRST_BUILD),
        plain(f"{name}: rows", rows / first, "a second", baseline=rows / (nodes_s + links_s)),
        plain(f"{name}: script, nodes", nodes / nodes_s, "a second"),
        plain(f"{name}: script, links", links / links_s, "a second"),
        plain(f"{name}: 1 % change", median(changed), "s wall"),
        at_most(f"{name}: 1 % change / first build", median(changed) / first, "times", ONE_PERCENT),
        plain(f"{name}: no change", median(unchanged), "s wall"),
        at_most(f"{name}: no change / first build", median(unchanged) / first, "times", NO_CHANGE),
    ]


def build(server: Server, world: World) -> float:
    """Seconds for a graph from nothing."""
    server.store.create_database(GRAPH)
    server.store.drop_database(GRAPH)
    shutil.rmtree(world.root / "audience", ignore_errors=True)
    return taken(world.builder(server.store, "audience"))


def taken(builder: GraphBuilder) -> float:
    """Seconds to bring the graph to the last load."""
    return wall_seconds(lambda: builder.catch_up(AUDIENCE))


def script(server: Server, files: Path) -> tuple[float, float]:
    """Seconds that the script takes for nodes and for links, in a graph from nothing."""
    server.store.create_database(GRAPH)
    server.store.drop_database(GRAPH)
    server.store.create_database(GRAPH)
    return write(server.driver, server.database(), files)


def counted(server: Server) -> tuple[int, int]:
    """How many nodes and links the graph holds."""
    nodes = server.store.read(GRAPH, "MATCH (n) WHERE NOT n:InterlinkGraph RETURN count(n)").rows[0][0]
    links = server.store.read(GRAPH, "MATCH ()-[r]->() RETURN count(r)").rows[0][0]
    return int(str(nodes)), int(str(links))


@contextmanager
def embedded(folder: Path) -> Iterator[Server]:
    """The embedded store with the memory it has without a setting."""
    store = LocalStore(folder / "home")
    store.start()
    home = LocalHome(folder / "home" / "graph")
    address = store.status().address
    with neo4j.GraphDatabase.driver(address, auth=(WRITER, home.password())) as driver:
        yield Server("embedded", store, driver, lambda: home.names()[GRAPH])
    store.stop()


@contextmanager
def on_neo4j(folder: Path) -> Iterator[Server]:
    """A Neo4j on loopback."""
    server = Neo4jServer(folder / "neo4j")
    server.prepare()
    server.start()
    try:
        store = Neo4jStore(
            server.uri, user=server.user, password=server.password, database="neo4j", graph=GRAPH
        )
        with neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
            yield Server("neo4j", store, driver, lambda: "neo4j")
        store.close()
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
