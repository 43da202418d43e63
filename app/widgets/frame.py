"""The frame of a screen: its style, its head, and how it says that something cannot be done."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from provider import LOOPBACK

from interlink.access.principals import Principal, is_local
from interlink.access.rights import Right
from interlink.errors import SettingsError

__all__ = [
    "SCREENS",
    "account",
    "head",
    "refuse_other_machines",
    "screen_file",
    "screens_of",
    "tell",
    "use_style",
]

# Every screen by its name, and the right that opens it; the first is at the address without a path.
SCREENS: Mapping[str, Right] = {
    "explorer": "consult",
    "analyse": "combine",
    "queries": "combine",
    "loads": "collect",
    "add records": "collect",
    "enter by hand": "enter",
    "audit": "audit",
}

# Streamlit leaves 6 rem free on top; a network needs the room. Tables lose their own download: what leaves
# the platform is logged, and that button is not. A tooltip must not take the clicks of what it lies over.
STYLE = """
<style>
.stMainBlockContainer { padding: 0.7rem 0.9rem 0.4rem 0.9rem; }
.stAppHeader { height: 0; min-height: 0; background: transparent; }
.stMain [data-testid="stVerticalBlock"] { gap: 0.45rem; }
.stSidebar [data-testid="stVerticalBlock"] { gap: 0.6rem; }
[data-testid="stSidebarHeader"] { height: 1.6rem; padding-top: 0.2rem; margin-bottom: 0; }
[data-testid="stSidebarUserContent"] { padding: 0 0.9rem 1rem 0.9rem !important; }
.stSidebar h1 { font-size: 1.35rem; padding: 0 0 0.4rem 0; }
[data-testid="stSidebarContent"] { padding: 0; }
.st-key-quiet_account > [data-testid="stElementContainer"]:has([data-testid="stPageLink"]) { flex: 1 0 47%; }
.st-key-quiet_account [data-testid="stPageLink-NavLink"] { padding: 0; }
.st-key-card { padding: 0.7rem; }
.st-key-card, [data-testid="stLayoutWrapper"]:has(> .st-key-card) {
  height: max(770px, calc(100vh - 26px)) !important;
}
.st-key-bar button, .st-key-card .stButton button, [class*="st-key-quiet_"] button {
  min-height: 1.95rem; padding: 0.1rem 0.5rem;
}
.st-key-bar button p, .st-key-card button p, [class*="st-key-quiet_"] button p { font-size: 0.9rem; }
.st-key-quiet_shown > [data-testid="stLayoutWrapper"] { flex: 0 1 auto; width: auto; }
.st-key-quiet_shown > [data-testid="stElementContainer"] { flex: 1 1 14rem; }
[data-testid="stText"] { overflow-wrap: anywhere; white-space: pre-wrap; }
[data-testid="stText"] > span { color: inherit; }
[data-testid="stCode"] pre, [data-testid="stCode"] code { overflow-wrap: anywhere; font-size: 0.78rem; }
[class*="st-key-draft_"] textarea, [class*="st-key-cypher_"] textarea {
  font-family: monospace; font-size: 0.85rem;
}
[class*="st-key-quiet_"] [data-testid="stText"] { font-size: 0.8rem; color: #4a4f57; }
[class*="st-key-caption_"] [data-testid="stText"] { font-size: 1.15rem; font-weight: 600; line-height: 1.3; }
[class*="st-key-kind_"] [data-testid="stText"] {
  font-size: 0.8rem; color: #4a4f57; text-transform: uppercase; letter-spacing: 0.04em;
}
[class*="st-key-hash_"] [data-testid="stText"] { font-family: monospace; font-size: 0.72rem !important; }
.st-key-sign_in_page { max-width: 34rem; margin: 12vh auto 0 auto; }
.st-key-chain_whole [data-testid="stText"],
[class*="st-key-well_"] [data-testid="stText"] { color: #1d5c2e; font-weight: 600; }
.st-key-problem_chain [data-testid="stText"] { font-weight: 600; }
.st-key-study_said [data-testid="stText"] { font-size: 0.88rem; line-height: 1.35; }
.st-key-welcome [data-testid="stText"] { font-size: 1.02rem; line-height: 1.5; }
[data-testid="stExpanderDetails"] [data-testid="stText"] { font-size: 0.85rem; }
[class*="st-key-problem"] [data-testid="stText"] { color: #8a1c1c; }
.st-key-problem_sources [data-testid="stText"], .st-key-problem_why [data-testid="stText"],
.st-key-problem_load [data-testid="stText"], .st-key-problem_run [data-testid="stText"],
.st-key-problem_checks [data-testid="stText"] {
  font-size: 0.85rem; line-height: 1.35;
}
[role="tooltip"], [role="tooltip"] * { pointer-events: none !important; }
[aria-label^="Download as CSV"], .st-key-results [data-testid="stElementToolbar"] { display: none; }
</style>
"""


def use_style() -> None:
    """Sets the app's style; the text is ours and holds nothing from records."""
    st.html(STYLE)


def tell(problem: str, *, key: str = "problem", heading: str = "This cannot be shown") -> None:
    """Shows why something cannot be done, as plain text: the words may hold what records say.

    `heading` says what cannot; it is ours.
    """
    with st.container(border=True, key=key):
        st.markdown(f"**{heading}**")
        st.text(problem)


def head(title: str, principal: Principal) -> None:
    """The head of the sidebar: what this screen is, which others one may open, and who is signed in."""
    with st.sidebar:
        st.title(title)
        account(principal, [name for name in screens_of(principal) if name != title.lower()])


def screens_of(principal: Principal) -> list[str]:
    """The screens that a principal may open."""
    return [name for name, right in SCREENS.items() if principal.may(right)]


def screen_file(name: str) -> str:
    """The file of a screen."""
    return f"screens/{name.replace(' ', '_')}.py"


def account(principal: Principal, others: list[str]) -> None:
    """Links to other screens, who is signed in, and the way out."""
    if not others and is_local(principal):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="quiet_account"):
        for other in others:
            st.page_link(screen_file(other), label=f"Open {other}")
        if not is_local(principal):
            st.text(principal.name)
            st.button("Sign out", key="sign_out", on_click=st.logout, type="tertiary")


def refuse_other_machines(address: object) -> None:
    """Stops where the server listens beyond this machine, on which its pages and cookies stay unencrypted.

    Raises
    ------
    SettingsError   `address`, the server's, is not a loopback address
    """
    if address not in LOOPBACK:
        raise SettingsError(
            "The explorer was started so that other machines can reach it, and it speaks without encryption."
            " Start it with `interlink app`, which listens on this machine only."
        )
