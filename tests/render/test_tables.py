from __future__ import annotations

import io
import zipfile

import polars as pl

from interlink.access.disclose import RECORDS, Disclosure
from interlink.model.marking import Marking
from interlink.render.tables import marking_words, write_problem, write_tables

MARKING = Marking("B", "3", ("H0", "H1"), originator="North", releasable_to=("East",), is_fact=False)
NAMES = ["=1+1", "@cmd", "+31612345678", "-2+3|x", "\tx", 'Anna "Quill", Ltd', "plain"]


def test_a_disclosure_is_a_file_of_tables_that_no_spreadsheet_runs() -> None:
    nodes = pl.DataFrame({"id": [f"n{n}" for n in range(len(NAMES))], "caption": NAMES})
    left = Disclosure(nodes, pl.DataFrame({"id": ["l"], "count": [3]}), pl.DataFrame(schema=RECORDS), MARKING)

    written = write_tables(left, ["local, for analysis: case 7"])

    with zipfile.ZipFile(io.BytesIO(written)) as file:
        assert file.namelist() == ["nodes.csv", "links.csv", "records.csv", "about.txt"]
        captions = pl.read_csv(file.read("nodes.csv"))["caption"].to_list()
        links = file.read("links.csv").decode()
        about = file.read("about.txt").decode()
    assert captions == ["'=1+1", "'@cmd", "+31612345678", "'-2+3|x", "'\tx", 'Anna "Quill", Ltd', "plain"]
    assert links == "id,count\nl,3\n"
    assert about.startswith(f"local, for analysis: case 7\n{marking_words(MARKING)}\n")
    assert write_tables(left, ["local, for analysis: case 7"]) == written


def test_a_marking_is_one_line_of_words() -> None:
    assert marking_words(MARKING) == (
        "Handling H0, H1 · source grade B · information grade 3 · originator North · releasable to East"
        " · assessment, not fact"
    )


def test_why_there_are_no_tables_is_a_file_of_its_own() -> None:
    with zipfile.ZipFile(io.BytesIO(write_problem("Nothing was downloaded."))) as file:
        assert {name: file.read(name) for name in file.namelist()} == {
            "problem.txt": b"Nothing was downloaded.\n"
        }
