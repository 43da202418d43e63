"""How much of everything a world holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interlink.errors import UnknownName, nearest

__all__ = ["SAMPLE", "SIZES", "Size", "size_named"]

# What the truth of the sample world says instead of a size.
SAMPLE = "harbour"


@dataclass(frozen=True)
class Size:
    """What one block of a world holds, and of how many blocks the world is made.

    `networks` is how many of each typology are planted in a block.
    """

    name: str
    people: int
    companies: int
    calls: int
    payments: int
    shipments: int
    declarations: int
    crossings: int
    vehicles: int
    notices: int
    networks: int
    corridors: int
    blocks: int = 1


def scaled(name: str, share: float, *, networks: int, corridors: int, blocks: int = 1) -> Size:
    """The counts of a medium world times `share`."""
    medium = {
        "people": 26_400,
        "companies": 9_900,
        "calls": 80_000,
        "payments": 42_000,
        "shipments": 8_800,
        "declarations": 8_000,
        "crossings": 7_600,
        "vehicles": 3_400,
        "notices": 400,
    }
    return Size(
        name=name,
        networks=networks,
        corridors=corridors,
        blocks=blocks,
        **{key: round(count * share) for key, count in medium.items()},
    )


SIZES: Mapping[str, Size] = {
    "small": scaled("small", 1 / 40, networks=1, corridors=14),
    "medium": scaled("medium", 1, networks=3, corridors=80),
    "large": scaled("large", 1, networks=3, corridors=80, blocks=25),
}


def size_named(name: str) -> Size:
    """The size of that name.

    Raises
    ------
    UnknownName   there is none
    """
    if name == SAMPLE:
        raise UnknownName(
            f"'{SAMPLE}' is the sample world, which has one plot and no size;"
            f" `python -m interlink.worlds.harbour DIR` writes it. Expected one of {', '.join(SIZES)}."
        )
    if name not in SIZES:
        raise UnknownName(
            f"no world size '{name}'; expected one of {', '.join(SIZES)}.{nearest(name, SIZES)}"
        )
    return SIZES[name]
