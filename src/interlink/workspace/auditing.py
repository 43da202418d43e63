"""The audit log: who looked at what, and whether the log is whole."""

from __future__ import annotations

from interlink.access.audit import AuditEvent
from interlink.access.view import View
from interlink.workspace.home import Home

__all__ = ["Auditing"]


class Auditing(Home):
    """The doors of those who watch the watchers."""

    def audit_events(self, *, newest: int | None = None, view: View | None = None) -> list[AuditEvent]:
        """Events of the audit log, oldest first; reading them is an event, too."""
        (view or self.view()).oversee("audit", "audit", newest=newest)
        return self._stores.audit.events(newest=newest)

    def audit_problems(self, *, head: str | None = None, view: View | None = None) -> tuple[list[str], str]:
        """What is wrong with the audit log, in words, and the hash at its head.

        With `head`, the hash of an earlier head, a log that was cut off since shows too.
        """
        (view or self.view()).oversee("audit", "audit check", head=head)
        events = self._stores.audit.events(newest=1)
        return self._stores.audit.problems(head=head), events[0].hash if events else ""
