"""What following phones finds in a small world: nobody of a crew that calls too seldom, and few at all."""

from __future__ import annotations

from made_world import Made

from interlink.analytics import phases
from interlink.projection import Projection
from interlink.worlds.finding.gather import gather


def test_phones_that_are_hardly_called_are_not_taken_for_each_other(made: Made) -> None:
    calls = gather(made.folder).fragments["Called"]
    crew = {
        frozenset(f"phone:{number}" for number in made.phones(member.party))
        for member in made.network("phone-change-crew").members
    }

    p = Projection.from_edges(calls, source="src", target="dst", at="at", directed=True)
    told = phases(p, every=60, resamples=0).table("successors")

    matched = {frozenset(pair) for pair in zip(told["old"], told["new"], strict=True)}
    assert len(crew) == 6
    assert crew & matched == set()
    assert len(matched) <= 8
