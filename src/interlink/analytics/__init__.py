"""Analytics: questions put to a projection; each answers with a finding."""

from __future__ import annotations

from interlink.analytics.brokerage import brokerage
from interlink.analytics.centrality import centrality
from interlink.analytics.communities import CommunityFinding, communities
from interlink.analytics.connect import connect
from interlink.analytics.disruption import disruption
from interlink.analytics.finding import Finding
from interlink.analytics.journeys import journeys
from interlink.analytics.money import money
from interlink.analytics.multilayer import multilayer
from interlink.analytics.network import network
from interlink.analytics.paths import paths
from interlink.analytics.registry import ANALYTICS, Analytic, Parameter, find_analytic, run
from interlink.analytics.robustness import robustness

__all__ = [
    "ANALYTICS",
    "Analytic",
    "CommunityFinding",
    "Finding",
    "Parameter",
    "brokerage",
    "centrality",
    "communities",
    "connect",
    "disruption",
    "find_analytic",
    "journeys",
    "money",
    "multilayer",
    "network",
    "paths",
    "robustness",
    "run",
]
