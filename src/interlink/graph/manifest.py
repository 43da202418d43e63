"""What a graph holds, and the plan that takes it to what it should hold.

A manifest lists every node and link with a hash of its content; a plan is the difference between two
of them, written to files and published by one rename, so that an assembler that was killed finishes the
same plan. Folder of an audience: `current.json` names the manifest that the graph holds.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

__all__ = ["Batch", "Manifest", "Plan", "PlanFolder"]

BATCH_ROWS = 5_000
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
    """What a graph holds: nodes (id, label, hash) and links (id, type, hash, ends and their labels)."""

    load: int
    nodes: pl.DataFrame
    links: pl.DataFrame

    @classmethod
    def empty(cls) -> Manifest:
        """The manifest of an empty graph."""
        return cls(0, pl.DataFrame(schema=NODES), pl.DataFrame(schema=LINKS))


@dataclass(frozen=True)
class Batch:
    """One transaction's work: `number` from 1; `kind` is one of the four steps; `name` a label or type."""

    number: int
    kind: str
    name: str
    rows: pl.DataFrame


@dataclass(frozen=True)
class Plan:
    """A published plan: its number, the load it leads to, and how many batches it has."""

    number: int
    load: int
    batches: int
    rows: int


class PlanFolder:
    """The files of one audience's graph."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> tuple[int, Manifest]:
        """The number of the last finished plan and the manifest it left; 0 and empty when there is none."""
        pointer = self._folder / "current.json"
        if not pointer.exists():
            return 0, Manifest.empty()
        state = json.loads(pointer.read_text(encoding="utf-8"))
        place = self._place(state["plan"])
        nodes, links = (pl.read_parquet(place / f"{name}.parquet") for name in ("nodes", "links"))
        return state["plan"], Manifest(state["load"], nodes, links)

    def publish(self, wanted: Manifest, rows: Mapping[tuple[str, str], pl.DataFrame], *, number: int) -> Plan:
        """Writes a plan aside and makes it the one to finish, by one rename.

        `rows` maps (step, label or type) to the rows of that step, in the order to apply them.
        """
        place = self._place(number)
        aside = place.with_suffix(".tmp")
        for leftover in (aside, place):
            shutil.rmtree(leftover, ignore_errors=True)
        aside.mkdir(parents=True)
        wanted.nodes.write_parquet(aside / "nodes.parquet")
        wanted.links.write_parquet(aside / "links.parquet")
        steps = []
        for (step, name), frame in rows.items():
            if frame.height:
                file = f"step-{len(steps):04d}.parquet"
                frame.write_parquet(aside / file)
                steps.append({"step": step, "name": name, "file": file, "rows": frame.height})
        batches = sum(-(-int(str(step["rows"])) // BATCH_ROWS) for step in steps)
        plan = Plan(number, wanted.load, batches, sum(int(str(step["rows"])) for step in steps))
        (aside / "plan.json").write_text(json.dumps({**asdict(plan), "steps": steps}), encoding="utf-8")
        aside.rename(place)
        return plan

    def unfinished(self) -> Plan | None:
        """The published plan that the graph does not hold yet."""
        number = self.current()[0]
        found = sorted(int(p.name[1:]) for p in self._folder.glob("p*") if p.is_dir() and p.name[1:].isdigit())
        later = [each for each in found if each > number]
        if not later:
            return None
        state = json.loads((self._place(later[-1]) / "plan.json").read_text(encoding="utf-8"))
        return Plan(state["number"], state["load"], state["batches"], state["rows"])

    def batches(self, plan: Plan) -> Iterator[Batch]:
        """The plan's batches in order, at most 5,000 rows each."""
        place = self._place(plan.number)
        number = 0
        for step in json.loads((place / "plan.json").read_text(encoding="utf-8"))["steps"]:
            frame = pl.read_parquet(place / step["file"])
            for rows in frame.iter_slices(BATCH_ROWS):
                number += 1
                yield Batch(number, step["step"], step["name"], rows)

    def finish(self, plan: Plan) -> None:
        """Makes the plan's manifest the current one, by one rename, and removes older plans."""
        pointer = self._folder / "current.json"
        aside = pointer.with_suffix(".tmp")
        with aside.open("w", encoding="utf-8") as file:
            json.dump({"plan": plan.number, "load": plan.load}, file)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(pointer)
        for old in self._folder.glob("p*"):
            if old.is_dir() and old.name != f"p{plan.number}":
                shutil.rmtree(old)
        for step in self._place(plan.number).glob("step-*.parquet"):
            step.unlink()

    def forget(self) -> None:
        """Removes everything: the graph is to be built anew."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def replace(self, old: PlanFolder) -> None:
        """Stands in the place of `old`, which is removed."""
        old.forget()
        self._folder.rename(old._folder)

    def _place(self, number: int) -> Path:
        return self._folder / f"p{number}"
