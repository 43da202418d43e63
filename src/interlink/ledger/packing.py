"""Tables as the ledger keeps them: Arrow files, packed."""

from __future__ import annotations

from io import BytesIO

import polars as pl

__all__ = ["packed", "unpacked"]


def packed(frame: pl.DataFrame) -> bytes:
    """The table as an Arrow file."""
    file = BytesIO()
    frame.write_ipc(file, compression="zstd")
    return file.getvalue()


def unpacked(kept: bytes) -> pl.DataFrame:
    """The table that was packed."""
    return pl.read_ipc(BytesIO(kept))
