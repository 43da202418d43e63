"""The page about the ontology says what the schemas say."""

from __future__ import annotations

from pathlib import Path

from interlink.model.docs import COMMAND, render_model_docs
from interlink.model.schema import build_ontology, load_ontology

PAGE = Path(__file__).parents[2] / "docs" / "model.md"


def test_the_page_is_what_the_schemas_say() -> None:
    rendered = render_model_docs(load_ontology())

    assert PAGE.read_text(encoding="utf-8") == rendered, f"docs/model.md is out of date; run: {COMMAND}"


def test_every_schema_with_fragments_is_described_once() -> None:
    ontology = load_ontology()

    headings = [line for line in render_model_docs(ontology).splitlines() if line.startswith("#### ")]

    assert sorted(headings) == sorted(f"#### {s.label}" for s in ontology if not s.abstract)


def test_a_link_is_described_with_its_ends_period_total_and_properties() -> None:
    ontology = build_ontology(
        {
            "Thing": {"abstract": True, "plural": "Things", "description": "Anything."},
            "Link": {"abstract": True, "plural": "Links", "description": "A link."}
            | {"edge": {"source": "Thing", "target": "Thing"}},
            "CallTo": {
                "label": "Called",
                "description": "One call.",
                "extends": "Link",
                "period": ["at", "at"],
                "total": {"type": "CALLS_TOTAL", "sum": "duration_s"},
                "followthemoney": "Call",
                "properties": {
                    "at": {"type": "time"},
                    "duration_s": {"type": "duration", "label": "Duration (s)", "followthemoney": "duration"},
                },
            },
        }
    )

    page = render_model_docs(ontology)

    assert page.partition("#### ")[2] == (
        "Called\n"
        "\n"
        "One call.\n"
        "\n"
        "- Relationship type `CALL_TO`, in source files `CallTo`: `Thing` to `Thing`\n"
        "- Happens at: `at`\n"
        "- Total of each pair: `CALLS_TOTAL` with count, first and last, and the sum of `duration_s`\n"
        "- FollowTheMoney: `Call`; STIX 2.1: none\n"
        "\n"
        "| Property | Type | Values | Meaning | FollowTheMoney |\n"
        "|---|---|---|---|---|\n"
        "| `at` | time | one | At |  |\n"
        "| `duration_s` | duration | one | Duration (s) | `duration` |\n"
    )
