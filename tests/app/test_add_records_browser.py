"""Adding records in a real browser: drop a file, read what was guessed, load it, and find it again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app_homes import APP, STRANGER
from playwright.sync_api import Page, expect

import interlink as il

CALLS = (
    "caller,callee,started_at,duration_s,remark\n"
    "+31612345678,+31612345679,2026-01-02 10:00:00,60,\n"
    f"+31612345678,+31612345680,2026-01-02 11:00:00,30,![x]({STRANGER})\n"
)
HOSTILE = f"![picture]({STRANGER}),<img src={STRANGER}>,phone\na,b,+31612345678\n"


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("add-records")
    yield folder
    ws = il.open(folder)
    ws.graph_stop()
    ws.close()


@pytest.fixture(scope="module")
def address(streamlit_server: Any, home: Path) -> str:
    return str(streamlit_server(APP / "main.py", env={"INTERLINK_HOME": str(home)}))


@pytest.fixture
def page(page: Page) -> Page:
    page.set_viewport_size({"width": 1280, "height": 800})
    return page


def drop(page: Page, address: str, name: str, text: str) -> None:
    page.goto(f"{address}/add_records")
    expect(page.get_by_text("Drop a file that no source describes.")).to_be_visible()
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    )


def test_a_dropped_file_is_mapped_tried_loaded_and_logged(page: Page, address: str, home: Path) -> None:
    drop(page, address, "Calls.csv", CALLS)
    expect(page.get_by_text("2 records give: 3 phones; 2 calls.")).to_be_visible()
    page.get_by_label("Who publishes it").fill("Veldtel")
    page.get_by_role("button", name="Try it on the file").click()
    page.get_by_text("The source as YAML").click()
    expect(page.get_by_text("Veldtel").first).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the source").click()
    assert "publisher: {name: Veldtel}" in Path(waiting.value.path()).read_text(encoding="utf-8")
    page.get_by_role("button", name="Load these records").click()
    expect(page.get_by_text("Loaded as load 1: 2 records of source calls.")).to_be_visible(timeout=120_000)

    ws = il.open(home)
    try:
        assert ws.card("phone:+31612345678").caption == "+31612345678"
        assert ws.source("calls").publisher.name == "Veldtel"
        told = [json.loads(e.params)["what"] for e in ws.audit_events() if e.operation == "collection"]
        assert told == ["propose source", "preview", "preview", "save source", "load"]
    finally:
        ws.close()


def test_hostile_names_of_columns_are_text(page: Page, address: str) -> None:
    # The fixture fails where anything is asked of another machine.
    drop(page, address, "hostile.csv", HOSTILE)

    expect(page.get_by_text("1 record gives: 1 phone.")).to_be_visible()


def test_a_file_that_cannot_be_read_is_told(page: Page, address: str) -> None:
    drop(page, address, "broken.csv", "name,phone\na,b,c\n")

    expect(page.get_by_text("This file cannot be read")).to_be_visible()
    expect(page.get_by_text("broken.csv: row 1 has 3 fields, expected 2.")).to_be_visible()
