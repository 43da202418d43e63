"""What the view and its audit log add to a search and to an expansion, at the 95th percentile.

With: each time a look of its own through the view: an audit event on the disk, the loads and markings that
may be seen, then the search or expansion. Without: the same in a look that is open already. Both in turn, in
one process, on 200,000 people with a tie each.
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
from interlink.mapping.source_file import parse_source

PEOPLE, ROUNDS = 200_000, 100
SHARE, LEAST_MS = 0.15, 10.0


def main() -> int:
    """Prints every result; 1 where a mark does not hold."""
    given = options("Time what view and audit add to search and expand.")
    with TemporaryDirectory() as folder:
        measures = list(added(Path(folder), rounds=40 if given.quick else ROUNDS))
    return report(measures, given.format)


def added(folder: Path, *, rounds: int) -> Iterator[Measure]:
    """Search, then expand."""
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
        with_ms, without_ms = both(home, open_look, act, rounds)
        extra, base = percentile(with_ms, 95) - percentile(without_ms, 95), percentile(without_ms, 95)
        yield plain(f"{what}, 95th percentile", percentile(with_ms, 95), "ms wall", baseline=base)
        yield at_most(f"{what}, added by view and audit", extra, "ms wall", max(SHARE * base, LEAST_MS))
    home.close()


def both(
    home: LakeHome, open_look: Look, act: Callable[[Look, int], None], rounds: int
) -> tuple[list[float], list[float]]:
    """Milliseconds with and without a look of its own."""
    found = [
        paired(
            lambda turn=turn: wall_seconds(lambda: act(home.view().consult("benchmark", turn=turn), turn)),
            lambda turn=turn: wall_seconds(lambda: act(open_look, turn)),
            rounds=2,
        )
        for turn in range(rounds)
    ]
    return (
        [1000 * taken for pairs in found for taken in pairs.candidate],
        [1000 * taken for pairs in found for taken in pairs.baseline],
    )


if __name__ == "__main__":
    sys.exit(main())
