"""Homes that the app's tests open: empty, the harbour world, hostile names, and a crowd of phones."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_homes import HARBOUR, HARBOUR_FILES, HOLDINGS, crowd, hostile_register, load_into

import interlink as il


@pytest.fixture(scope="session", autouse=True)
def small_graph_store() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("INTERLINK_GRAPH_HEAP", "512m")
        yield


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("empty-home")


@pytest.fixture(scope="session")
def harbour_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("harbour-home")
    load_into(home, {source: HARBOUR / file for source, file in HARBOUR_FILES.items()})
    return home


@pytest.fixture(scope="session")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    rows = hostile_register()
    with (folder / "register.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    load_into(folder / "home", {"register": folder / "register.csv"})
    return folder / "home"


@pytest.fixture(scope="session")
def crowded_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crowd")
    (folder / "calls.csv").write_text(crowd(), encoding="utf-8")
    load_into(folder / "home", {"call_records": folder / "calls.csv"})
    return folder / "home"


@pytest.fixture(scope="session")
def holdings_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Three companies and their owners, whose graph is asked; what it started is ended."""
    home = tmp_path_factory.mktemp("holdings-home")
    load_into(home, {"register": HOLDINGS / "register.csv"})
    yield home
    ws = il.open(home)
    ws.graph_stop()
    ws.close()
