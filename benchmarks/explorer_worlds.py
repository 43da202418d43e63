"""What the explorer's benchmark shows: a home with hubs of fifty neighbours, and a picture of 1,000 nodes."""

from __future__ import annotations

import random
from pathlib import Path

import interlink as il
from interlink.render.picture import Picture, PictureLink, PictureNode

__all__ = ["NEIGHBOURS", "hub", "large_picture", "load_hubs"]

NEIGHBOURS = 50
CALLS = 20_000
HARBOUR = Path(__file__).parents[1] / "sample_graphs" / "harbour"
OTHERS = {"manifest": "manifest.csv", "register": "register.csv", "notices": "notices.json"}
HEAD = "caller,callee,started_at,duration_s,cell,imei"
KINDS = ("Person", "Person", "Phone", "Company", "Place", "Vessel", "Shipment", "Notice")


def hub(number: int) -> str:
    """The id of a hub's phone."""
    return f"phone:{_phone(number)}"


def load_hubs(home: Path, hubs: int) -> None:
    """Loads hubs that each call 50 phones of their own, 20,000 calls of others, and the harbour world."""
    chance = random.Random(0)  # noqa: S311 - an invented world, not a secret
    rows = [
        (_phone(number), _phone(1_000 + number * NEIGHBOURS + place))
        for number in range(hubs)
        for place in range(NEIGHBOURS)
    ]
    rows += [
        (_phone(chance.randrange(100_000, 105_000)), _phone(chance.randrange(100_000, 105_000)))
        for _ in range(CALLS)
    ]
    lines = [
        f"{caller},{callee},2026-01-{1 + place % 28:02}T10:00:00Z,{30 + place % 300},204-01-1-1,"
        for place, (caller, callee) in enumerate(rows)
    ]
    home.mkdir(parents=True)
    calls = home / "calls.csv"
    calls.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    workspace = il.open(home / "home")
    try:
        for source, path in {
            "call_records": calls,
            **{s: HARBOUR / file for s, file in OTHERS.items()},
        }.items():
            workspace.load(source, [path])
    finally:
        # The explorer's screens read the lake.
        workspace.graph_stop()
        workspace.close()


def large_picture(nodes: int = 1_000) -> Picture:
    """Entities of eight kinds in one network: each is linked with an earlier one, and half with a second."""
    chance = random.Random(0)  # noqa: S311 - an invented world, not a secret
    drawn = tuple(
        PictureNode(
            f"n{i}", f"Vesterholt {chance.choice('ABCDEFG')}. {i}", KINDS[i % len(KINDS)], listed=i % 40 == 0
        )
        for i in range(nodes)
    )
    ends = [(i, chance.randrange(max(0, i - 60), i)) for i in range(1, nodes)]
    ends += [(i, chance.randrange(i)) for i in range(2, nodes, 2)]
    links = tuple(
        PictureLink(f"e{a}-{b}", f"n{a}", f"n{b}", "KNOWS", "Knows", 1 + a % 7) for a, b in sorted(set(ends))
    )
    return Picture(drawn, links, total_nodes=len(drawn), total_links=len(links))


def _phone(number: int) -> str:
    return f"+31612{number:06}"
