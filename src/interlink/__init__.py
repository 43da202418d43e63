"""interlink turns the records agencies share into one graph, and every finding back into its records."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from interlink import analytics, errors
    from interlink.analytics import Finding
    from interlink.projection import Constraints, Projection
    from interlink.workspace import Workspace
    from interlink.workspace import open_workspace as open  # noqa: A004 - `il.open()` reads as what it does

__all__ = ["Constraints", "Finding", "Projection", "Workspace", "analytics", "errors", "open"]

# Imported when first asked for: the process of the graph store asks for none, and starts a second sooner.
PLACES = {
    "Constraints": ("interlink.projection", "Constraints"),
    "Finding": ("interlink.analytics", "Finding"),
    "Projection": ("interlink.projection", "Projection"),
    "Workspace": ("interlink.workspace", "Workspace"),
    "analytics": ("interlink.analytics", None),
    "errors": ("interlink.errors", None),
    "open": ("interlink.workspace", "open_workspace"),
}


def __getattr__(name: str) -> object:
    if name not in PLACES:
        raise AttributeError(f"module 'interlink' has no attribute '{name}'")
    place, inner = PLACES[name]
    found = import_module(place)
    given = found if inner is None else getattr(found, inner)
    globals()[name] = given
    return given


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
