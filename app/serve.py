"""The explorer's server: `main.py` behind the policy. `interlink app` runs it."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st
from policy import EXCEPTION_HANDLERS, MIDDLEWARE
from provider import read_provider

from interlink.errors import SettingsError
from interlink.settings import read_settings

# It says at every start where it listens; `interlink app` says so itself, once it answers.
logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def agency_secrets() -> dict[str, dict[str, object]] | None:
    """What Streamlit's sign-in needs, read once at the start; a problem with it is told on the page."""
    try:
        provider = read_provider(read_settings().home)
    except SettingsError:
        return None
    return provider.secrets() if provider else None


# `streamlit run` looks in the source for a variable that is given a `st.App`.
app = st.App(
    Path(__file__).with_name("main.py"),
    secrets=agency_secrets(),  # type: ignore[arg-type]  # what TOML holds, in other words
    middleware=MIDDLEWARE,
    exception_handlers=EXCEPTION_HANDLERS,
)
