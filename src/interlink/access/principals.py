"""Who asks: principals, what they may do and what they may see."""

from __future__ import annotations

from dataclasses import dataclass, field

from interlink.access.rights import EVERY_RIGHT, RIGHTS, Right
from interlink.errors import AccessDenied, nearest
from interlink.model.marking import PURPOSES, Clearance

__all__ = ["NOBODY", "Principal", "is_local", "local_user", "stated_by"]


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


def stated_by(
    principal: Principal, purpose: str | None, reason: str | None, *, is_asked: bool | None = None
) -> tuple[str, str]:
    """Purpose and reason as they stand in the log; asked as the principal's roles say, or as `is_asked`.

    Raises
    ------
    AccessDenied   one is asked and missing, or the purpose is not on the closed list
    """
    given = {"purpose": (purpose or "").strip(), "reason": (reason or "").strip()}
    listed = ", ".join(PURPOSES)
    missing = " and ".join(name for name, value in given.items() if not value)
    if missing and (principal.asks if is_asked is None else is_asked):
        raise AccessDenied(
            f"say {missing} first: --purpose (one of {listed}) and --reason (a case reference or words),"
            " or INTERLINK_PURPOSE and INTERLINK_REASON"
        )
    if given["purpose"] and given["purpose"] not in PURPOSES:
        near = nearest(given["purpose"], PURPOSES)
        raise AccessDenied(f"'{given['purpose']}' is not a purpose; there are {listed}.{near}")
    return given["purpose"], given["reason"]
