from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl

from interlink.access.disclose import RECORDS, Disclosure, Handover
from interlink.model.marking import Marking
from interlink.render.tables import handover_words, marking_words, write_problem, write_tables

MARKING = Marking("B", "3", ("H0", "H1"), originator="North", releasable_to=("East",), is_fact=False)
HANDOVER = Handover(
    "local", datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC), "analysis", "case 7", "East", "North 7/26"
)
NAMES = ["=1+1", "@cmd", "+31612345678", "-2+3|x", "\tx", 'Anna "Quill", Ltd', "plain"]


def test_a_disclosure_is_a_file_of_tables_that_no_spreadsheet_runs() -> None:
    nodes = pl.DataFrame({"id": [f"n{n}" for n in range(len(NAMES))], "caption": NAMES})
    left = Disclosure(nodes, pl.DataFrame({"id": ["l"], "count": [3]}), pl.DataFrame(schema=RECORDS), MARKING)

    written = write_tables(left, HANDOVER, ["40 of 48 entities shown"])

    with zipfile.ZipFile(io.BytesIO(written)) as file:
        assert file.namelist() == ["nodes.csv", "links.csv", "records.csv", "about.txt"]
        captions = pl.read_csv(file.read("nodes.csv"))["caption"].to_list()
        links = file.read("links.csv").decode()
        about = file.read("about.txt").decode()
    assert captions == ["'=1+1", "'@cmd", "+31612345678", "'-2+3|x", "'\tx", 'Anna "Quill", Ltd', "plain"]
    assert links == (
        "id,count,export_by,export_at,export_purpose,export_reason,export_to,export_permission,export_marking\n"
        "l,3,local,2026-03-01T12:00:05+00:00,analysis,case 7,East,North 7/26,"
        f'"{marking_words(MARKING)}"\n'
    )
    assert about.startswith(
        f"40 of 48 entities shown\n{handover_words(HANDOVER)}\n{marking_words(MARKING)}\n"
    )
    assert write_tables(left, HANDOVER, ["40 of 48 entities shown"]) == written


def test_the_table_of_a_finding_comes_first_marked_like_the_rest() -> None:
    tables = (pl.DataFrame({"id": ["n"]}), pl.DataFrame({"id": ["l"]}), pl.DataFrame(schema=RECORDS))
    found = pl.DataFrame({"id": ["=n"], "rank": [1]})

    written = write_tables(Disclosure(*tables, MARKING), HANDOVER, finding=found)

    with zipfile.ZipFile(io.BytesIO(written)) as file:
        assert file.namelist() == ["finding.csv", "nodes.csv", "links.csv", "records.csv", "about.txt"]
        rows = pl.read_csv(file.read("finding.csv"))
        about = file.read("about.txt").decode()
    assert rows.select("id", "rank", "export_by", "export_marking").rows() == [
        ("'=n", 1, "local", marking_words(MARKING))
    ]
    assert "finding.csv  the table of the finding, a row each" in about


def test_a_marking_is_one_line_of_words() -> None:
    assert marking_words(MARKING) == (
        "Handling H0, H1 (not in court without permission) · source grade B (mostly reliable)"
        " · information grade 3 (borne out, or possibly true)"
        " · originator North · releasable to East · assessment, not fact"
    )


def test_a_marking_names_its_scheme_its_conditions_and_its_purposes() -> None:
    marking = Marking(
        "1",
        "B",
        ("H0", "C (3x5x2)"),
        purposes=("warn",),
        source_scheme="3x5x2",
        information_scheme="3x5x2",
        conditions=("ask first",),
    )

    assert marking_words(marking) == (
        "Handling H0, C (3x5x2) (conditions of its originator apply) · conditions: ask first"
        " · source grade 1 (3x5x2: mostly reliable)"
        " · information grade B (3x5x2: borne out, or possibly true) · for warn only"
    )


def test_a_handover_is_one_line_of_words() -> None:
    assert handover_words(HANDOVER) == (
        "local, 2026-03-01 12:00 UTC, for analysis: case 7 · for East · by permission North 7/26"
    )
    assert handover_words(replace(HANDOVER, to="", permission="")) == (
        "local, 2026-03-01 12:00 UTC, for analysis: case 7"
    )


def test_why_there_are_no_tables_is_a_file_of_its_own() -> None:
    with zipfile.ZipFile(io.BytesIO(write_problem("Nothing was downloaded."))) as file:
        assert {name: file.read(name) for name in file.namelist()} == {
            "problem.txt": b"Nothing was downloaded.\n"
        }
