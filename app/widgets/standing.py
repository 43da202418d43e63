"""What was entered by hand and stands: the list, and the ways to replace an entry or take it back."""

from __future__ import annotations

import polars as pl
import streamlit as st
from home import workspace
from state import Asking
from widgets.frame import tell
from widgets.picked import picked

from interlink.access.entries import StandingEntry
from interlink.errors import InterlinkError
from interlink.loads.entry import BY_HAND, LONGEST_REASON
from interlink.model.schema import Schema
from interlink.render.tables import marking_words

__all__ = ["say", "standing", "told"]

WIDTHS = {"Says": 230, "About": 150, "Kind": 70, "Key": 140}


def say(*, problem: str = "", words: str = "") -> None:
    """Keeps what `told` tells."""
    st.session_state["entered_problem"], st.session_state["entered_words"] = problem, words


def told() -> None:
    """What the last entry or withdrawal did, or why nothing was done."""
    if problem := st.session_state.get("entered_problem"):
        tell(str(problem), key="problem_entry", heading="Nothing was entered or withdrawn")
    elif words := st.session_state.get("entered_words"):
        with st.container(border=True, key="chain_whole"):
            st.text(str(words))


def standing(asking: Asking) -> None:
    """What was entered, the latest first, and the chosen entry."""
    with st.container(key="caption_standing"):
        st.text("Entered so far")
    entries = workspace().entries(view=asking.view())
    if not entries:
        with st.container(key="quiet_entries"):
            st.text("Nothing that you may see was entered by hand.")
        return
    ontology = workspace().ontology
    rows = [(each.words, each.about, ontology.get(each.schema).label, each.entry) for each in entries]
    place = picked(
        pl.DataFrame(rows, schema=dict.fromkeys(WIDTHS, pl.String), orient="row"),
        "Entries, the latest first",
        key=f"standing_{hash(tuple(each.entry for each in entries))}",
        columns={name: st.column_config.TextColumn(width=width) for name, width in WIDTHS.items()},
    )
    _chosen(asking, entries[place])


def _chosen(asking: Asking, entry: StandingEntry) -> None:
    """All that an entry says, and the ways to replace it or take it back."""
    schema = workspace().ontology.get(entry.schema)
    with st.container(key="kind_entry", gap=None):
        st.text(schema.label)
    st.text(entry.words)
    with st.container(key="quiet_entry"):
        st.text(f"Key {entry.entry}, about {entry.about}")
        st.text(marking_words(entry.marking))
        st.button("Replace it", key=f"replace_{entry.entry}", on_click=_replace, args=(entry, schema))
        st.text("Its key is filled in on the left. What stays as it is has to be entered again, too.")
    with st.form("withdrawing", border=False):
        st.text_input("Why it is withdrawn", key=f"withdraw_{entry.entry}", max_chars=LONGEST_REASON)
        st.form_submit_button("Withdraw it", key="withdraw", on_click=_withdraw, args=(asking, entry.entry))


def _replace(entry: StandingEntry, schema: Schema) -> None:
    """Fills the form's ids in, so that what is entered next takes the place of an entry."""
    given = st.session_state
    given["enter_schema"], given["enter_entry"] = entry.schema, entry.entry
    if schema.is_link:
        given["enter_source"], _, given["enter_target"] = entry.about.partition(" > ")
    else:
        given["enter_entity"] = "" if entry.about.startswith(f"{BY_HAND}:") else entry.about
    say()


def _withdraw(asking: Asking, entry: str) -> None:
    try:
        workspace().withdraw(entry, reason=str(st.session_state[f"withdraw_{entry}"]), view=asking.view())
    except InterlinkError as error:
        say(problem=str(error))
        return
    say(words=f"Withdrawn: {entry}. It stays readable as of before.")
