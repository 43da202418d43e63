"""A disclosure as a file of tables: entities, links and records as CSV, and a page about them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import polars as pl

from interlink.access.disclose import Disclosure
from interlink.model.cells import RISKY, harmless_cell
from interlink.model.marking import Marking

__all__ = ["marking_words", "write_problem", "write_tables"]

# The zip format has no earlier day; a file that is the same every time has no other.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
ABOUT = """\
nodes.csv    one row an entity
links.csv    one row for the links of one kind from one entity to another; count says how many
records.csv  one row for each record behind an entity or link: source, load, sha256 of the file, place in it

UTF-8. What a spreadsheet would take for a formula has an apostrophe in front that no record has.
"""


def write_tables(disclosure: Disclosure, said: Sequence[str]) -> bytes:
    """A zip file of nodes.csv, links.csv, records.csv and about.txt; the same input gives the same bytes.

    `said` are lines on who disclosed it, when and why; they stand in about.txt with the marking.
    """
    about = "\n".join([*said, marking_words(disclosure.marking), "", ABOUT])
    tables = {
        f"{name}.csv": _harmless(getattr(disclosure, name)).write_csv()
        for name in ("nodes", "links", "records")
    }
    return _zipped({**tables, "about.txt": about})


def write_problem(words: str) -> bytes:
    """A zip file of problem.txt alone: why there are no tables."""
    return _zipped({"problem.txt": f"{words}\n"})


def marking_words(marking: Marking) -> str:
    """The marking on one line, as it stands on every copy."""
    said = [
        f"Handling {', '.join(marking.handling)}",
        f"source grade {marking.source_grade}",
        f"information grade {marking.information_grade}",
    ]
    said += [f"originator {marking.originator}"] * bool(marking.originator)
    said += [f"releasable to {', '.join(marking.releasable_to)}"] * bool(marking.releasable_to)
    said += ["assessment, not fact"] * (not marking.is_fact)
    return " · ".join(said)


def _zipped(texts: Mapping[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in texts.items():
            file.writestr(zipfile.ZipInfo(name, FIRST_DAY), text, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _harmless(table: pl.DataFrame) -> pl.DataFrame:
    """The table with every text as `harmless_cell` gives it."""
    changed = []
    for column in table.select(pl.col(pl.String)):
        risky = column.filter(column.str.contains(RISKY)).unique().to_list()
        changed.append(column.replace(risky, [harmless_cell(text) for text in risky]))
    return table.with_columns(changed)
