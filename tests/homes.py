"""A home with one small source, for tests of what happens between a file and the graph."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import polars as pl
import pytest

import interlink as il
from interlink.graph.audience import Audience
from interlink.graph.build import GraphBuilder
from interlink.graph.store import GraphStore, Rows
from interlink.lake import Archive, Lake
from interlink.ledger import Ledger
from interlink.loads.report import LoadReport
from interlink.loads.run import Loader
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec
from interlink.model.marking import Clearance
from interlink.model.schema import load_ontology

CALLS = (
    "caller,callee,started_at,duration_s\n"
    "+31612345678,+31612345679,2026-01-02T10:00:00Z,60\n"
    "+31612345679,+31612345680,2026-01-03T10:00:00Z,60\n"
)
# A query of links, as an analyst saves one.
WHO_CALLS = """\
// Who calls whom
// id = "communications/who-calls"
// asks = "Which phones called which others for so long?"
// returns = "graph"
// key = ["caller", "callee"]
// tags = ["calls"]
// reviewed = 2026-11-28
// params.least_s = {type = "integer", label = "At least so many seconds", default = 0}
// columns.caller = "entity"
// columns.callee = "entity"
// columns.seconds = "integer"
// columns.link = "link"
// example.graph = "harbour"
// example.row = {}
MATCH (caller:Phone)-[link:CALLED]->(callee:Phone)
WHERE link.duration_s >= $least_s
RETURN caller.id AS caller, callee.id AS callee, link.duration_s AS seconds, link
ORDER BY caller, callee
"""
PEOPLE = """
source: {source}
title: People and their phones
publisher: {{name: An agency}}
licence: None
delivery: {delivery}
operation: {operation}
marking: {{source_grade: B, information_grade: "2", handling: H1}}
mark_by: {{handling: handling}}
quarantine_limit: 0.4
file: {{format: csv, optional: [handling]}}
{more}
entities:
  person: {{schema: Person, key: [id], required: true, properties: {{name: name}}}}
  phone: {{schema: Phone, properties: {{number: phone}}}}
links:
  uses: {{schema: Uses, source: person, target: phone}}
"""
KINDS = ("Person", "Phone", "Uses")
EVERYONE = Clearance(handling_ceiling="H3", everything=True)

Row = tuple[str, str, str]


def people(*, source: str = "people", delivery: str = "full", more: str = "") -> SourceSpec:
    """A source of people by number, name and phone; `more` is further YAML."""
    operation = "{column: op, delete: D, key: [id]}" if delivery == "changes" else "null"
    return parse_source(
        PEOPLE.format(source=source, delivery=delivery, operation=operation, more=more), "people.yaml"
    )


def csv(rows: Iterable[tuple[str, ...]], *, header: str = "id,name,phone") -> str:
    return "\n".join([header, *(",".join(row) for row in rows)]) + "\n"


@dataclass
class Home:
    """The stores in one folder."""

    root: Path
    wait_s: float = 10.0
    clock: list[datetime] = field(default_factory=list)
    _names: count[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.ontology = load_ontology()
        self.root.mkdir(parents=True, exist_ok=True)
        self.lake = Lake(str(self.root / "lake"), self.ontology)
        self.ledger = Ledger(f"sqlite:///{self.root / 'ledger.sqlite'}")
        self.archive = Archive(self.root / "archive")
        self.loader = Loader(
            lake=self.lake,
            ledger=self.ledger,
            archive=self.archive,
            ontology=self.ontology,
            locks=self.root / "locks",
            wait_s=self.wait_s,
            now=self._now,
        )

    def load(
        self, text: str, spec: SourceSpec | None = None, *, dry_run: bool = False, allow_older: bool = False
    ) -> LoadReport:
        """Loads a delivery of this text."""
        path = self.root / f"delivery-{next(self._names)}.csv"
        path.write_text(text, encoding="utf-8")
        return self.loader.run(spec or people(), [path], dry_run=dry_run, allow_older=allow_older)

    def shown(self, loads: Iterable[int] | None = None) -> list[tuple[str, str, bytes]]:
        """(schema, id or ends, hash) of what shows, sorted; as known by these loads where given."""
        seen = self.ledger.committed() if loads is None else list(loads)
        found = []
        for kind in KINDS:
            rows = self.lake.scan(self.ontology.get(kind), seen).collect()
            who = pl.concat_str("src", "dst", separator=">") if "src" in rows.columns else pl.col("entity")
            found += [(kind, *row) for row in rows.select(who, "hash").iter_rows()]
        return sorted(found)

    def stored(self) -> int:
        """How many rows the lake holds, committed or not."""
        return sum(
            table.to_pyarrow_table().num_rows
            for kind in KINDS
            for name in (kind, f"{kind}_retired")
            if (table := self.lake._tables.find(name)) is not None
        )

    def names(self, loads: Iterable[int]) -> set[tuple[str, str]]:
        """(id, name) of the people that show as known by these loads."""
        rows = self.lake.scan(self.ontology.get("Person"), loads).select("entity", "name").collect()
        return {(entity.rsplit(":", 1)[1], name) for entity, name in rows.iter_rows()}

    def builder(self, store: GraphStore) -> GraphBuilder:
        return GraphBuilder(
            store, lake=self.lake, ledger=self.ledger, ontology=self.ontology, folder=self.root / "audiences"
        )

    def _now(self) -> datetime:
        return self.clock.pop(0) if self.clock else datetime.now(UTC)


NODES = "MATCH (n) WHERE NOT n:InterlinkGraph RETURN n"
LINKS = "MATCH (a)-[r]->(b) RETURN r"


def export(store: GraphStore, database: str) -> tuple[list[object], list[object]]:
    """Every node and every link of a graph, by id; not the node that says where the graph stands."""
    return by_id(store.read(database, NODES)), by_id(store.read(database, LINKS))


def by_id(found: Rows) -> list[object]:
    """The nodes or links of a result, sorted here: stores need not order text alike."""
    assert not found.truncated
    return sorted((row[0] for row in found.rows), key=lambda one: str(one["properties"]["id"]))  # type: ignore[call-overload, index]


def audience(name: str) -> Audience:
    return Audience(name, EVERYONE)


KILLER = """
import os, sys
sys.path.insert(0, sys.argv[1])
import homes
from pathlib import Path
from interlink.graph import manifest
from interlink.graph.local import LocalStore
from interlink.graph.manifest import PlanFolder
from interlink.lake import Archive, Lake
from interlink.ledger import Ledger

home = homes.Home(Path(sys.argv[2]))
owner, method = sys.argv[3].split(".")
when, nth, task = sys.argv[4], int(sys.argv[5]), sys.argv[6]
manifest.BATCH_ROWS = 3
manifest.WHOLE_ROWS = int(os.environ.get("WHOLE_ROWS", manifest.WHOLE_ROWS))
calls = 0
kind = {each.__name__: each for each in (Archive, Lake, Ledger, LocalStore, PlanFolder)}[owner]
whole = getattr(kind, method)

def dying(*args, **kwargs):
    global calls
    calls += 1
    if calls == nth and when == "before":
        os._exit(9)
    result = whole(*args, **kwargs)
    if calls == nth:
        os._exit(9)
    return result

setattr(kind, method, dying)
if task == "load":
    home.loader.run(homes.people(), [Path(sys.argv[7])])
else:
    store = LocalStore(Path(sys.argv[7]))
    getattr(home.builder(store), task)(homes.audience(sys.argv[8]))
os._exit(0)
"""


def run_and_die(home: Home, method: str, when: str, nth: int, task: str, *rest: object) -> int:
    """Runs a task in a process of its own that ends at once before or after the nth call of a method.

    9 when it died there, 0 when it came to its end.
    """
    arguments = [Path(__file__).parent, home.root, method, when, nth, task, *rest]
    done = subprocess.run([sys.executable, "-c", KILLER, *map(str, arguments)], check=False, timeout=120)
    return done.returncode


@contextmanager
def called_home(folder: Path) -> Iterator[il.Workspace]:
    """A home with two calls and its graph; the file that was loaded lies beside it, as `calls.csv`."""
    (folder / "calls.csv").write_text(CALLS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("INTERLINK_GRAPH_HEAP", "512m")
        opened = il.open(folder / "home", reason="case 7")
    opened.load("call_records", [folder / "calls.csv"])
    yield opened
    opened.graph_stop()
    opened.close()
