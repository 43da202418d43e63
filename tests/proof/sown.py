"""The harbour world with markings sown over its records, and a word of its marking in every value of each.

Every kind of record is delivered by several sources, which differ in originator and purposes; within one the
records say their handling, recipients, grades and category themselves. A file holds records of one marking.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import yaml
from rules import Mark, Person
from secrets_sown import Words, in_cyrillic

from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec
from interlink.sources import source_files
from interlink.worlds.harbour import make_harbour

__all__ = ["PEOPLE", "Delivery", "draw_marks", "draw_people", "sow"]

AGENCIES = ("Havenpolitie", "Guardia Portuaria", "Limeniko Soma", "Customs of the Estuary")
COUNTRIES = ("NL", "ES", "GR", "PA")
ALLIANCES = ("Estuary Pact", "Twelve Ports")
NAMES = (*AGENCIES, *COUNTRIES, *ALLIANCES)
# Originator, purposes, and whether it tells facts, of the sources of every kind of record.
SOURCES: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("Havenpolitie", (), True),
    ("Guardia Portuaria", (), True),
    ("", (), False),
    ("Customs of the Estuary", ("analysis",), True),
    ("Havenpolitie", ("locate-wanted", "warn"), True),
    ("Limeniko Soma", ("support-investigation", "identify", "border-control"), False),
)
# Of each source: handling, and how many names the list of recipients has; -1 is the list that names nobody.
KINDS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("H0",), 0),
    (("H1",), 0),
    (("H2",), 1),
    (("H3",), 0),
    (("H0",), 2),
    (("H1",), -1),
    (("EYES-ONLY",), 0),
    (("H0", "H2"), 3),
)
CATEGORIES = ("", "", "suspect", "victim", "witness", "contact")
FIELDS = ("source_grade", "information_grade", "handling", "releasable_to", "person_category")
MARKED_BY = {name: f"mark_{name}" for name in FIELDS}
KINDS_OF_RECORD = ("register", "manifest", "call_records", "notices")
LOOKING = (("investigator",), ("analyst",), ("investigator", "reviewer"), ("analyst", "data-engineer"))
OTHERS = (("reviewer",), ("data-engineer",), ("auditor",), ("administrator",), ())
PEOPLE = 40


@dataclass(frozen=True)
class Delivery:
    """One source, its files in order, and by each file's name the marking of all of its records."""

    spec: SourceSpec
    files: tuple[Path, ...]
    marks: Mapping[str, Mark]


def draw_marks(rng: Random, words: Words, sources: Sequence[int]) -> list[Mark]:
    """Every kind of marking from each of these sources, with lists of recipients by chance."""
    drawn: list[Mark] = []
    for source in sources:
        originator, purposes, _ = SOURCES[source]
        for handling, names in KINDS:
            drawn.append(
                Mark(
                    number=len(drawn),
                    code=words.code(),
                    source=source,
                    handling=handling,
                    releasable_to=("nobody",) if names < 0 else tuple(sorted(rng.sample(NAMES, names))),
                    purposes=purposes,
                    originator=originator,
                    person_category=rng.choice(CATEGORIES),
                    source_grade=rng.choice("ABCX"),
                    information_grade=rng.choice("1234"),
                )
            )
    return drawn


def draw_people(rng: Random) -> list[Person]:
    """People of every agency, country and ceiling; more of them with roles that look than without."""
    people = [Person("ada", "Registry Office", "NL", (), ("administrator",), "H0")]
    people += [
        Person(
            name=f"person{number}",
            agency=rng.choice(("", *AGENCIES)),
            country=rng.choice(("", *COUNTRIES)),
            memberships=tuple(sorted(rng.sample(ALLIANCES, rng.randrange(3)))),
            roles=LOOKING[number % 4] if number % 5 else OTHERS[number // 5 % len(OTHERS)],
            ceiling=rng.choice(("H0", "H1", "H2", "H3")),
        )
        for number in range(1, PEOPLE)
    ]
    return people


def sow(
    folder: Path, marks: Sequence[Mark], words: Words, rng: Random, *, seed: int, every: int
) -> list[Delivery]:
    """Writes every file of every source; each record goes under a marking by chance, and says its word.

    With `every` 2 half of the world's records are left out, with 1 none.
    """
    world = make_harbour(seed=seed).files
    records = {kind: read_rows(world[f"{kind}.csv"]) for kind in KINDS_OF_RECORD[:3]}
    records["notices"] = json.loads(world["notices.json"])["_embedded"]["notices"]
    deliveries = []
    for kind in KINDS_OF_RECORD:
        sown: dict[int, list[dict[str, object]]] = {mark.number: [] for mark in marks}
        for record in records[kind][::every]:
            mark = rng.choice(marks)
            sown[mark.number].append(say(kind, record, mark, words.word(mark.code), rng))
        for source in sorted({mark.source for mark in marks}):
            named = {
                f"{kind}_{words.word(mark.code)}{suffix(kind)}": mark
                for mark in marks
                if mark.source == source
            }
            held = {name: mark for name, mark in named.items() if sown[mark.number]}
            for name, mark in held.items():
                (folder / name).write_text(written(kind, sown[mark.number]), encoding="utf-8")
            deliveries.append(Delivery(spec_of(kind, source), tuple(folder / name for name in held), held))
    return deliveries


def say(kind: str, record: Mapping[str, object], mark: Mark, word: str, rng: Random) -> dict[str, object]:
    """The record with the word in its values, and its marking in columns of their own."""
    said = SAYINGS[kind](dict(record), word)
    said[MARKED_BY["source_grade"]] = mark.source_grade
    said[MARKED_BY["information_grade"]] = mark.information_grade
    said[MARKED_BY["handling"]] = " ".join(mark.handling)
    said[MARKED_BY["releasable_to"]] = ";".join(rng.sample(mark.releasable_to, len(mark.releasable_to)))
    said[MARKED_BY["person_category"]] = mark.person_category
    return said


def say_register(record: dict[str, object], word: str) -> dict[str, object]:
    """Names, places and notes; the numbers stay, by which sources meet."""
    added = {name: f"{record[name]} {word}" for name in ("company_name", "address", "city", "party_name")}
    original = f"{record['party_name_original']} {in_cyrillic(word)}"
    return {**record, **added, "party_name_original": original}


def say_manifest(record: dict[str, object], word: str) -> dict[str, object]:
    """Names, goods and the number of the bill; container, ship, port and register numbers stay."""
    names = ("consignor", "consignee", "notify_party", "vessel", "goods")
    added = {name: f"{record[name]} {word}" for name in names if record[name]}
    bill = f"{record['bill_of_lading']}-{word}"
    return {**record, **added, "voyage": f"{record['voyage']}-{word}", "bill_of_lading": bill}


def say_call(record: dict[str, object], word: str) -> dict[str, object]:
    """The cell; both phones and the handset stay."""
    return {**record, "cell": f"{record['cell']}-{word}"}


def say_notice(record: dict[str, object], word: str) -> dict[str, object]:
    """Names in two scripts, place of birth, notes, charge and the notice's number."""
    added = {name: f"{record[name]} {word.upper()}" for name in ("forename", "name", "place_of_birth")}
    warrants = [{**each, "charge": f"{each['charge']} {word}"} for each in record["arrest_warrants"]]  # type: ignore[attr-defined]
    aliases = [*record["aliases"], {"name": in_cyrillic(word), "script": "Cyrl"}]  # type: ignore[misc]
    return {
        **record,
        **added,
        "entity_id": f"{record['entity_id']}-{word}",
        "distinguishing_marks": f"{record['distinguishing_marks'] or 'None seen'} {word}",
        "arrest_warrants": warrants,
        "aliases": aliases,
    }


SAYINGS = {
    "register": say_register,
    "manifest": say_manifest,
    "call_records": say_call,
    "notices": say_notice,
}


def suffix(kind: str) -> str:
    """How a file of this kind ends."""
    return ".json" if kind == "notices" else ".csv"


def written(kind: str, records: Iterable[Mapping[str, object]]) -> str:
    """The records as a delivered file."""
    rows = list(records)
    if kind == "notices":
        document = {"total": len(rows), "_embedded": {"notices": rows}}
        return json.dumps(document, ensure_ascii=False, indent=1)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def read_rows(text: str) -> list[dict[str, object]]:
    """The rows of a CSV file."""
    return [dict(row) for row in csv.DictReader(io.StringIO(text))]


def spec_of(kind: str, source: int) -> SourceSpec:
    """The shipped source of this kind under another name, with its own originator and purposes."""
    originator, purposes, is_fact = SOURCES[source]
    given = yaml.safe_load(source_files(None)[kind])
    given["source"] = f"{kind}_{source}"
    given["marking"] = {
        **given["marking"],
        "handling": "H0",
        "originator": originator,
        "purposes": list(purposes),
        "is_fact": is_fact,
    }
    given["mark_by"] = MARKED_BY
    return parse_source(yaml.safe_dump(given, allow_unicode=True, sort_keys=False), f"{kind}_{source}.yaml")
