"""What leaves the platform: entities, the links between them, and the place of every record behind both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import polars as pl

from interlink.access.counted import counted_links, counted_nodes
from interlink.access.expand import Neighbourhood, among
from interlink.access.look import Look
from interlink.access.marked import MARKS, marked
from interlink.access.onward import check_derived, check_onward, read_permissions
from interlink.model.marking import Marking, inherit

__all__ = ["FORMS", "Disclosure", "Handover", "What", "disclosure"]

# Entities by id, or what is shown of a neighbourhood.
What: TypeAlias = "Iterable[str] | Neighbourhood"

# What a disclosure becomes; the audit log names it.
FORMS = ("png", "csv")
PLACES = {
    "id": pl.String(),
    "source": pl.String(),
    "load": pl.Int64(),
    "file": pl.String(),
    "locator": pl.String(),
}
RECORDS = {**PLACES, **MARKS}


@dataclass(frozen=True)
class Disclosure:
    """Tables that leave, and the marking that every copy of them carries.

    `nodes`: id, schema, caption, then the marking of what its records say (MARKS; several joined by "; ").
    `links`: id, schema, source, target, count, the marking. `records`: id of the entity or link, source,
    load, sha256 of the file, locator in it, the marking of what this record says of it. All in order of id.
    Of one that is not nominal, `nodes` and `links` are as in `interlink.access.counted`. `marking` is that of
    the whole.
    """

    nodes: pl.DataFrame
    links: pl.DataFrame
    records: pl.DataFrame
    marking: Marking


@dataclass(frozen=True)
class Handover:
    """Who takes a disclosure away, when, what for, to whom and by whose leave; it stands on every copy.

    `by` is a name: TypeError for a principal, whose clearance and token belong on no copy. `to` empty: for
    the own use of whoever takes it. `permission` refers to those that originators gave.
    """

    by: str
    at: datetime
    purpose: str
    reason: str
    to: str = ""
    permission: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.by, str):
            raise TypeError(f"handover: `by` is a {type(self.by).__name__}; expected the name of a person")


def disclosure(
    look: Look,
    what: Iterable[str] | Neighbourhood,
    *,
    with_records: bool = True,
    nominal: bool = True,
    to: Iterable[str] = (),
    permission: str | Mapping[str, str] = "",
    derived: Marking | None = None,
) -> Disclosure:
    """The disclosure of these entities and the links between them; what the look does not have is left out.

    Of a neighbourhood only what it says leaves: of its entities the fragments whose source and marking are
    among `said`, of its links those among `seqs`; names, counts, markings and records are of these alone.
    Without `with_records` that table is empty, and entities are named and marked by all that is said of them,
    as a picture names them. Not `nominal`, it holds no names, ids or records: see `interlink.access.counted`.
    `to` are the names of the recipient (agency, country, alliances); see `interlink.access.onward` for what
    is refused without `permission`, which names the reference of each originator's own. `derived` is the
    marking of what was made of records and leaves with them, such as a finding: it is held to the same rules.

    Raises
    ------
    QueryError     the permission does not say whose it is
    AccessDenied   something of it may not be passed on; whom to ask for what is said
    """
    permitted = read_permissions(permission)
    shown = what if isinstance(what, Neighbourhood) else None
    chosen = among(look, what.nodes["id"] if isinstance(what, Neighbourhood) else what)
    nodes, of_nodes, of_links = chosen.nodes, _of_nodes(look, chosen.nodes), _of_links(chosen.links)
    if shown is not None:
        of_links = of_links.join(
            shown.links.select("id", seq="seqs").explode("seq"), on=["id", "seq"], how="semi"
        )
    if shown is not None and (with_records or not nominal):
        passing = shown.nodes.select("id", "said").explode("said").unnest("said")
        of_nodes = of_nodes.join(passing, on=["id", "source", "marking"], how="semi")
        nodes = _named_by(look, nodes, passing)
    said = pl.concat([frame.select("id", "schema", "seq", "marking") for frame in (of_nodes, of_links)])
    check_onward(look, said, to=to, permitted=permitted)
    marking = look.marking_of(said["marking"])
    if derived is not None:
        check_derived(derived, to=to, permitted=permitted)
        marking = inherit([marking, derived])
    if not nominal:
        counted = counted_nodes(look, of_nodes), counted_links(look, of_nodes, chosen.links, of_links)
        return Disclosure(*counted, pl.DataFrame(schema=RECORDS), marking)
    marks = marked(look, said, ["id"])
    counts = of_links.group_by("id").agg(pl.len().cast(pl.Int64).alias("count"))
    links = chosen.links.drop("count").join(counts, on="id", maintain_order="left")
    return Disclosure(
        nodes=nodes.select("id", "schema", "caption").join(marks, on="id", maintain_order="left"),
        links=links.select("id", "schema", "source", "target", "count").join(
            marks, on="id", maintain_order="left"
        ),
        records=_records(look, said) if with_records else pl.DataFrame(schema=RECORDS),
        marking=marking,
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
    """The fragments of links: id, schema, seq, source, marking, first and last day."""
    return links.select("id", "schema", "said").explode("said").unnest("said")


def _records(look: Look, said: pl.DataFrame) -> pl.DataFrame:
    """The place of each record behind the fragments, each once an entity or link."""
    by_schema = {str(name): group["seq"].to_list() for (name,), group in said.group_by("schema")}
    placed = look.cite(by_schema, records=False)
    rows = [
        (id_, place.source, place.load, place.file, place.locator, marking)
        for id_, seq, marking in said.select("id", "seq", "marking").iter_rows()
        for place in [placed[seq]]
    ]
    found = pl.DataFrame(rows, schema={**PLACES, "marking": pl.Int16()}, orient="row")
    return marked(look, found, list(PLACES)).sort(list(PLACES))
