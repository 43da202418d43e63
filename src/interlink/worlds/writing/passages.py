"""The rows of passages of borders."""

from __future__ import annotations

import numpy as np
import polars as pl

from interlink.worlds.facts import numbers
from interlink.worlds.ordinary.calendar import write_times
from interlink.worlds.writing.named import CODES, STRIDE, Named
from interlink.worlds.writing.noise import Noise
from interlink.worlds.writing.parties import vehicle_names

__all__ = ["crossing_rows"]

TRAVEL = ("tourism", "family visit", "work", "business", "study", "transit")


def crossing_rows(named: Named, noise: Noise) -> pl.DataFrame:
    """crossings.csv in order of time."""
    block, rng = named.block, named.rng(22)
    crossings = block.crossings
    person = named.person[crossings.traveller]
    things = vehicle_names(named)
    by_car = crossings.vehicle >= 0
    car = np.maximum(crossings.vehicle, 0)
    frame = pl.DataFrame(
        {
            "crossing_id": numbers.numbered(
                np.arange(crossings.size) + block.number * STRIDE,
                "BX########",
                seed=named.seed,
                name="crossing",
            ),
            "at": write_times("t", crossings.at),
            "direction": np.where(crossings.entry, "entry", "exit"),
            "post": pl.Series(block.sea.codes[crossings.post]),
            "country": pl.Series(CODES[crossings.country]),
            "traveller": noise.names(rng, person["name"], person["original"]),
            "birth_date": person["birth_date"],
            "nationality": person["origin"],
            "sex": person["sex"],
            "document_kind": np.full(crossings.size, "passport"),
            "document_number": named.passport[crossings.document],
            "document_country": named.person["origin"][crossings.document],
            "plate": pl.Series(np.where(by_car, things["plate"][car].to_numpy(), "")),
            "plate_country": pl.Series(np.where(by_car, CODES[block.vehicles.country[car]], "")),
            "purpose": pl.Series(np.array(TRAVEL)[rng.integers(0, len(TRAVEL), crossings.size)]),
            "_of": np.arange(crossings.size),
        }
    )
    return frame.sort("at", "_of")
