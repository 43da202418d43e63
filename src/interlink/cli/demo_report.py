"""What the demo found, set beside what was planted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from interlink.cli.output import say
from interlink.model.evidence import Evidence
from interlink.workspace import Workspace

__all__ = ["Found", "Planted", "beside", "read_planted", "say_path"]


@dataclass(frozen=True)
class Found:
    """What the analytics say, without having seen what was planted.

    `wanted` counts the wanted people of the group, `next_wanted` those of the group with most after it;
    `routes` are (id, shipments), most used first; `path` leads from the organiser to a shipment.
    """

    groups: int
    group: int
    group_size: int
    people: tuple[str, ...]
    companies: tuple[str, ...]
    wanted: int
    next_wanted: int
    organiser: str
    organiser_caption: str
    betweenness: float
    runner_up: float
    routes: tuple[tuple[str, int], ...]
    shipments: tuple[str, ...]
    path: tuple[str, ...]
    path_evidence: tuple[Evidence, ...]


class Planted(TypedDict):
    """The part of `expected.json` that the report reads, as the ids that the sources give.

    `people` has for each person every id under which one of the sources may know them.
    """

    people: list[list[str]]
    companies: list[str]
    organiser: list[str]
    organiser_name: str
    routes: list[str]
    path: list[str]


def read_planted(file: Path) -> Planted:
    """What was planted, from the world's `expected.json`."""
    given = json.loads(file.read_text(encoding="utf-8"))
    people = {person["party_id"]: _person_ids(person) for person in given["ring"]["people"]}
    return {
        "people": list(people.values()),
        "companies": sorted(f"register:company:{c['company_number']}" for c in given["ring"]["companies"]),
        "organiser": people[given["organiser"]["party_id"]],
        "organiser_name": given["organiser"]["name"],
        "routes": sorted("route:" + ">".join(route) for route in given["routes"]),
        "path": given["path"]["ids"],
    }


def beside(found: Found, planted: Planted) -> list[dict[str, object]]:
    """One row for each question: what was found, what was planted, and whether they agree."""
    known = {each for ids in planted["people"] for each in ids}
    people = [ids for ids in planted["people"] if set(ids) & set(found.people)]
    companies = set(found.companies) & set(planted["companies"])
    top = [route for route, _ in found.routes[: len(planted["routes"])]]
    routes = ", ".join(f"{route.removeprefix('route:')} ({count})" for route, count in found.routes[:3])
    return [
        {
            "question": "Which group?",
            "found": f"group {found.group} of {found.groups}: {found.group_size} entities,"
            f" {found.wanted} wanted people (next: {found.next_wanted})",
            "planted": "a smuggling ring",
            "agrees": bool(people),
        },
        {
            "question": "Who belongs to it?",
            "found": f"{len(people)} of its people and {len(set(found.people) - known)} others,"
            f" {len(companies)} of its companies and {len(set(found.companies) - companies)} others",
            "planted": f"{len(planted['people'])} people, {len(planted['companies'])} companies",
            "agrees": len(people) == len(planted["people"]) and len(companies) == len(planted["companies"]),
        },
        {
            "question": "Who holds it together?",
            "found": f"{found.organiser_caption}"
            f" (betweenness {found.betweenness:,.0f}, next {found.runner_up:,.0f})",
            "planted": planted["organiser_name"],
            "agrees": found.organiser in planted["organiser"],
        },
        {
            "question": "Which routes?",
            "found": routes,
            "planted": ", ".join(route.removeprefix("route:") for route in planted["routes"]),
            "agrees": sorted(top) == planted["routes"],
        },
    ]


def say_path(workspace: Workspace, found: Found) -> None:
    """How the organiser reaches a shipment, and the records that say so."""
    captions = dict(workspace.among(found.path).nodes.select("id", "caption").iter_rows())
    say("\nFrom the organiser to a shipment: " + " → ".join(captions[each] for each in found.path))
    for each in found.path_evidence:
        say(f"  {each.source}, file {each.file[:12]}…, {each.locator}")
    say(
        "\nGo on by yourself (`. .venv/bin/activate` puts interlink on your path): docs/tutorial.md, or\n"
        f"  interlink show {found.organiser} --records\n"
        f"  interlink path {found.organiser} {found.shipments[0]} --k 3\n"
        "  interlink query run ownership/companies-of-wanted-people"
    )


def _person_ids(person: dict[str, object]) -> list[str]:
    """The ids under which a person stands: in the register, and once for each notice."""
    notices = person["notices"]
    party = f"register:person:{person['party_id']}"
    return [party, *(f"notices:person:{number}" for number in (notices if isinstance(notices, list) else []))]
