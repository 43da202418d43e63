"""interlink turns the records agencies share into one graph, and every finding back into its records."""

from __future__ import annotations

from interlink import analytics, errors
from interlink.analytics import Finding
from interlink.projection import Constraints, Projection
from interlink.workspace import Workspace
from interlink.workspace import open_workspace as open  # noqa: A004 - `il.open()` reads as what it does

__all__ = ["Constraints", "Finding", "Projection", "Workspace", "analytics", "errors", "open"]
