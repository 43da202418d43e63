"""Search within a look."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from interlink.access.look import Look
from interlink.search import find_names

__all__ = ["find"]


def find(look: Look, text: str, *, limit: int = 20, schemas: Sequence[str] | None = None) -> pl.DataFrame:
    """Entities that `text` may mean, best first: id, schema, caption, match, score.

    `schemas` are names, abstract ones standing for all beneath (`Party`), None for every kind. What
    `score` says, and the order: see `interlink.search.find_names`.

    Raises
    ------
    QueryError    the text is longer than any name
    UnknownName   no such schema
    """
    kinds = (
        None if schemas is None else {kind.name for name in schemas for kind in look.ontology.concrete(name)}
    )
    found = find_names(look.names, text, limit=limit, schemas=kinds)
    named = look.describe(found["id"]).select("id", "caption")
    return found.join(named, on="id", maintain_order="left").select(
        "id", "schema", "caption", "match", "score"
    )
