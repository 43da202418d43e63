"""The rows of trade: the manifest and customs declarations."""

from __future__ import annotations

import numpy as np
import polars as pl

from interlink.worlds.facts import numbers
from interlink.worlds.ordinary.calendar import write_days
from interlink.worlds.ordinary.ties import Floats
from interlink.worlds.writing.named import STRIDE, Named
from interlink.worlds.writing.noise import Noise
from interlink.worlds.writing.parties import vehicle_names

__all__ = ["declaration_rows", "manifest_rows"]

PROCEDURES = ("export", "import", "transit")
# Invented lines; each ship belongs to one and bears its word.
LINES = (
    "Meridiaan Lijn", "Halcyon Box Line", "Corvanta Shipping", "Osterwind Reederei", "Pelagion Lines",
    "Tamarisk Ocean", "Yacaranda Marítima", "Qamarine Carriers",
)  # fmt: skip
SHIPS = 160


def manifest_rows(named: Named, noise: Noise) -> pl.DataFrame:
    """manifest.csv in order of loading; `_of` is a shipment's position in the block."""
    block, rng = named.block, named.rng(30)
    shipping = block.shipping
    tie = shipping.ties.of
    exporter, importer = named.firm[shipping.ties.a[tie]], named.firm[shipping.ties.b[tie]]
    notify = named.firm[shipping.notify]
    codes, goods = block.sea.codes, block.goods
    hub, what = shipping.hub[tie], shipping.goods[tie]
    ship = shipping.ship % SHIPS
    imo = numbers.imo_numbers(np.arange(SHIPS), seed=named.seed)
    frame = pl.DataFrame(
        {
            "bill_of_lading": bills(named),
            "consignor": exporter["name"],
            "consignor_country": exporter["country"],
            "consignor_number": noise.without(rng, exporter["id"]),
            "consignee": importer["name"],
            "consignee_country": importer["country"],
            "consignee_number": noise.without(rng, importer["id"]),
            "notify_party": notify["name"],
            "notify_country": notify["country"],
            "carrier": pl.Series(np.array(LINES)[ship % len(LINES)]),
            "vessel": pl.Series(
                [f"{LINES[s % len(LINES)].split()[0].upper()} {s // len(LINES) + 1}" for s in range(SHIPS)]
            )[ship],
            "imo": imo[ship],
            "voyage": pl.Series(shipping.loaded // 3 + 100).cast(pl.String) + "W",
            "containers": containers(named),
            "hs_code": pl.Series(goods.hs_code[what]),
            "goods": pl.Series(goods.words[what]),
            "packages": pl.Series(shipping.packages).cast(pl.String),
            "weight_kg": pl.Series(np.round(shipping.weight)).cast(pl.Int64).cast(pl.String),
            "value": money(shipping.value),
            "currency": pl.Series(np.full(shipping.size, "USD")),
            "port_of_loading": pl.Series(codes[shipping.loading[tie]]),
            "loaded_on": write_days("l", shipping.loaded),
            "port_of_transhipment": pl.Series(np.where(hub >= 0, codes[hub], "")),
            "transhipped_on": pl.Series(
                np.where(hub >= 0, write_days("t", shipping.transhipped).to_numpy(), "")
            ),
            "port_of_discharge": pl.Series(codes[shipping.discharge[tie]]),
            "discharged_on": write_days("d", shipping.discharged),
            "_of": np.arange(shipping.size),
        }
    )
    return frame.sort("loaded_on", "_of")


def bills(named: Named) -> pl.Series:
    """The number of each shipment's bill of lading."""
    serials = named.serials(named.block.shipping.size)
    return numbers.numbered(serials, "BL########", seed=named.seed, name="bill")


def containers(named: Named) -> pl.Series:
    """Each shipment's containers, joined by `;`; a shared one is the first of whom it is shared with."""
    shipping = named.block.shipping
    of = np.repeat(np.arange(shipping.size), shipping.boxes)
    made = numbers.containers(named.serials(of.size), seed=named.seed)
    first = np.cumsum(shipping.boxes) - shipping.boxes
    own = made.to_numpy().copy()
    mixed = np.flatnonzero(shipping.shared >= 0)
    own[first[mixed]] = own[first[shipping.shared[mixed]]]
    frame = pl.DataFrame({"of": of, "box": own})
    return frame.group_by("of", maintain_order=True).agg(pl.col("box").str.join(";"))["box"]


def money(amounts: Floats) -> pl.Series:
    """Amounts with two decimals."""
    cents = pl.Series(np.round(amounts * 100)).cast(pl.Int64)
    frame = pl.DataFrame({"c": cents})
    return frame.select(
        pl.concat_str(
            (pl.col("c") // 100).cast(pl.String),
            pl.lit("."),
            (pl.col("c") % 100).cast(pl.String).str.zfill(2),
        )
    )[:, 0]


def declaration_rows(named: Named, noise: Noise) -> pl.DataFrame:
    """declarations.csv in order of day."""
    block, rng = named.block, named.rng(31)
    declared, shipping = block.declarations, block.shipping
    papers = manifest_rows(named, Noise(missing=0)).sort("_of")[declared.shipment]
    tie = shipping.ties.of[declared.shipment]
    export = declared.procedure == 0
    party = np.where(export, shipping.ties.a[tie], shipping.ties.b[tie])
    hub = np.maximum(shipping.hub[tie], 0)
    office = np.where(
        export, shipping.loading[tie], np.where(declared.procedure == 1, shipping.discharge[tie], hub)
    )
    declarant = named.firm[party]
    things = vehicle_names(named)
    exported = declared.vehicle >= 0
    frame = pl.DataFrame(
        {
            "declaration_number": numbers.numbered(
                np.arange(declared.size) + block.number * STRIDE,
                "26@@########",
                seed=named.seed,
                name="declaration",
            ),
            "procedure": pl.Series(np.array(PROCEDURES)[declared.procedure]),
            "office": pl.Series(block.sea.codes[office]),
            "country": pl.Series(block.sea.country[office]),
            "declared_on": write_days("d", declared.day),
            "declarant": declarant["name"],
            "declarant_number": noise.without(rng, declarant["id"]),
            **{
                f"{side}{part}": noise.without(rng, papers[f"{side}{part}"])
                if part == "_number"
                else papers[f"{side}{part}"]
                for side in ("consignor", "consignee")
                for part in ("", "_number", "_country")
            },
            "bill_of_lading": noise.without(rng, papers["bill_of_lading"]),
            "containers": papers["containers"],
            "hs_code": papers["hs_code"],
            "goods": papers["goods"],
            "packages": papers["packages"],
            "weight_kg": pl.Series(np.round(declared.weight)).cast(pl.Int64).cast(pl.String),
            "value": money(declared.value),
            "currency": papers["currency"],
            "origin_country": papers["consignor_country"],
            "destination_country": papers["consignee_country"],
            "vin": pl.Series(
                np.where(exported, things["vin"][np.maximum(declared.vehicle, 0)].to_numpy(), "")
            ),
            "_of": np.arange(declared.size),
        }
    )
    return frame.sort("declared_on", "_of")
