"""The typologies: what is planted, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from interlink.worlds.planting import Planter
from interlink.worlds.typologies.goods import (
    plant_drug_importation,
    plant_stolen_vehicle_export,
    plant_trade_based_laundering,
    plant_wildlife,
)
from interlink.worlds.typologies.money import plant_shell_ladder, plant_smurfing
from interlink.worlds.typologies.people import (
    plant_document_ring,
    plant_human_trafficking,
    plant_phone_change_crew,
)

__all__ = ["TYPOLOGIES"]

TYPOLOGIES: Mapping[str, Callable[[Planter], None]] = {
    "drug-importation": plant_drug_importation,
    "human-trafficking": plant_human_trafficking,
    "trade-based-laundering": plant_trade_based_laundering,
    "shell-ladder": plant_shell_ladder,
    "smurfing-round-trip": plant_smurfing,
    "stolen-vehicle-export": plant_stolen_vehicle_export,
    "wildlife-in-mixed-containers": plant_wildlife,
    "phone-change-crew": plant_phone_change_crew,
    "document-ring": plant_document_ring,
}
