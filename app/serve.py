"""The explorer's server: `main.py` behind the policy. `interlink app` runs it."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st
from policy import EXCEPTION_HANDLERS, MIDDLEWARE

# It says at every start where it listens; `interlink app` says so itself, once it answers.
logging.getLogger("uvicorn.error").setLevel(logging.WARNING)

# `streamlit run` looks in the source for a variable that is given a `st.App`.
app = st.App(
    Path(__file__).with_name("main.py"), middleware=MIDDLEWARE, exception_handlers=EXCEPTION_HANDLERS
)
