"""The frame around every screen; `interlink app` runs it, on this machine's loopback address only."""

from __future__ import annotations

import streamlit as st
from widgets.frame import SCREENS, refuse_other_machines, screen_file, screens_of, tell, use_style
from widgets.signing import let_in, no_screen

from interlink.errors import InterlinkError

st.set_page_config(page_title="interlink", layout="wide", initial_sidebar_state=290)
use_style()
first, *others = SCREENS
# Streamlit serves only what navigation names: it runs on every path, before anything can fail. All screens
# stand in it whoever asks: that there are such is no secret, and who may not open one is told so.
screen = st.navigation(
    [
        st.Page(screen_file(first), title=first.capitalize(), url_path=first, default=True),
        *(
            st.Page(screen_file(name), title=name.capitalize(), url_path=name.replace(" ", "_"))
            for name in others
        ),
    ],
    position="hidden",
)
try:
    refuse_other_machines(st.get_option("server.address"))
    principal = let_in()
    if principal is not None:
        may, name = screens_of(principal), screen.title.lower()
        if name in may:
            screen.run()
        elif may and name == first:
            st.switch_page(screen_file(may[0]))
        else:
            no_screen(principal, name)
except InterlinkError as error:
    tell(str(error))
