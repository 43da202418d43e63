"""Queries in a real browser, as a new analyst: find, fill, run, send to the explorer, write one, share it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from app_homes import APP
from playwright.sync_api import Locator, Page, expect

import interlink as il

SLOW = 90_000
HEAD = 36


@pytest.fixture(scope="module")
def address(streamlit_server: Any, holdings_home: Path) -> str:
    return str(streamlit_server(APP / "main.py", env={"INTERLINK_HOME": str(holdings_home)}))


def click_row(table: Locator, row: int = 0, *, height: int = 60, across: int = 40) -> None:
    """Clicks into a table, which is a picture to the page."""
    canvas = table.locator("[data-testid=stDataFrame] canvas").first
    expect(canvas).to_be_visible(timeout=SLOW)
    box = canvas.bounding_box()
    assert box is not None
    table.page.mouse.click(box["x"] + across, box["y"] + HEAD + (row + 0.5) * height)


def choose(page: Page, words: str, label: str) -> None:
    """Finds the one query with these words, and waits for the form with this field."""
    page.get_by_role("textbox", name="Words").fill(words, timeout=SLOW)
    page.keyboard.press("Enter")
    expect(page.get_by_text(" queries. Click one to fill in its form.")).to_contain_text("1 of", timeout=SLOW)
    settle(page)
    click_row(page.locator(".stMain"), height=35)
    expect(page.get_by_role("textbox", name=label, exact=True)).to_be_visible(timeout=SLOW)


def settle(page: Page) -> None:
    """Until the page is as it says, the table is that of before."""
    expect(page.locator("[data-stale=true]")).to_have_count(0, timeout=SLOW)


def said(page: Page) -> Locator:
    return page.locator(".st-key-study_said")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click(timeout=SLOW)


def test_a_query_is_found_filled_in_run_taken_away_and_drawn(address: str, page: Page) -> None:
    page.goto(f"{address}/queries")
    choose(page, "effective-owners", "Company")
    press(page, "Run")
    expect(page.get_by_text("Company: this is needed and still empty.")).to_be_visible(timeout=SLOW)

    page.get_by_role("textbox", name="Company").fill("Vellmark")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 may be meant, the nearest first. Click the one that is.")).to_be_visible(
        timeout=SLOW
    )
    page.get_by_role("textbox", name="Company").fill("Vellmark Trading B.V.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is Vellmark Trading B.V.")).to_be_visible(timeout=SLOW)
    press(page, "Run")
    expect(said(page)).to_contain_text("3 rows", timeout=SLOW)
    card = page.locator(".st-key-card")
    expect(card).to_contain_text("row 1 of 3", timeout=SLOW, ignore_case=True)

    press(page, "Take away")
    with page.expect_download(timeout=SLOW) as downloaded:
        press(page, "Download CSV")
    with zipfile.ZipFile(downloaded.value.path()) as file:
        assert file.namelist() == ["answer.csv", "nodes.csv", "links.csv", "records.csv", "about.txt"]
        assert b"export_marking" in file.read("answer.csv").partition(b"\n")[0]
        assert "Query ownership/effective-owners" in file.read("about.txt").decode()
    page.keyboard.press("Escape")

    press(page, "Network")
    expect(page.locator(".stage")).to_have_attribute("data-state", "ready", timeout=SLOW)
    press(page, "Draw all rows")
    expect(page.get_by_role("heading", name="Explorer")).to_be_visible(timeout=SLOW)
    expect(page.locator(".stage")).to_have_attribute("data-nodes", "4", timeout=SLOW)

    press(page, "Take away")
    press(page, "Open it in queries")
    statement = page.get_by_role("textbox", name="Cypher that reads")
    expect(statement).not_to_be_empty(timeout=SLOW)
    press(page, "Explain")
    expect(page.get_by_text("The store takes this statement; nothing was run.")).to_be_visible(timeout=SLOW)
    page.locator(".st-key-cypher_run button").click()
    expect(said(page)).to_contain_text("rows", timeout=SLOW)


def test_a_query_of_ones_own_is_written_shared_liked_and_run_again(
    address: str, page: Page, holdings_home: Path
) -> None:
    page.goto(f"{address}/queries")
    press(page, "Write")
    editor = page.get_by_role("textbox", name="The query")
    expect(editor).not_to_be_empty(timeout=SLOW)
    text = editor.input_value()
    editor.fill(text.replace("USES", "USED"))
    press(page, "Save")
    expect(page.get_by_text("no type of link is called 'USED'")).to_be_visible(timeout=SLOW)
    editor.fill(text)
    page.get_by_text("All who may run queries").click()
    press(page, "Save")
    expect(page.get_by_text("version 1, for all who may run queries")).to_be_visible(timeout=SLOW)

    page.get_by_role("textbox", name="Person").fill("Ada Vell")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is Ada Vell")).to_be_visible(timeout=SLOW)
    press(page, "Make it a favourite")
    expect(page.locator(".st-key-query_favour")).to_contain_text("A favourite", timeout=SLOW)
    press(page, "Run")
    expect(said(page)).to_contain_text("1 row", timeout=SLOW)
    expect(page.locator(".st-key-card")).to_contain_text("+31612300001")

    press(page, "My runs")
    expect(page.get_by_text("the latest first. Choose one.")).to_be_visible(timeout=SLOW)
    settle(page)
    click_row(page.locator(".stMain"), height=35, across=15)
    press(page, "Run again")
    expect(said(page)).to_contain_text("1 row", timeout=SLOW)

    ws = il.open(holdings_home)
    own = [(row.query, row.version, row.shared) for row in ws.own_queries()]
    liked = ws.favourite_queries()
    ws.close()
    assert own == [("communications/phones-of-a-person", 1, True)]
    assert liked == {"communications/phones-of-a-person"}
