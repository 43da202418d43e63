"""The explorer as it is served, on an empty home."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

APP = Path(__file__).parents[2] / "app"
# As `streamlit run` does for the file that it runs.
sys.path.insert(0, str(APP))


@pytest.fixture(scope="module")
def address(streamlit_server: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    home = tmp_path_factory.mktemp("served-home")
    return str(streamlit_server(APP / "main.py", env={"INTERLINK_HOME": str(home)}))
