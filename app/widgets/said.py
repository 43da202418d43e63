"""Values and names as people read them, and the Cypher of a query before the header of its file."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from interlink.queries import Query
from interlink.render.label import clean_caption, shorten

__all__ = ["asked_said", "name_said", "query_code", "value_said"]

VALUE_LENGTH = 300


def name_said(name: str) -> str:
    """The name of a column as people read it."""
    return name.replace("_", " ")


def value_said(value: object) -> str:
    """A value of a row or a form, in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return shorten(clean_caption(", ".join(map(value_said, value))), VALUE_LENGTH)
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) >= 1 else f"{value:.4g}"
    return "" if value is None else shorten(clean_caption(str(value)), VALUE_LENGTH)


def asked_said(params: Mapping[str, object], query: Query | None) -> str:
    """What a query was asked, in the order and the words of its form."""
    form = {} if query is None else query.header.params
    names = [*(name for name in form if name in params), *(name for name in params if name not in form)]
    labels = {name: form[name].label if name in form else name for name in names}
    return "; ".join(f"{labels[name]}: {value_said(params[name])}" for name in names)


def query_code(query: Query) -> None:
    """The Cypher of a query, to be copied; the whole file, header and all, is a click away."""
    lines = query.text.splitlines(keepends=True)
    begins = next((at for at, line in enumerate(lines) if not line.startswith("//")), len(lines))
    st.code("".join(lines[begins:]), language="cypher", wrap_lines=True)
    with st.expander("The whole file, with the header that declares its form and columns"):
        st.code(query.text, language="cypher", wrap_lines=True)
