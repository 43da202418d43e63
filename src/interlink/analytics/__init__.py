"""Analytics: questions put to a projection; each answers with a finding."""

from __future__ import annotations

from interlink.analytics.bursts import bursts
from interlink.analytics.centrality import centrality
from interlink.analytics.communities import CommunityFinding, communities
from interlink.analytics.finding import Finding
from interlink.analytics.network import network
from interlink.analytics.paths import paths
from interlink.analytics.registry import ANALYTICS, Analytic, Parameter, find_analytic, run
from interlink.analytics.trade import trade

__all__ = [
    "ANALYTICS",
    "Analytic",
    "CommunityFinding",
    "Finding",
    "Parameter",
    "bursts",
    "centrality",
    "communities",
    "find_analytic",
    "network",
    "paths",
    "run",
    "trade",
]
