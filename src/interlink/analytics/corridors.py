"""Traffic along corridors: when its level changed, and what took over after an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from interlink.analytics.cite import Behind, listed
from interlink.analytics.explain import significant
from interlink.analytics.running import tick
from interlink.projection import Projection
from interlink.projection.columns import Floats, Ints

__all__ = ["Traffic", "substitution", "traffic_of", "trends"]

SHUFFLES = 999
# A shipment follows a route once: what has a level is the route. A leg's corridor is its two ends.
LEG, FOLLOWS = "LEG", "FOLLOWS"


@dataclass(frozen=True, eq=False)
class Traffic:
    """The contacts of one corridor: its layer, its places, how many in each period, and which contacts."""

    layer: str
    corridor: str
    counts: Ints
    contacts: Ints

    @property
    def ends(self) -> str:
        """The first and the last place."""
        places = self.corridor.split(">")
        return f"{places[0]}>{places[-1]}"


def traffic_of(projection: Projection, periods: Ints, length: int, least: int) -> list[Traffic]:
    """The corridors with as many contacts, in order of layer and name; `periods` has that of each contact."""
    contacts = projection.contacts
    groups: dict[tuple[str, str], list[int]] = {}
    for layer in (FOLLOWS, LEG):
        if layer not in projection.layers:
            continue
        for n in np.flatnonzero(contacts.layer == projection.layers.index(layer)).tolist():
            end = projection.caption_of(int(contacts.target[n]))
            way = end if layer == FOLLOWS else f"{projection.caption_of(int(contacts.source[n]))}>{end}"
            groups.setdefault((layer, way), []).append(n)
    found = []
    for (layer, way), members in sorted(groups.items()):
        if len(members) >= least:
            chosen = np.array(members, dtype=np.int64)
            found.append(Traffic(layer, way, np.bincount(periods[chosen], minlength=length), chosen))
    return found


def trends(
    projection: Projection, traffic: list[Traffic], days: pd.DatetimeIndex, seed: int
) -> tuple[pd.DataFrame, Behind]:
    """When each corridor's level changed most: the largest CUSUM, and how often shuffled periods reach it."""
    rows = []
    for number, each in enumerate(traffic):
        tick(number, len(traffic))
        counts = each.counts.astype(np.float64)
        if counts.size < 2 or not counts.std():
            continue
        sums = np.abs(np.cumsum(counts - counts.mean())[:-1]) / (counts.std() * np.sqrt(counts.size))
        at = int(np.argmax(significant(sums))) + 1
        shuffled = _shuffled(counts, seed, number)
        reached = np.abs(np.cumsum(shuffled - counts.mean(), axis=1)[:, :-1]).max(axis=1)
        score = float(significant(sums[[at - 1]])[0])
        share = reached / (counts.std() * np.sqrt(counts.size)) >= score * (1 - 1e-9)
        before, after = counts[:at].mean(), counts[at:].mean()
        p = (1 + int(share.sum())) / (1 + SHUFFLES)
        rows.append((each.corridor, each.layer, int(counts.sum()), days[at], before, after, score, p, number))
    columns = ["corridor", "layer", "events", "change", "before", "after", "score", "p", "place"]
    frame = pd.DataFrame(rows, columns=columns).sort_values(
        ["p", "score", "layer", "corridor"], ascending=[True, False, True, True], ignore_index=True
    )
    records = [projection.contacts.record[traffic[place].contacts] for place in frame.pop("place")]
    return frame, listed(records)


def substitution(
    projection: Projection, traffic: list[Traffic], split: int, corridor: str | None, seed: int
) -> tuple[pd.DataFrame, Behind]:
    """Each route's change after a period, less that of the other routes between the same two places.

    Counts are per period; `p` is how often as large a difference of differences comes of shuffled periods.
    """
    by_ends: dict[str, list[Traffic]] = {}
    for each in traffic:
        if each.layer == FOLLOWS and corridor in (None, each.ends):
            by_ends.setdefault(each.ends, []).append(each)
    rows: list[dict[str, object]] = []
    records: list[Ints] = []
    for ends, routes in sorted(by_ends.items()):
        for route in routes if len(routes) > 1 else []:
            others = np.sum([each.counts for each in routes if each is not route], axis=0)
            gap = (route.counts - others).astype(np.float64)
            difference = gap[split:].mean() - gap[:split].mean()
            shuffled = _shuffled(gap, seed, len(rows))
            chance = shuffled[:, split:].mean(axis=1) - shuffled[:, :split].mean(axis=1)
            p = (1 + int((np.abs(chance) >= abs(difference) - 1e-9).sum())) / (1 + SHUFFLES)
            levels = _levels({"": route.counts, "others_": others}, split)
            rows.append(
                {"corridor": ends, "route": route.corridor, **levels, "difference": difference, "p": p}
            )
            records.append(projection.contacts.record[np.concatenate([each.contacts for each in routes])])
    columns = [
        "corridor", "route", "before", "after", "others_before", "others_after", "difference", "p",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns), listed(records)


def _levels(counts: Mapping[str, Ints], split: int) -> dict[str, float]:
    """The mean per period before and after."""
    found: dict[str, float] = {}
    for name, each in counts.items():
        found[f"{name}before"] = float(each[:split].mean())
        found[f"{name}after"] = float(each[split:].mean())
    return found


def _shuffled(values: Floats, seed: int, number: int) -> Floats:
    """The values in as many other orders, one a row."""
    rng = np.random.default_rng([seed, number])
    return rng.permuted(np.tile(values, (SHUFFLES, 1)), axis=1)
