"""Where the columns of a file go, on a form over the source's YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st
from home import workspace

from interlink.mapping.proposal import Proposal
from interlink.mapping.proposal.form import About, Form, FormEntity, FormLink, read_form, write_form
from interlink.model.grades import HANDLING, SCHEMES, grade_meaning

__all__ = ["mapping_form"]

DELIVERIES = {
    "increment": "Adds to what was delivered before",
    "full": "Is the whole of it: what is left out is no longer so",
}
ROW_HEIGHT = 31


def mapping_form(proposal: Proposal, text: str, number: int) -> str | None:
    """The form; the source as it says once somebody tries it, else None.

    Another `number` is another form: nothing that was filled in for another file stays in it.

    Raises
    ------
    QueryError   what is filled in is no source
    """
    form = read_form(text, [column.name for column in proposal.columns])
    ontology = workspace().ontology
    with st.form("mapping", border=False):
        columns = _columns(proposal, form, number)
        entities = _table(
            [(name, row.schema, list(row.key)) for name, row in form.entities.items()],
            {
                "name": st.column_config.TextColumn("Entity", width=110, required=True),
                "schema": _choice("Is a", [schema.name for schema in ontology.entities()]),
                "key": st.column_config.MultiselectColumn(
                    "Told apart by", options=list(form.columns), width=150
                ),
            },
            key=f"entities_{number}",
        )
        links = _table(
            [(name, row.schema, row.source, row.target) for name, row in form.links.items()],
            {
                "name": st.column_config.TextColumn("Link", width=110, required=True),
                "schema": _choice("Is a", [schema.name for schema in ontology.links()]),
                "source": _choice("From", list(form.entities)),
                "target": _choice("To", list(form.entities)),
            },
            key=f"links_{number}",
        )
        about = _about(form.about, number)
        if not st.form_submit_button("Try it on the file", key="try", type="primary"):
            return None
    said = Form(
        about,
        {row["column"]: tuple(row["goes"] or ()) for row in columns.iter_rows(named=True)},
        {row["name"]: FormEntity(row["schema"], tuple(row["key"] or ())) for row in _whole(entities)},
        {row["name"]: FormLink(row["schema"], row["source"], row["target"]) for row in _whole(links)},
    )
    return write_form(text, said)


def _columns(proposal: Proposal, form: Form, number: int) -> pl.DataFrame:
    ontology = workspace().ontology
    kinds = {name: row.schema for name, row in form.entities.items()}
    kinds |= {name: row.schema for name, row in form.links.items()}
    targets = [f"{name}.{prop}" for name, schema in kinds.items() for prop in ontology.get(schema).properties]
    rows = [
        (
            column.name,
            f"{column.kind}, {column.read:,} of {column.filled:,} read",
            ", ".join(column.examples),
            list(form.columns[column.name]),
        )
        for column in proposal.columns
    ]
    schema = {"column": pl.String, "seems": pl.String, "examples": pl.String, "goes": pl.List(pl.String)}
    edited: pl.DataFrame = st.data_editor(
        _editable(rows, schema),
        key=f"columns_{number}",
        hide_index=True,
        disabled=["column", "seems", "examples"],
        row_height=ROW_HEIGHT,
        column_config={
            "column": st.column_config.TextColumn("Column", width=110),
            "seems": st.column_config.TextColumn("Seems to hold", width=130),
            "examples": st.column_config.TextColumn("Such as", width=130),
            "goes": st.column_config.MultiselectColumn("Goes to", options=targets, width=190),
        },
    )
    return edited


def _choice(label: str, options: Iterable[str]) -> Any:
    return st.column_config.SelectboxColumn(label, options=list(options), width=120, required=True)


def _table(rows: list[tuple[object, ...]], columns: dict[str, Any], *, key: str) -> pl.DataFrame:
    types = {name: pl.List(pl.String) if name == "key" else pl.String for name in columns}
    edited: pl.DataFrame = st.data_editor(
        _editable(rows, types),
        key=key,
        hide_index=True,
        num_rows="dynamic",
        row_height=ROW_HEIGHT,
        column_config=columns,
    )
    return edited


def _editable(rows: Sequence[tuple[object, ...]], schema: Mapping[str, Any]) -> Any:
    """The rows; Streamlit edits frames of polars and gives them back, and its types know of none."""
    return pl.DataFrame(rows, schema=schema, orient="row")


def _whole(edited: pl.DataFrame) -> Iterable[dict[str, Any]]:
    """The rows of a table that are filled in."""
    needed = [name for name in edited.columns if name != "key"]
    return edited.drop_nulls(needed).iter_rows(named=True)


def _about(about: About, number: int) -> About:
    first, second = st.columns(2)
    with first:
        source = st.text_input("Name of the source", about.source, key=f"about_source_{number}", max_chars=60)
        title = st.text_input("What it is", about.title, key=f"about_title_{number}", max_chars=120)
        delivery = st.selectbox(
            "A delivery",
            list(DELIVERIES),
            index=list(DELIVERIES).index(about.delivery),
            format_func=DELIVERIES.__getitem__,
            key=f"about_delivery_{number}",
        )
        handling = st.multiselect(
            "Handling codes", HANDLING, list(about.handling), key=f"about_handling_{number}"
        )
    with second:
        publisher = st.text_input(
            "Who publishes it", about.publisher, key=f"about_publisher_{number}", max_chars=120
        )
        licence = st.text_input(
            "What its publisher allows", about.licence, key=f"about_licence_{number}", max_chars=200
        )
        grades = [list(SCHEMES[""].source), list(SCHEMES[""].information)]
        source_grade = st.selectbox(
            "How far the source can be trusted",
            grades[0],
            grades[0].index(about.source_grade),
            key=f"about_from_{number}",
            format_func=lambda code: grade_meaning(code, of_source=True),
        )
        information_grade = st.selectbox(
            "How sure the information is",
            grades[1],
            grades[1].index(about.information_grade),
            key=f"about_sure_{number}",
            format_func=lambda code: grade_meaning(code, of_source=False),
        )
    return About(
        source.strip(),
        title.strip(),
        publisher.strip(),
        licence.strip(),
        str(delivery),
        tuple(handling),
        str(source_grade),
        str(information_grade),
    )
