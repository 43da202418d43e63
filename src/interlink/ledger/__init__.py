"""The ledger: loads, files, markings; what people decided and did."""

from __future__ import annotations

from interlink.ledger.engine import open_engine
from interlink.ledger.rows import ArchivedFile, AudienceRow, Correction, LoadRow, QuarantinedRecord
from interlink.ledger.store import Ledger

__all__ = [
    "ArchivedFile",
    "AudienceRow",
    "Correction",
    "Ledger",
    "LoadRow",
    "QuarantinedRecord",
    "open_engine",
]
