"""Signing in, and what stands there for who is not signed in, not known here, or without a screen."""

from __future__ import annotations

import streamlit as st
from home import claims, desk, entry, workspace
from provider import Provider
from signed import KEY, Waiting, mark, principal_of
from state import work
from streamlit.auth_util import get_origin_from_redirect_uri
from streamlit.errors import StreamlitAuthError
from widgets.filters import chosen_filters, restore_filters
from widgets.frame import SCREENS, account, screens_of

from interlink.access.principals import Principal
from interlink.access.rights import RIGHTS
from interlink.errors import AccessDenied
from interlink.render.address import Chart, read_chart

__all__ = ["let_in", "no_screen"]


def let_in() -> Principal | None:
    """Who asks; None where the page says why nobody does, and nothing else.

    Raises
    ------
    SettingsError   the home is shared, and what says how to sign in is wrong
    """
    said = claims()
    stood, found = entry(said)
    if stood in {"nobody", "ended"}:
        _put_by()
        _sign_in(found, is_ended=stood == "ended")
        return None
    try:
        principal = principal_of(workspace(), said)
    except AccessDenied as refused:
        _put_by()
        _refused(str(refused))
        return None
    _take_up(found, principal)
    return principal


def no_screen(principal: Principal, name: str) -> None:
    """Says that who is signed in may not open a screen, and which ones they may."""
    may = screens_of(principal)
    with st.sidebar:
        st.title("interlink")
        account(principal, may)
    st.subheader("This is not for you to see")
    st.text(f"You may not {RIGHTS[SCREENS[name]]}. An administrator can give you a role that may.")
    if not may:
        rights = ", ".join(sorted(RIGHTS[right] for right in principal.rights))
        how = f"You may {rights}: on the command line, with a token."
        st.text(how if rights else "You have no role yet.")


def _sign_in(found: Provider | None, *, is_ended: bool) -> None:
    with st.container(key="sign_in_page"):
        st.title("interlink")
        if found is None:
            st.subheader("Nobody can sign in yet")
            st.text(
                "This home is shared: everyone signs in through the agency. How is not said yet.\n"
                "Whoever runs this app writes it into auth.toml in the home, and starts the app again;"
                " docs/signing-in.md has every step."
            )
            return
        st.subheader("Your sign-in has ended" if is_ended else "Sign in")
        st.text(
            "Sign in again to go on. What you drew in this tab is kept for you."
            if is_ended
            else "Sign in through your agency. What you look at is logged with your name."
        )
        if st.query_params.get("sign_in") == "failed":
            with st.container(key="problem_sign_in"):
                st.text("That did not work. Try again; if it fails again, tell whoever runs this app.")
        _offer_sign_in()


def _offer_sign_in() -> None:
    # A cookie is for one name of this machine, and the provider sends a browser back to one.
    back, here = get_origin_from_redirect_uri(), st.context.url
    if back and here and not f"{here}/".startswith(f"{back}/"):
        with st.container(key="problem_sign_in_host"):
            st.text(f"Open {back} instead: the agency's sign-in returns there, and this is another address.")
        return
    if st.button("Sign in", key="sign_in", type="primary"):
        try:
            st.login()
        except StreamlitAuthError:
            with st.container(key="problem_sign_in_settings"):
                st.text("auth.toml is newer than this app. Whoever runs the app has to start it again.")


def _refused(words: str) -> None:
    with st.container(key="sign_in_page"):
        st.title("interlink")
        st.subheader("You cannot go on")
        st.text(words[:1].upper() + words[1:])
        st.button("Sign out", key="sign_out", on_click=st.logout)


def _put_by() -> None:
    """Keeps what is drawn in this tab for who drew it, and takes it out of the page and its address."""
    doing, query = st.session_state.get("work"), st.query_params
    was_signed_in = doing is not None and bool(doing.drawing.ids)
    if doing is not None and was_signed_in:
        drawing = doing.drawing
        chart = Chart(drawing.ids, drawing.placed, tuple(sorted(drawing.pinned)))
        kept = Waiting(doing.owner, chart, chosen_filters(), st.session_state.get("stated"))
    else:
        chart = read_chart(query.get_all("show"), query.get("at", ""), query.get_all("pin"))
        kept = Waiting(query.get("of", ""), chart)
    if chart.ids:
        query.from_dict({"kept": desk().keep(kept, was_signed_in=was_signed_in)})
    st.session_state.pop("work", None)
    st.session_state.pop("stated", None)


def _take_up(found: Provider | None, principal: Principal) -> None:
    """Takes up what waits for this person since the sign-in before."""
    key = st.query_params.get("kept")
    if "sign_in" in st.query_params:
        del st.query_params["sign_in"]
    if key is None:
        return
    del st.query_params["kept"]
    kept = desk().take(key, mark(found, principal)) if KEY.fullmatch(key) else None
    if kept is None:
        work().words = "What was open in this tab belongs to another person, or waited too long."
        return
    work().waiting = kept.chart
    restore_filters(kept.filters)
    if kept.stated is not None:
        st.session_state["stated"] = kept.stated
