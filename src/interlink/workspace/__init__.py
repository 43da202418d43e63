"""The workspace: one home, opened; the one door for the command line and the app.

Its doors stand in files by who uses them: `reading`, `keeping`, `writing`, `projecting`, `loading`, `adding`,
`entering`, `running`, `correcting`, `audiences`, `graphs`, `saving`, `asking`, `answering`, `watching`,
`auditing`, `people`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from interlink.settings import make_home, read_settings
from interlink.workspace.adding import Adding
from interlink.workspace.answering import Answering
from interlink.workspace.auditing import Auditing
from interlink.workspace.correcting import Correcting
from interlink.workspace.entering import Entering
from interlink.workspace.people import Administering
from interlink.workspace.projecting import Projecting
from interlink.workspace.watching import Watching
from interlink.workspace.writing import Writing

__all__ = ["Workspace", "open_workspace"]


@dataclass(frozen=True)
class Workspace(
    Writing, Projecting, Adding, Entering, Correcting, Answering, Watching, Auditing, Administering
):
    """Everything one home can do. Reading methods take a view; without one, the settings' own."""


def open_workspace(
    home: str | Path | None = None, *, purpose: str | None = None, reason: str | None = None
) -> Workspace:
    """The home that INTERLINK_* settings name, or `home`, made where it is missing.

    `purpose` and `reason` stand in the audit log beside every look; without them those of the settings.

    Raises
    ------
    SettingsError      a setting is wrong, or the home cannot be written
    StoreUnavailable   ledger or audit log cannot be opened
    """
    settings = read_settings(home=None if home is None else Path(home))
    settings = replace(settings, purpose=purpose or settings.purpose, reason=reason or settings.reason)
    make_home(settings)
    return Workspace(settings)
