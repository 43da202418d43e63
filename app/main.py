"""The frame around every screen; `interlink app` runs it, on this machine's loopback address only."""

from __future__ import annotations

import streamlit as st
from widgets.frame import refuse_other_machines, tell, use_style

from interlink.errors import InterlinkError

st.set_page_config(page_title="interlink", layout="wide", initial_sidebar_state=290)
use_style()
# Streamlit serves only what navigation names: it runs on every path, before anything can fail.
screen = st.navigation([st.Page("screens/explorer.py", title="Explorer", url_path="explorer", default=True)])
try:
    refuse_other_machines(st.get_option("server.address"))
    screen.run()
except InterlinkError as error:
    tell(str(error))
