"""Keeping a home in order: backup, restore, upgrade, and what is broken."""

from __future__ import annotations

from interlink.upkeep.backup import BackupReport, back_up
from interlink.upkeep.check import Check, check_home
from interlink.upkeep.restore import RestoreReport, restore
from interlink.upkeep.upgrade import Step, upgrade_home

__all__ = [
    "BackupReport",
    "Check",
    "RestoreReport",
    "Step",
    "back_up",
    "check_home",
    "restore",
    "upgrade_home",
]
