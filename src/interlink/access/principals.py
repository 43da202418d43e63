"""Who asks: principals, what they may do and what they may see."""

from __future__ import annotations

from dataclasses import dataclass, field

from interlink.access.rights import EVERY_RIGHT, RIGHTS, Right
from interlink.errors import AccessDenied
from interlink.model.marking import Clearance

__all__ = ["NOBODY", "Principal", "is_local", "local_user"]


@dataclass(frozen=True)
class Principal:
    """A person, or a program that acts for one; without rights it can do nothing.

    `asks` tells that purpose and reason are asked before results. `revision` rises with every change of the
    principal, so that nothing is answered by what was true before it. `token` is the one it signed in by.
    """

    name: str
    clearance: Clearance
    rights: frozenset[Right] = field(default_factory=frozenset)
    asks: bool = True
    revision: int = 0
    token: int | None = None

    def may(self, right: Right) -> bool:
        """Whether it has the right."""
        return right in self.rights

    def require(self, right: Right) -> None:
        """Passes where it has the right.

        Raises
        ------
        AccessDenied   it has not; an administrator can give a role that has
        """
        if not self.may(right):
            raise AccessDenied(f"you may not {RIGHTS[right]}. Ask an administrator for a role that may.")


# Who is not signed in.
NOBODY = Principal("", Clearance())


def is_local(principal: Principal) -> bool:
    """Whether it is the local user, whom a shared home does not know."""
    return principal.clearance.everything


def local_user(name: str) -> Principal:
    """The single user of a home on this machine, who owns all of its data and may do all."""
    return Principal(name, Clearance(handling_ceiling="H3", everything=True), EVERY_RIGHT)
