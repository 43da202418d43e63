"""What a load did, as it is told to whoever started it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from interlink.model.samples import Sample

__all__ = ["LoadReport"]


@dataclass(frozen=True)
class LoadReport:
    """What a load did. `load` is 0 for a dry run; `graph` says whether the graph holds it yet.

    `derived` are the loads of what followed from it. Of a dry run `new` counts the fragments that
    it would add, by schema, and `samples` are the first of them.
    """

    load: int
    source: str
    state: str
    records: int
    fragments_added: int
    fragments_retired: int
    fragments_unchanged: int
    quarantined: int
    flagged: int
    seconds: float
    graph: str = ""
    warnings: tuple[str, ...] = ()
    derived: tuple[LoadReport, ...] = ()
    new: Mapping[str, int] = field(default_factory=dict)
    samples: tuple[Sample, ...] = ()
