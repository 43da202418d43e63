"""Analyse in a real browser: each analytic is run on the screen, and the records behind it are read."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from app_homes import APP
from playwright.sync_api import Page, expect

# Each analytic with what is typed into its form, what its answer says, and what its first record holds.
RUNS: dict[str, tuple[dict[str, str], str, str]] = {
    "communities": ({}, "groups of two or more", "bill_of_lading:"),
    "paths": ({"Start": "Fotis Nerantzi", "End": "HBR2610034"}, "hops", '"entity_id": "2026/9265"'),
    "journeys": ({"Start": "+31207810394"}, "are reached in time", "caller"),
}


@pytest.fixture(scope="module")
def address(streamlit_server: Any, harbour_home: Path) -> str:
    return str(streamlit_server(APP / "main.py", env={"INTERLINK_HOME": str(harbour_home)}))


@pytest.mark.parametrize("analytic", RUNS)
def test_an_analytic_is_run_and_its_records_are_opened(
    address: str, page: Page, requested: list[str], analytic: str
) -> None:
    fields, said, held = RUNS[analytic]
    page.goto(f"{address}/analyse")
    page.get_by_label("Question").click(timeout=60_000)
    page.get_by_role("option", name=f"{analytic}:").click()
    # Until the page has its form, Run is that of the question before.
    expect(page.locator(f"[class*='st-key-param_{analytic}_']").first).to_be_visible(timeout=30_000)
    for label, text in fields.items():
        page.get_by_role("textbox", name=label, exact=True).fill(text, timeout=30_000)
    page.get_by_role("button", name="Run", exact=True).click()

    expect(page.locator(".st-key-study_said")).to_contain_text(said, timeout=90_000)
    page.get_by_role("button", name="Records behind this row").click()
    card = page.locator(".st-key-card")
    expect(card.get_by_text("Record 1 of")).to_be_visible(timeout=30_000)
    expect(card.locator("code").first).to_contain_text(held, timeout=30_000)

    page.get_by_role("button", name="Take away").click()
    with page.expect_download(timeout=60_000) as downloaded:
        page.get_by_role("button", name="Download CSV").click()
    with zipfile.ZipFile(downloaded.value.path()) as file:
        assert file.namelist() == ["finding.csv", "nodes.csv", "links.csv", "records.csv", "about.txt"]
        assert b"export_marking" in file.read("finding.csv").partition(b"\n")[0]
        assert said in file.read("about.txt").decode()
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Network", exact=True).click()
    expect(page.locator(".stage")).to_have_attribute("data-state", "ready", timeout=30_000)
    page.get_by_role("button", name="Charts", exact=True).click()
    expect(page.locator("[data-testid=stVegaLiteChart]").first).to_be_visible(timeout=30_000)
    strangers = [url for url in requested if urlsplit(url).scheme not in {"data", "blob"}]
    assert [url for url in strangers if not url.startswith(address)] == []
