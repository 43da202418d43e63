"""What the ledger gives back: one frozen row each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from interlink.readers import FileFormat, table_path

__all__ = [
    "ArchivedFile",
    "AudienceRow",
    "Correction",
    "LoadRow",
    "QuarantinedRecord",
    "read_audience_row",
    "read_file_row",
    "read_load_row",
]


@dataclass(frozen=True)
class LoadRow:
    """One run of one source. Times are microseconds since 1970 UTC."""

    id: int
    source: str
    state: str
    delivery: str
    edition: str | None
    started_at: int
    committed_at: int | None
    records: int
    fragments_added: int
    fragments_retired: int
    fragments_unchanged: int
    quarantined: int
    flagged: int
    error: str | None
    warnings: tuple[str, ...]
    graph: str = "events"


@dataclass(frozen=True)
class ArchivedFile:
    """A file as received, and how to read it."""

    id: int
    sha256: str
    name: str
    size: int
    received_at: int
    format: FileFormat


@dataclass(frozen=True)
class QuarantinedRecord:
    """A record that could not be mapped: where it stands and why."""

    load: int
    file: int
    path: str | None
    row: int
    reason: str


@dataclass(frozen=True)
class Correction:
    """What a load corrects: the number of a record in quarantine, by whom and why."""

    quarantine: int
    principal: str
    reason: str


@dataclass(frozen=True)
class AudienceRow:
    """An audience as an administrator defined it."""

    name: str
    agencies: tuple[str, ...]
    handling_ceiling: str
    purposes: tuple[str, ...]


def read_load_row(row: Mapping[str, Any]) -> LoadRow:
    """The load that a row of the table holds."""
    fields = {name: row[name] for name in LoadRow.__dataclass_fields__ if name != "warnings"}
    return LoadRow(**fields, warnings=tuple(json.loads(row["warnings"])))


def read_file_row(row: Mapping[str, Any]) -> ArchivedFile:
    """The file that a row of the table holds."""
    given = json.loads(row["format"])
    tables = {name: table_path(table) for name, table in given.pop("tables").items()}
    given |= {name: tuple(given[name]) for name in ("columns", "null_values")}
    fields = {name: row[name] for name in ("id", "sha256", "name", "size", "received_at")}
    return ArchivedFile(**fields, format=FileFormat(**given, tables=tables))


def read_audience_row(row: Mapping[str, Any]) -> AudienceRow:
    """The audience that a row of the table holds."""
    lists = {name: tuple(json.loads(row[name])) for name in ("agencies", "purposes")}
    return AudienceRow(name=row["name"], handling_ceiling=row["handling_ceiling"], **lists)
