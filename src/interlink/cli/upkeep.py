"""Keeping a home in order: backup, restore, upgrade."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from interlink.cli.options import FormatOption, Purpose, Reason
from interlink.cli.output import Format, emit, say
from interlink.errors import StoreUnavailable
from interlink.settings import read_settings
from interlink.upkeep import check_home, upgrade_home
from interlink.upkeep import restore as restore_home
from interlink.upkeep.check import BROKEN
from interlink.workspace import open_workspace

__all__ = ["backup", "restore", "upgrade"]


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; there must be none of that name.")],
    *,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
) -> None:
    """Write the home to one file that only you may read; loads may run meanwhile.

    It holds lake, raw files, ledger and audit log as of one moment. Graph and name index are built from them.

    Example: interlink backup home.tar.zst
    """
    report = open_workspace(purpose=purpose, reason=reason).backup(file)
    emit([{name: value for name, value in asdict(report).items() if name != "problems"}], fmt)
    for problem in report.problems:
        say(f"warning: {problem}")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `interlink backup` wrote.")],
    *,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Make the home that a backup holds; INTERLINK_HOME must name an empty folder, or none.

    A backup of an older version is upgraded on the way. The graph is built when a command first needs it.

    Example: interlink restore home.tar.zst
    """
    report = restore_home(read_settings(), file, at=datetime.now(UTC).isoformat())
    emit([asdict(report)], fmt)


def upgrade(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Look at everything and say what is broken; change nothing.")
    ] = False,
    every_file: Annotated[
        bool, typer.Option("--every-file", help="With --check: sum every raw file, not a sample of 20.")
    ] = False,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Bring a home of an older version to this one; make a backup first.

    With --check, look at ledger, audit log, lake, raw files, graph and locks; exit code 1 when one is broken.

    Example: interlink upgrade --check
    """
    settings = read_settings()
    if not check:
        emit([asdict(step) for step in upgrade_home(settings)], fmt)
        return
    found = check_home(settings, sampled=None if every_file else 20)
    emit([asdict(each) for each in found], fmt)
    broken = sum(each.state == BROKEN for each in found)
    if broken:
        raise StoreUnavailable(f"{broken} of {len(found)} checks say that something is broken; see above.")
