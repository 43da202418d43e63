"""The form of a saved query, built from its header."""

from __future__ import annotations

import re
from datetime import date, datetime

import streamlit as st
from home import workspace
from state import RESULTS, Asking, read_drawn, read_meant, search, work
from widgets.filters import EARLIEST, LATEST
from widgets.find import results

from interlink.errors import QueryError
from interlink.queries import Parameter, Query
from interlink.render.label import clean_caption, unmarked

__all__ = ["given_values", "question_fields"]

LONGEST, MOST_FOUND = 300, 3
WHO = "A name in any script, a number, or an id"
SEVERAL = re.compile(r"[,\n]")


def question_fields(asking: Asking, query: Query, key: str) -> None:
    """A field for each parameter; `key` tells this form from others."""
    given = work().inquiry.given
    for name, each in query.header.params.items():
        _field(asking, f"{key}_{name}", each, given.get(name, each.default))


def given_values(asking: Asking, query: Query, key: str) -> dict[str, object]:
    """What was entered: entities by their ids, days and times as they are written.

    Raises
    ------
    QueryError      one is missing, or it is not said who is meant; each is named
    UnknownEntity   a name of several means nobody, or more than one
    """
    given: dict[str, object] = {}
    missing = []
    for name, each in query.header.params.items():
        value = _value(asking, f"{key}_{name}", each)
        if value is not None and value not in ("", []):
            given[name] = value
        elif each.required:
            entered = str(st.session_state.get(f"{key}_{name}") or "").strip()
            missing.append(
                f"{each.label}: '{entered}' may mean several or nobody; click who is meant, below the name."
                if entered and each.type == "entity"
                else f"{each.label}: this is needed and still empty."
            )
    if missing:
        raise QueryError("\n".join(missing))
    return given


def _value(asking: Asking, key: str, each: Parameter) -> object:
    value = st.session_state.get(key)
    if isinstance(value, str):
        value = value.strip()
    if each.type == "entity":
        return read_meant(asking, str(value)) if value else None
    if each.type in ("entities", "texts") and isinstance(value, str):
        parts = [part.strip() for part in SEVERAL.split(value) if part.strip()]
        if each.type == "texts":
            return parts
        return [workspace().resolve(part, view=asking.view()) for part in parts]
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}Z"
    return value.isoformat() if isinstance(value, date) else value


def _field(asking: Asking, key: str, each: Parameter, value: object) -> None:
    words = unmarked(each.help) or None
    if each.type == "entity":
        _who(asking, key, each, "" if value is None else str(value))
    elif each.type in ("entities", "texts"):
        listed = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
        if each.choices:
            chosen = list(value) if isinstance(value, list | tuple) else []
            st.multiselect(
                unmarked(each.label), each.choices, chosen, key=key, on_change=_changed, help=words
            )
        else:
            st.text_input(
                unmarked(each.label),
                value=listed,
                key=key,
                on_change=_changed,
                help=words,
                placeholder="Several with commas between",
            )
    elif each.choices:
        place = each.choices.index(str(value)) if value in each.choices else None
        st.selectbox(
            unmarked(each.label),
            each.choices,
            index=place,
            key=key,
            on_change=_changed,
            help=words,
            placeholder="Choose one",
        )
    elif each.type == "boolean":
        st.checkbox(unmarked(each.label), value=bool(value), key=key, on_change=_changed, help=words)
    elif each.type in ("integer", "number"):
        _number(key, each, value)
    elif each.type in ("date", "time"):
        _moment(key, each, value)
    else:
        hint = "Two letters, such as NL" if each.type == "country" else None
        text = "" if value is None else str(value)
        st.text_input(
            unmarked(each.label),
            value=text,
            key=key,
            on_change=_changed,
            help=words,
            max_chars=LONGEST,
            placeholder=hint,
        )


def _changed() -> None:
    """What was wrong with the form is not said of another form."""
    work().inquiry.problem = ""


def _who(asking: Asking, key: str, each: Parameter, value: str) -> None:
    """A search box, and below it who is meant; a part of a name is never taken for somebody."""
    text = st.text_input(
        unmarked(each.label),
        value=value,
        key=key,
        on_change=_changed,
        help=unmarked(each.help) or None,
        max_chars=200,
        placeholder=WHO,
        icon=":material/search:",
    ).strip()
    if not text:
        return
    meant = read_meant(asking, text)
    if meant is not None:
        name = dict(read_drawn(asking, (meant,)).nodes.select("id", "caption").iter_rows()).get(meant, meant)
        with st.container(key=f"quiet_{key}"):
            st.text(f"This is {clean_caption(name)}, {meant}")
        return
    found = search(asking, text)
    if not found.height:
        with st.container(key=f"problem_{key}"):
            st.text("Nobody is found. Try part of the name, another spelling, or a number.")
        return
    many = f"The first {found.height}" if found.height == RESULTS else f"{found.height}"
    with st.container(key=f"quiet_{key}"):
        st.text(f"{many} may be meant, the nearest first. Click the one that is.")
    with st.container(key="results"):
        results(found, f"{key}_found_{text}", lambda id_: _mean(key, id_), MOST_FOUND)


def _mean(key: str, id_: str) -> None:
    st.session_state[key] = id_
    _changed()


def _number(key: str, each: Parameter, value: object) -> None:
    bounds = [f"at least {each.min:,g}"] if each.min is not None else []
    bounds += [f"at most {each.max:,g}"] if each.max is not None else []
    words = ". ".join(filter(None, (unmarked(each.help), ", ".join(bounds).capitalize()))) or None
    if each.type == "integer":
        st.number_input(
            unmarked(each.label),
            min_value=None if each.min is None else int(each.min),
            max_value=None if each.max is None else int(each.max),
            value=None if value is None else int(str(value)),
            step=1,
            key=key,
            on_change=_changed,
            help=words,
        )
    else:
        st.number_input(
            unmarked(each.label),
            min_value=each.min,
            max_value=each.max,
            value=None if value is None else float(str(value)),
            key=key,
            on_change=_changed,
            help=words,
        )


def _moment(key: str, each: Parameter, value: object) -> None:
    """A day, or a time in UTC."""
    text = None if value is None else str(value)
    if each.type == "date":
        st.date_input(
            unmarked(each.label),
            value=None if text is None else date.fromisoformat((text + "-01-01")[:10]),
            min_value=EARLIEST,
            max_value=LATEST,
            key=key,
            on_change=_changed,
            help=unmarked(each.help) or None,
        )
        return
    st.datetime_input(
        f"{unmarked(each.label)} (UTC)",
        value=None if text is None else datetime.fromisoformat(text).replace(tzinfo=None),
        min_value=datetime.combine(EARLIEST, datetime.min.time()),
        max_value=datetime.combine(LATEST, datetime.max.time()),
        step=60,
        key=key,
        on_change=_changed,
        help=unmarked(each.help) or None,
    )
