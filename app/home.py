"""The home that this app serves, and who asks in it: for its pages, and for what is asked beside them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st
from provider import Provider, read_provider
from signed import Desk, Standing, principal_of, standing

import interlink as il
from interlink.access.principals import Principal
from interlink.errors import AccessDenied
from interlink.workspace import Workspace

__all__ = ["asker", "claims", "desk", "entry", "provider", "workspace"]

ENDED = "your sign-in has ended. Sign in again."


def workspace() -> Workspace:
    """The home that the settings name; what they say of who asks, and why, is nobody's in a shared one."""
    own = _opened()
    return _signed_in_to() if own.is_shared else own


@st.cache_resource(show_spinner=False)
def _opened() -> Workspace:
    opened = il.open()
    return replace(opened, settings=replace(opened.settings, token=""))


@st.cache_resource(show_spinner=False)
def _signed_in_to() -> Workspace:
    """The home without the purpose and reason of whoever started the app: each one states their own."""
    own = _opened()
    return replace(own, settings=replace(own.settings, purpose=None, reason=None))


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """What all sessions share of who signed in and out."""
    return Desk()


def provider() -> Provider | None:
    """How to reach the agency's sign-in, where the home is shared and it is set up."""
    own = _opened()
    return read_provider(own.settings.home) if own.is_shared else None


def claims() -> dict[str, object]:
    """What the sign-in of this session says of the person."""
    return {name: value for name, value in st.user.items() if name != "tokens"}


def entry(said: Mapping[str, object]) -> tuple[Standing, Provider | None]:
    """How a browser that shows these claims stands to the home, and the `provider` that this is held to."""
    own = _opened()
    is_shared = own.is_shared
    found = read_provider(own.settings.home) if is_shared else None
    return standing(said, desk(), found, is_shared=is_shared, now=time.time()), found


def asker(said: Mapping[str, object]) -> Principal:
    """Who asks, as of now.

    Raises
    ------
    AccessDenied   nobody is signed in, or not any more, or is not known here
    """
    stood, _ = entry(said)
    if stood in {"nobody", "ended"}:
        raise AccessDenied(ENDED)
    return principal_of(_opened(), said)
