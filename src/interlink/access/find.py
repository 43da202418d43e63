"""Search within a look, and who is meant by a name."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from interlink.access.look import Look
from interlink.access.view import View
from interlink.errors import UnknownEntity
from interlink.search import find_names
from interlink.search.find import WORDS

__all__ = ["find", "resolve", "search"]

# By these, people tell entities of the same name apart; the first that an entity has counts.
DATES = ("birth_date", "incorporated_on", "founded_on", "issued_on", "loaded_on")
COUNTRIES = ("nationality", "jurisdiction", "flag", "country", "birth_country", "origin_country")
DETAILS = {
    "id": pl.String(),
    "dates": pl.List(pl.String()),
    "countries": pl.List(pl.String()),
    "sources": pl.List(pl.String()),
}


def find(
    look: Look,
    text: str,
    *,
    limit: int = 20,
    schemas: Sequence[str] | None = None,
    with_details: bool = False,
) -> pl.DataFrame:
    """Entities that `text` may mean, best first: id, schema, caption, match, score.

    `schemas` are names, abstract ones standing for all beneath (`Party`), None for every kind. What
    `score` says, and the order: see `interlink.search.find_names`. With details also dates (of birth, or of
    what else begins an entity), countries and sources, as lists.

    Raises
    ------
    QueryError    the text is longer than any name
    UnknownName   no such schema
    """
    kinds = (
        None if schemas is None else {kind.name for name in schemas for kind in look.ontology.concrete(name)}
    )
    found = find_names(look.names, text, limit=limit, schemas=kinds)
    return found.join(_details(look, found), on="id", maintain_order="left") if with_details else found


def search(
    view: View,
    text: str,
    *,
    limit: int = 20,
    schemas: Sequence[str] | None = None,
    with_details: bool = False,
) -> pl.DataFrame:
    """What `find` gives of this text; whom the list shows stands in the log too, besides what was asked."""
    found = find(
        view.consult("search", text=text), text, limit=limit, schemas=schemas, with_details=with_details
    )
    if found.height:
        view.shown(found["id"].to_list())
    return found


def resolve(view: View, given: str) -> str:
    """The id of the entity that a person means by an id, or by the words of its name.

    A part of a name or a near one is never taken for somebody.

    Raises
    ------
    UnknownEntity   none, or several, which the message lists
    """
    if view.consult("resolve", given=given).describe([given]).height:
        return given
    found = search(view, given, limit=6)
    if not found.height:
        raise UnknownEntity(f"no entity is called '{given}'. Try `interlink search` with part of the name.")
    best = found.filter(pl.col("score") >= WORDS)
    if best.height == 1:
        return str(best["id"][0])
    listed = ", ".join(f"{row['caption']} ({row['id']})" for row in found.iter_rows(named=True))
    raise UnknownEntity(f"'{given}' may mean {listed}. Give the id.")


def _details(look: Look, found: pl.DataFrame) -> pl.DataFrame:
    """What tells the found entities apart: id, dates, countries, sources."""
    frames = [pl.DataFrame(schema=DETAILS)]
    for (name,), group in found.group_by("schema"):
        kind = look.ontology.get(str(name))
        entities = look.entities(kind, group["id"], properties=(*DATES, *COUNTRIES))
        frames.append(
            entities.select(
                "id", _first(entities, DATES, "dates"), _first(entities, COUNTRIES, "countries"), "sources"
            )
        )
    return pl.concat(frames)


def _first(entities: pl.DataFrame, names: Sequence[str], called: str) -> pl.Expr:
    """The values of the first of these properties that an entity has, as texts."""
    columns = [
        (pl.col(name) if entities.schema[name] == pl.List(pl.String) else pl.concat_list(name))
        for name in names
        if name in entities.columns
    ]
    said = [
        pl.when(column.list.drop_nulls().list.len() > 0).then(column.list.drop_nulls()) for column in columns
    ]
    return pl.coalesce(*said, pl.lit([], dtype=pl.List(pl.String))).alias(called)
