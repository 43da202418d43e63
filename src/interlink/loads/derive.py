"""What follows from what was loaded: made from committed fragments, and loaded as a full delivery of its own.

So differences, evidence, markings, as-of, retirement and graphs are those of any load. A delivery names, as
its edition, how many loads it was made from; where these show what shows now, there is nothing to do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from interlink.errors import InterlinkError, StaleEdition, StoreUnavailable
from interlink.lake import Lake
from interlink.ledger import ArchivedFile, Ledger
from interlink.loads.report import LoadReport
from interlink.loads.run import Loader
from interlink.model.marking import Marking, inherit
from interlink.model.schema import Ontology
from interlink.progress import Progress, silent
from interlink.readers import locator
from interlink.sources import find_source

__all__ = ["Derivation", "Derived", "Deriver", "Inputs", "Outcome", "Support", "as_record"]

EDITION = "after {} loads"
# What a record is made from: `of` says which record, the rest is a fragment's.
RESTS = ("of", "source", "file", "path", "row", "marking")


@dataclass(frozen=True)
class Support:
    """What a derived record rests on: the records behind it, and the marking that it inherits from them."""

    marking: str
    rests_on: list[dict[str, str]]


@dataclass(frozen=True)
class Inputs:
    """What a derivation reads: the fragments that show once `loads` are committed, but for its `own`."""

    lake: Lake
    ledger: Ledger
    ontology: Ontology
    loads: tuple[int, ...]
    own: str

    def fragments(self, schema: str) -> pl.LazyFrame:
        """The fragments of a schema, with the lake's columns."""
        return self.lake.scan(self.ontology.get(schema), self.loads).filter(pl.col("source") != self.own)

    def shown(self, schema: str) -> pl.Series:
        """The `seq` of the same fragments, ascending."""
        return self.fragments(schema).select("seq").collect()["seq"].sort()

    @cached_property
    def markings(self) -> dict[int, Marking]:
        """Every marking by number."""
        return self.ledger.markings()

    @cached_property
    def files(self) -> dict[int, ArchivedFile]:
        """Every received file by number."""
        return self.ledger.files()

    def support(self, rests: pl.DataFrame) -> dict[str, Support]:
        """By `of`, what its rows of RESTS come to; records in order of source and place, each once."""
        marked: dict[tuple[int, ...], str] = {}
        found: dict[str, Support] = {}
        place = pl.struct("source", "file", "path", "row")
        grouped = rests.group_by("of").agg(
            pl.col("marking").unique().sort(), place.unique().sort().alias("places")
        )
        for of, numbers, places in grouped.iter_rows():
            key = tuple(numbers)
            if key not in marked:
                marked[key] = inherit(self.markings[number] for number in key).to_json()
            found[of] = Support(marked[key], [self._place(**each) for each in places])
        return found

    def _place(self, source: str, file: int, path: str | None, row: int) -> dict[str, str]:
        received = self.files[file]
        where = locator(received.format, path, row)
        return {"source": source, "sha256": received.sha256, "locator": where}


@dataclass(frozen=True)
class Derived:
    """The records that follow, in an order that does not depend on that of what they follow from; and notes.

    A note says in words what was left out, and becomes a warning of the load.
    """

    records: list[dict[str, object]]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Derivation:
    """A shipped source whose deliveries are made here, from fragments of the schemas `reads`.

    Without any of the first of them it has nothing to say.
    """

    source: str
    reads: tuple[str, ...]
    make: Callable[[Inputs], Derived]


@dataclass(frozen=True)
class Outcome:
    """The loads that were made, and for each derivation that could not be done a sentence about it."""

    reports: tuple[LoadReport, ...] = ()
    delayed: tuple[str, ...] = ()


@dataclass
class Deriver:
    """Makes what follows and loads it; `folder` takes deliveries while they are written."""

    loader: Loader
    lake: Lake
    ledger: Ledger
    ontology: Ontology
    folder: Path
    derivations: Sequence[Derivation] = field(default_factory=tuple)

    def run(self, progress: Progress = silent) -> Outcome:
        """Brings every derivation whose inputs have changed to the committed loads, in their order.

        One that fails is done at the next call: what it said before shows until then.
        """
        reports, delayed = [], []
        for derivation in self.derivations:
            try:
                inputs = self._inputs(derivation, self.ledger.committed())
                if self._is_due(derivation, inputs):
                    reports.append(self._load(derivation, inputs, progress))
            except StaleEdition:
                # another process has made it from more loads than these
                continue
            except InterlinkError as error:
                delayed.append(
                    f"{derivation.source} is not up to date: {error} What it said before shows until the"
                    " next load, or `interlink loads derive`."
                )
        return Outcome(tuple(reports), tuple(delayed))

    def _inputs(self, derivation: Derivation, loads: Iterable[int]) -> Inputs:
        return Inputs(self.lake, self.ledger, self.ontology, tuple(loads), derivation.source)

    def _is_due(self, derivation: Derivation, inputs: Inputs) -> bool:
        """What it reads is not what it last read."""
        done = self.ledger.loads(source=derivation.source, state="committed")
        if not done:
            return inputs.shown(derivation.reads[0]).len() > 0
        read = re.search(r"\d+", done[-1].edition or "0")
        before = self._inputs(derivation, inputs.loads[: int(read[0]) if read else 0])
        return any(not before.shown(name).equals(inputs.shown(name)) for name in derivation.reads)

    def _load(self, derivation: Derivation, inputs: Inputs, progress: Progress) -> LoadReport:
        made = derivation.make(inputs)
        head = {"derivation": derivation.source, "read": EDITION.format(len(inputs.loads))}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=self.folder) as folder:
                file = Path(folder) / f"{derivation.source}.jsonl"
                with file.open("w", encoding="utf-8") as out:
                    for record in (head, *made.records):
                        out.write(json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n")
                spec = find_source(derivation.source)
                return self.loader.run(spec, [file], notes=made.notes, progress=progress)
        except OSError as error:
            raise StoreUnavailable(
                f"{self.folder} cannot be written: {error}. Check space and rights."
            ) from error


def as_record(kind: str, row: Mapping[str, object]) -> dict[str, object]:
    """A record of the values that there are, moments in ISO 8601."""
    texts = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
        if value is not None
    }
    return {"kind": kind, **texts}
