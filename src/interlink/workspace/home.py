"""A home, opened: its stores, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from interlink.access.audit import AuditLog
from interlink.access.principals import Principal, is_local, local_user, stated_by
from interlink.access.register import Register
from interlink.access.rights import Right
from interlink.access.view import Stores, View
from interlink.errors import AccessDenied
from interlink.lake import Archive, Lake
from interlink.ledger import Ledger
from interlink.ledger.people import People
from interlink.model.schema import Ontology, load_ontology
from interlink.settings import Settings

__all__ = ["Home", "Moment"]

Moment = str | date | datetime
# What the local user's looks are for, unless the settings say otherwise.
LOCAL_STATED = ("analysis", "local")


@dataclass(frozen=True)
class Home:
    """What all doors stand on."""

    settings: Settings

    @cached_property
    def ontology(self) -> Ontology:
        """The schemas."""
        return load_ontology()

    @property
    def principal(self) -> Principal:
        """Who asks, as of now: the local user, or in a shared home the one whom INTERLINK_TOKEN names.

        Raises
        ------
        AccessDenied   the home is shared, and the token is missing or no good; of one that was revoked or
                       has expired, that stands in the log
        """
        if not self.is_shared:
            return local_user(self.settings.user)
        try:
            return self._register.by_token(self.settings.token)
        except AccessDenied:
            known = self._register.token_of(self.settings.token)
            if known is not None:
                self._stores.refuse_token(known.principal, known.id)
            raise

    @property
    def is_shared(self) -> bool:
        """Whether everyone signs in to this home; one without principals is its local user's."""
        return self._register.is_shared()

    @property
    def last_load(self) -> int:
        """The number of the load committed last, 0 before any: what was read before it is out of date."""
        return self._ledger.last_committed()

    def sign_in(self, claims: Mapping[str, object]) -> Principal | None:
        """Who signed in, by the claims of an OpenID Connect provider; None where nobody has to.

        Raises
        ------
        AccessDenied   nobody here signs in as that, or their access has ended
        """
        return self._register.by_claims(claims) if self.is_shared else None

    def stated(self, principal: Principal) -> tuple[str, str]:
        """The purpose and the reason that stand beside a principal's looks unless it states others."""
        purpose, reason = self.settings.purpose, self.settings.reason
        usual = LOCAL_STATED if is_local(principal) else ("", "")
        return usual[0] if purpose is None else purpose, usual[1] if reason is None else reason

    def view(
        self,
        *,
        purpose: str | None = None,
        reason: str | None = None,
        as_of: Moment | None = None,
        true_on: str | date | None = None,
        principal: Principal | None = None,
    ) -> View:
        """A door for reading: for a purpose and a reason, as known at `as_of`, as true on `true_on`.

        `principal` is who signed in; without one it is the home's own (`principal`).

        Raises
        ------
        AccessDenied   nobody may ask; or purpose or reason is missing, or the purpose is not on the list
        """
        asking = self.principal if principal is None else principal
        usual = self.stated(asking)
        return View(
            self._stores,
            asking,
            renewed=self._register.renewed,
            purpose=purpose or usual[0],
            reason=reason or usual[1],
            as_of=as_of,
            true_on=true_on,
        )

    @cached_property
    def _register(self) -> Register:
        """Who may ask."""
        return Register(People(self._ledger), now)

    def _act(
        self,
        right: Right,
        operation: str,
        params: Mapping[str, object],
        *,
        though_broken: bool = False,
        view: View | None = None,
    ) -> Principal:
        """Logs what changes the home or copies it, also of one who has not the right and is then refused.

        Gives who it was. What leaves the home wants purpose and reason of whomever they are asked of. With
        `though_broken` it goes on while the audit log is broken. It is whoever looks through `view`, for what
        that was opened for; without one, the home's own.
        """
        principal = self.principal if view is None else view.renew()
        stated = self.stated(principal) if view is None else (view.purpose, view.reason)
        asked = principal.asks and operation == "disclosure"
        purpose, reason = stated_by(principal, *stated, is_asked=asked)
        refused: dict[str, object] = {} if principal.may(right) else {"refused": right}
        if principal.token is not None:
            refused["by_token"] = principal.token
        self._record(
            principal.name,
            operation,
            {**params, **refused},
            purpose=purpose,
            reason=reason,
            though_broken=though_broken,
        )
        principal.require(right)
        return principal

    def _need(self, right: Right, what: str) -> None:
        """Passes who has the right to what shows no record; who has not is logged and refused."""
        if not self.principal.may(right):
            self._act(right, "consultation", {"what": what})

    def _record(
        self,
        who: str,
        operation: str,
        params: Mapping[str, object],
        *,
        purpose: str = "",
        reason: str = "",
        though_broken: bool = False,
    ) -> None:
        self._stores.audit.record(
            at=self._stores.now().isoformat(),
            principal=who,
            operation=operation,
            purpose=purpose,
            reason=reason,
            params=params,
            though_broken=though_broken,
        )

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self.settings.ledger_url)

    @cached_property
    def _stores(self) -> Stores:
        return Stores(
            lake=Lake(self.settings.lake_url, self.ontology),
            ledger=self._ledger,
            archive=Archive(self.settings.archive),
            ontology=self.ontology,
            audit=AuditLog(self.settings.audit_url),
            now=now,
        )


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)
