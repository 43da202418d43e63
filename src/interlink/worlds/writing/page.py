"""The page that goes with a world: what is in the folder, and how to begin."""

from __future__ import annotations

from interlink.worlds.truth import Truth

__all__ = ["world_page"]

ONE_RECORD = {
    "call_records": "a call, with cell and handset of the caller",
    "crossings": "a passage of a border",
    "declarations": "a customs declaration: export, import or transit",
    "documents": "a passport or identity card, with its holder",
    "manifest": "a bill of lading on a customs cargo manifest",
    "notices": "a notice about a wanted person",
    "payments": "a payment that a bank reports",
    "register": "an owner or a director of a company",
    "vehicles": "a road vehicle, with its holder",
}


def world_page(truth: Truth) -> str:
    """The page in Markdown."""
    rows = "\n".join(
        f"| `{name}` | {truth.records[name.partition('.')[0]]:,} | {ONE_RECORD[name.partition('.')[0]]} |"
        for name in sorted(truth.files)
    )
    return f"""# {truth.world}: a generated world

Size {truth.size}, seed {truth.seed}. Every person, company, number and event is invented; what somebody bears
is chance. Ports are real. Networks are planted among ordinary life: find them before you open `truth.json`.

| File | Records | One record is |
|---|---|---|
{rows}
| `questions.json` | – | pairs of people somebody asks about, half of them strangers to each other |
| `truth.json` | – | who was planted, who only looks like it, and which entities are one party |

    for source in {" ".join(sorted(truth.records))}; do interlink load $source THIS_FOLDER/$source.*; done
    interlink world score THIS_FOLDER
"""
