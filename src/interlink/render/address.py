"""A chart as an address: the drawn entities, their places and which are pinned, if a browser takes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

__all__ = ["Chart", "read_chart", "write_chart"]

MOST_IDS = 500
MOST_ID_LENGTH = 500
# Servers take about twice as much in one line.
LONGEST = 30_000
PLACE = re.compile(r"-?[0-9]{1,6}_-?[0-9]{1,6}")


@dataclass(frozen=True)
class Chart:
    """The entities in the order drawn, the places of those that have one, and the pinned ones."""

    ids: tuple[str, ...] = ()
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    pinned: tuple[str, ...] = ()


def write_chart(chart: Chart) -> dict[str, list[str]] | None:
    """The address's parts: `show` and `pin` hold ids, `at` a place for each of `show`, in whole pixels.

    None where the entities are more than 500, or the address would be longer than 30,000 characters.
    """
    if len(chart.ids) > MOST_IDS:
        return None
    places = "~".join(
        f"{round(place[0])}_{round(place[1])}" if (place := chart.places.get(id_)) is not None else ""
        for id_ in chart.ids
    )
    parts = {"show": list(chart.ids), "at": [places] if chart.places else [], "pin": list(chart.pinned)}
    length = sum(len(name) + 2 + len(quote(value)) for name, values in parts.items() for value in values)
    return parts if length <= LONGEST else None


def read_chart(show: Iterable[str], at: str = "", pin: Iterable[str] = ()) -> Chart:
    """The chart that an address asks for; whoever wrote it is not trusted.

    Ids are taken once each, the first 500, none longer than 500 characters. Places that are not one for each
    of `show`, as `write_chart` writes them, are left out as a whole: then all is laid out anew.
    """
    given = list(show)
    ids = list(dict.fromkeys(id_ for id_ in given if id_ and len(id_) <= MOST_ID_LENGTH))[:MOST_IDS]
    known = set(ids)
    pinned = tuple(dict.fromkeys(id_ for id_ in pin if id_ in known))
    return Chart(tuple(ids), _read_places(ids, at) if ids == given else {}, pinned)


def _read_places(ids: Sequence[str], at: str) -> dict[str, tuple[float, float]]:
    parts = at.split("~")
    if len(parts) != len(ids) or not all(PLACE.fullmatch(part) for part in parts if part):
        return {}
    pairs = {id_: part.split("_") for id_, part in zip(ids, parts, strict=True) if part}
    return {id_: (float(x), float(y)) for id_, (x, y) in pairs.items()}
