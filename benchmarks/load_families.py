"""How fast each family of records loads, by its shipped source, beside reading and writing it untouched.

A load is what it is in `load.py`: from the audit event to the commit, without the graph, here into a home
that stands already. Beside it the obvious library reads the same files and writes what it finds to Delta
tables. Calls are in `load.py`, UN/EDIFACT in `load_edifact.py`. `--only SOURCE` measures one family.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from shutil import rmtree
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeAlias

import flat_records as flat
import nested_records as nested
from baselines.documents import mailbox_to_delta, xml_to_delta
from baselines.untouched import (
    csv_files_to_delta,
    csv_to_delta,
    json_lines_to_delta,
    json_to_delta,
    workbook_to_delta,
)
from lake_home import LakeHome
from measures import Measure, Pairs, busyness, cpu_seconds, options, paired, plain, report, wall_seconds

from interlink.loads.report import LoadReport
from interlink.sources import find_source

FLAT, NESTED = 6.0, 15.0
# records of a load that makes both warm
FEW = 500

Untouched: TypeAlias = Callable[[list[Path], Path], None]
Clock: TypeAlias = Callable[[Callable[[], object]], float]


@dataclass(frozen=True)
class Family:
    """Records of one kind: how many `write` makes at a path, and what reads the files untouched."""

    source: str
    what: str
    rows: int
    mark: float
    write: Callable[[Path, int], list[Path]]
    untouched: Untouched


def one(read: Callable[[Path, Path], None]) -> Untouched:
    """A baseline of a single file."""
    return lambda files, table: read(files[0], table)


CSV, XML, MBOX = one(csv_to_delta), one(xml_to_delta), one(mailbox_to_delta)
WORKBOOK, LINES = one(workbook_to_delta), one(json_lines_to_delta)
WITH_HEADER, HEADLESS = (partial(csv_files_to_delta, has_header=each) for each in (True, False))
NOTICES = one(partial(json_to_delta, at=("_embedded", "notices")))
CHATS = one(partial(json_to_delta, at=("chats", "list", "messages")))
FAMILIES = (
    Family("stolen_documents", "stolen documents, CSV", 200_000, FLAT, flat.write_stolen_documents, CSV),
    Family("bills_of_lading_csv", "bills of lading, CSV", 200_000, FLAT, flat.write_bills, CSV),
    Family("bills_of_lading", "bills of lading, Excel", 50_000, FLAT, flat.write_workbook, WORKBOOK),
    Family("vessel_positions", "vessel positions, CSV", 200_000, FLAT, flat.write_positions, CSV),
    Family("ofac", "OFAC entries, CSV files", 50_000, FLAT, flat.write_wanted_list, HEADLESS),
    Family("pole", "neo4j-admin crimes, CSV files", 50_000, FLAT, flat.write_crimes, WITH_HEADER),
    Family("notices", "notices, JSON", 50_000, NESTED, nested.write_notices, NOTICES),
    Family("siena_pole", "exchange messages, XML", 20_000, NESTED, nested.write_messages, XML),
    Family("declarations_xml", "declarations, XML", 50_000, NESTED, nested.write_declarations, XML),
    Family("email", "e-mail, mbox", 50_000, NESTED, nested.write_mailbox, MBOX),
    Family("chat", "chat messages, JSON", 100_000, NESTED, nested.write_chats, CHATS),
    Family("followthemoney", "FollowTheMoney, JSON lines", 100_000, NESTED, nested.write_entities, LINES),
)


def main() -> int:
    """Prints every result; 1 where a mark does not hold."""
    about = "Time loads of each family beside reading and writing the same files untouched."
    given = options(about, parts=[family.source for family in FAMILIES])
    with TemporaryDirectory() as name:
        bench = Bench(Path(name))
        measures = [busyness()]
        for family in FAMILIES:
            if not given.only or family.source in given.only:
                measures += bench.family(family, rounds=1 if given.quick else 5)
    return report(measures, given.format)


class Bench:
    """The measurements; `folder` takes files and homes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    def family(self, family: Family, *, rounds: int) -> Iterator[Measure]:
        """Both, wall and processor time."""
        few = self._written(family, FEW)
        self._load(family, few, wall_seconds)
        self._untouched(family, few, wall_seconds)
        files = self._written(family, family.rows)
        name = f"{family.rows:,} {family.what}"

        def taken(clock: Clock, rounds: int) -> Pairs:
            load, untouched = self._load, self._untouched
            return paired(
                lambda: load(family, files, clock), lambda: untouched(family, files, clock), rounds=rounds
            )

        wall = taken(wall_seconds, rounds)
        yield from wall.measures(name, unit="s wall", mark=family.mark)
        rate = family.rows / median(wall.candidate)
        yield plain(f"{name}, rate", rate, "1/s", baseline=family.rows / median(wall.baseline))
        processors = taken(cpu_seconds, 1)
        yield plain(f"{name}, processors", processors.candidate[0], "s cpu", baseline=processors.baseline[0])

    def _written(self, family: Family, rows: int) -> list[Path]:
        folder = self._new()
        folder.mkdir()
        return family.write(folder / "delivered", rows)

    def _load(self, family: Family, files: list[Path], clock: Clock) -> float:
        """What a load into a home of its own takes; every record has to be mapped."""
        home, spec = LakeHome(self._new()), find_source(family.source)
        reports: list[LoadReport] = []
        taken = clock(lambda: reports.append(home.load(spec, *files)))
        if reports[0].quarantined:
            raise ValueError(
                f"{family.source}: {reports[0].quarantined} records in quarantine, none expected"
            )
        home.close()
        rmtree(home.root)
        return taken

    def _untouched(self, family: Family, files: list[Path], clock: Clock) -> float:
        folder = self._new()
        taken = clock(lambda: family.untouched(files, folder))
        rmtree(folder)
        return taken

    def _new(self) -> Path:
        return self._folder / str(next(self._numbers))


if __name__ == "__main__":
    sys.exit(main())
