"""Settings, all from `INTERLINK_*` environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from interlink.errors import SettingsError, nearest

__all__ = ["Settings", "read_settings"]

KNOWN = frozenset(
    ["INTERLINK_HOME", "INTERLINK_GRAPH_URI", "INTERLINK_GRAPH_USER", "INTERLINK_GRAPH_PASSWORD", "INTERLINK_GRAPH_DATABASE", "INTERLINK_LEDGER_URL", "INTERLINK_LAKE_URL", "INTERLINK_SOURCES", "INTERLINK_PURPOSE", "INTERLINK_REASON", "INTERLINK_USER", "INTERLINK_GRAPH_HEAP", "INTERLINK_DATA"]
)


@dataclass(frozen=True)
class Settings:
    """Where everything lives and who is asking.

    `lake_url` and `ledger_url` default to folders and files of `home`; `graph_uri` None means the
    embedded store. `purpose` and `reason` are the local user's
    defaults; set empty, they are asked before results.
    """

    home: Path
    lake_url: str
    ledger_url: str
    audit_url: str
    graph_uri: str | None = None
    graph_user: str = "neo4j"
    graph_password: str = ""
    graph_database: str | None = None
    graph_heap: str = "2g"
    sources: Path | None = None
    user: str = "local"
    purpose: str | None = None
    reason: str | None = None

    @property
    def archive(self) -> Path:
        """The folder of raw files as received, by sha256."""
        return self.home / "archive"


def read_settings(environ: Mapping[str, str] | None = None, *, home: Path | None = None) -> Settings:
    """Settings from the environment; `home` overrides INTERLINK_HOME (default `.interlink/`).

    Raises
    ------
    SettingsError   an INTERLINK_ variable is not known, or one that must name a folder does not
    """
    env = dict(os.environ if environ is None else environ)
    unknown = sorted(name for name in env if name.startswith("INTERLINK_") and name not in KNOWN)
    if unknown:
        raise SettingsError(
            "; ".join(f"{name} is not a setting.{nearest(name, KNOWN)}" for name in unknown)
            + " Unset it or correct its name."
        )
    root = (home or Path(env.get("INTERLINK_HOME", ".interlink"))).absolute()
    sources = env.get("INTERLINK_SOURCES")
    if sources and not Path(sources).is_dir():
        raise SettingsError(f"INTERLINK_SOURCES is '{sources}', which is not a folder. Create it or unset it.")
    return Settings(
        home=root,
        lake_url=env.get("INTERLINK_LAKE_URL") or str(root / "lake"),
        ledger_url=env.get("INTERLINK_LEDGER_URL") or f"sqlite:///{root / 'ledger.sqlite'}",
        audit_url=f"sqlite:///{root / 'audit.sqlite'}",
        graph_uri=env.get("INTERLINK_GRAPH_URI") or None,
        graph_user=env.get("INTERLINK_GRAPH_USER", "neo4j"),
        graph_password=env.get("INTERLINK_GRAPH_PASSWORD", ""),
        graph_database=env.get("INTERLINK_GRAPH_DATABASE") or None,
        graph_heap=env.get("INTERLINK_GRAPH_HEAP", "2g"),
        sources=Path(sources) if sources else None,
        user=env.get("INTERLINK_USER", "local"),
        purpose=env.get("INTERLINK_PURPOSE", "analysis") or None,
        reason=env.get("INTERLINK_REASON", "local") or None,
    )
