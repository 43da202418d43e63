"""A table of which one row is chosen, by mouse or by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import streamlit as st

__all__ = ["picked"]

ROW_HEIGHT, HEADER = 35, 38


def picked(
    rows: pl.DataFrame,
    name: str,
    *,
    key: str,
    columns: Mapping[str, Any] | None = None,
    seen: int = 5,
    at_first: int = 0,
    on_pick: Callable[[int], None] | None = None,
) -> int:
    """The table; gives the place of the chosen row, `at_first` until somebody chooses.

    `name` is what a screen reader says of the table. `seen` rows are seen at once. The table keeps its choice
    by place: another `key` is needed where other rows stand there. `on_pick` hears what somebody chooses.
    """

    def hear() -> None:
        chosen = st.session_state[key]["selection"]["rows"]
        if chosen and on_pick is not None:
            on_pick(chosen[0])

    # Half a row more shows that there are more than are seen.
    height = HEADER + int(ROW_HEIGHT * (rows.height if rows.height <= seen else seen + 0.5))
    table = st.dataframe(
        rows,
        key=key,
        alt=name,
        column_config=columns,
        hide_index=True,
        height=height,
        row_height=ROW_HEIGHT,
        placeholder="",
        on_select=hear,
        selection_mode="single-row-required",
        selection_default={"selection": {"rows": [at_first]}},
    )
    chosen = table["selection"]["rows"]
    return chosen[0] if chosen and chosen[0] < rows.height else at_first
