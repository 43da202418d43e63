"""What the records say, from the lake as it lies on the disk, and the graph of those that somebody may see.

A fragment's marking is its file's, as the file was written by the test; the lake's own is not asked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import networkx as nx
from rules import Mark
from secrets_sown import numbers_in, secrets_in

from interlink.lake import Lake
from interlink.ledger import Ledger
from interlink.model.schema import Ontology, Schema

__all__ = ["Fragment", "Link", "Seen", "Truth", "read_truth"]

# The values by which people look for an entity, beside those that it is called by.
SEARCHED = {
    "container",
    "document",
    "email",
    "iban",
    "identifier",
    "imo",
    "lei",
    "mmsi",
    "name",
    "phone",
    "place",
    "vin",
}


class Fragment(NamedTuple):
    """What one record says of an entity (`ends` empty) or of a link between two."""

    schema: str
    id: str
    ends: tuple[str, ...]
    mark: int
    seq: int
    load: int
    place: tuple[int, str, int]
    words: frozenset[str]
    searched: frozenset[str]


class Said(NamedTuple):
    """Where a word stands: a marking, and the load that brought it."""

    mark: int
    load: int


class Link(NamedTuple):
    """A link as it is drawn: all fragments of one kind from one entity to another."""

    type: str
    schema: str
    source: str
    target: str


@dataclass(frozen=True)
class Truth:
    """Every fragment there is, and under which markings and in which loads each word and number came."""

    ontology: Ontology
    marks: Sequence[Mark]
    fragments: Sequence[Fragment]
    words: Mapping[str, frozenset[Said]]
    committed_at: Mapping[int, int]

    @cached_property
    def by_code(self) -> dict[str, int]:
        """The marking by the code of its words."""
        return {mark.code: mark.number for mark in self.marks}

    @cached_property
    def by_mark(self) -> dict[int, list[Fragment]]:
        """The fragments of each marking."""
        found: dict[int, list[Fragment]] = defaultdict(list)
        for fragment in self.fragments:
            found[fragment.mark].append(fragment)
        return found

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every entity there is, whoever may see it."""
        return frozenset(each.id for each in self.fragments if not each.ends)

    def betrayed(self, text: str, marks: frozenset[int], last_load: int) -> dict[int, str]:
        """The markings that a text betrays though only `marks` may be seen, each with a word that tells it.

        A number that several records say is betrayed where none of them may be seen. Words that were cut
        tell their marking all the same.
        """
        found: dict[int, str] = {}
        for word in secrets_in(text) | numbers_in(text):
            said = self.words.get(word)
            if said is None and word[:4] in self.by_code and word.isalpha():
                said = frozenset({Said(self.by_code[word[:4]], 0)})
            if said and not any(each.mark in marks and each.load <= last_load for each in said):
                found |= dict.fromkeys((each.mark for each in said), word)
        return found


@dataclass(frozen=True)
class Seen:
    """What is visible of the truth to whoever may see these markings, as known at a load."""

    truth: Truth
    marks: frozenset[int]
    last_load: int
    entities: dict[str, list[Fragment]] = field(default_factory=dict)
    links: dict[Link, list[Fragment]] = field(default_factory=dict)

    @cached_property
    def schema_of(self) -> dict[str, str]:
        """The schema of each entity: the first by name where an id is used by several."""
        return {id_: min(each.schema for each in said) for id_, said in self.entities.items()}

    @cached_property
    def touching(self) -> dict[str, list[Link]]:
        """The links at each entity; one to itself once."""
        found: dict[str, list[Link]] = defaultdict(list)
        for link in self.links:
            for end in {link.source, link.target}:
                found[end].append(link)
        return found

    def neighbours(self, id_: str) -> set[str]:
        """The entities at the other end of any link of this one."""
        return {end for link in self.touching.get(id_, []) for end in (link.source, link.target)} - {id_}

    def between(self, ids: Iterable[str]) -> list[Link]:
        """The links among these entities."""
        wanted = set(ids)
        near = {link for id_ in wanted for link in self.touching.get(id_, [])}
        return sorted(link for link in near if link.source in wanted and link.target in wanted)

    def graph(self, schemas: Iterable[str], types: Iterable[str]) -> nx.Graph:
        """The entities of these schemas and which of them are linked by these types."""
        kinds, wanted = set(schemas), set(types)
        graph = nx.Graph()
        graph.add_nodes_from(id_ for id_, schema in self.schema_of.items() if schema in kinds)
        graph.add_edges_from(
            (link.source, link.target)
            for link in self.links
            if link.type in wanted and link.source in graph and link.target in graph
        )
        return graph

    def words_of(self, fragments: Iterable[Fragment]) -> set[str]:
        """The words that these fragments say."""
        return {word for each in fragments for word in each.words}


def see(truth: Truth, marks: frozenset[int], last_load: int) -> Seen:
    """The visible part of the truth: links whose ends are both visible, and nothing of what is not."""
    seen = Seen(truth, marks, last_load)
    shown = [each for each in truth.fragments if each.mark in marks and each.load <= last_load]
    for each in shown:
        if not each.ends:
            seen.entities.setdefault(each.id, []).append(each)
    types = {schema.name: schema.graph_name for schema in truth.ontology.links()}
    for each in shown:
        if each.ends and all(end in seen.entities for end in each.ends):
            seen.links.setdefault(Link(types[each.schema], each.schema, *each.ends), []).append(each)
    return seen


def read_truth(
    lake: Lake,
    ledger: Ledger,
    ontology: Ontology,
    marks: Sequence[Mark],
    files: Mapping[str, tuple[Mark, str]],
) -> Truth:
    """The truth of a loaded home; `files` gives the marking of each file by its name, and its text."""
    names = {number: file.name for number, file in ledger.files().items()}
    mark_of = {number: files[name][0].number for number, name in names.items()}
    loads = ledger.committed()
    fragments = [
        fragment
        for schema in ontology
        if not schema.abstract
        for fragment in _read(lake, schema, loads, mark_of)
    ]
    # the order of files in the lake is no one's
    fragments.sort(key=lambda each: (each.schema, each.seq))
    words: dict[str, set[Said]] = defaultdict(set)
    for load in loads:
        for number in ledger.load_files(load):
            text = f"{names[number]} {files[names[number]][1]}"
            for word in secrets_in(text) | numbers_in(text):
                words[word].add(Said(mark_of[number], load))
    return Truth(
        ontology,
        marks,
        fragments,
        {word: frozenset(said) for word, said in words.items()},
        {row.id: row.committed_at or 0 for row in ledger.loads()},
    )


def _read(lake: Lake, schema: Schema, loads: Sequence[int], mark_of: Mapping[int, int]) -> list[Fragment]:
    """The fragments of a schema with the words that they say."""
    frame = lake.scan(schema, loads).collect()
    if not frame.height:
        return []
    kept = [name for name in schema.properties if frame[name].null_count() < frame.height]
    sought = {p.name for p in schema.properties.values() if p.type in SEARCHED or p.name in schema.caption}
    found = []
    for row in frame.select(
        "entity",
        *(("src", "dst") if schema.is_link else ()),
        "seq",
        "load",
        "file",
        "path",
        "row",
        "flagged",
        *kept,
    ).iter_rows(named=True):
        whole = str([row["entity"], row["flagged"], *(row[name] for name in kept)])
        searched = str([row[name] for name in kept if name in sought])
        found.append(
            Fragment(
                schema=schema.name,
                id=row["entity"] or "",
                ends=(row["src"], row["dst"]) if schema.is_link else (),
                mark=mark_of[row["file"]],
                seq=row["seq"],
                load=row["load"],
                place=(row["file"], row["path"] or "", row["row"]),
                words=frozenset(word for word in secrets_in(whole) if len(word) == 10),
                searched=frozenset(secrets_in(searched)),
            )
        )
    return found


def count_kinds(seen: Seen, ids: Iterable[str]) -> Counter[str]:
    """How many of these entities are of each schema."""
    return Counter(seen.schema_of[id_] for id_ in ids)
