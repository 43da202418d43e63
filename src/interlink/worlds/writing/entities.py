"""Which entities the sources make of a party: what `same_as` and the members of a network name.

The ids are those that the mappings of the shipped sources give; a test maps a world and compares.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from interlink.worlds.ordinary.ties import Ints
from interlink.worlds.writing.named import Named

__all__ = ["party_entities"]


def party_entities(named: Named, rows: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Columns party (people by position, then companies) and entity, each pair once, sorted."""
    block = named.block
    size = block.people.size
    offices, money, shipping = block.offices, block.payments, block.shipping
    parts: list[pl.DataFrame] = []

    def add(source: str, kind: str, key: str | pl.Expr, frame: pl.DataFrame, party: Ints) -> None:
        keys = pl.col(key) if isinstance(key, str) else key
        made = frame.with_columns(pl.Series("party", party)).select(
            "party", (pl.lit(f"{source}:{kind}:") + keys.str.replace_all(r"\s+", " ")).alias("entity")
        )
        parts.append(made.drop_nulls())

    frame = rows["register"]
    of = frame["_of"].to_numpy()
    add("register", "company", "company_number", frame, size + offices.company[of])
    for natural, kind in ((True, "person"), (False, "company")):
        kept = offices.by_company[of] != natural
        party = offices.party[of][kept] + (0 if natural else size)
        add("register", kind, "party_id", frame.filter(pl.Series(kept)), party)

    frame = rows["documents"]
    paper = pl.concat_str("country", pl.lit("|"), "document_number")
    add("documents", "person", given("holder_id", paper), frame, frame["_of"].to_numpy())

    frame = rows["vehicles"]
    holder = block.vehicles.holder[frame["_of"].to_numpy()]
    for natural, kind in ((True, "person"), (False, "company")):
        kept = (holder < size) == natural
        other = pl.concat_str("holder", pl.lit("|"), "vin" if natural else "country")
        add("vehicles", kind, given("holder_id", other), frame.filter(pl.Series(kept)), holder[kept])

    frame = rows["payments"]
    tie = money.of[frame["_of"].to_numpy()]
    for side, ends in (("payer", money.a), ("payee", money.b)):
        for natural, kind in ((True, "person"), (False, "company")):
            kept = (ends[tie] < size) == natural
            named_by = pl.concat_str(side, pl.lit("|"), f"{side}_country")
            key = given(f"{side}_account", given(f"{side}_id", named_by))
            add("payments", kind, key, frame.filter(pl.Series(kept)), ends[tie][kept])

    frame = rows["crossings"]
    shown = pl.concat_str(
        "document_number",
        pl.lit("|"),
        "document_country",
        pl.lit("|"),
        "traveller",
        pl.lit("|"),
        "birth_date",
    )
    add("crossings", "person", shown, frame, block.crossings.traveller[frame["_of"].to_numpy()])

    frame = rows["manifest"]
    tie = shipping.ties.of[frame["_of"].to_numpy()]
    for side, ends in (("consignor", shipping.ties.a), ("consignee", shipping.ties.b)):
        named_by = pl.concat_str(side, pl.lit("|"), f"{side}_country")
        add("manifest", "company", given(f"{side}_number", named_by), frame, size + ends[tie])
    notified = size + shipping.notify[frame["_of"].to_numpy()]
    add("manifest", "company", pl.concat_str("notify_party", pl.lit("|"), "notify_country"), frame, notified)

    frame = rows["declarations"]
    shipment = block.declarations.shipment[frame["_of"].to_numpy()]
    tie = shipping.ties.of[shipment]
    for side, ends in (("consignor", shipping.ties.a), ("consignee", shipping.ties.b)):
        named_by = pl.concat_str(side, pl.lit("|"), f"{side}_country")
        add("declarations", "company", given(f"{side}_number", named_by), frame, size + ends[tie])
    export = (frame["procedure"] == "export").to_numpy()
    declarant = size + np.where(export, shipping.ties.a[tie], shipping.ties.b[tie])
    by_name = pl.concat_str("declarant", pl.lit("|"), "country")
    add("declarations", "company", given("declarant_number", by_name), frame, declarant)

    frame = rows["notices"]
    add("notices", "person", "entity_id", frame, block.wanted.person[frame["_of"].to_numpy()])
    return pl.concat(parts).unique().sort("party", "entity")


def given(column: str, other: pl.Expr) -> pl.Expr:
    """The column where it is given, else the other."""
    return pl.when(pl.col(column) != "").then(pl.col(column)).otherwise(other)
