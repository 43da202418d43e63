"""The harbour world: customs manifests, a company register, call records, notices, and a ring among them.

    python -m interlink.worlds.harbour OUT_DIR [--seed 7]

The same seed writes the same bytes. People, companies and ships are invented; ports are real.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from interlink.worlds.finding.gather import FILES, Question
from interlink.worlds.harbour.answers import EXPECTED, expected_answers
from interlink.worlds.harbour.calls import call_rows, dial
from interlink.worlds.harbour.cast import Cast
from interlink.worlds.harbour.flaws import Rows, break_values
from interlink.worlds.harbour.notices import draw_notices, notices_document
from interlink.worlds.harbour.register import register_rows
from interlink.worlds.harbour.ring import plant_ring
from interlink.worlds.harbour.society import draw_society
from interlink.worlds.harbour.trade import manifest_rows
from interlink.worlds.harbour.truths import (
    draw_questions,
    harbour_lookalikes,
    harbour_network,
    party_entities,
    same_as,
)
from interlink.worlds.ordinary.size import SAMPLE
from interlink.worlds.truth import Truth
from interlink.worlds.truth.file import write_questions, write_truth

__all__ = ["Harbour", "make_harbour", "write_harbour"]


@dataclass(frozen=True)
class Harbour:
    """A harbour world: the text of each source's file by its name, its truth, its questions."""

    files: Mapping[str, str]
    truth: Truth
    questions: Sequence[Question]


def make_harbour(*, seed: int = 7) -> Harbour:
    """The harbour world of the seed."""
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
    entities = party_entities(sources, numbered, ring)
    # while every number is still written in E.164
    network = harbour_network(sources, numbered, ring, entities)
    dial(rng, sources["call_records"])
    files = {FILES[name]: csv_text(rows) for name, rows in sources.items()}
    files[FILES["notices"]] = json_text(notices_document(rng, numbered))
    lookalikes = harbour_lookalikes(society)
    truth = Truth(
        world=SAMPLE,
        size=SAMPLE,
        seed=seed,
        attempts=1,
        records={name: len(rows) for name, rows in sources.items()} | {"notices": len(numbered)},
        files={name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(files.items())},
        networks=(network,),
        lookalikes=lookalikes,
        same_as=same_as(entities),
        flaws=flaws,
    )
    return Harbour(files, truth, draw_questions(rng, network, lookalikes, entities))


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
    """Writes the world into the folder, which is made where it is missing, over the files that are there.

    `expected.json` is what the truth and the written records say together.
    """
    folder.mkdir(parents=True, exist_ok=True)
    world = make_harbour(seed=seed)
    for name, text in world.files.items():
        (folder / name).write_bytes(text.encode())
    write_questions(folder, world.questions)
    write_truth(folder, world.truth)
    (folder / EXPECTED).write_bytes(json_text(expected_answers(folder)).encode())


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line and writes the world."""
    parser = argparse.ArgumentParser(prog="interlink.worlds.harbour", description="Write the harbour world.")
    parser.add_argument("folder", type=Path, metavar="OUT_DIR", help="folder to write into")
    parser.add_argument("--seed", type=int, default=7, help="same seed, same bytes (default: %(default)s)")
    options = parser.parse_args(arguments)
    write_harbour(options.folder, seed=options.seed)
