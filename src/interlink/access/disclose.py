"""What leaves the platform: entities, the links between them, and the place of every record behind both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import polars as pl

from interlink.access.expand import Neighbourhood, among
from interlink.access.look import Look
from interlink.model.marking import Marking

__all__ = ["FORMS", "Disclosure", "What", "disclosure"]

# Entities by id, or what is shown of a neighbourhood.
What: TypeAlias = "Iterable[str] | Neighbourhood"

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


def disclosure(look: Look, what: Iterable[str] | Neighbourhood, *, with_records: bool = True) -> Disclosure:
    """The disclosure of these entities and the links between them; what the look does not have is left out.

    Of a neighbourhood only what it says leaves: of its entities the fragments whose source and marking are
    among `said`, of its links those among `seqs`; names, counts, markings and records are of these alone.
    Without `with_records` that table is empty, and entities are named and marked by all that is said of them,
    as a picture names them.
    """
    shown = what if isinstance(what, Neighbourhood) else None
    chosen = among(look, what.nodes["id"] if isinstance(what, Neighbourhood) else what)
    nodes, said, of_links = chosen.nodes, _of_nodes(look, chosen.nodes), _of_links(chosen.links)
    if shown is not None:
        of_links = of_links.join(
            shown.links.select("id", seq="seqs").explode("seq"), on=["id", "seq"], how="semi"
        )
    if shown is not None and with_records:
        passing = shown.nodes.select("id", "said").explode("said").unnest("said")
        said = said.join(passing, on=["id", "source", "marking"], how="semi")
        nodes = _named_by(look, nodes, passing)
    said = pl.concat([said.drop("source"), of_links])
    marks = _marks(look, said)
    counts = of_links.group_by("id").agg(pl.len().cast(pl.Int64).alias("count"))
    links = chosen.links.drop("count").join(counts, on="id", maintain_order="left")
    return Disclosure(
        nodes=nodes.select("id", "schema", "caption").join(marks, on="id", maintain_order="left"),
        links=links.select("id", "schema", "source", "target", "count").join(
            marks, on="id", maintain_order="left"
        ),
        records=_records(look, said) if with_records else pl.DataFrame(schema=RECORDS),
        marking=look.marking_of(said["marking"]),
    )


def _named_by(look: Look, nodes: pl.DataFrame, passing: pl.DataFrame) -> pl.DataFrame:
    """The entities named by what passes alone: a name may stand in nothing else than what does not."""
    kinds = [look.ontology.get(name) for name in nodes["schema"].unique().sort()]
    named = look.captions(kinds, nodes["id"], only=passing)
    return named.join(nodes, on=["id", "schema"], how="semi").sort("id")


def _of_nodes(look: Look, nodes: pl.DataFrame) -> pl.DataFrame:
    """The fragments of entities: id, schema, seq, marking, source."""
    columns = {"id": pl.String(), "schema": pl.String(), "seq": pl.Int64(), "marking": pl.Int16()}
    found = [pl.DataFrame(schema={**columns, "source": pl.String()})]
    for (name,), group in nodes.sort("schema").group_by("schema", maintain_order=True):
        fragments = look.scan(look.ontology.get(str(name))).filter(
            pl.col("entity").is_in(group["id"].implode())
        )
        found.append(
            fragments.select(
                pl.col("entity").alias("id"), pl.lit(name).alias("schema"), "seq", "marking", "source"
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
