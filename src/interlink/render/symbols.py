"""Shapes by kind and colours by community or group, told apart without seeing hue.

Colours are those of Okabe and Ito (2008), "Color Universal Design": apart for every common colour vision.
Shape says the group of kinds in any case, so that colour is never the only sign.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from interlink.render.picture import Picture, PictureNode

__all__ = ["GREY", "MARKED", "ROUTE", "LegendEntry", "colouring", "group_of", "legend", "shape_of"]

ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILION, PURPLE = (
    "#E69F00",
    "#56B4E9",
    "#009E73",
    "#F0E442",
    "#0072B2",
    "#D55E00",
    "#CC79A7",
)
GREY = "#9A9A9A"
MARKED = "#D00000"
# A path drawn through the picture.
ROUTE = BLUE
COMMUNITY_COLOURS = (SKY, ORANGE, GREEN, PURPLE, BLUE, YELLOW, VERMILION)

# group: what the legend calls it, shape, colour, kinds
GROUPS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "person": ("dot", SKY, ("Person", "Officer", "Party")),
    "organization": ("square", BLUE, ("Company", "Organization", "PublicBody")),
    "means of transport": ("triangleDown", PURPLE, ("Vessel", "Vehicle", "Aircraft")),
    "place": ("diamond", GREEN, ("Place", "Address", "Route")),
    "phone or device": ("phone", ORANGE, ("Phone", "Device", "Transponder")),
    "account": ("card", GREEN, ("BankAccount", "Wallet", "UserAccount")),
    "document or number": (
        "page",
        YELLOW,
        ("Passport", "IdentityCard", "RegistrationNumber", "NumberPlate"),
    ),
    "e-mail or domain": ("envelope", PURPLE, ("Email", "Domain")),
    "biometric": ("triangle", ORANGE, ("Biometric",)),
    "trade": ("box", YELLOW, ("Shipment", "Container", "Declaration", "Commodity")),
    "act": (
        "hexagon",
        VERMILION,
        (
            "Notice",
            "Warrant",
            "Conviction",
            "Seizure",
            "BorderCrossing",
            "Report",
            "StolenItem",
            "Exhibit",
            "Proceeding",
        ),
    ),
    "other": ("star", GREY, ()),
}
GROUP_OF_KIND = {kind: group for group, (_, _, kinds) in GROUPS.items() for kind in kinds}


@dataclass(frozen=True)
class LegendEntry:
    """One row of the legend: `colour` is #rrggbb, `shape` a node's, `swatch`, `ring`, `pin` or `route`."""

    shape: str
    colour: str
    words: str


def group_of(kind: str) -> str:
    """The group of kinds that share a shape; `other` for a kind that has none."""
    return GROUP_OF_KIND.get(kind, "other")


def shape_of(kind: str) -> str:
    """The shape a kind is drawn in."""
    return GROUPS[group_of(kind)][0]


def colouring(picture: Picture) -> Callable[[PictureNode], str]:
    """The colour of each node: by community where any node has one, else by group of kinds.

    The seven largest communities of the picture have colours of their own; the rest, and nodes without
    one, are grey.
    """
    colours = {community: colour for community, colour, _ in _communities(picture)}
    if colours:
        return lambda node: GREY if node.community is None else colours.get(node.community, GREY)
    return lambda node: GROUPS[group_of(node.kind)][1]


def legend(picture: Picture) -> tuple[LegendEntry, ...]:
    """What shapes and colours mean in this picture: groups of kinds, then communities, largest first."""
    groups: Counter[str] = Counter()
    for node in picture.nodes:
        groups[group_of(node.kind)] += len(picture.members(node.id))
    communities = _communities(picture)
    entries = [
        LegendEntry(shape, "#FFFFFF" if communities else colour, f"{group} ({groups[group]:,})")
        for group, (shape, colour, _) in GROUPS.items()
        if group in groups
    ]
    entries += [
        LegendEntry("swatch", colour, f"community {c} ({count:,})") for c, colour, count in communities
    ]
    rest = groups.total() - sum(count for _, _, count in communities)
    if communities and rest:
        entries.append(LegendEntry("swatch", GREY, f"smaller or no community ({rest:,})"))
    everyone = picture.all_nodes
    listed, pinned = sum(node.listed for node in everyone), sum(node.pinned for node in everyone)
    grouped = listed - sum(node.listed for node in picture.nodes)
    inside = f", {grouped:,} in groups" if grouped else ""
    entries += [LegendEntry("ring", MARKED, f"named on a list ({listed:,}{inside})")] * bool(listed)
    entries += [LegendEntry("pin", "#1A1A1A", f"pinned ({pinned:,})")] * bool(pinned)
    return tuple(entries)


def _communities(picture: Picture) -> list[tuple[int, str, int]]:
    """Community, colour and number of nodes of the largest communities, ties by number."""
    counts: Counter[int] = Counter()
    for node in picture.nodes:
        if node.community is not None:
            counts[node.community] += len(picture.members(node.id))
    largest = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[: len(COMMUNITY_COLOURS)]
    return [(community, COMMUNITY_COLOURS[place], count) for place, (community, count) in enumerate(largest)]
