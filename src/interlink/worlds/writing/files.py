"""The files of a world: rows of each block after those of the one before, and what was written in sum."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import polars as pl

from interlink.worlds.finding.gather import FILES
from interlink.worlds.truth.file import digest_file
from interlink.worlds.writing.events import call_rows, payment_rows
from interlink.worlds.writing.goods import declaration_rows, manifest_rows
from interlink.worlds.writing.named import Named
from interlink.worlds.writing.noise import Noise
from interlink.worlds.writing.parties import document_rows, register_rows, vehicle_rows
from interlink.worlds.writing.passages import crossing_rows
from interlink.worlds.writing.wanted import notice_entries

__all__ = ["ROWS", "FileSet", "block_rows"]

ROWS: Mapping[str, Callable[[Named, Noise], pl.DataFrame]] = {
    "register": register_rows,
    "documents": document_rows,
    "vehicles": vehicle_rows,
    "call_records": call_rows,
    "payments": payment_rows,
    "crossings": crossing_rows,
    "manifest": manifest_rows,
    "declarations": declaration_rows,
}
# Deliveries in which a record comes twice now and then, by the time that puts them in order.
TWICE = {"call_records": "started_at", "payments": "booked_at", "crossings": "at"}
NOTICES_END = ']},"_links":{"self":{"href":"/notices/v1/red?page=1"}}}\n'


def block_rows(named: Named, noise: Noise) -> dict[str, pl.DataFrame]:
    """The rows of every source; `_of` is what of the block a row is about."""
    rows = {}
    for turn, (source, make) in enumerate(ROWS.items()):
        frame = make(named, noise)
        if source in TWICE:
            chance = named.rng(50, turn).random(frame.height)
            again = frame.filter(pl.Series(chance < noise.duplicates))
            frame = pl.concat([frame, again]).with_row_index("_at").sort(TWICE[source], "_at").drop("_at")
        rows[source] = frame
    entries = notice_entries(named)
    rows["notices"] = pl.DataFrame(
        {
            "entity_id": [str(entry["entity_id"]) for entry in entries],
            "json": [json.dumps(entry, ensure_ascii=False) for entry in entries],
            "_of": np.arange(len(entries)),
        }
    )
    return rows


class FileSet:
    """The files of a world being written into a folder."""

    def __init__(self, folder: Path, notices: int) -> None:
        self.folder = folder
        self.records: dict[str, int] = {}
        self._notices = notices

    def append(self, rows: Mapping[str, pl.DataFrame]) -> None:
        """Writes the rows of a block after those of the one before."""
        for source, frame in rows.items():
            before = self.records.get(source, 0)
            if source == "notices":
                text = (
                    ""
                    if before
                    else f'{{"total":{self._notices},"query":{{"page":1}},"_embedded":{{"notices":[\n'
                )
                text += ("" if not before else ",\n") + ",\n".join(frame["json"].to_list())
                body = text.encode()
            else:
                body = (
                    frame.drop("_of")
                    .with_columns(pl.col(pl.String).replace("", None))
                    .write_csv(include_header=before == 0, line_terminator="\n")
                    .encode()
                )
            with (self.folder / FILES[source]).open("ab") as file:
                file.write(body)
            self.records[source] = before + frame.height

    def finish(self) -> dict[str, str]:
        """Ends the list of notices; the sha256 of each file by its name."""
        with (self.folder / FILES["notices"]).open("ab") as file:
            file.write(NOTICES_END.encode())
        names = [FILES[source] for source in sorted(self.records)]
        return {name: digest_file(self.folder / name) for name in names}
