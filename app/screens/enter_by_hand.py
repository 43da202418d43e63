"""Entering and correcting by hand: what no source says, or what one says wrongly."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
import streamlit as st
from home import workspace
from state import Asking
from widgets.asking import ask
from widgets.codes import codes
from widgets.frame import tell

from interlink.errors import InterlinkError
from interlink.loads.entry import LONGEST_REASON, Entry, allowed_handling
from interlink.model.grades import HANDLING, SCHEMES
from interlink.model.schema import Schema

FACT, ASSESSMENT = "A fact", "My assessment"
LONGEST_ID = 300
WIDTHS = {"Key": 140, "Kind": 80, "Says": 240, "About": 220}


def enter() -> None:
    """The screen from top to bottom."""
    asking = ask("Enter by hand", is_dated=False)
    if asking is None:
        return
    with st.container(key="quiet_enter"):
        st.text(
            "What you enter stands beside what sources say, under your name. It changes none of them,"
            " and can be corrected or withdrawn by its key."
        )
    _told()
    left, right = st.columns([1, 1], gap="medium")
    with left:
        _statement(asking)
    with right:
        _standing(asking)


def _told() -> None:
    if problem := st.session_state.get("entered_problem"):
        tell(str(problem), key="problem_entry", heading="Nothing was entered or withdrawn")
    elif words := st.session_state.get("entered_words"):
        with st.container(border=True, key="chain_whole"):
            st.text(str(words))


def _statement(asking: Asking) -> None:
    ontology = workspace().ontology
    schemas = {schema.name: schema for schema in (*ontology.entities(), *ontology.links())}
    name = st.selectbox(
        "Kind of entity or link",
        list(schemas),
        index=list(schemas).index(_asked_schema(schemas)),
        format_func=lambda each: f"{schemas[each].label} ({'link' if schemas[each].is_link else 'entity'})",
        key="enter_schema",
    )
    schema = schemas[str(name)]
    chosen = st.multiselect(
        "Properties",
        list(schema.properties),
        [*schema.key, *schema.caption][:1],
        format_func=lambda prop: schema.properties[prop].label,
        key=f"enter_properties_{schema.name}",
    )
    with st.form("entering", border=False):
        ends = _about(schema)
        values = {
            prop: st.text_input(_asked(schema, prop), key=f"enter_{schema.name}_{prop}", max_chars=1_000)
            for prop in chosen
        }
        reason = st.text_input(
            "Why: a document, a case, or words", key="enter_reason", max_chars=LONGEST_REASON
        )
        fact = st.radio("It is", [FACT, ASSESSMENT], index=None, horizontal=True, key="enter_fact")
        handling, grades = _marking(asking)
        if not st.form_submit_button("Enter", key="enter", type="primary"):
            return
    split = {
        prop: value.split(";") if schema.properties[prop].many else value for prop, value in values.items()
    }
    if fact is None:
        _say(problem="Say whether it is a fact or your assessment.")
        return
    _enter(
        asking,
        Entry(
            schema.name,
            split,
            reason,
            fact == FACT,
            entity=ends.get("entity"),
            source=ends.get("source"),
            target=ends.get("target"),
            entry=ends["entry"],
            source_grade=grades[0],
            information_grade=grades[1],
            handling=handling,
        ),
    )


def _asked_schema(schemas: Iterable[str]) -> str:
    """The kind of the entity that a card was left for, else a person."""
    asked = str(st.query_params.get("schema", ""))
    return asked if asked in schemas else "Person"


def _asked(schema: Schema, prop: str) -> str:
    many = "; several parted by a semicolon" if schema.properties[prop].many else ""
    return f"{schema.properties[prop].label}{many}"


def _about(schema: Schema) -> dict[str, str | None]:
    """The ids that the statement is about, and the key of the entry whose place it takes."""
    asked = (
        {"source": "From: id of an entity", "target": "To: id of an entity"}
        if schema.is_link
        else {"entity": "Id of the entity to correct (leave empty for a new one)"}
    )
    asked["entry"] = "Key of an earlier entry to correct (leave empty for a new one)"
    # A card in the explorer links here with the entity that it shows.
    at_first = {"entity": str(st.query_params.get("entity", ""))[:LONGEST_ID]}
    given = {
        name: st.text_input(label, at_first.get(name, ""), key=f"enter_{name}", max_chars=LONGEST_ID)
        for name, label in asked.items()
    }
    return {name: value.strip() or None for name, value in given.items()}


def _marking(asking: Asking) -> tuple[tuple[str, ...], tuple[str, str]]:
    strict = allowed_handling(asking.principal.clearance.handling_ceiling)
    handling = st.multiselect("Handling codes", HANDLING, list(strict), key="enter_handling")
    first, second, explained = st.columns(3, vertical_alignment="bottom")
    sources, information = list(SCHEMES[""].source), list(SCHEMES[""].information)
    with first:
        source = st.selectbox("Source grade", sources, index=sources.index("X"), key="enter_source_grade")
    with second:
        sure = st.selectbox("Information grade", information, index=information.index("4"), key="enter_sure")
    with explained:
        codes()
    return tuple(handling), (str(source), str(sure))


def _enter(asking: Asking, entry: Entry) -> None:
    try:
        done = workspace().enter(entry, view=asking.view())
    except InterlinkError as error:
        _say(problem=str(error))
        return
    kept = " A value could not be read as what it should be, and is kept as entered." if done.kept else ""
    _say(words=f"Entered under the key {done.entry}, as load {done.load}.{kept}")


def _withdraw(asking: Asking) -> None:
    given = st.session_state
    try:
        workspace().withdraw(
            str(given["withdraw_key"]).strip(), reason=str(given["withdraw_reason"]), view=asking.view()
        )
    except InterlinkError as error:
        given["entered_problem"] = str(error)
        return
    given["entered_problem"], given["entered_words"] = "", f"Withdrawn: {given['withdraw_key']}"


def _say(*, problem: str = "", words: str = "") -> None:
    st.session_state["entered_problem"], st.session_state["entered_words"] = problem, words
    st.rerun()


def _standing(asking: Asking) -> None:
    with st.container(key="caption_standing"):
        st.text("Entered so far")
    entries = workspace().entries(view=asking.view())
    if not entries:
        with st.container(key="quiet_entries"):
            st.text("Nothing that you may see was entered by hand.")
        return
    rows = [(each.entry, each.schema, each.words, each.about) for each in entries]
    st.dataframe(
        pl.DataFrame(rows, schema=dict.fromkeys(WIDTHS, pl.String), orient="row"),
        key="standing",
        hide_index=True,
        column_config={
            name: st.column_config.TextColumn(name, width=width) for name, width in WIDTHS.items()
        },
    )
    with st.form("withdrawing", border=False):
        st.text_input("Key of an entry to withdraw", key="withdraw_key", max_chars=60)
        st.text_input("Why", key="withdraw_reason", max_chars=LONGEST_REASON)
        st.form_submit_button("Withdraw", key="withdraw", on_click=_withdraw, args=(asking,))


enter()
