"""What became of the records of a file that a source was tried on."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st
from home import workspace

from interlink.loads.preview import Preview

__all__ = ["counted", "tried", "tried_counts"]

ROW_HEIGHT = 31


def tried_counts(found: Preview) -> None:
    """How many records were tried, how many of each kind they give, and why a load would fail."""
    with st.container(key="caption_tried"):
        st.text("What the records become")
    records = counted(found.records) if found.is_all else f"The first {counted(found.records)}"
    kinds = "; ".join(f"{count:,} {_named(name, count)}" for name, count in found.counts.items() if count)
    st.text(f"{records} {'gives' if found.records == 1 else 'give'}: {kinds or 'nothing'}.")
    if found.fails:
        with st.container(key="problem_fails"):
            st.text(found.fails)


def tried(found: Preview) -> None:
    """The first of each kind, and what could not be mapped or read."""
    rows = [(_label(each.schema), each.about, each.words) for each in found.samples]
    if rows:
        _table(rows, {"Kind": 70, "Who or what": 160, "Says": 260}, "samples")
    if found.quarantined:
        st.text(f"{counted(found.quarantined)} cannot be mapped and would go to quarantine:")
        _table([(f"{row:,}", why) for row, why in found.reasons], {"Row": 60, "Why": 420}, "quarantined")
    if found.kept:
        st.text("Values that cannot be read as what they should be, and are kept as delivered:")
        kept = [(f"{_label(k.schema)}, {k.property}", f"{k.count:,}", k.example) for k in found.kept]
        _table(kept, {"Property": 150, "Values": 60, "Such as": 200}, "kept")
    for warning in found.warnings:
        st.text(f"Warning: {warning}")


def counted(records: int) -> str:
    """So many records, in words."""
    return f"{records:,} record{'' if records == 1 else 's'}"


def _named(schema: str, count: int) -> str:
    found = workspace().ontology.get(schema)
    return (found.label if count == 1 else found.plural).lower()


def _label(schema: str) -> str:
    return workspace().ontology.get(schema).label


def _table(rows: Sequence[tuple[str, ...]], columns: dict[str, int], key: str) -> None:
    st.dataframe(
        pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row"),
        key=f"tried_{key}",
        hide_index=True,
        row_height=ROW_HEIGHT,
        column_config={
            name: st.column_config.TextColumn(name, width=width) for name, width in columns.items()
        },
    )
