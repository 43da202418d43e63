"""The register: whom a home answers, once it is shared.

A home without principals is its local user's, who may do all. The first principal makes it shared: from then
on each one signs in, by a token on the command line and through the agency's own sign-in (OpenID Connect) in
the app. What a principal may is read anew at each look, so that a change or a revocation holds at once.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from interlink.access.principals import NOBODY, Principal, is_local
from interlink.access.rights import known_roles, rights_of
from interlink.errors import AccessDenied, QueryError
from interlink.ledger.people import People, PrincipalRow, RoleRow, TokenRow
from interlink.model.marking import Clearance
from interlink.model.moments import micros

__all__ = ["OWNER", "TOKEN_DAYS", "Register", "as_added"]

TOKEN_DAYS = 30
# So that a scan of files for secrets finds one that leaked.
PREFIX = "interlink_"
SUBJECT = "sub:"
# What the log calls who acts on the files of a home themselves.
OWNER = "owner of the files"
LONGEST_NAME = 200
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

    def token_of(self, secret: str) -> TokenRow | None:
        """The token of this secret, good or not; None where it is none of this home."""
        return self.people.token(_digest(secret)) if secret else None

    def by_claims(self, claims: Mapping[str, object]) -> Principal:
        """Who signed in, by what an OpenID Connect provider says: its `sub`, or a verified `email`.

        Raises
        ------
        AccessDenied   nobody here signs in as that; the message does not repeat what the provider said
        """
        subject, address = claims.get("sub"), claims.get("email")
        logins = [SUBJECT + subject] if isinstance(subject, str) and subject else []
        if isinstance(address, str) and claims.get("email_verified") is True:
            logins.append(address.strip().lower())
        for login in logins:
            row = self.people.of_login(login)
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

    def agency_of(self, name: str) -> str:
        """The agency of a principal; empty for the local user, who has none here."""
        row = self.people.principal(name)
        return row.agency if row is not None else ""

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

    def add(self, row: PrincipalRow, *, by: Principal) -> bool:
        """Adds a principal; whether it is the first, which has to be an administrator, who can add others.

        Raises
        ------
        AccessDenied       the local user adds it to a home that another process has just shared
        ChangedMeanwhile   there is one of this name or login
        QueryError         its name or login is none, or it is the first and no active administrator
        UnknownName, SettingsError   no such role, no such handling code
        """
        row = _checked(row)

        def check(there: list[PrincipalRow]) -> None:
            if there and is_local(by):
                raise AccessDenied(f"this home is shared, and nobody is signed in. {SIGN_IN}")
            if not there and not (row.is_active and "administrator" in row.roles):
                raise QueryError(
                    "the first principal ends the local user's rights, so it has to be an administrator."
                    " Give it --role administrator; roles can be changed afterwards."
                )

        return self.people.add(row, check=check)

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
            changed = _checked(replace(row, **values))  # type: ignore[arg-type]  # as the row's
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
        now = self.now()
        made, until = micros(now), micros(now + timedelta(days=days))
        number = self.people.add_token(name, sha256=_digest(secret), made_at=made, expires_at=until)
        return TokenRow(number, name, made, until, None), secret

    def revoke(self, number: int) -> None:
        """Ends a token at once; UnknownName for one that is not there."""
        self.people.revoke(number, at=micros(self.now()))

    def change_role(self, name: str, *, revision: int, asks: bool) -> RoleRow:
        """Says whether purpose and reason are asked of those who have a role; see `People.change_role`."""
        (known,) = known_roles([name])
        return self.people.change_role(known, revision=revision, asks=asks)

    def _by_token(self, token: TokenRow | None) -> Principal:
        if token is None:
            raise AccessDenied(f"the token is not one of this home. {SIGN_IN}")
        if token.revoked_at is not None:
            raise AccessDenied(f"the token was revoked. {SIGN_IN}")
        if token.expires_at <= micros(self.now()):
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
            asks=any(role.asks for role in self.people.roles(row.roles)),
            revision=row.revision,
        )


def _check_administered(rows: Iterable[PrincipalRow]) -> None:
    if not any(row.is_active and "administrator" in row.roles for row in rows):
        raise QueryError("no active administrator would be left. Make another one first.")


def _digest(secret: str) -> str:
    # A random secret of 256 bits needs no slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()


def as_added(row: PrincipalRow) -> PrincipalRow:
    """The row under the name that it gets: NFKC, without space around it."""
    return replace(row, name=unicodedata.normalize("NFKC", row.name).strip())


def _checked(row: PrincipalRow) -> PrincipalRow:
    row = as_added(row)
    if not row.name or not row.name.isprintable() or len(row.name) > LONGEST_NAME:
        raise QueryError(
            f"a principal needs a name of at most {LONGEST_NAME} printable characters, by which the audit"
            " log calls it"
        )
    if row.name.casefold() == OWNER:
        raise QueryError(f"'{OWNER}' is what the audit log calls whoever owns the home's files")
    Clearance(handling_ceiling=row.handling_ceiling)
    return replace(row, login=_login(row.login), roles=known_roles(row.roles))


def _login(given: str | None) -> str | None:
    """An address in lower case, or a subject as it is: OpenID Connect Core, 2, tells its letters apart."""
    login = (given or "").strip()
    if not login or login.startswith(SUBJECT):
        return login or None
    if "@" not in login:
        raise QueryError(
            f"'{login}' is no login: expected an address of mail that the sign-in calls verified, or"
            f" {SUBJECT} and its subject, such as {SUBJECT}{login}"
        )
    return login.lower()
