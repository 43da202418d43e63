"""A Streamlit page with the network component alone; the drawing is the JSON file that DRAWING names."""

from __future__ import annotations

import json
import os
from pathlib import Path

import streamlit as st
from pyvis.network import Network

from interlink.component import network_view

HEIGHT = 640

st.set_page_config(layout="wide")
drawing = json.loads(Path(os.environ["DRAWING"]).read_text(encoding="utf-8"))
net = Network(directed=True)
net.nodes, net.edges, net.options = drawing["nodes"], drawing["edges"], drawing["options"]
network_view(net, key="network", height=HEIGHT)
