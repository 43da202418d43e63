"""A finding as bytes, to be opened again as it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from interlink.analytics.cite import Behind
from interlink.analytics.communities import CommunityFinding
from interlink.analytics.finding import Finding
from interlink.model.evidence import Evidence
from interlink.model.marking import Marking
from interlink.projection.columns import Ints

__all__ = ["Packed", "pack", "unpack"]

# What a finding is apart from its tables and the records behind them.
SAID = (
    "analytic",
    "params",
    "seed",
    "versions",
    "caveats",
    "summary",
    "inputs",
    "made_from",
    "measures",
    "resamples",
)
TABLE, BEHIND, LINKS = "table ", "behind ", "links"


@dataclass(frozen=True)
class Packed:
    """A finding: what is said of it as JSON, its marking, and its tables as Arrow streams by name.

    Parts named `behind ...` hold for each row of a table the numbers of its records.
    """

    said: str
    marking: str | None
    parts: Mapping[str, bytes]

    @property
    def made_from(self) -> Mapping[str, object]:
        """What the projection was made from."""
        return dict(json.loads(self.said)["made_from"])

    def records(self) -> Ints:
        """The numbers of all records behind it, each once, ascending."""
        columns = [_records(part) for name, part in self.parts.items() if name.startswith(BEHIND)]
        numbers = [column.values.to_numpy() for column in columns]
        return np.unique(np.concatenate(numbers)) if numbers else np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class KeptCite:
    """The records behind the rows of a table that was kept; `lookup` finds what is still there of them."""

    behind: Behind
    lookup: Callable[[Ints], list[Evidence]]

    def evidence(self, row: int) -> list[Evidence]:
        """The row's records that are still there, in order, each once."""
        offsets, records = self.behind
        return self.lookup(records[offsets[row] : offsets[row + 1]])

    def records(self) -> Behind:
        """The numbers of the records behind all rows."""
        return self.behind


def pack(finding: Finding) -> Packed:
    """The finding as bytes, with the numbers of all records behind it."""
    parts = {TABLE + name: _written(_table(frame)) for name, frame in finding.tables.items()}
    for name, cite in finding.cites.items():
        behind = pa.LargeListArray.from_arrays(*map(pa.array, cite.records()))
        parts[BEHIND + name] = _written(pa.table({"records": behind}))
    parts[LINKS] = _written(_table(finding.links()))
    said = {name: getattr(finding, name) for name in SAID} | {"tables": list(finding.tables)}
    return Packed(
        said=json.dumps(said, default=list),
        marking=None if finding.marking is None else finding.marking.to_json(),
        parts=parts,
    )


def unpack(
    packed: Packed, lookup: Callable[[Ints], list[Evidence]], *, caveats: tuple[str, ...] = ()
) -> Finding:
    """The finding as it was, with more caveats; evidence is looked up anew, and is what is still there."""
    said: dict[str, Any] = json.loads(packed.said)
    tables = {name: _frame(packed.parts[TABLE + name]) for name in said.pop("tables")}
    cites = {}
    for part, written in packed.parts.items():
        if part.startswith(BEHIND):
            column = _records(written)
            behind = (column.offsets.to_numpy(), column.values.to_numpy())
            cites[part.removeprefix(BEHIND)] = KeptCite(behind, lookup)
    main = next(iter(tables.values()))
    shares = main["confidence"] if said["resamples"] and "confidence" in main.columns and len(main) else None
    made = CommunityFinding if said["analytic"] == "communities" else Finding
    return made(
        **{**said, "caveats": (*said["caveats"], *caveats)},
        tables=tables,
        cites=cites,
        links=lambda: _frame(packed.parts[LINKS]),
        confidence=None if shares is None else float(shares.mean()),
        marking=None if packed.marking is None else Marking.from_json(packed.marking),
    )


def _table(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False)


def _written(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _read(written: bytes) -> pa.Table:
    return pa.ipc.open_stream(written).read_all()


def _records(written: bytes) -> pa.LargeListArray:
    column = _read(written)["records"]
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _frame(written: bytes) -> pd.DataFrame:
    """The table, lists in it as tuples, which is what they were."""
    table = _read(written)
    frame: pd.DataFrame = table.to_pandas()
    for name in table.column_names:
        if pa.types.is_list(table.schema.field(name).type):
            frame[name] = pd.Series([tuple(each) for each in table[name].to_pylist()], dtype=object)
    return frame
