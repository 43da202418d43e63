"""Who asks: principals and what they may see."""

from __future__ import annotations

from dataclasses import dataclass

from interlink.model.marking import Clearance

__all__ = ["Principal", "local_user"]


@dataclass(frozen=True)
class Principal:
    """A person, or a program that acts for one."""

    name: str
    clearance: Clearance


def local_user(name: str) -> Principal:
    """The single user of a home on this machine, who owns all of its data."""
    return Principal(name, Clearance(handling_ceiling="H3", everything=True))
