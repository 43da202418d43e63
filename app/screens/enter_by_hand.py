"""Entering and correcting by hand: what no source says, or what one says wrongly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import streamlit as st
from home import workspace
from state import Asking
from widgets.asking import ask
from widgets.codes import codes
from widgets.standing import say, standing, told

from interlink.errors import InterlinkError
from interlink.loads.entry import LONGEST_REASON, Entry, allowed_handling
from interlink.model.grades import HANDLING, SCHEMES, grade_meaning
from interlink.model.schema import Schema

FACT, ASSESSMENT = "A fact", "My assessment"
LONGEST_ID, LONGEST_VALUE = 300, 1_000


def enter() -> None:
    """The screen from top to bottom."""
    asking = ask("Enter by hand", is_dated=False)
    if asking is None:
        return
    with st.container(key="quiet_enter"):
        st.text(
            "What you enter stands beside what sources say, under your name. It changes none of them,"
            " and can be replaced or withdrawn."
        )
    left, right = st.columns([1.15, 1], gap="medium")
    with left:
        _statement(asking)
        # Below the button, where whoever pressed it looks.
        told()
    with right:
        standing(asking)


def _statement(asking: Asking) -> None:
    ontology = workspace().ontology
    schemas = {schema.name: schema for schema in (*ontology.entities(), *ontology.links())}
    _fill_in(schemas)
    first, second = st.columns(2)
    name = first.selectbox(
        "Kind of entity or link",
        list(schemas),
        format_func=lambda each: f"{schemas[each].label} ({'link' if schemas[each].is_link else 'entity'})",
        key="enter_schema",
        on_change=say,
    )
    schema = schemas[str(name)]
    chosen = second.multiselect(
        "Properties to enter",
        list(schema.properties),
        [*schema.key, *schema.caption][:1],
        format_func=lambda prop: schema.properties[prop].label,
        key=f"enter_properties_{schema.name}",
    )
    with st.form("entering", border=False):
        about = _about(schema)
        _beside(lambda prop: _asked_value(schema, prop), chosen)
        st.text_input("Why: a document, a case, or words", key="enter_reason", max_chars=LONGEST_REASON)
        _marking(asking)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.form_submit_button(
                "Enter", key="enter", type="primary", on_click=_enter, args=(asking, schema, chosen, about)
            )
            codes()


def _beside(draw: Callable[[str], object], names: Sequence[str]) -> None:
    """Fields in two columns, row by row, so that the form is in sight as a whole."""
    for at in range(0, len(names), 2):
        for column, name in zip(st.columns(2), names[at : at + 2], strict=False):
            with column:
                draw(name)


def _value(schema: Schema, prop: str) -> str:
    return f"enter_{schema.name}_{prop}"


def _fill_in(schemas: Iterable[str]) -> None:
    """Fills in the entity that a card in the explorer was left for, and its kind, else a person."""
    given = st.session_state
    asked = (str(st.query_params.get("schema", "")), str(st.query_params.get("entity", ""))[:LONGEST_ID])
    # Another card is another entity: what was filled in for the one before must not stay.
    if given.get("enter_asked") != asked or "enter_schema" not in given:
        given["enter_schema"] = asked[0] if asked[0] in schemas else "Person"
        given["enter_entity"] = asked[1]
    given["enter_asked"] = asked


def _asked_value(schema: Schema, prop: str) -> None:
    many = "; several parted by a semicolon" if schema.properties[prop].many else ""
    label = f"{schema.properties[prop].label}{many}"
    st.text_input(label, key=_value(schema, prop), max_chars=LONGEST_VALUE)


def _about(schema: Schema) -> tuple[str, ...]:
    """Asks for the ids that the statement is about, and the key of the entry whose place it takes."""
    asked = (
        {"source": f"From: id ({schema.edge.source})", "target": f"To: id ({schema.edge.target})"}
        if schema.edge is not None
        else {"entity": "Id of the entity, none for a new one"}
    )
    asked["entry"] = "Key of an entry to replace, if any"
    _beside(lambda name: st.text_input(asked[name], key=f"enter_{name}", max_chars=LONGEST_ID), list(asked))
    return tuple(asked)


def _marking(asking: Asking) -> None:
    strict = allowed_handling(asking.principal.clearance.handling_ceiling)
    sources, information = list(SCHEMES[""].source), list(SCHEMES[""].information)
    first, second = st.columns(2)
    with first:
        st.radio("It is", [FACT, ASSESSMENT], index=None, horizontal=True, key="enter_fact")
        st.selectbox(
            "Source grade",
            sources,
            index=sources.index("X"),
            key="enter_source_grade",
            format_func=lambda code: grade_meaning(code, of_source=True),
        )
    with second:
        st.multiselect("Handling codes", HANDLING, list(strict), key="enter_handling")
        st.selectbox(
            "Information grade",
            information,
            index=information.index("4"),
            key="enter_sure",
            format_func=lambda code: grade_meaning(code, of_source=False),
        )


def _enter(asking: Asking, schema: Schema, chosen: Sequence[str], about: Sequence[str]) -> None:
    """Enters what the form says, and empties it, so that nothing is entered twice."""
    given = st.session_state
    values = {prop: str(given[_value(schema, prop)]) for prop in chosen}
    ends = {name: str(given[f"enter_{name}"]).strip() or None for name in about}
    fact = given["enter_fact"]
    entry = Entry(
        schema.name,
        {prop: said.split(";") if schema.properties[prop].many else said for prop, said in values.items()},
        str(given["enter_reason"]),
        None if fact is None else fact == FACT,
        entity=ends.get("entity"),
        source=ends.get("source"),
        target=ends.get("target"),
        entry=ends["entry"],
        source_grade=str(given["enter_source_grade"]),
        information_grade=str(given["enter_sure"]),
        handling=tuple(given["enter_handling"]),
    )
    try:
        done = workspace().enter(entry, view=asking.view())
    except InterlinkError as error:
        say(problem=str(error))
        return
    for name in [*(_value(schema, prop) for prop in chosen), *(f"enter_{name}" for name in about)]:
        given[name] = ""
    given["enter_reason"], given["enter_fact"] = "", None
    kept = " A value could not be read as what it should be, and is kept as entered." if done.kept else ""
    say(
        words=f"Entered under the key {done.entry}, as load {done.load}.{kept}"
        " On the right it can be replaced or withdrawn."
    )


enter()
