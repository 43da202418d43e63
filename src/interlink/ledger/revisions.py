"""Which schema a database has: revisions of alembic, read at every opening, raised by `interlink upgrade`."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from interlink.errors import StoreUnavailable

__all__ = ["Revisions", "check_revision", "make_or_check", "revision_of", "upgrade_database"]

_KEPT = sa.Table(
    "alembic_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), primary_key=True, nullable=False),
)


@dataclass(frozen=True)
class Revisions:
    """The schema of one database: its tables as of `head`, the last of the files in `migrations/<name>`.

    Revisions are four digits, so that their order is that of their text.
    """

    name: str
    metadata: sa.MetaData
    head: str


def revision_of(db: sa.Connection, revisions: Revisions) -> str | None:
    """The revision that a database has: `0000` for tables older than revisions, None for no tables."""
    there = set(sa.inspect(db).get_table_names())
    if _KEPT.name in there:
        found = db.execute(sa.select(_KEPT.c.version_num)).scalar()
        if found is not None:
            return str(found)
    return "0000" if there & set(revisions.metadata.tables) else None


def make_or_check(db: sa.Connection, revisions: Revisions) -> None:
    """Makes the tables of an empty database; one that has another revision is left as it is.

    Raises
    ------
    StoreUnavailable   older or newer than this version of interlink
    """
    found = revision_of(db, revisions)
    if found is None:
        revisions.metadata.create_all(db)
        _KEPT.create(db, checkfirst=True)
        db.execute(sa.insert(_KEPT).values(version_num=revisions.head))
    else:
        check_revision(found, revisions)


def check_revision(found: str, revisions: Revisions) -> None:
    """Refuses a revision other than `head`.

    Raises
    ------
    StoreUnavailable   older: to be upgraded; newer: to be opened by a newer interlink
    """
    if found < revisions.head:
        raise StoreUnavailable(
            f"the {revisions.name} is of revision {found}, this version of interlink uses {revisions.head}."
            " Nothing was changed. Run `interlink upgrade`, best after `interlink backup` by the version"
            " that made it."
        )
    if found > revisions.head:
        raise StoreUnavailable(
            f"the {revisions.name} is of revision {found}, made by a newer interlink; this version knows"
            f" {revisions.head} at most. Nothing was changed. Install the newer version, or name another"
            " INTERLINK_HOME."
        )


def upgrade_database(db: sa.Connection, revisions: Revisions) -> tuple[str, str]:
    """Brings a database to `head` and gives its revisions before and after; the caller commits.

    Raises
    ------
    StoreUnavailable   newer than this version of interlink
    """
    # Only here: importing it takes a third of what a command takes.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    found = revision_of(db, revisions)
    if found is None:
        make_or_check(db, revisions)
        return revisions.head, revisions.head
    if found > revisions.head:
        check_revision(found, revisions)
    config = Config(attributes={"connection": db})
    config.set_main_option("script_location", "interlink.ledger:migrations")
    config.set_main_option("version_locations", f"interlink.ledger:migrations/{revisions.name}")
    config.set_main_option("path_separator", "newline")
    command.upgrade(config, revisions.head)
    return found, revisions.head
