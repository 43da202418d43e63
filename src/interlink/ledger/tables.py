"""The ledger's tables: what people decided and did."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    insert,
)
from sqlalchemy.engine import Connection

from interlink.ledger.revisions import Revisions
from interlink.model.versions import VERSIONS

__all__ = [
    "REVISIONS",
    "audience",
    "correction",
    "fetched",
    "file",
    "finding",
    "finding_graph",
    "finding_part",
    "load",
    "load_file",
    "marking",
    "principal",
    "quarantine",
    "query_favourite",
    "query_run",
    "query_version",
    "query_watch",
    "role",
    "run",
    "token",
    "version",
]

metadata = MetaData()
# A change of these tables is a file in migrations/ledger as well, and its number stands here.
REVISIONS = Revisions("ledger", metadata, "0011")

# Times are microseconds since 1970 UTC. `state` is running, committed or failed; a load becomes visible in
# the one statement that makes it committed. `graph` is how its source then had single events in graphs:
# events or totals; what the last committed load of a source says holds for all of it.
load = Table(
    "load",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source", String(80), nullable=False, index=True),
    Column("state", String(12), nullable=False),
    Column("delivery", String(12), nullable=False),
    Column("edition", String(80)),
    Column("spec_sha256", String(64), nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("committed_at", BigInteger),
    Column("records", BigInteger, nullable=False, default=0),
    Column("fragments_added", BigInteger, nullable=False, default=0),
    Column("fragments_retired", BigInteger, nullable=False, default=0),
    Column("fragments_unchanged", BigInteger, nullable=False, default=0),
    Column("quarantined", BigInteger, nullable=False, default=0),
    Column("flagged", BigInteger, nullable=False, default=0),
    Column("error", Text),
    Column("warnings", Text, nullable=False, default="[]"),
    Column("graph", String(8), nullable=False, server_default="events"),
)

# A file as received; `format` is how its source said to read it, as JSON, so that a record can be
# shown long after the source file has changed.
file = Table(
    "file",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("sha256", String(64), nullable=False),
    Column("name", String(400), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("format", Text, nullable=False),
    UniqueConstraint("sha256", "name", "format"),
)

# `place` is where a file stood among those delivered together; empty in loads from before it was kept.
load_file = Table(
    "load_file",
    metadata,
    Column("load", ForeignKey("load.id"), primary_key=True),
    Column("file", ForeignKey("file.id"), primary_key=True),
    Column("place", Integer),
)

marking = Table(
    "marking",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("text", Text, nullable=False, unique=True),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("load", ForeignKey("load.id"), nullable=False),
    Column("file", ForeignKey("file.id"), nullable=False),
    Column("path", Text),
    Column("row", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
)

Index("quarantine_load", quarantine.c.load)

# A record in quarantine as somebody corrected it, once: `load` brought it in, from `file`.
correction = Table(
    "correction",
    metadata,
    Column("load", ForeignKey("load.id"), primary_key=True),
    Column("quarantine", ForeignKey("quarantine.id"), nullable=False, unique=True),
    Column("file", ForeignKey("file.id"), nullable=False),
    Column("principal", String(200), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
)

# A finding that somebody kept. `said` is what it is apart from its tables, as JSON; `marking` that of its
# inputs, none where they were not of this home.
finding = Table(
    "finding",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("title", String(200), nullable=False),
    Column("analytic", String(80), nullable=False),
    Column("principal", String(200), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("marking", Text),
    Column("said", Text, nullable=False),
)

# Its tables, and the numbers of the records behind their rows, as Arrow streams.
finding_part = Table(
    "finding_part",
    metadata,
    Column("finding", ForeignKey("finding.id"), primary_key=True),
    Column("name", String(80), primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

# A finding that is written to the graph of an audience: `rows` says what of which entity, as an Arrow file;
# `records` are the numbers of all records behind it, as an Arrow file too, and `schemas` what these are
# fragments of, as JSON. `digest` is that of what the graph is to hold.
finding_graph = Table(
    "finding_graph",
    metadata,
    Column("finding", ForeignKey("finding.id"), primary_key=True),
    Column("audience", String(80), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("schemas", Text, nullable=False),
    Column("rows", LargeBinary, nullable=False),
    Column("records", LargeBinary, nullable=False),
)

# A query of an analyst's own: each save is a version, and the last one is what `query` names. Others read the
# `shared` versions while the last one is.
query_version = Table(
    "query_version",
    metadata,
    Column("author", String(200), primary_key=True),
    Column("query", String(130), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("shared", Boolean, nullable=False),
    Column("saved_at", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
)

query_favourite = Table(
    "query_favourite",
    metadata,
    Column("principal", String(200), primary_key=True),
    Column("query", String(130), primary_key=True),
)

# A run of a saved query, for whoever ran it. Of whom it asked stands in the event of the audit log alone,
# where it can be erased; `rows` is empty where there were more than are counted.
query_run = Table(
    "query_run",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("principal", String(200), nullable=False, index=True),
    Column("query", String(130), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("event", Integer, nullable=False),
    Column("rows", Integer),
)

# A saved query that somebody compares with its last run, with these `params` as JSON, in the graph of an
# audience; with a `schedule` it falls due. `hashes` tell the rows of the last run apart, and `keys` name them
# until something is erased after event `erasure`; both are Arrow files.
query_watch = Table(
    "query_watch",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("principal", String(200), nullable=False),
    Column("query", String(130), nullable=False),
    Column("params", Text, nullable=False),
    Column("audience", String(41), nullable=False),
    Column("schedule", String(120)),
    Column("sha256", String(64)),
    Column("ran_at", BigInteger),
    Column("erasure", Integer, nullable=False, default=0),
    Column("hashes", LargeBinary),
    Column("keys", LargeBinary),
    UniqueConstraint("principal", "query", "params", "audience"),
)

# A run of a source, by itself or by `loads run`; also one that found nothing new, or failed before a load
# began. `state` is running, loaded, nothing-new or failed; `place` is where its deliveries come from.
run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source", String(80), nullable=False, index=True),
    Column("place", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("tries", Integer, nullable=False, default=0),
    Column("load", ForeignKey("load.id")),
    Column("reason", Text, nullable=False, default=""),
)

# What runs have brought in, by the file or address it came from; `modified_ns` is the file's own time, and
# `etag` and `last_modified` are what a server said, for the next question to it.
fetched = Table(
    "fetched",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source", String(80), nullable=False, index=True),
    Column("place", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("modified_ns", BigInteger),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("run", ForeignKey("run.id"), nullable=False),
)

# Who may ask; one row at least makes the home shared. `login` is what a sign-in says of the person; lists are
# JSON. `revision` counts changes, so that of two administrators who change one row the second is told.
principal = Table(
    "principal",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("login", String(320), unique=True),
    Column("agency", String(200), nullable=False),
    Column("country", String(80), nullable=False),
    Column("memberships", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("handling_ceiling", String(8), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
)

# What is not as the table of roles says: whether purpose and reason are asked of those who have one.
role = Table(
    "role",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("asks", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
)

# Of a token only its digest is kept.
token = Table(
    "token",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("principal", String(200), ForeignKey("principal.name"), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
)

# Who a graph is built for; agencies and purposes are lists as JSON.
audience = Table(
    "audience",
    metadata,
    Column("name", String(41), primary_key=True),
    Column("agencies", Text, nullable=False),
    Column("handling_ceiling", String(4), nullable=False),
    Column("purposes", Text, nullable=False),
)

# Which version of lake and ontology the home holds; raised by migrations alone.
version = Table(
    "version",
    metadata,
    Column("store", String(20), primary_key=True),
    Column("number", Integer, nullable=False),
)


def _say_versions(_table: Table, db: Connection, **_: object) -> None:
    db.execute(insert(version), [{"store": store, "number": number} for store, number in VERSIONS.items()])


event.listen(version, "after_create", _say_versions)
