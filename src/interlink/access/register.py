"""The register: whom a home answers, once it is shared.

A home without principals is its local user's, who may do all. The first principal makes it shared: from then
on each one signs in, by a token on the command line and through the agency's own sign-in (OpenID Connect) in
the app. What a principal may is read anew at each look, so that a change or a revocation holds at once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from interlink.access.principals import NOBODY, Principal, is_local
from interlink.access.rights import known_roles, rights_of
from interlink.errors import AccessDenied, QueryError
from interlink.ledger.people import People, PrincipalRow, RoleRow, TokenRow
from interlink.model.marking import Clearance

__all__ = ["TOKEN_DAYS", "Register"]

TOKEN_DAYS = 30
# So that a scan of files for secrets finds one that leaked.
PREFIX = "interlink_"
ENDED = "your access has ended. Ask an administrator."
SIGN_IN = "Sign in to the app, or set INTERLINK_TOKEN to a token that an administrator made for you."


@dataclass(frozen=True)
class Register:
    """Principals and tokens by their rules."""

    people: People
    now: Callable[[], datetime]

    def is_shared(self) -> bool:
        """Whether each one signs in; a home without principals is its local user's."""
        return self.people.any()

    def by_token(self, secret: str) -> Principal:
        """Who a token acts for.

        Raises
        ------
        AccessDenied   there is no token, or it is unknown, expired or revoked, or its principal inactive
        """
        if not secret:
            raise AccessDenied(f"this home is shared, and nobody is signed in. {SIGN_IN}")
        return self._by_token(self.people.token(_digest(secret)))

    def by_claims(self, claims: Mapping[str, object]) -> Principal:
        """Who signed in, by what an OpenID Connect provider says: its `sub`, or a verified `email`.

        Raises
        ------
        AccessDenied   nobody here signs in as that; the message does not repeat what the provider said
        """
        logins = [claims.get("sub")]
        if claims.get("email_verified") is True:
            logins.append(claims.get("email"))
        for login in logins:
            row = self.people.of_login(_login(login)) if isinstance(login, str) and login else None
            if row is not None:
                return self._principal(row)
        raise AccessDenied("you are signed in, and nobody here. Ask an administrator to add you.")

    def by_name(self, name: str) -> Principal:
        """A principal as of now.

        Raises
        ------
        AccessDenied   there is none of this name, or it is inactive
        """
        row = self.people.principal(name)
        if row is None:
            raise AccessDenied(ENDED)
        return self._principal(row)

    def renewed(self, principal: Principal) -> Principal:
        """The principal as of now: what it may see and do can change between two looks.

        Raises
        ------
        AccessDenied   it may not ask any more
        """
        if principal == NOBODY:
            return principal
        if is_local(principal):
            return self.by_token("") if self.is_shared() else principal
        if principal.token is not None:
            return self._by_token(self.people.token_of(principal.token))
        return self.by_name(principal.name)

    def add(self, row: PrincipalRow) -> None:
        """Adds a principal; the first one has to be an administrator, who can add the others.

        Raises
        ------
        ChangedMeanwhile   there is one of this name or login
        QueryError         it has no name, or is the first and no administrator
        UnknownName, SettingsError   no such role, no such handling code
        """
        row = self._checked(row)
        if "administrator" not in row.roles and not self.is_shared():
            raise QueryError(
                "the first principal ends the local user's rights, so it has to be an administrator."
                " Give it --role administrator; roles can be changed afterwards."
            )
        self.people.add(row)

    def change(self, name: str, *, revision: int, **values: object) -> PrincipalRow:
        """Changes what is given of a principal that stands at `revision`.

        Raises
        ------
        ChangedMeanwhile   another changed it since
        QueryError         no active administrator would be left
        UnknownName, SettingsError   no such principal or role, no such handling code
        """
        row = self.people.principal(name)
        if row is not None:
            changed = self._checked(replace(row, **values))  # type: ignore[arg-type]  # as the row's
            values = {each: getattr(changed, each) for each in values}
        return self.people.change(name, revision=revision, check=_check_administered, **values)

    def make_token(self, name: str, *, days: int = TOKEN_DAYS) -> tuple[TokenRow, str]:
        """A token for a principal and its secret, which is told this once.

        Raises
        ------
        AccessDenied   the principal is unknown or inactive
        QueryError     it would never be good
        """
        if not 0 < days <= 366:
            raise QueryError(f"{days} days: expected 1 to 366, since a token that leaks is good that long")
        self.by_name(name)
        secret = PREFIX + secrets.token_urlsafe(32)
        digest, now = _digest(secret), self._micros()
        until = now + timedelta(days=days) // timedelta(microseconds=1)
        number = self.people.add_token(name, sha256=digest, made_at=now, expires_at=until)
        return TokenRow(number, name, now, until, None), secret

    def revoke(self, number: int) -> None:
        """Ends a token at once; UnknownName for one that is not there."""
        self.people.revoke(number, at=self._micros())

    def change_role(self, name: str, *, revision: int, asks: bool) -> RoleRow:
        """Says whether purpose and reason are asked of those who have a role; see `People.change_role`."""
        (known,) = known_roles([name])
        return self.people.change_role(known, revision=revision, asks=asks)

    def _by_token(self, token: TokenRow | None) -> Principal:
        if token is None:
            raise AccessDenied(f"the token is not one of this home. {SIGN_IN}")
        if token.revoked_at is not None:
            raise AccessDenied(f"the token was revoked. {SIGN_IN}")
        if token.expires_at <= self._micros():
            raise AccessDenied(f"the token has expired. {SIGN_IN}")
        return replace(self.by_name(token.principal), token=token.id)

    def _principal(self, row: PrincipalRow) -> Principal:
        if not row.is_active:
            raise AccessDenied(ENDED)
        return Principal(
            name=row.name,
            clearance=Clearance(
                agencies=frozenset(filter(None, (row.agency, row.country, *row.memberships))),
                handling_ceiling=row.handling_ceiling,
            ),
            rights=rights_of(row.roles),
            # The strictest role counts: one that asks is not outdone by one that does not.
            asks=any(self.people.role(role).asks for role in row.roles),
            revision=row.revision,
        )

    def _checked(self, row: PrincipalRow) -> PrincipalRow:
        if not row.name.strip():
            raise QueryError("a principal needs a name, by which the audit log calls it")
        Clearance(handling_ceiling=row.handling_ceiling)
        login = _login(row.login) if row.login else None
        return replace(row, name=row.name.strip(), login=login, roles=known_roles(row.roles))

    def _micros(self) -> int:
        return (self.now() - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _check_administered(rows: Iterable[PrincipalRow]) -> None:
    if not any(row.is_active and "administrator" in row.roles for row in rows):
        raise QueryError("no active administrator would be left. Make another one first.")


def _digest(secret: str) -> str:
    # A random secret of 256 bits needs no slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()


def _login(said: str) -> str:
    return said.strip().lower()
