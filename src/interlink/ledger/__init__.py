"""The ledger: loads, files, markings; what people decided and did."""

from __future__ import annotations

from interlink.ledger.store import ArchivedFile, Ledger, LoadRow, QuarantinedRecord, open_engine

__all__ = ["ArchivedFile", "Ledger", "LoadRow", "QuarantinedRecord", "open_engine"]
