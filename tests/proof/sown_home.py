"""A home that holds the sown world: the local user's, and shared by forty people of several agencies."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from rules import EVERYTHING, Person, sees
from secrets_sown import Words
from sown import draw_marks, draw_people, sow
from truth import Seen, Truth, read_truth, see

import interlink as il
from interlink.access.principals import NOBODY, Principal
from interlink.lake import Archive, Lake
from interlink.ledger import Ledger
from interlink.ledger.people import PrincipalRow
from interlink.loads.run import Loader
from interlink.model.schema import load_ontology
from interlink.settings import Settings, read_settings

__all__ = ["LOCAL", "REASON", "VISITOR", "Sown", "login", "row_of", "sow_home"]

LOCAL = Person("local", "", "", (), (), EVERYTHING)
# Who is not signed in.
VISITOR = Person("", "", "", (), (), "H0")
REASON = "case 7"


@dataclass
class Sown:
    """The shared home, the local user's copy of it, who may ask, and what is true."""

    folder: Path
    truth: Truth
    people: tuple[Person, ...]
    shared: il.Workspace
    local: il.Workspace
    tokens: Mapping[str, str]
    first_half: int
    _seen: dict[tuple[frozenset[int], int], Seen] = field(default_factory=dict)

    def marks_of(self, person: Person, purpose: str) -> frozenset[int]:
        """The markings that the rules let a person see for a purpose."""
        return frozenset(mark.number for mark in self.truth.marks if sees(person, purpose, mark))

    def seen(self, marks: frozenset[int], last_load: int) -> Seen:
        """What is visible of the truth; the last few are kept."""
        key = (marks, last_load)
        if key not in self._seen:
            if len(self._seen) > 60:
                self._seen.pop(next(iter(self._seen)))
            self._seen[key] = see(self.truth, marks, last_load)
        return self._seen[key]

    def workspace(self, person: Person) -> il.Workspace:
        """The workspace that everyone shares, as the app's; the local user has one of their own."""
        return self.local if person == LOCAL else self.shared

    def principal(self, person: Person) -> Principal:
        """Who has signed in."""
        if person == LOCAL:
            return self.local.principal
        if person == VISITOR:
            return NOBODY
        signed = self.shared.sign_in({"email": login(person), "email_verified": True})
        assert signed is not None
        return signed

    def alone(self, person: Person, purpose: str) -> il.Workspace:
        """A workspace of the person's own, as each command of the command line opens one."""
        token = self.tokens.get(person.name, "")
        ours = self.workspace(person).settings
        return il.Workspace(replace(ours, token=token, purpose=purpose, reason=REASON))

    def close(self) -> None:
        """Lets go of the databases."""
        self.shared.close()
        self.local.close()


def sow_home(folder: Path, *, seed: int, is_whole: bool) -> Sown:
    """Sows, loads and shares a home; the same seed makes the same.

    Whole, it has all sources and records, else three sources of each kind and half of the records.
    """
    rng = Random(f"sown {seed}")
    words = Words(rng)
    marks, people = draw_marks(rng, words, range(6) if is_whole else (1, 3, 4)), draw_people(rng)
    delivered = folder / "delivered"
    delivered.mkdir()
    deliveries = sow(delivered, marks, words, rng, seed=seed, every=1 if is_whole else 2)
    ontology = load_ontology()
    home = folder / "home"
    home.mkdir()
    lake, ledger = Lake(str(home / "lake"), ontology), Ledger(f"sqlite:///{home / 'ledger.sqlite'}")
    loader = Loader(
        lake=lake, ledger=ledger, archive=Archive(home / "archive"), ontology=ontology, locks=home / "locks"
    )
    # Sources of every kind on either side of the middle, so that a past has some of each.
    for delivery in sorted(deliveries, key=lambda each: each.spec.source.rsplit("_")[-1]):
        loader.run(delivery.spec, list(delivery.files))
    files = {
        path.name: (each.marks[path.name], path.read_text(encoding="utf-8"))
        for each in deliveries
        for path in each.files
    }
    truth = read_truth(lake, ledger, ontology, marks, files)
    ledger.close()
    shutil.copytree(home, folder / "local")
    shared, local = il.Workspace(settings_of(home)), il.Workspace(settings_of(folder / "local"))
    tokens = share(shared, people)
    half = sorted(truth.committed_at)[len(truth.committed_at) // 2]
    return Sown(folder, truth, tuple(people), shared, local, tokens, half)


def settings_of(home: Path) -> Settings:
    """The settings of a home, whatever the environment says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INTERLINK_")}
    return replace(read_settings({**kept, "INTERLINK_GRAPH_HEAP": "512m"}, home=home), reason=REASON)


def share(workspace: il.Workspace, people: list[Person]) -> dict[str, str]:
    """Adds everybody, the first an administrator; each one's token by name."""
    first, *others = people
    secret = workspace.add_principal(row_of(first))
    assert secret is not None
    tokens = {first.name: secret}
    stated = replace(workspace.settings, token=secret, purpose="analysis", reason=REASON)
    as_first = replace(workspace, settings=stated)
    for person in others:
        as_first.add_principal(row_of(person))
        tokens[person.name] = as_first.make_token(person.name)[1]
    as_first.close()
    return tokens


def row_of(person: Person) -> PrincipalRow:
    """The person as the register has them."""
    return PrincipalRow(
        name=person.name,
        login=login(person),
        agency=person.agency,
        country=person.country,
        memberships=person.memberships,
        roles=person.roles,
        handling_ceiling=person.ceiling,
    )


def login(person: Person) -> str:
    """What a sign-in says of the person."""
    return f"{person.name}@invented.example"
