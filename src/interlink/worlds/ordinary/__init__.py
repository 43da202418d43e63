"""Ordinary life in one block of a world: people, companies, and whom they call, pay, ship to and meet."""

from __future__ import annotations

__all__: list[str] = []
