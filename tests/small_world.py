"""A small world of sources of different markings, loaded into a home of its own, without a graph."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from interlink.access.audit import AuditLog
from interlink.access.principals import Principal, local_user
from interlink.access.rights import EVERY_RIGHT
from interlink.access.view import Stores, View
from interlink.lake import Archive, Lake
from interlink.ledger import Ledger
from interlink.loads.run import Loader
from interlink.mapping.source_file import parse_source
from interlink.model.marking import Clearance
from interlink.model.schema import load_ontology

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

CONTACTS = """
source: {name}
title: Contacts
publisher: {{name: Invented agency}}
licence: Invented
delivery: {delivery}
marking: {{{marking}}}
file: {{format: csv, optional: [alias, born, topic, phone, knows, since, until]}}
entities:
  person:
    schema: Person
    key: [id]
    properties: {{name: name, alias: alias, birth_date: born, topics: topic}}
  other: {{schema: Person, key: [knows]}}
  phone: {{schema: Phone, properties: {{number: phone}}}}
links:
  uses: {{schema: Uses, source: person, target: phone, properties: {{since: since, until: until}}}}
  knows: {{schema: Knows, source: person, target: other, properties: {{since: since, until: until}}}}
"""
CALLS = """
source: {name}
title: Calls
publisher: {{name: Invented operator}}
licence: Invented
delivery: {delivery}
marking: {{{marking}}}
file: {{format: csv, optional: [seconds]}}
entities:
  caller: {{schema: Phone, properties: {{number: caller}}}}
  callee: {{schema: Phone, properties: {{number: callee}}}}
links:
  call: {{schema: Called, source: caller, target: callee, properties: {{at: at, duration_s: seconds}}}}
"""
OPEN = 'source_grade: B, information_grade: "2", handling: H0'
HEADER = "id,name,alias,born,topic,phone,knows,since,until"


@dataclass
class World:
    """Lake, ledger, archive and audit log in a folder; `load` takes rows as text."""

    folder: Path
    loads: int = field(default=0)

    def __post_init__(self) -> None:
        self.ontology = load_ontology()
        self.ledger = Ledger(f"sqlite:///{self.folder / 'ledger.sqlite'}")
        self.lake = Lake(str(self.folder / "lake"), self.ontology)
        self.archive = Archive(self.folder / "archive")
        self.audit = AuditLog(f"sqlite:///{self.folder / 'audit.sqlite'}")
        self.stores = Stores(self.lake, self.ledger, self.archive, self.ontology, self.audit, now=lambda: NOW)
        self._loader = Loader(
            lake=self.lake,
            ledger=self.ledger,
            archive=self.archive,
            ontology=self.ontology,
            locks=self.folder / "locks",
        )

    def contacts(self, name: str, *rows: str, marking: str = OPEN, delivery: str = "full") -> int:
        """Loads rows of id,name,alias,born,topic,phone,knows,since,until; gives the load's number.

        What a row leaves out at its end is empty.
        """
        text = CONTACTS.format(name=name, marking=marking, delivery=delivery)
        whole = [row + "," * (HEADER.count(",") - row.count(",")) for row in rows]
        return self._load(text, name, "\n".join([HEADER, *whole]))

    def calls(self, name: str, *rows: str, marking: str = OPEN) -> int:
        """Loads rows of caller,callee,at,seconds; gives the load's number."""
        text = CALLS.format(name=name, marking=marking, delivery="increment")
        return self._load(text, name, "\n".join(["caller,callee,at,seconds", *rows]))

    def view(
        self,
        clearance: Clearance | None = None,
        *,
        purpose: str | None = "analysis",
        reason: str | None = "test",
        as_of: str | date | datetime | None = None,
        true_on: str | date | None = None,
    ) -> View:
        """A door for a clearance; without one, the local user's."""
        principal = local_user("ada") if clearance is None else Principal("bo", clearance, EVERY_RIGHT)
        return View(
            self.stores,
            principal,
            renewed=lambda same: same,
            purpose=purpose,
            reason=reason,
            as_of=as_of,
            true_on=true_on,
        )

    def committed_at(self, load: int) -> int:
        """When a load was committed, in microseconds since 1970 UTC."""
        return next(row.committed_at or 0 for row in self.ledger.loads() if row.id == load)

    def _load(self, source: str, name: str, text: str) -> int:
        self.loads += 1
        path = self.folder / f"{name}_{self.loads}.csv"
        path.write_text(text + "\n", encoding="utf-8")
        return self._loader.run(parse_source(source, f"sources/{name}.yaml"), [path]).load

    def close(self) -> None:
        """Lets go of the databases."""
        self.ledger.close()
        self.audit.close()
