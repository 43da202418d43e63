"""The audit log: who looked at what, and whether the log is whole."""

from __future__ import annotations

from pathlib import Path

from interlink.access.audit import AuditEvent, Verdict, Wish
from interlink.access.audit_head import SignedHead
from interlink.access.view import View, read_moment
from interlink.workspace.home import Home, Moment

__all__ = ["Auditing"]


class Auditing(Home):
    """The doors of those who watch the watchers."""

    def audit_events(
        self,
        *,
        newest: int | None = None,
        principal: str | None = None,
        operation: str | None = None,
        purpose: str | None = None,
        since: Moment | None = None,
        until: Moment | None = None,
        subject: str | None = None,
        view: View | None = None,
    ) -> list[AuditEvent]:
        """Events of the audit log, oldest first; reading them is an event, too.

        With `subject`, the id of an entity or a link, those that name it: who looked at it, why, and what was
        sent on. What was erased reads `erased`. A date in `since` or `until` is its whole day.
        """
        wish = Wish(
            principal=principal,
            operation=operation,
            purpose=purpose,
            since=None if since is None else read_moment(since, day_ends=False).isoformat(),
            until=None if until is None else read_moment(until).isoformat(),
            subject=subject,
        )
        asked = {name: value for name, value in vars(wish).items() if value is not None}
        (view or self.view()).oversee("audit", "audit", newest=newest, **asked)
        return self._stores.audit.events(wish, newest=newest)

    def audit_broken(self, *, view: View | None = None) -> str:
        """What was found broken in the audit log and not accepted yet, in words; empty while it is whole."""
        (view or self.view()).oversee("audit", "audit broken")
        return self._stores.audit.broken()

    def audit_verify(self, *, head: str | SignedHead | None = None, view: View | None = None) -> Verdict:
        """Whether the audit log is whole; what is broken stops loads, changes and exports from then on.

        With `head`, an earlier head or its hash, a log that was cut off or written anew since shows too.
        """
        wanted = head.head.hash if isinstance(head, SignedHead) else head
        (view or self.view()).oversee("audit", "audit check", head=wanted)
        return self._stores.audit.verify(head=head)

    def audit_accept(self, seen: str, *, view: View | None = None) -> list[str]:
        """Accepts what is broken in the audit log, and says what; the view's reason says why it may go on.

        `seen` is that of the verdict which `audit_verify` gave.

        Raises
        ------
        AuditError   nothing is broken, or something else than was seen
        """
        door = view or self.view()
        door.oversee("audit", "audit accept")
        return self._stores.audit.accept(
            seen,
            at=self._stores.now().isoformat(),
            principal=door.principal.name,
            purpose=door.purpose,
            reason=door.reason,
        )

    def audit_export(self, file: str | Path, *, view: View | None = None) -> SignedHead:
        """Writes the audit log as it is kept, ciphertext and all, with its signed head to a new file.

        A broken log can be taken out, too: as evidence.

        Raises
        ------
        AuditError   the file is there already, or cannot be written
        """
        door = view or self.view()
        door.oversee("audit", "audit export")
        self._stores.audit.record(
            at=self._stores.now().isoformat(),
            principal=door.principal.name,
            operation="disclosure",
            purpose=door.purpose,
            reason=door.reason,
            params={"what": "audit export", "file": str(file)},
            though_broken=True,
        )
        return self._stores.audit.export(Path(file))

    def audit_key(self) -> str:
        """The public half of the key that signs heads of the audit log, as 64 hexadecimal digits."""
        return self._stores.audit.public_key
