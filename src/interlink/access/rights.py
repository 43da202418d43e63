"""Roles and their rights, in one table: what a person may do, whatever they may see.

Nobody has a right by default. The table is closed: a role is added here, with its reason, not by a setting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias, get_args

from interlink.errors import UnknownName, nearest

__all__ = ["EVERY_RIGHT", "RIGHTS", "ROLES", "Right", "known_roles", "rights_of"]

Right: TypeAlias = Literal[
    "consult",
    "combine",
    "disclose",
    "cypher",
    "collect",
    "enter",
    "maintain",
    "audit",
    "administer",
]

# What each right lets one do, in the words of a refusal.
RIGHTS: Mapping[Right, str] = {
    "consult": "look at records",
    "combine": "run analytics",
    "disclose": "send results on",
    "cypher": "run Cypher",
    "collect": "load records and see what could not be loaded",
    "enter": "enter and correct records by hand",
    "maintain": "run the graph store and make backups",
    "audit": "read the audit log",
    "administer": "change principals, roles, tokens and audiences",
}
ROLES: Mapping[str, frozenset[Right]] = {
    # Whoever works on a case knows what no source says, and sees where one is wrong.
    "investigator": frozenset({"consult", "combine", "disclose", "enter"}),
    "analyst": frozenset({"consult", "combine", "disclose", "cypher", "enter"}),
    # Keeps loads and graph running without a look at what is in them, but for records that cannot be mapped
    # and that it may see.
    "data-engineer": frozenset({"collect", "maintain"}),
    "reviewer": frozenset({"consult"}),
    # Reads who looked at what, and neither the records nor the means to change either.
    "auditor": frozenset({"audit"}),
    "administrator": frozenset({"administer"}),
}
EVERY_RIGHT: frozenset[Right] = frozenset(get_args(Right))


def known_roles(names: Iterable[str]) -> tuple[str, ...]:
    """The roles of these names, each once, in order of name.

    Raises
    ------
    UnknownName   one is no role
    """
    given = sorted(set(names))
    for name in given:
        if name not in ROLES:
            raise UnknownName(f"no role '{name}'; there are {', '.join(ROLES)}.{nearest(name, ROLES)}")
    return tuple(given)


def rights_of(roles: Iterable[str]) -> frozenset[Right]:
    """All that these roles give."""
    return frozenset[Right]().union(*(ROLES[role] for role in roles))
