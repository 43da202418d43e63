"""The form of an analytic, built from what the registry says of its parameters."""

from __future__ import annotations

import streamlit as st
from home import workspace
from state import Asking, read_measure
from study import Chosen

from interlink.analytics import Analytic, Parameter

__all__ = ["given_params", "parameters"]

WORD = {"since": "1 March 2026 as 2026-03-01", "until": "1 March 2026 as 2026-03-01"}
# Names that say too little without what they count in.
LABELS = {
    "dwell_least": "Stay at least (hours)",
    "dwell_most": "Stay at most (hours)",
    "k": "How many",
    "tolerance": "Tolerance (share)",
    "window": "Window (hours)",
}


def parameters(asking: Asking, chosen: Chosen, analytic: Analytic) -> None:
    """A field for each parameter; those that constrain links are in an expander."""
    offered = _offered(asking, chosen)
    for each in analytic.parameters:
        if not each.constrains:
            _field(analytic, each, offered)
    constraints = [each for each in analytic.parameters if each.constrains]
    if constraints:
        with st.expander("Only some of the links"):
            for each in constraints:
                _field(analytic, each, offered)


def given_params(asking: Asking, analytic: Analytic) -> dict[str, object]:
    """What was entered, but for what was left empty; entities that were named are told by their ids.

    Raises
    ------
    UnknownEntity   a name means nobody, or more than one
    """
    ws, given = workspace(), {}
    for each in analytic.parameters:
        value = st.session_state.get(_key(analytic, each))
        value = value.strip() if isinstance(value, str) else value
        if value is None or value in ("", []):
            continue
        if each.names_entities:
            texts = str(value).split(",") if each.many else [str(value)]
            ids = [ws.resolve(text.strip(), view=asking.view()) for text in texts if text.strip()]
            value = ids if each.many else ids[0]
        given[each.name] = value
    return given


def _offered(asking: Asking, chosen: Chosen) -> dict[str, list[str]]:
    """The names to choose from where a parameter is a kind of entity or link."""
    measure = read_measure(asking, chosen.nodes, chosen.links, (chosen.since, chosen.until))
    return {"layers": sorted(measure.links), "kinds": sorted(measure.entities)}


def _field(analytic: Analytic, each: Parameter, offered: dict[str, list[str]]) -> None:
    key = _key(analytic, each)
    label = LABELS.get(each.name, each.name.replace("_", " ").capitalize())
    words = each.help[:1].upper() + each.help[1:]
    if each.many and each.constrains and each.name in offered:
        st.multiselect(label, offered[each.name], key=key, help=words, placeholder="All")
    elif each.many:
        st.text_input(label, key=key, help=words, placeholder="Several with commas between")
    elif each.choices:
        choices = list(each.choices)
        place = choices.index(str(each.default)) if each.default in choices else None
        st.selectbox(label, choices, index=place, key=key, help=words, placeholder="As it comes")
    elif each.type is bool:
        _yes_or_no(label, each, key, words)
    elif each.type is int:
        st.number_input(
            label, value=_number(each, int), step=1, key=key, help=words, placeholder="As it comes"
        )
    elif each.type is float:
        st.number_input(label, value=_number(each, float), key=key, help=words, placeholder="None")
    else:
        default = "" if each.default is None else str(each.default)
        is_entity = each.names_entities is not None
        hint = "A name in any script, a number, or an id" if is_entity else WORD.get(each.name, "")
        st.text_input(label, value=default, key=key, help=words, max_chars=300, placeholder=hint)


def _yes_or_no(label: str, each: Parameter, key: str, words: str) -> None:
    if each.optional:
        names = {"true": "yes", "false": "no"}
        st.selectbox(
            label,
            [*names],
            index=None,
            key=key,
            help=words,
            format_func=lambda name: names[name],
            placeholder="As it comes",
        )
    else:
        st.checkbox(label, value=bool(each.default), key=key, help=words)


def _number(each: Parameter, kind: type) -> int | float | None:
    return None if each.default is None else kind(each.default)


def _key(analytic: Analytic, each: Parameter) -> str:
    return f"param_{analytic.name}_{each.name}"
