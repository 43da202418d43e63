"""Who may ask: the doors of administrators."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser

from interlink.access.register import OWNER, TOKEN_DAYS, as_added
from interlink.access.rights import ROLES
from interlink.access.view import View
from interlink.errors import AccessDenied, InterlinkError
from interlink.ledger.people import PrincipalRow, RoleRow, TokenRow
from interlink.workspace.home import Home

__all__ = ["Administering"]


class Administering(Home):
    """The doors to the register of principals; every change is an event, with the names it concerns."""

    def principals(self, *, view: View | None = None) -> list[PrincipalRow]:
        """All principals, in order of name; none for a home of one local user."""
        (view or self.view()).oversee("administer", "principals")
        return self._register.people.principals()

    def add_principal(self, row: PrincipalRow) -> str | None:
        """Adds a principal. The first one, an administrator, ends the local user: the secret of its token.

        Raises
        ------
        ChangedMeanwhile   there is one of this name or login
        QueryError         it has no name, or is the first and no administrator
        UnknownName, SettingsError   no such role, no such handling code
        """
        row = as_added(row)
        actor = self._act(
            "administer", "alteration", {"what": "add principal", "name": row.name, "roles": list(row.roles)}
        )
        with self._told("add principal", row.name):
            is_first = self._register.add(row, by=actor)
        return self._register.make_token(row.name)[1] if is_first else None

    def change_principal(self, name: str, *, revision: int, **values: object) -> PrincipalRow:
        """Changes what is given of a principal that stands at `revision`, which each change raises by one.

        Raises
        ------
        ChangedMeanwhile   another changed it since
        QueryError         no active administrator would be left
        UnknownName, SettingsError   no such principal or role, no such handling code
        """
        # What takes rights away cannot wait until a broken log is mended.
        self._act(
            "administer",
            "alteration",
            {"what": "change principal", "name": name, "values": values},
            though_broken=values == {"is_active": False},
        )
        with self._told("change principal", name):
            return self._register.change(name, revision=revision, **values)

    def roles(self, *, view: View | None = None) -> list[tuple[RoleRow, tuple[str, ...]]]:
        """Every role, with whether purpose and reason are asked of it, and its rights in order of name."""
        (view or self.view()).oversee("administer", "roles")
        return [(role, tuple(sorted(ROLES[role.name]))) for role in self._register.people.roles(ROLES)]

    def change_role(self, name: str, *, revision: int, asks: bool) -> RoleRow:
        """Says whether purpose and reason are asked before results of those who have a role.

        Raises
        ------
        ChangedMeanwhile   another changed it since
        UnknownName        no such role
        """
        self._act("administer", "alteration", {"what": "change role", "name": name, "asks": asks})
        with self._told("change role", name):
            return self._register.change_role(name, revision=revision, asks=asks)

    def tokens(self, *, view: View | None = None) -> list[TokenRow]:
        """All tokens, oldest first, without their secrets."""
        (view or self.view()).oversee("administer", "tokens")
        return self._register.people.tokens()

    def make_token(self, name: str, *, days: int = TOKEN_DAYS) -> tuple[TokenRow, str]:
        """A token by which a program asks as a principal, and its secret, which is told this once.

        Raises
        ------
        AccessDenied   no such principal, or an inactive one
        QueryError     `days` is not within 1 to 366
        """
        # An auditor may need one to accept that the log is broken.
        made = {"what": "make token", "name": name, "days": days}
        self._act("administer", "alteration", made, though_broken=True)
        return self._register.make_token(name, days=days)

    def recover(self, name: str) -> str:
        """The secret of a new token for an administrator whose last one is lost or has expired.

        Asks nobody's leave: who can call it for a home owns its files, and could write the ledger itself.

        Raises
        ------
        AccessDenied   no active administrator is called that
        """
        if not self._register.by_name(name).may("administer"):
            raise AccessDenied(f"'{name}' is no administrator, who could make tokens for others")
        said = {"what": "recover", "name": name, "account": getuser()}
        self._record(OWNER, "alteration", said, though_broken=True)
        return self._register.make_token(name)[1]

    def revoke_token(self, number: int) -> None:
        """Ends a token at once; UnknownName for one that is not there."""
        said = {"what": "revoke token", "token": number}
        self._act("administer", "alteration", said, though_broken=True)
        self._register.revoke(number)

    @contextmanager
    def _told(self, what: str, name: str) -> Iterator[None]:
        """Says in the log that an act of which it tells was not done after all."""
        try:
            yield
        except InterlinkError:
            failed = {"what": what, "name": name, "refused": "changed meanwhile"}
            self._record(self.principal.name, "alteration", failed, though_broken=True)
            raise
