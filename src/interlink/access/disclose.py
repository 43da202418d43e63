"""What leaves the platform: entities, the links between them, and the place of every record behind both."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import polars as pl

from interlink.access.expand import among
from interlink.access.look import Look
from interlink.model.marking import Marking

__all__ = ["FORMS", "Disclosure", "disclosure"]

# What a disclosure becomes; the audit log names it.
FORMS = ("png", "csv")
MARKS = {
    "source_grade": pl.String(),
    "information_grade": pl.String(),
    "handling": pl.String(),
    "originator": pl.String(),
    "releasable_to": pl.String(),
}
RECORDS = {
    "id": pl.String(),
    "source": pl.String(),
    "load": pl.Int64(),
    "file": pl.String(),
    "locator": pl.String(),
}


@dataclass(frozen=True)
class Disclosure:
    """Tables that leave, and the marking that every copy of them carries.

    `nodes`: id, schema, caption, then the marking of what its records say (source_grade, information_grade,
    handling, originator, releasable_to; several joined by "; "). `links`: id, schema, source, target, count,
    the marking. `records`: id of the entity or link, source, load, sha256 of the file, locator in it. All in
    order of id. `marking` is that of the whole.
    """

    nodes: pl.DataFrame
    links: pl.DataFrame
    records: pl.DataFrame
    marking: Marking


def disclosure(
    look: Look, ids: Iterable[str], *, links: Collection[str] | None = None, with_records: bool = True
) -> Disclosure:
    """The disclosure of these entities and the links between them; of `links` (ids) alone, where given.

    What the look does not have is left out. Without `with_records` that table is empty.
    """
    chosen = among(look, ids)
    between = chosen.links
    if links is not None:
        between = between.filter(pl.col("id").is_in(pl.Series(sorted(links), dtype=pl.String).implode()))
    said = pl.concat([_of_nodes(look, chosen.nodes), _of_links(between)])
    marks = _marks(look, said)
    return Disclosure(
        nodes=chosen.nodes.select("id", "schema", "caption").join(marks, on="id", maintain_order="left"),
        links=between.select("id", "schema", "source", "target", "count").join(
            marks, on="id", maintain_order="left"
        ),
        records=_records(look, said) if with_records else pl.DataFrame(schema=RECORDS),
        marking=look.marking_of(said["marking"]),
    )


def _of_nodes(look: Look, nodes: pl.DataFrame) -> pl.DataFrame:
    """The fragments of entities: id, schema, seq, marking."""
    found = [
        pl.DataFrame(
            schema={"id": pl.String(), "schema": pl.String(), "seq": pl.Int64(), "marking": pl.Int16()}
        )
    ]
    for (name,), group in nodes.sort("schema").group_by("schema", maintain_order=True):
        fragments = look.scan(look.ontology.get(str(name))).filter(
            pl.col("entity").is_in(group["id"].implode())
        )
        found.append(
            fragments.select(
                pl.col("entity").alias("id"), pl.lit(name).alias("schema"), "seq", "marking"
            ).collect()
        )
    return pl.concat(found)


def _of_links(links: pl.DataFrame) -> pl.DataFrame:
    """The fragments of links: id, schema, seq, marking."""
    said = links.select("id", "schema", "said").explode("said").unnest("said")
    return said.select("id", "schema", "seq", "marking")


def _marks(look: Look, said: pl.DataFrame) -> pl.DataFrame:
    """The marking of each entity and link, as texts."""
    sets = said.group_by("id").agg(pl.col("marking").unique().sort())
    texts = {}
    for numbers in sets["marking"].unique():
        mark = look.marking_of(numbers)
        texts[tuple(numbers)] = (
            mark.source_grade,
            mark.information_grade,
            "; ".join(mark.handling),
            mark.originator,
            "; ".join(mark.releasable_to),
        )
    rows = [(id_, *texts[tuple(numbers)]) for id_, numbers in sets.iter_rows()]
    return pl.DataFrame(rows, schema={"id": pl.String(), **MARKS}, orient="row")


def _records(look: Look, said: pl.DataFrame) -> pl.DataFrame:
    """The place of each record behind the fragments, each once an entity or link."""
    by_schema = {str(name): group["seq"].to_list() for (name,), group in said.group_by("schema")}
    placed = look.cite(by_schema, records=False)
    rows = [
        (id_, place.source, place.load, place.file, place.locator)
        for id_, seq in said.select("id", "seq").iter_rows()
        for place in [placed[seq]]
    ]
    return pl.DataFrame(rows, schema=RECORDS, orient="row").unique().sort(pl.all())
