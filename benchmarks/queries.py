"""Every saved query on a medium world in each store: how long a person waits, and what the runner adds.

Each query is asked of planted entities, those with the most links in turn (`query_values.py`). Taken is the
wall time of `Workspace.run_query`, which checks parameters, rights and audience, writes the audit log and
looks whether the graph is that of the last load; beside it, in turn, the same statement with the same
parameters over a bare driver, all rows fetched. The first round, in which a store plans the statement, is
left out. `--quick` takes a small world and the embedded store.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import neo4j
from measures import (
    Measure,
    Pairs,
    at_most,
    busyness,
    options,
    paired,
    percentile,
    plain,
    report,
    wall_seconds,
)
from query_values import Values, planted_ids

from interlink.graph.local_home import LocalHome, reader_name
from interlink.lake import Archive, Lake
from interlink.ledger import Ledger
from interlink.loads.run import Loader
from interlink.model.schema import load_ontology
from interlink.queries import Query
from interlink.queries.values import read_params
from interlink.settings import read_settings
from interlink.sources import find_source, source_files
from interlink.workspace import Workspace, open_workspace
from interlink.worlds.making import make_world
from interlink.worlds.truth import read_truth

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from neo4j_server import Neo4jServer, missing

SEED = 1
ROUNDS, QUICK_ROUNDS = 20, 5
LIMIT_S = 30
# What is slower than this is asked less often: it is known well enough.
SLOW_S, SLOW_ROUNDS = 3.0, 3
INTERACTIVE_MS = 1_000.0
SHARE_ADDED, MS_ADDED = 0.1, 3.0


@dataclass(frozen=True)
class Asked:
    """A store that holds the world's graph: through a workspace, and bare."""

    name: str
    workspace: Workspace
    driver: neo4j.Driver
    database: str

    def run(self, query: Query, given: dict[str, object]) -> None:
        """As a person asks it."""
        self.workspace.run_query(query.id, given, timeout_s=LIMIT_S)

    def bare(self, query: Query, given: dict[str, object]) -> None:
        """The statement alone, as a reader, all of its rows."""
        params = read_params(query.header.params, given)
        with self.driver.session(database=self.database, default_access_mode=neo4j.READ_ACCESS) as session:
            session.run(query.text, params).values()


def main() -> int:
    """Prints every result; 1 where a mark does not hold."""
    given = options("Time saved queries on a medium world beside a bare driver.")
    lacking = missing()
    if lacking and not given.quick:
        sys.stderr.write(f"Neo4j is left out: {lacking}\n")
    measures: list[Measure] = []
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        load_world(folder, "small" if given.quick else "medium")
        for opened in [embedded] if given.quick or lacking else [embedded, on_neo4j]:
            with opened(folder) as asked:
                measures += measured(asked, folder, rounds=QUICK_ROUNDS if given.quick else ROUNDS)
    return report([*measures, busyness()], given.format)


def load_world(folder: Path, size: str) -> None:
    """Makes a world of the size in `world`, and loads its records into the lake of `home`."""
    make_world(size, size=size, seed=SEED, folder=folder / "world", check=False)
    home = folder / "home"
    home.mkdir()
    ontology = load_ontology()
    ledger = Ledger(f"sqlite:///{home / 'ledger.sqlite'}")
    loader = Loader(
        lake=Lake(str(home / "lake"), ontology),
        ledger=ledger,
        archive=Archive(home / "archive"),
        ontology=ontology,
        locks=home / "locks",
    )
    for path in sorted((folder / "world").iterdir()):
        if path.stem in source_files():
            loader.run(find_source(path.stem), [path])
    ledger.close()


def measured(asked: Asked, folder: Path, *, rounds: int) -> Iterator[Measure]:
    """Each query of the catalogue, then what the runner adds to all of them."""
    values = Values(
        lambda statement, params: asked.workspace.cypher(statement, params).rows,
        planted_ids(read_truth(folder / "world")),
    )
    queries, wrong = asked.workspace.queries()
    if wrong:
        raise SystemExit("\n".join(wrong))
    for query in queries:
        yield from timed(asked, query, lambda turn, query=query: values.of(query, turn), rounds=rounds)


def timed(
    asked: Asked, query: Query, value: Callable[[int], dict[str, object]], *, rounds: int
) -> Iterator[Measure]:
    """A query's median beside that of the bare driver, what is added, and its 95th percentile."""
    name = f"{asked.name}: {query.id}"
    first = wall_seconds(lambda: asked.run(query, value(0)))
    asked.bare(query, value(0))
    often = rounds if first < SLOW_S else SLOW_ROUNDS
    pairs = paired(
        turning(lambda turn: asked.run(query, value(turn))),
        turning(lambda turn: asked.bare(query, value(turn))),
        rounds=often,
    )
    yield plain(name, median(pairs.candidate), "ms wall", baseline=median(pairs.baseline))
    yield at_most(
        f"{name}, added", added(pairs), "ms wall", max(SHARE_ADDED * median(pairs.baseline), MS_ADDED)
    )
    slow = percentile(pairs.candidate, 95)
    if query.header.interactive and asked.name == "embedded":
        yield at_most(f"{name}, 95th percentile", slow, "ms wall", INTERACTIVE_MS)
    else:
        yield plain(f"{name}, 95th percentile", slow, "ms wall")
    sys.stderr.write(f"{name}: {median(pairs.candidate):.0f} ms\n")


def turning(run: Callable[[int], None]) -> Callable[[], float]:
    """Takes the milliseconds of one turn after the other."""
    turns = count()
    return lambda: 1000 * wall_seconds(lambda: run(next(turns)))


def added(pairs: Pairs) -> float:
    """What the runner takes more, in the middle of the pairs: both of one asked the same."""
    return median(one - other for one, other in zip(pairs.candidate, pairs.baseline, strict=True))


@contextmanager
def embedded(folder: Path) -> Iterator[Asked]:
    """The embedded store with the memory it has without a setting."""
    workspace = open_workspace(folder / "home", reason="benchmark")
    workspace.graph_rebuild()
    home = LocalHome(folder / "home" / "graph")
    address = workspace.graph_status()[0].address
    (database,) = home.names().values()
    sign_in = (reader_name(LIMIT_S), home.reader_password())
    try:
        with neo4j.GraphDatabase.driver(address, auth=sign_in) as driver:
            yield Asked("embedded", workspace, driver, database)
    finally:
        workspace.graph_stop()
        workspace.close()


@contextmanager
def on_neo4j(folder: Path) -> Iterator[Asked]:
    """A Neo4j on loopback."""
    server = Neo4jServer(folder / "neo4j")
    server.prepare()
    server.start()
    settings = replace(
        read_settings(home=folder / "home"),
        reason="benchmark",
        graph_uri=server.uri,
        graph_user=server.user,
        graph_password=server.password,
    )
    workspace = Workspace(settings)
    try:
        workspace.graph_rebuild()
        with neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
            yield Asked("neo4j", workspace, driver, "neo4j")
    finally:
        workspace.close()
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
