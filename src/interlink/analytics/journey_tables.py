"""Journeys as tables: one row for each, and one for each hop."""

from __future__ import annotations

import numpy as np
import pandas as pd

from interlink.analytics.journey_question import HOUR_US
from interlink.analytics.timed import Journey
from interlink.projection import MISSING_TIME, Projection
from interlink.projection.columns import Floats, Ints, utc_times

__all__ = ["describe_hops", "describe_journeys", "hours_between"]


def describe_journeys(projection: Projection, found: list[Journey], used: list[Ints]) -> pd.DataFrame:
    """One row per journey."""
    contacts = projection.contacts
    first = np.array([each[0] for each in used if each.size], dtype=np.int64)
    last = np.array([each[-1] for each in used if each.size], dtype=np.int64)
    has_hops = np.array([each.size > 0 for each in used], dtype=bool)
    departs, arrives = np.full((2, len(used)), MISSING_TIME, dtype=np.int64)
    departs[has_hops], arrives[has_hops] = contacts.at[first], contacts.until[last]
    layers = [tuple(projection.layers[n] for n in contacts.layer[each]) for each in used]
    frame = pd.DataFrame(
        {
            "rank": np.arange(1, len(used) + 1, dtype=np.int64),
            "departs": utc_times(departs),
            "arrives": utc_times(arrives),
            "hours": hours_between(departs, arrives),
            "hops": np.array([each.size for each in used], dtype=np.int64),
            "nodes": pd.Series([tuple(projection.ids[v] for v in each.path) for each in found], dtype=object),
            "layers": pd.Series(layers, dtype=object),
        }
    )
    if projection.captions is not None:
        captions = [tuple(projection.caption_of(v) for v in each.path) for each in found]
        frame["captions"] = pd.Series(captions, dtype=object)
    return frame


def describe_hops(projection: Projection, found: list[Journey], used: list[Ints]) -> pd.DataFrame:
    """One row per contact of every journey, in the order travelled."""
    none = [np.zeros(0, dtype=np.int64)]
    contacts, chosen = projection.contacts, np.concatenate(used or none)
    tails = np.concatenate([np.array(each.path[:-1], dtype=np.int64) for each in found] or none)
    heads = np.concatenate([np.array(each.path[1:], dtype=np.int64) for each in found] or none)
    return pd.DataFrame(
        {
            "rank": np.repeat(np.arange(1, len(used) + 1, dtype=np.int64), [each.size for each in used]),
            "hop": np.concatenate([np.arange(1, each.size + 1) for each in used] or none),
            "source": projection.ids_of(tails),
            "target": projection.ids_of(heads),
            "layer": pd.Series([projection.layers[n] for n in contacts.layer[chosen]], dtype="str"),
            "departs": utc_times(contacts.at[chosen]),
            "arrives": utc_times(contacts.until[chosen]),
            "weight": contacts.weight[chosen],
            "reversed": (contacts.source[chosen] != tails) & projection.directed,
        }
    )


def hours_between(departs: Ints, arrives: Ints) -> Floats:
    """How long each journey takes."""
    return np.asarray((arrives - departs) / HOUR_US, dtype=np.float64)
