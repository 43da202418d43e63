"""Every command of the command line, by the words that one types."""

from __future__ import annotations

from collections.abc import Callable

import typer

__all__ = ["commands"]


def commands(app: typer.Typer, before: tuple[str, ...] = ()) -> dict[str, Callable[..., object]]:
    """The function of each command: `{"loads list": ...}`."""
    found: dict[str, Callable[..., object]] = {}
    for each in app.registered_commands:
        assert each.callback is not None
        found[" ".join((*before, each.name or each.callback.__name__))] = each.callback
    for group in app.registered_groups:
        assert group.typer_instance is not None
        found |= commands(group.typer_instance, (*before, str(group.name)))
    return found
