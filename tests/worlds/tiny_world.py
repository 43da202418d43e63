"""A world small enough to score by hand: thirty people, each owning a company, and thirteen calls.

P01 calls P02 to P11; P12 calls P13, who calls P14. Planted: P01 and P30 change their phones together, and a
ladder of shells leads from P12 over P13 to P14, of which P13 and P29 are members.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from interlink.worlds.finding.gather import FILES, Question
from interlink.worlds.truth.file import digest_file, write_questions, write_truth
from interlink.worlds.truth.planted import Chain, Lookalike, Member, Network, Truth

PEOPLE = range(1, 31)
CALLS = [*((1, other) for other in range(2, 12)), (12, 13), (13, 14), (13, 14)]


def person(number: int) -> str:
    return f"NL-P{number:07}"


def company(number: int) -> str:
    return f"NL-{number:08}"


def person_entity(number: int) -> str:
    return f"register:person:{person(number)}"


def company_entity(number: int) -> str:
    return f"register:company:{company(number)}"


def member(number: int, role: str = "member") -> Member:
    return Member(person(number), role, (person_entity(number),), "2025-02-01", "2025-06-30")


CREW = Network(
    "N01", "phone-change-crew", (member(1, "organiser"), member(30)), records={"call_records": (1, 2)}
)
LADDER = Network(
    "N02",
    "shell-ladder",
    (member(13), member(29)),
    records={"register": (13, 29)},
    chains=(Chain(person(12), person(14), (person(12), person(13), person(14)), (("call_records", 11),)),),
)
CALL_CENTRE = Lookalike("L01", "call-centre", "phone-change-crew", (person(2), person(28)))


def write_tiny_world(folder: Path, **changes: object) -> Truth:
    """Writes the world; `changes` are fields of its truth."""
    folder.mkdir()
    write_rows(folder / "register.csv", [holding(number) for number in PEOPLE])
    write_rows(folder / "call_records.csv", [call(*pair) for pair in CALLS])
    write_questions(folder, [Question((person_entity(12),), (person_entity(14),))])
    truth = Truth(
        world="tiny",
        size="small",
        seed=1,
        attempts=1,
        records={"register": len(PEOPLE), "call_records": len(CALLS)},
        files={FILES[name]: digest_file(folder / FILES[name]) for name in ("register", "call_records")},
        networks=(CREW, LADDER),
        lookalikes=(CALL_CENTRE,),
    )
    truth = replace(truth, **changes)
    write_truth(folder, truth)
    return truth


def phone(number: int) -> str:
    return f"+316100000{number:02}"


def call(caller: int, callee: int) -> dict[str, str]:
    at = f"2025-03-{caller:02}T10:00:00Z"
    return {"caller": phone(caller), "callee": phone(callee), "started_at": at, "duration_s": "60"}


def holding(number: int) -> dict[str, str]:
    return {
        "company_number": company(number),
        "company_name": f"Company {number}",
        "jurisdiction": "NL",
        "incorporated_on": "2020-01-01",
        "status": "active",
        "address": f"Kade {number}",
        "city": "Delfzijl",
        "country": "NL",
        "role": "owner",
        "party_type": "person",
        "party_id": person(number),
        "party_name": f"Person {number}",
        "birth_date": f"1980-01-{number:02}",
        "nationality": "NL",
        "share_percent": "100",
        "since": "2020-01-01",
        "until": "",
        "phone": phone(number),
    }


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
