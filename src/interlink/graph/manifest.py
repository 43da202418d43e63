"""What a graph holds, and the plan that takes it to what it should hold.

A manifest lists every node and link with a hash of its content; a plan is the difference between two
of them, written to files and published by one rename, so that an assembler that was killed finishes the
same plan. Folder of an audience: `pN/` is plan N; `current.json` names the plan that the graph holds.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from interlink.errors import StoreUnavailable
from interlink.graph.weight import row_bytes
from interlink.lake.durable import sync_folder

__all__ = ["BATCH_ROWS", "LINKS", "NODES", "Batch", "Manifest", "Plan", "PlanFolder", "Step", "is_small"]

# A statement's rows, and a transaction's where a plan takes several.
BATCH_ROWS = 5_000
# A plan of so many rows is one transaction: 2-5 s and 0.4 GB on the embedded store, 300 MB of Neo4j's
# transaction memory, of which 80,000 rows need more than the 512 MB that compose.yaml allows.
WHOLE_ROWS = 50_000
WHOLE_BYTES = 64 * 2**20
NODES = {"id": pl.String, "label": pl.String, "hash": pl.Binary}
LINKS = {
    "id": pl.String,
    "type": pl.String,
    "hash": pl.Binary,
    "src": pl.String,
    "dst": pl.String,
    "src_label": pl.String,
    "dst_label": pl.String,
}


@dataclass(frozen=True)
class Manifest:
    """What a graph holds: nodes (id, label, hash) and links (id, type, hash, ends and their labels).

    `findings` is the digest of the findings that were written to it, empty for none.
    """

    load: int = 0
    nodes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=NODES))
    links: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LINKS))
    findings: str = ""


@dataclass(frozen=True)
class Step:
    """Rows to which one thing is done: `kind` says what, `name` to which label, or type and end labels."""

    kind: str
    name: tuple[str, ...]
    rows: pl.DataFrame


def is_small(changes: Sequence[Step]) -> bool:
    """Whether one transaction can take all of them."""
    rows = sum(step.rows.height for step in changes)
    return rows <= WHOLE_ROWS and sum(row_bytes(step.rows).sum() for step in changes) <= WHOLE_BYTES


@dataclass(frozen=True)
class Batch:
    """One transaction's work, in steps of at most BATCH_ROWS rows; `number` from 1."""

    number: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Plan:
    """A published plan: its number, the load it leads to, its size, and how much the graph holds after it.

    `token` is made of the manifest it leads to. `batch_rows` stands here because whoever resumes the plan
    must count its batches as the one who began it. `findings` is as of its manifest; a plan of before they
    could be written has none.
    """

    number: int
    load: int
    token: str
    rows: int
    batch_rows: int
    nodes: int
    links: int
    findings: str = ""

    @property
    def batches(self) -> int:
        """How many transactions it takes."""
        return -(-self.rows // self.batch_rows)

    @property
    def key(self) -> str:
        """What the graph says to name this plan and no other, also after files or database were put back."""
        return f"{self.number}-{self.token}"


class PlanFolder:
    """The files of one audience's graph."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def finished(self) -> Plan | None:
        """The last plan that was finished; None for a graph that has had none."""
        try:
            return Plan(**_read(self._folder / "current.json"))
        except FileNotFoundError:
            return None

    def unfinished(self) -> Plan | None:
        """The published plan that the graph does not hold yet."""
        done = self.finished()
        later = [number for number in self._numbers() if done is None or number > done.number]
        try:
            return Plan(**_read(self._place(max(later)) / "plan.json")["plan"]) if later else None
        except FileNotFoundError:  # removed while we looked: its folder stands in another's place now
            return None

    def manifest(self, plan: Plan | None) -> Manifest:
        """What the graph holds once the plan is finished; of None, nothing."""
        if plan is None:
            return Manifest()
        place = self._place(plan.number)
        nodes, links = (pl.read_parquet(place / f"{name}.parquet") for name in ("nodes", "links"))
        return Manifest(plan.load, nodes, links, plan.findings)

    def publish(self, wanted: Manifest, steps: Sequence[Step], *, number: int) -> Plan:
        """Writes a plan aside and makes it the one to finish, by one rename."""
        place = self._place(number)
        aside = place.with_suffix(".tmp")
        for leftover in (aside, place):
            if leftover.exists():
                shutil.rmtree(leftover)
        aside.mkdir(parents=True)
        listed: list[dict[str, Any]] = []
        for step in steps:
            file = f"step-{len(listed):04d}.parquet"
            _write(aside / file, step.rows)
            listed.append({"kind": step.kind, "name": step.name, "file": file, "rows": step.rows.height})
        plan = Plan(
            number=number,
            load=wanted.load,
            token=_write(aside / "nodes.parquet", wanted.nodes)[:16]
            + _write(aside / "links.parquet", wanted.links)[:16],
            rows=sum(step["rows"] for step in listed),
            batch_rows=WHOLE_ROWS if is_small(steps) else BATCH_ROWS,
            nodes=wanted.nodes.height,
            links=wanted.links.height,
            findings=wanted.findings,
        )
        _save(aside / "plan.json", {"plan": asdict(plan), "steps": listed})
        sync_folder(aside)
        aside.rename(place)
        sync_folder(self._folder)
        return plan

    def divide(self, plan: Plan) -> Plan:
        """The plan in batches of BATCH_ROWS; only while none of it is done."""
        divided = replace(plan, batch_rows=BATCH_ROWS)
        outline = self._place(plan.number) / "plan.json"
        aside = outline.with_suffix(".tmp")
        _save(aside, {"plan": asdict(divided), "steps": self._steps(plan)})
        aside.replace(outline)
        sync_folder(outline.parent)
        return divided

    def outline(self, plan: Plan) -> list[tuple[str, tuple[str, ...]]]:
        """The kind and name of each step of the plan, in order."""
        return [(step["kind"], tuple(step["name"])) for step in self._steps(plan)]

    def batches(self, plan: Plan) -> Iterator[Batch]:
        """The plan's batches in order, every one but the last of `batch_rows` rows."""
        place, number, room = self._place(plan.number), 1, plan.batch_rows
        held: list[Step] = []
        for step in self._steps(plan):
            rows = pl.read_parquet(place / step["file"])
            while rows.height:
                some = rows.head(min(room, BATCH_ROWS))
                held.append(Step(step["kind"], tuple(step["name"]), some))
                rows, room = rows.slice(some.height), room - some.height
                if not room:
                    yield Batch(number, tuple(held))
                    number, room, held = number + 1, plan.batch_rows, []
        if held:
            yield Batch(number, tuple(held))

    def finish(self, plan: Plan) -> None:
        """Makes the plan's manifest the current one, by one rename, and removes what served it."""
        self.advance(plan, plan.load)
        for old in self._folder.glob("p*"):
            if old != self._place(plan.number):
                shutil.rmtree(old)
        for step in self._place(plan.number).glob("step-*.parquet"):
            step.unlink()

    def advance(self, plan: Plan, load: int) -> None:
        """Says that what the graph holds is also what it is as of this later load."""
        pointer = self._folder / "current.json"
        aside = pointer.with_suffix(".tmp")
        _save(aside, {**asdict(plan), "load": load})
        aside.replace(pointer)
        sync_folder(self._folder)

    @property
    def is_there(self) -> bool:
        """Something of a graph was ever planned here."""
        return self._folder.exists()

    def forget(self) -> None:
        """Removes everything, all or nothing of it: the graph is to be built anew."""
        gone = self._folder.with_name(f"{self._folder.name}.gone")
        if gone.exists():  # whoever was removing it was killed
            shutil.rmtree(gone)
        if self.is_there:
            self._folder.rename(gone)
            sync_folder(gone.parent)
            shutil.rmtree(gone)

    def take_place_of(self, old: PlanFolder) -> None:
        """Stands in the place of `old`, which is removed."""
        old.forget()
        self._folder.rename(old._folder)
        sync_folder(old._folder.parent)

    def _steps(self, plan: Plan) -> list[dict[str, Any]]:
        return list(_read(self._place(plan.number) / "plan.json")["steps"])

    def _numbers(self) -> list[int]:
        return [int(path.name[1:]) for path in self._folder.glob("p*") if path.name[1:].isdigit()]

    def _place(self, number: int) -> Path:
        return self._folder / f"p{number}"


def _write(path: Path, frame: pl.DataFrame) -> str:
    """Writes a frame so that it outlives a power failure, and gives its sha256."""
    frame.write_parquet(path)
    with path.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return digest


def _save(path: Path, fields: dict[str, Any]) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(fields, file)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise StoreUnavailable(f"{path} is damaged: {error}. Run `interlink graph rebuild`.") from error
