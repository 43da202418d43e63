"""A disclosure as a file of tables: entities, links and records as CSV, and a page about them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import polars as pl

from interlink.access.disclose import Disclosure, Handover
from interlink.model.cells import RISKY, harmless_cell
from interlink.model.grades import grade_meaning
from interlink.model.marking import Marking

__all__ = ["handover_words", "marking_words", "write_problem", "write_tables"]

# The zip format has no earlier day; a file that is the same every time has no other.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
# What a code asks of whoever holds a copy, in words: the reader of a file need not know it.
ASKS = {
    "H1": "not in court without permission",
    "H2": "not to be passed on without permission",
    "H3": "conditions of its originator apply",
    "C (3x5x2)": "conditions of its originator apply",
}
NOMINAL = """\
nodes.csv    one row an entity
links.csv    one row for the links of one kind from one entity to another; count says how many
records.csv  one row for each record behind an entity or link: source, load, sha256 of the file, place in it
"""
FOUND = """\
{name}.csv  the table of the {name}, a row each; the other tables are of the entities that it names
"""
COUNTED = """\
nodes.csv    how many entities of which kind, by country
links.csv    how many links between them, and the first and last day that they say
records.csv  empty: without names or identifiers no record can be told
"""
ABOUT = """
Every row carries its own marking, and in the columns that begin with export_ who took it away, when, what
for, and the marking of the whole: rows that are sorted, cut or put elsewhere keep them.
UTF-8. What a spreadsheet would take for a formula has an apostrophe in front that no record has.
"""


def write_tables(
    disclosure: Disclosure,
    handover: Handover,
    said: Sequence[str] = (),
    *,
    finding: pl.DataFrame | None = None,
    called: str = "finding",
) -> bytes:
    """A zip file of nodes.csv, links.csv, records.csv and about.txt; the same input gives the same bytes.

    Handover and marking of the whole stand on every row and in about.txt; `said` are further lines there.
    `finding` is the table of a finding about these entities, or what else was `called` so: it comes first, as
    finding.csv.
    """
    stamp = {
        "export_by": handover.by,
        "export_at": handover.at.isoformat(timespec="seconds"),
        "export_purpose": handover.purpose,
        "export_reason": handover.reason,
        "export_to": handover.to,
        "export_permission": handover.permission,
        "export_marking": marking_words(disclosure.marking),
    }
    columns = [pl.lit(value).alias(name) for name, value in stamp.items()]
    lines = [*said, handover_words(handover), marking_words(disclosure.marking), ""]
    told = NOMINAL if "id" in disclosure.nodes.columns else COUNTED
    tables = {name: getattr(disclosure, name) for name in ("nodes", "links", "records")}
    if finding is not None:
        tables, told = {called: finding, **tables}, FOUND.format(name=called) + told
    files = {
        f"{name}.csv": _harmless(table.with_columns(columns)).write_csv() for name, table in tables.items()
    }
    return _zipped({**files, "about.txt": "\n".join([*lines, told]) + ABOUT})


def handover_words(handover: Handover) -> str:
    """Who takes it away, when, what for and to whom, on one line, as it stands on every copy."""
    said = f"{handover.by}, {handover.at:%Y-%m-%d %H:%M} UTC, for {handover.purpose}: {handover.reason}"
    said += f" · for {handover.to}" * bool(handover.to)
    return said + f" · by permission {handover.permission}" * bool(handover.permission)


def write_problem(words: str) -> bytes:
    """A zip file of problem.txt alone: why there are no tables."""
    return _zipped({"problem.txt": f"{words}\n"})


def marking_words(marking: Marking) -> str:
    """The marking on one line, as it stands on every copy."""
    source = grade_meaning(marking.source_grade, marking.source_scheme, of_source=True)
    information = grade_meaning(marking.information_grade, marking.information_scheme, of_source=False)
    asks = dict.fromkeys(ASKS[code] for code in marking.handling if code in ASKS)
    said = [
        f"Handling {', '.join(marking.handling)}" + f" ({'; '.join(asks)})" * bool(asks),
        *([f"conditions: {'; '.join(marking.conditions)}"] if marking.conditions else []),
        f"source grade {source}",
        f"information grade {information}",
    ]
    said += [f"originator {marking.originator}"] * bool(marking.originator)
    said += [f"releasable to {', '.join(marking.releasable_to)}"] * bool(marking.releasable_to)
    said += [f"for {', '.join(marking.purposes)} only"] * bool(marking.purposes)
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
