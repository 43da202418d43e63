"""What the view and its audit log add to a search, an expansion and a query, at the 95th percentile.

With: each time a look of its own through the view: an audit event on the disk, the loads and markings that
may be seen, then the search or expansion; of a query whether the graph is up to date, who may ask it, and
that it did not change meanwhile. Without: in a look that is open already, or asked of the store itself.
Both in turn, in one process, on 200,000 people with a tie each, the graph on the embedded store.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from lake_home import LakeHome
from lake_records import CONTACTS, contact_frame
from measures import Measure, at_most, options, paired, percentile, plain, report, wall_seconds

from interlink.access.expand import neighbourhood
from interlink.access.find import find
from interlink.access.look import Look
from interlink.graph.audience import LOCAL_AUDIENCE
from interlink.graph.build import GraphBuilder
from interlink.graph.local import LocalStore
from interlink.mapping.source_file import parse_source

PEOPLE, ROUNDS = 200_000, 100
SHARE, LEAST_MS = 0.15, 10.0
STATEMENT = "MATCH (p:Person {id: $id})-[r]-(other) RETURN p.caption, type(r), other.id ORDER BY other.id"


def main() -> int:
    """Prints every result; 1 where a mark does not hold."""
    given = options("Time what view and audit add to search, expand and query.")
    with TemporaryDirectory() as folder:
        measures = list(added(Path(folder), rounds=40 if given.quick else ROUNDS))
    return report(measures, given.format)


def added(folder: Path, *, rounds: int) -> Iterator[Measure]:
    """Search, expand, then query."""
    contacts = contact_frame(PEOPLE)
    contacts.write_csv(folder / "contacts.csv")
    home = LakeHome(folder / "home")
    home.load(parse_source(CONTACTS, "contacts.yaml"), folder / "contacts.csv")
    open_look = home.view().consult("benchmark")
    names = contacts["name"].to_list()
    find(open_look, names[0])

    def search(look: Look, turn: int) -> None:
        find(look, names[turn])

    def expand(look: Look, turn: int) -> None:
        neighbourhood(look, [f"contacts:person:{turn}"])

    for what, act in (("search", search), ("expand", expand)):
        yield from both(
            what,
            lambda turn, act=act: act(home.view().consult("benchmark", turn=turn), turn),
            lambda turn, act=act: act(open_look, turn),
            rounds=rounds,
        )
    yield from queries(home, folder, rounds=rounds)
    home.close()


def queries(home: LakeHome, folder: Path, *, rounds: int) -> Iterator[Measure]:
    """A person and whom they know, in Cypher."""
    store = LocalStore(folder / "graph-store")
    stores = home.stores
    builder = GraphBuilder(
        store, lake=stores.lake, ledger=stores.ledger, ontology=home.ontology, folder=folder / "audiences"
    )
    builder.catch_up(LOCAL_AUDIENCE)

    def asked(turn: int) -> dict[str, object]:
        return {"id": f"contacts:person:{turn}"}

    def through_the_view(turn: int) -> None:
        home.view().cypher(store, lambda _: LOCAL_AUDIENCE, STATEMENT, asked(turn), freshen=builder.freshen)

    def of_the_store(turn: int) -> None:
        store.read(LOCAL_AUDIENCE.database, STATEMENT, asked(turn))

    try:
        of_the_store(0)
        yield from both("query", through_the_view, of_the_store, rounds=rounds)
    finally:
        store.stop()


def both(
    what: str, candidate: Callable[[int], None], baseline: Callable[[int], None], *, rounds: int
) -> Iterator[Measure]:
    """With and without a look of its own, each turn twice."""
    found = [
        paired(
            lambda turn=turn: wall_seconds(lambda: candidate(turn)),
            lambda turn=turn: wall_seconds(lambda: baseline(turn)),
            rounds=2,
        )
        for turn in range(rounds)
    ]
    with_ms = [1000 * taken for pairs in found for taken in pairs.candidate]
    without_ms = [1000 * taken for pairs in found for taken in pairs.baseline]
    extra, base = percentile(with_ms, 95) - percentile(without_ms, 95), percentile(without_ms, 95)
    yield plain(f"{what}, 95th percentile", percentile(with_ms, 95), "ms wall", baseline=base)
    yield at_most(f"{what}, added by view and audit", extra, "ms wall", max(SHARE * base, LEAST_MS))


if __name__ == "__main__":
    sys.exit(main())
