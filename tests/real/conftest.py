"""Data that nobody on this project wrote, read where it lies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data: `INTERLINK_DATA`, or `../shared/data` beside the repository."""
    root = Path(__file__).resolve().parents[2]
    folder = Path(os.environ.get("INTERLINK_DATA") or root.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"the folder of real data is absent: {folder} (set INTERLINK_DATA)")
    return folder
