"""The harbour world: customs manifests, a company register, call records, notices, and a ring among them.

    python -m interlink.worlds.harbour OUT_DIR [--seed 7]

The same seed writes the same bytes. People, companies and ships are invented; ports are real.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

from interlink.worlds.harbour.calls import call_rows, dial
from interlink.worlds.harbour.cast import Cast
from interlink.worlds.harbour.flaws import Rows, break_values
from interlink.worlds.harbour.notices import Notice, draw_notices, notices_document
from interlink.worlds.harbour.register import register_rows
from interlink.worlds.harbour.ring import CELLS, LINES, ROUTES, Ring, plant_ring
from interlink.worlds.harbour.society import draw_society
from interlink.worlds.harbour.trade import manifest_rows

__all__ = ["make_harbour", "write_harbour"]


def make_harbour(*, seed: int = 7) -> dict[str, str]:
    """The text of every file by its name: three CSV files, notices.json and expected.json."""
    rng = Random(seed)  # noqa: S311 - a made-up world needs repeatable numbers, not secret ones
    cast = Cast(rng)
    ring = plant_ring(cast)
    society = draw_society(cast)
    sources = {
        "manifest": manifest_rows(cast, society, ring, count=450),
        "register": register_rows(rng, [*ring.relations, *society.relations]),
        "call_records": call_rows(rng, society, ring),
    }
    numbered = draw_notices(cast, society, ring, count=40)
    flaws = break_values(rng, sources, ring)
    dial(rng, sources["call_records"])
    expected = {
        "world": "harbour",
        "seed": seed,
        "records": {name: len(rows) for name, rows in sources.items()} | {"notices": len(numbered)},
        **planted(ring, numbered, sources["manifest"]),
        "flaws": flaws,
    }
    files = {f"{name}.csv": csv_text(rows) for name, rows in sources.items()}
    files["notices.json"] = json_text(notices_document(rng, numbered))
    files["expected.json"] = json_text(expected)
    return files


def planted(ring: Ring, numbered: Sequence[tuple[str, Notice]], manifest: Rows) -> dict[str, object]:
    """What is to be found: organiser, members, companies, shipments, routes, a path from him to a shipment.

    The path is the shortest there is; of the equally short ones it takes the phone whose number comes first.
    """
    members, companies = ring.members, ring.companies
    organiser, fruit = members["organiser"], companies["fruit"]
    numbers = {firm.number for firm in companies.values()}
    shipments = [row for row in manifest if {row["consignor_number"], row["consignee_number"]} <= numbers]
    first = next(row["bill_of_lading"] for row in shipments if row["consignor_number"] == fruit.number)
    line = min(ring.phones[f"S {each}"] for each in LINES)
    return {
        "organiser": {
            "party_id": organiser.id,
            "name": organiser.name.latin,
            "phone": line,
            "phones": ring.lines(),
        },
        "lieutenants": [members[cell].id for cell in CELLS],
        "ring": {
            "people": [
                {
                    "party_id": person.id,
                    "name": person.name.latin,
                    "cell": CELLS.get(code[0], code),
                    "notices": [number for number, notice in numbered if notice.member == code],
                }
                for code, person in members.items()
            ],
            "companies": [{"company_number": firm.number, "name": firm.name} for firm in companies.values()],
            "phones": sorted(ring.phones.values()),
            "shipments": [row["bill_of_lading"] for row in shipments],
        },
        "routes": [list(route) for route in ROUTES],
        "path": {
            "start": organiser.id,
            "end": first,
            "ids": [organiser.id, line, ring.phones["S"], members["S"].id, fruit.number, first],
        },
    }


def csv_text(rows: Rows) -> str:
    """The rows under a header, comma-separated, lines ended by a line feed."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def json_text(value: object) -> str:
    """The value indented by one space, other scripts as they are."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def write_harbour(folder: Path, *, seed: int = 7) -> None:
    """Writes the world's files into the folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in make_harbour(seed=seed).items():
        (folder / name).write_bytes(text.encode())


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line and writes the world."""
    parser = argparse.ArgumentParser(prog="interlink.worlds.harbour", description="Write the harbour world.")
    parser.add_argument("folder", type=Path, metavar="OUT_DIR", help="folder to write into")
    parser.add_argument("--seed", type=int, default=7, help="same seed, same bytes (default: %(default)s)")
    options = parser.parse_args(arguments)
    write_harbour(options.folder, seed=options.seed)


if __name__ == "__main__":
    main()
