"""The pages about sources say what the sources say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from interlink.mapping.fields import PropertySpec
from interlink.sources import source_files
from interlink.sources.docs import COMMAND, INDEX, render_pages, write_pages
from interlink.sources.said import cell, said_property, said_where

FOLDER = Path(__file__).parents[2] / "docs" / "sources"


@cache
def pages() -> Mapping[str, str]:
    """Every page, rendered once."""
    return render_pages()


def said(**given: object) -> str:
    return said_property(PropertySpec.model_validate(given))


def test_the_pages_are_what_the_sources_say() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}

    assert written == pages(), f"docs/sources is out of date; run: {COMMAND}"


def test_every_source_has_a_page_and_a_line_in_the_list() -> None:
    assert sorted(pages()) == sorted([INDEX, *(f"{name}.md" for name in source_files())])
    assert all(f"| [`{name}`]({name}.md) |" in pages()[INDEX] for name in source_files())


def test_a_page_says_what_the_file_holds_and_what_it_becomes() -> None:
    page = pages()["vehicles.md"]

    assert page.startswith("# Vehicle register\n\nRegistered vehicles with their plates and holders")
    assert {
        "| Publisher | Vehicle registration authority |",
        "| Delivery | full: what a delivery no longer holds is retired |",
        "| Marking | source `A`, information `2`; handling `H0` |",
        "| Expected | at least 1 `Vehicle` |",
        "interlink load vehicles FILE",
        "Columns in any order: `country`, `holder`, `holder_type`, `plate`, `status`, `vin`.",
        "| `NumberPlate` plate | `number`, `country` everywhere | `number`: `plate`; `country` |",
        "| `SUBJECT_OF` | vehicle | theft | `role`: always “stolen” |",
    } <= set(page.splitlines())


def test_pages_of_sources_that_are_no_more_are_removed(tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("# Gone", encoding="utf-8")

    write_pages(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == set(pages())


def test_every_way_to_give_a_value_is_told_in_words() -> None:
    assert said(column="born") == "`born`"
    assert said(column="NAME", table="alias", where={"KIND": ["a", "b"]}) == (
        "`alias/NAME` where `KIND` is “a” or “b”"
    )
    assert said(columns=["given", "family"], join=" ") == "`given` and `family`"
    assert said(template="{A}/{B}", table="birth") == "`birth/{A}/{B}`"
    assert said(first=["A", {"template": "{B}~"}], table="birth") == "the first of `A`, `{B}~`, in `birth`"
    assert said(all=["A", {"table": "alias", "column": "B"}]) == "all of `A`, `alias/B`"
    assert said(literal=["x", "y"]) == "always “x” and “y”"
    assert said(column="A", split=";", extract="^(..)", lookup="codes") == (
        "a part of `A` parted at `;` looked up in `codes`"
    )


def test_a_condition_is_told_in_words() -> None:
    assert said_where({}) == ""
    assert said_where({"A": ["x"], "B": ["*"], "C": ["", "y"]}) == (
        " where `A` is “x” and `B` is there and `C` is empty or “y”"
    )


def test_a_cell_keeps_its_table_whole() -> None:
    assert cell("a|b\n c") == r"a\|b c"


def test_a_page_says_what_a_source_derives_and_which_parts_are_marked_by_themselves() -> None:
    page = pages()["nominals.md"]

    assert "| `=confirmed` | `identity` | `name` where `status` is “confirmed” |" in page
    assert "| `biometric` | `nominal/biometrics`, marked by itself |" in page
