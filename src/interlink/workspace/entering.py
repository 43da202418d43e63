"""What people enter, correct and withdraw by hand: records of the source by_hand, and never of another."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path

from interlink.access.card import card
from interlink.access.entries import StandingEntry, standing_entries, standing_entry
from interlink.access.principals import Principal
from interlink.access.view import View
from interlink.errors import QueryError
from interlink.loads.entry import BY_HAND, Entered, Entry, entry_record, withdrawal
from interlink.model.marking import Marking
from interlink.sources import find_source
from interlink.workspace.loading import Loading

__all__ = ["Entering"]


class Entering(Loading):
    """The doors of those who know something that no source says, or who know better."""

    def enter(self, entry: Entry, *, view: View | None = None) -> Entered:
        """Enters a statement about an entity or a link; what other sources say of it stays as it is.

        It is a record of the source `by_hand`, archived and loaded like any other; who enters it is its
        originator. With `entry.entry` it takes the place of an earlier one, whoever made that.

        Raises
        ------
        UnknownName, UnknownEntity   no such schema, entry, entity or end in what this view may see
        QueryError                   what is wrong with it, all of it
        """
        door = view or self.view()
        named = {name: getattr(entry, name) for name in ("schema", "entity", "source", "target", "entry")}
        said = {name: value for name, value in named.items() if value is not None}
        principal = self._act("enter", "alteration", {"what": "enter", **said}, view=door)
        about = self._check_there(entry, door)
        key = entry.entry or secrets.token_hex(8)
        text = entry_record(
            entry,
            self.ontology,
            key=key,
            who=self._who(principal),
            agency=self._register.agency_of(principal.name),
            at=self._at(),
            ceiling=principal.clearance.handling_ceiling,
            about=about,
        )
        return self._load_entry(key, text, entry.entity)

    def withdraw(self, entry: str, *, reason: str, view: View | None = None) -> Entered:
        """Takes an entry back: it says nothing any more, and stays readable as of before.

        Raises
        ------
        UnknownName   no such entry in what this view may see
        QueryError    no reason is given
        """
        door = view or self.view()
        principal = self._act("enter", "alteration", {"what": "withdraw", "entry": entry}, view=door)
        standing_entry(door.consult("entries", entry=entry), entry)
        text = withdrawal(entry, reason=reason, who=self._who(principal), at=self._at())
        return self._load_entry(entry, text, None)

    def entries(self, *, view: View | None = None) -> list[StandingEntry]:
        """What was entered by hand and stands, in what the view may see, the latest first."""
        return standing_entries((view or self.view()).consult("entries"))

    def _check_there(self, entry: Entry, door: View) -> list[Marking]:
        """The markings of what the entry is about, which is there for whoever enters it."""
        about: list[Marking] = []
        if entry.entry is not None:
            before = standing_entry(door.consult("entries", entry=entry.entry), entry.entry)
            if before.schema != entry.schema:
                raise QueryError(
                    f"entry {entry.entry} is a {before.schema}; withdraw it and enter a {entry.schema}"
                )
        schema = self.ontology.get(entry.schema)
        if entry.entity is not None:
            found = card(door.consult("card", entity=entry.entity), entry.entity)
            if found.schema != schema.name:
                raise QueryError(f"{entry.entity} is a {found.schema}, not a {schema.name}")
            about.append(found.marking)
        if schema.edge is None:
            return about
        for end, wanted in ((entry.source, schema.edge.source), (entry.target, schema.edge.target)):
            if end is None:
                continue
            found = card(door.consult("card", entity=end), end)
            if not self.ontology.get(found.schema).is_a(wanted):
                raise QueryError(f"{schema.name} needs a {wanted} here; {end} is a {found.schema}")
            about.append(found.marking)
        return about

    def _load_entry(self, key: str, text: str, entity: str | None) -> Entered:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{BY_HAND}-{key}.jsonl"
            path.write_text(text, encoding="utf-8")
            report = self._load(find_source(BY_HAND), [path])
        return Entered(key, entity, report.load, report.flagged, report.graph)

    def _who(self, principal: Principal) -> str:
        agency = self._register.agency_of(principal.name)
        return f"{principal.name}, {agency}" if agency else principal.name

    def _at(self) -> str:
        return self._stores.now().isoformat(timespec="seconds").replace("+00:00", "Z")
