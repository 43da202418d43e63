"""A home without a graph: what a load does up to its commit, and views of what was loaded."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from interlink.access.audit import AuditLog
from interlink.access.principals import local_user
from interlink.access.register import Register
from interlink.access.view import Stores, View
from interlink.lake import Archive, Lake
from interlink.ledger import Ledger
from interlink.ledger.people import People
from interlink.loads.report import LoadReport
from interlink.loads.run import Loader
from interlink.mapping.spec import SourceSpec
from interlink.model.schema import load_ontology

__all__ = ["LakeHome"]


class LakeHome:
    """The stores of a folder; `clock` is the time of loads and looks, None for the machine's."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.root = root
        self.clock: datetime | None = None
        self.ontology = load_ontology()
        self.stores = Stores(
            lake=Lake(str(root / "lake"), self.ontology),
            ledger=Ledger(f"sqlite:///{root / 'ledger.sqlite'}"),
            archive=Archive(root / "archive"),
            ontology=self.ontology,
            audit=AuditLog(f"sqlite:///{root / 'audit.sqlite'}"),
            now=self._now,
        )
        self._register = Register(People(self.stores.ledger), self._now)
        self._loader = Loader(
            lake=self.stores.lake,
            ledger=self.stores.ledger,
            archive=self.stores.archive,
            ontology=self.ontology,
            locks=root / "locks",
            now=self._now,
        )

    def load(self, spec: SourceSpec, *files: Path) -> LoadReport:
        """A load as `interlink load` makes it, without the graph: audited, archived, committed."""
        self.stores.audit.record(
            at=self._now().isoformat(),
            principal="benchmark",
            operation="collection",
            purpose="analysis",
            reason="benchmark",
            params={"what": "load", "source": spec.source, "files": [str(file) for file in files]},
        )
        return self._loader.run(spec, list(files))

    def view(self, *, as_of: datetime | None = None) -> View:
        """The local user's door."""
        return View(
            self.stores,
            local_user("benchmark"),
            renewed=self._register.renewed,
            purpose="analysis",
            reason="benchmark",
            as_of=as_of,
        )

    def lake_bytes(self) -> int:
        """What the lake's files hold."""
        return sum(path.stat().st_size for path in (self.root / "lake").rglob("*") if path.is_file())

    def close(self) -> None:
        """Lets go of the databases."""
        self.stores.ledger.close()
        self.stores.audit.close()

    def _now(self) -> datetime:
        return self.clock or datetime.now(UTC)
