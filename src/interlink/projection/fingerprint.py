"""What makes two projections the same."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from interlink.projection.projection import Projection

__all__ = ["fingerprint"]


def fingerprint(projection: Projection) -> str:
    """A sha256 over entities, links, contacts, attributes and their making; record numbers do not count."""
    digest = hashlib.sha256()
    words = [
        projection.ids,
        projection.captions,
        projection.kinds,
        projection.layers,
        projection.directed,
        dict(projection.made_from),
    ]
    digest.update(json.dumps(words, sort_keys=True, default=str).encode())
    contacts = projection.contacts
    for column in (
        projection.source,
        projection.target,
        projection.layer,
        projection.weight,
        projection.first,
        projection.last,
        projection.record_offsets,
        projection.confidence,
        contacts.source,
        contacts.target,
        contacts.layer,
        contacts.weight,
        contacts.at,
        contacts.until,
    ):
        digest.update(b"none" if column is None else np.ascontiguousarray(column).tobytes())
    if projection.attributes is not None:
        digest.update(projection.attributes.digest.encode())
    return digest.hexdigest()
