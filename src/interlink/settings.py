"""Settings, all from `INTERLINK_*` environment variables."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from interlink.errors import SettingsError, nearest

__all__ = ["Settings", "make_home", "read_settings"]

KNOWN = frozenset(
    (
        "INTERLINK_DATA",
        "INTERLINK_GRAPH_AUDIENCE",
        "INTERLINK_GRAPH_DATABASE",
        "INTERLINK_GRAPH_HEAP",
        "INTERLINK_GRAPH_PASSWORD",
        "INTERLINK_GRAPH_URI",
        "INTERLINK_GRAPH_USER",
        "INTERLINK_HOME",
        "INTERLINK_LAKE_URL",
        "INTERLINK_LEDGER_URL",
        "INTERLINK_MEMORY",
        "INTERLINK_PURPOSE",
        "INTERLINK_QUERIES",
        "INTERLINK_REASON",
        "INTERLINK_SOURCES",
        "INTERLINK_TOKEN",
        "INTERLINK_USER",
    )
)
GRAPH_URI = re.compile(r"(?:bolt|neo4j)(?:\+s|\+ssc)?://[^\s/?#@]+/?")
SIZES = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
HEAP = re.compile(r"[1-9][0-9]*[kmg]", re.IGNORECASE)


@dataclass(frozen=True)
class Settings:
    """Where everything lives and who is asking.

    `lake_url` and `ledger_url` default to folders and files of `home`; `graph_uri` None means the
    embedded store, whose memory is `graph_heap`; a server there holds the graph of `graph_audience` and no
    other, None being the home's own. `memory_bytes` is what a projection and its analysis may take, None for
    no limit. `purpose` and `reason` stand beside looks that say none; set empty, they are asked before
    results. `token` says who asks in a home that is shared, `user` what the local user of
    any other is called. What may hold a secret is not in the repr.
    """

    home: Path
    lake_url: str
    ledger_url: str = field(repr=False)
    audit_url: str
    graph_uri: str | None = None
    graph_user: str = "neo4j"
    graph_password: str = field(default="", repr=False)
    graph_database: str | None = None
    graph_audience: str | None = None
    graph_heap: str = "2g"
    memory_bytes: int | None = None
    sources: Path | None = None
    queries: Path | None = None
    user: str = "local"
    token: str = field(default="", repr=False)
    purpose: str | None = None
    reason: str | None = None

    @property
    def own_sources(self) -> Path:
        """The folder where a source of one's own is kept: the settings' own, else one in the home."""
        return self.sources or self.home / "sources"

    @property
    def own_queries(self) -> Path:
        """The folder where saved queries of one's own are kept: the settings' own, else one in the home."""
        return self.queries or self.home / "cypher"

    @property
    def archive(self) -> Path:
        """The folder of raw files as received, by sha256."""
        return self.home / "archive"


def read_settings(environ: Mapping[str, str] | None = None, *, home: Path | None = None) -> Settings:
    """Settings from the environment; `home` overrides INTERLINK_HOME (default `.interlink/`).

    A variable set to nothing counts as unset; for INTERLINK_PURPOSE and INTERLINK_REASON it means
    that they are asked before results.

    Raises
    ------
    SettingsError   an INTERLINK_ variable is not known or has no usable value; each is named
    """
    env = dict(os.environ if environ is None else environ)
    given = {name: value for name, value in env.items() if name.startswith("INTERLINK_")}
    problems = [
        f"{name} is not a setting.{nearest(name, KNOWN)} Unset it or correct its name."
        for name in sorted(given)
        if name not in KNOWN
    ]
    sources = given.get("INTERLINK_SOURCES")
    if sources and not Path(sources).is_dir():
        problems.append(f"INTERLINK_SOURCES is '{sources}', which is not a folder. Create it or unset it.")
    queries = given.get("INTERLINK_QUERIES")
    if queries and not Path(queries).is_dir():
        problems.append(f"INTERLINK_QUERIES is '{queries}', which is not a folder. Create it or unset it.")
    graph_uri = given.get("INTERLINK_GRAPH_URI")
    if graph_uri and not GRAPH_URI.fullmatch(graph_uri):
        # Not repeated: an address that is wrong may hold a password.
        problems.append(
            "INTERLINK_GRAPH_URI is no address of a graph; expected bolt://, neo4j:// or one of them with"
            " +s or +ssc, then host and port, such as neo4j+s://graph.example:7687."
            " User and password are INTERLINK_GRAPH_USER and INTERLINK_GRAPH_PASSWORD."
        )
    if given.get("INTERLINK_GRAPH_AUDIENCE") and not graph_uri:
        problems.append(
            "INTERLINK_GRAPH_AUDIENCE says whose graph a Neo4j holds, and INTERLINK_GRAPH_URI names none. The"
            " embedded store holds every audience's: unset it."
        )
    heap = given.get("INTERLINK_GRAPH_HEAP") or "2g"
    if not HEAP.fullmatch(heap):
        problems.append(f"INTERLINK_GRAPH_HEAP is '{heap}'; expected a size such as 512m or 2g.")
    memory = given.get("INTERLINK_MEMORY")
    if memory and not HEAP.fullmatch(memory):
        problems.append(f"INTERLINK_MEMORY is '{memory}'; expected a size such as 512m or 8g.")
    root = (home or Path(given.get("INTERLINK_HOME") or ".interlink")).absolute()
    if root.exists() and not root.is_dir():
        problems.append(f"INTERLINK_HOME: {root} is a file. Name a folder; it is made if it is not there.")
    if problems:
        raise SettingsError("\n".join(problems))
    return Settings(
        home=root,
        lake_url=given.get("INTERLINK_LAKE_URL") or str(root / "lake"),
        ledger_url=given.get("INTERLINK_LEDGER_URL") or f"sqlite:///{root / 'ledger.sqlite'}",
        audit_url=f"sqlite:///{root / 'audit.sqlite'}",
        graph_uri=graph_uri or None,
        graph_user=given.get("INTERLINK_GRAPH_USER") or "neo4j",
        graph_password=given.get("INTERLINK_GRAPH_PASSWORD", ""),
        graph_database=given.get("INTERLINK_GRAPH_DATABASE") or None,
        graph_audience=given.get("INTERLINK_GRAPH_AUDIENCE") or None,
        graph_heap=heap,
        memory_bytes=read_size(memory) if memory else machine_memory() * 3 // 4,
        sources=Path(sources) if sources else None,
        queries=Path(queries) if queries else None,
        user=given.get("INTERLINK_USER") or "local",
        token=given.get("INTERLINK_TOKEN", "").strip(),
        purpose=given.get("INTERLINK_PURPOSE"),
        reason=given.get("INTERLINK_REASON"),
    )


def read_size(text: str) -> int:
    """The bytes of a size such as 512m."""
    return int(text[:-1]) * SIZES[text[-1].lower()]


def machine_memory() -> int:
    """The bytes of memory that this machine has."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def make_home(settings: Settings) -> None:
    """Makes the home's folder, for its owner alone; one that is there is left as it is.

    Raises
    ------
    SettingsError   it cannot be made
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingsError(
            f"INTERLINK_HOME {settings.home} cannot be made: {error}. Name a folder you may write."
        ) from None
