"""Principals, what is asked of their roles, and tokens: the rows; what they mean is `access`'s."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from interlink.errors import ChangedMeanwhile, UnknownName, nearest
from interlink.ledger.store import Ledger
from interlink.ledger.tables import principal, role, token

__all__ = ["People", "PrincipalRow", "RoleRow", "TokenRow"]

LISTS = ("memberships", "roles")


@dataclass(frozen=True)
class PrincipalRow:
    """One who may ask. `login` is what a sign-in says of the person: an address of mail, or a subject."""

    name: str
    login: str | None
    agency: str
    country: str
    memberships: tuple[str, ...]
    roles: tuple[str, ...]
    handling_ceiling: str
    is_active: bool = True
    revision: int = 1


@dataclass(frozen=True)
class RoleRow:
    """Whether purpose and reason are asked before results of those who have a role."""

    name: str
    asks: bool = True
    revision: int = 0


@dataclass(frozen=True)
class TokenRow:
    """A token, without the secret; times are microseconds since 1970 UTC."""

    id: int
    principal: str
    made_at: int
    expires_at: int
    revoked_at: int | None


class People:
    """The functions over the rows; all raise StoreUnavailable where the ledger cannot be used."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def principals(self) -> list[PrincipalRow]:
        """All of them, in order of name."""
        with self._ledger.reading() as db:
            return [_row(each) for each in db.execute(sa.select(principal).order_by("name")).mappings()]

    def principal(self, name: str) -> PrincipalRow | None:
        """The one of this name."""
        return self._one(principal.c.name == name)

    def of_login(self, login: str) -> PrincipalRow | None:
        """The one whom a sign-in says this of."""
        return self._one(principal.c.login == login)

    def any(self) -> bool:
        """Whether there is one at all."""
        with self._ledger.reading() as db:
            return db.execute(sa.select(principal.c.name).limit(1)).first() is not None

    def add(self, row: PrincipalRow, *, check: Callable[[list[PrincipalRow]], None]) -> bool:
        """Adds one; whether it is the first. `check` sees those there are, and may refuse by raising.

        Raises
        ------
        ChangedMeanwhile   there is one of this name, in whatever case, or of this login
        """
        with self._ledger.writing() as db:
            there = [_row(each) for each in db.execute(sa.select(principal)).mappings()]
            check(there)
            if row.name.casefold() in (each.name.casefold() for each in there):
                raise ChangedMeanwhile(f"there is a principal '{row.name}' already")
            try:
                with db.begin_nested():
                    db.execute(sa.insert(principal).values(_values(asdict(row))))
            except sa.exc.IntegrityError:
                raise ChangedMeanwhile(f"somebody signs in as {row.login} already") from None
            return not there

    def change(
        self,
        name: str,
        *,
        revision: int,
        check: Callable[[list[PrincipalRow]], None],
        **values: object,
    ) -> PrincipalRow:
        """Changes what is given of a principal that stands at `revision`; gives it as it is then.

        `check` sees all principals as they would be, and what it raises undoes the change.

        Raises
        ------
        UnknownName        there is none of this name
        ChangedMeanwhile   another changed it since; nothing was done
        """
        with self._ledger.writing() as db:
            done = db.execute(
                sa.update(principal)
                .where(principal.c.name == name, principal.c.revision == revision)
                .values(**_values(values), revision=revision + 1)
            )
            rows = {row["name"]: _row(row) for row in db.execute(sa.select(principal)).mappings()}
            if name not in rows:
                raise UnknownName(f"no principal '{name}'.{nearest(name, rows)}")
            if not done.rowcount:
                raise _changed(f"principal '{name}'", revision, rows[name].revision)
            check(list(rows.values()))
            return rows[name]

    def roles(self, names: Collection[str]) -> list[RoleRow]:
        """What is asked of each of these roles, in their order; of one never changed, purpose and reason."""
        with self._ledger.reading() as db:
            rows = db.execute(sa.select(role).where(role.c.name.in_(names))).mappings()
            changed = {row["name"]: RoleRow(**row) for row in rows}
        return [changed.get(name, RoleRow(name)) for name in names]

    def change_role(self, name: str, *, revision: int, asks: bool) -> RoleRow:
        """Changes what is asked of a role that stands at `revision`, 0 for one never changed.

        Raises
        ------
        ChangedMeanwhile   another changed it since; nothing was done
        """
        with self._ledger.writing() as db:
            found = db.execute(sa.select(role.c.revision).where(role.c.name == name)).scalar() or 0
            if found != revision:
                raise _changed(f"role '{name}'", revision, found)
            changed = RoleRow(name, asks, revision + 1)
            where = role.c.name == name
            db.execute(
                sa.update(role).where(where).values(asdict(changed))
                if found
                else sa.insert(role).values(asdict(changed))
            )
            return changed

    def add_token(self, of: str, *, sha256: str, made_at: int, expires_at: int) -> int:
        """A new token's number."""
        values = {"principal": of, "sha256": sha256, "made_at": made_at, "expires_at": expires_at}
        with self._ledger.writing() as db:
            db.execute(sa.insert(token).values(values))
            return int(db.execute(sa.select(token.c.id).where(token.c.sha256 == sha256)).scalar_one())

    def token(self, sha256: str) -> TokenRow | None:
        """The token of this digest."""
        found = self._tokens(token.c.sha256 == sha256)
        return found[0] if found else None

    def token_of(self, number: int) -> TokenRow | None:
        """The token of this number."""
        found = self._tokens(token.c.id == number)
        return found[0] if found else None

    def tokens(self) -> list[TokenRow]:
        """All of them, oldest first."""
        return self._tokens(sa.true())

    def revoke(self, number: int, *, at: int) -> None:
        """Ends a token; one ended before keeps its moment.

        Raises
        ------
        UnknownName   there is none of this number
        """
        with self._ledger.writing() as db:
            if db.execute(sa.select(token.c.id).where(token.c.id == number)).first() is None:
                raise UnknownName(f"no token {number}; `interlink tokens list` says which there are")
            live = (token.c.id == number) & token.c.revoked_at.is_(None)
            db.execute(sa.update(token).where(live).values(revoked_at=at))

    def _one(self, where: sa.ColumnElement[bool]) -> PrincipalRow | None:
        with self._ledger.reading() as db:
            found = db.execute(sa.select(principal).where(where)).mappings().first()
        return _row(found) if found else None

    def _tokens(self, where: sa.ColumnElement[bool]) -> list[TokenRow]:
        kept = [token.c[name] for name in TokenRow.__dataclass_fields__]
        with self._ledger.reading() as db:
            rows = db.execute(sa.select(*kept).where(where).order_by(token.c.id)).mappings()
            return [TokenRow(**row) for row in rows]


def _row(found: Mapping[Any, Any]) -> PrincipalRow:
    return PrincipalRow(**{**found, **{name: tuple(json.loads(found[name])) for name in LISTS}})


def _values(given: Mapping[str, object]) -> dict[str, object]:
    return {name: json.dumps(value) if name in LISTS else value for name, value in given.items()}


def _changed(what: str, seen: int, now: object) -> ChangedMeanwhile:
    return ChangedMeanwhile(
        f"{what} stands at revision {now}, not {seen}: another changed it. Nothing was done;"
        " look at it again and repeat the change with the new revision."
    )
