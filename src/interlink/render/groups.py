"""A picture too large to draw, as one node for each kind or community, with how many each stands for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import log10
from typing import Literal, TypeAlias

import polars as pl

from interlink.errors import QueryError
from interlink.model.schema import Ontology
from interlink.render.drawing import MOST_DRAWN
from interlink.render.picture import Picture, PictureLink, PictureNode

__all__ = ["MOST_GROUPS", "GroupedPicture", "Grouping", "grouped", "is_group"]

Grouping: TypeAlias = Literal["kind", "community"]

# More communities than a person tells apart are one group; kinds are never that many.
MOST_GROUPS = 50
# An entity's id begins with its source or its schema, and neither is ever empty.
PREFIX = ":group:"
ALONE, SMALL = "none", "small"


@dataclass(frozen=True)
class GroupedPicture(Picture):
    """A picture of groups, and of the entities that stand for themselves.

    `groups` holds each group's entities by the group's id, in the order of the picture that was grouped.
    `links_between` of its links run between what is drawn, `links_within` inside a group and are not drawn.
    """

    groups: Mapping[str, tuple[PictureNode, ...]] = field(default_factory=dict, repr=False)
    links_between: int = 0
    links_within: int = 0

    @property
    def entities(self) -> int:
        """How many entities the groups stand for, with those that stand for themselves."""
        return sum(map(len, self.groups.values())) + len(self.nodes) - len(self.groups)

    @property
    def all_nodes(self) -> tuple[PictureNode, ...]:
        """Every entity, those inside groups, too."""
        inside = (node for members in self.groups.values() for node in members)
        return (*(node for node in self.nodes if node.id not in self.groups), *inside)

    @property
    def shown(self) -> str:
        """How much is drawn: `12 groups of 48,211 entities shown, with 90,410 links between them`."""
        alone = len(self.nodes) - len(self.groups)
        said = f"{_counted(len(self.groups), 'group')} of {self.entities - alone:,} entities"
        said += f" and {_counted(alone, 'entity')}" * bool(alone)
        said += f", of {self.total_nodes:,} in all," * (self.total_nodes > self.entities)
        said += f" shown, with {self.links_between:,} "
        said += f"of {self.total_links:,} " * (self.total_links > self.links_between)
        said += "links between them"
        return said + f"; {self.links_within:,} within groups are not drawn" * bool(self.links_within)

    def members(self, id_: str) -> tuple[str, ...]:
        """The ids of the entities that a node stands for: a group's, or its own."""
        return tuple(node.id for node in self.groups[id_]) if id_ in self.groups else (id_,)

    def fits(self, group: str) -> bool:
        """The group can be opened, too, with what is drawn."""
        return len(self.nodes) - 1 + len(self.groups.get(group, ())) <= MOST_DRAWN


def is_group(id_: str) -> bool:
    """The id is a group's, or that of a link of groups; no entity and no link of the lake has such an id."""
    return id_.startswith(PREFIX)


def grouped(
    picture: Picture, ontology: Ontology, *, by: Grouping = "kind", opened: Collection[str] = ()
) -> GroupedPicture:
    """The picture with one node for each kind or community, the largest first, its count in the caption.

    Groups in `opened` are not made: their entities stand for themselves after the groups, as do pinned ones
    and those alone in their group. They are opened in this order as long as no more than 2,000 nodes are
    drawn; those that are not there are left out. A group looks like the kind that most of it has; its caption
    says how many of it a list names. Links of one kind and direction between the same two are one, with the
    sum of their counts. Of more than 50 communities the 49 largest are groups, and all smaller ones together
    another. 0.1 s for 50,000 entities and 100,000 links.

    Raises
    ------
    QueryError   more than 2,000 entities are pinned
    """
    members = _members(picture, by)
    homes = (
        members.with_columns(pl.col("group").is_in(_opened(members, opened)).alias("is_open"))
        .with_columns(
            (
                pl.col("is_open")
                | pl.col("pinned")
                | ((~pl.col("is_open") & ~pl.col("pinned")).sum().over("group") < 2)
            ).alias("stays")
        )
        .with_columns(pl.when("stays").then("id").otherwise("group").alias("home"))
    )
    inside = homes.filter(~pl.col("stays"))
    alone = homes.filter("stays")["row"].to_list()
    nodes = _nodes(inside, ontology)
    if len(nodes) + len(alone) > MOST_DRAWN:
        raise QueryError(
            f"{len(nodes) + len(alone):,} nodes are too many to draw; at most {MOST_DRAWN:,} can be read. "
            "Unpin some entities: those that are pinned are never put into groups."
        )
    links, between = _links(picture, homes)
    return GroupedPicture(
        nodes=(*nodes, *(picture.nodes[row] for row in alone)),
        links=links,
        total_nodes=picture.total_nodes,
        total_links=picture.total_links,
        groups={
            str(group): tuple(picture.nodes[row] for row in rows)
            for group, rows in inside.group_by("group", maintain_order=True).agg("row").iter_rows()
        },
        links_between=between,
        links_within=len(picture.links) - between,
    )


def _members(picture: Picture, by: Grouping) -> pl.DataFrame:
    """Each entity's row, id, kind and group, in the picture's order."""
    nodes = picture.nodes
    frame = pl.DataFrame(
        {
            "id": [node.id for node in nodes],
            "kind": [node.kind for node in nodes],
            "community": [node.community for node in nodes],
            "listed": [node.listed for node in nodes],
            "pinned": [node.pinned for node in nodes],
        },
        schema={
            "id": pl.String,
            "kind": pl.String,
            "community": pl.Int64,
            "listed": pl.Boolean,
            "pinned": pl.Boolean,
        },
    ).with_row_index("row")
    name = pl.col("kind") if by == "kind" else _community(frame)
    return frame.with_columns((pl.lit(f"{PREFIX}{by}:") + name).alias("group"))


def _opened(members: pl.DataFrame, asked: Collection[str]) -> list[str]:
    """Those of the groups asked for that can be drawn open together."""
    closed = members.filter(~pl.col("pinned"))["group"].value_counts()
    sizes: dict[str, int] = dict(closed.iter_rows())
    drawn = len(sizes) + int(members["pinned"].sum())
    opened: list[str] = []
    for group in dict.fromkeys(asked):
        if group in sizes and drawn - 1 + sizes[group] <= MOST_DRAWN:
            drawn += sizes[group] - 1
            opened.append(group)
    return opened


def _community(frame: pl.DataFrame) -> pl.Expr:
    numbers = (
        frame["community"].drop_nulls().value_counts().sort("count", "community", descending=[True, False])
    )
    small = numbers["community"].slice(MOST_GROUPS - 1 if numbers.height > MOST_GROUPS else MOST_GROUPS)
    return (
        pl.when(pl.col("community").is_in(small.implode()))
        .then(pl.lit(SMALL))
        .otherwise(pl.col("community").cast(pl.String).fill_null(ALONE))
    )


def _nodes(inside: pl.DataFrame, ontology: Ontology) -> list[PictureNode]:
    """The groups as nodes, the largest first, then by id."""
    kinds = inside.group_by("group", "kind").len().sort("len", "kind", descending=[True, False])
    main = kinds.unique("group", keep="first", maintain_order=True).select("group", "kind")
    rows = (
        inside.group_by("group")
        .agg(pl.len().alias("count"), pl.col("listed").sum(), pl.col("community").first())
        .join(main, on="group")
        .sort("count", "group", descending=[True, False])
    )
    return [
        PictureNode(
            group,
            _caption(group, count, ontology) + (f", {listed:,} listed" if listed else ""),
            kind,
            community if group == f"{PREFIX}community:{community}" else None,
            size=min(2.6, 1 + 0.4 * log10(count)),
        )
        for group, count, listed, community, kind in rows.select(
            "group", "count", "listed", "community", "kind"
        ).iter_rows()
    ]


def _counted(count: int, word: str) -> str:
    many = "entities" if word == "entity" else f"{word}s"
    return f"{count:,} {word if count == 1 else many}"


def _caption(group: str, count: int, ontology: Ontology) -> str:
    by, _, name = group.removeprefix(PREFIX).partition(":")
    if by == "kind":
        return f"{count:,} {ontology.get(name).plural.lower()}"
    if name in (ALONE, SMALL):
        return f"{count:,} in {'no community' if name == ALONE else 'small communities'}"
    return f"{count:,} in community {name}"


def _links(picture: Picture, homes: pl.DataFrame) -> tuple[tuple[PictureLink, ...], int]:
    """The links between what is drawn, and how many of the picture's they stand for."""
    given = picture.links
    places = homes.select("id", "home", "stays")
    rows = (
        pl.DataFrame(
            {
                "from": [link.source for link in given],
                "to": [link.target for link in given],
                "kind": [link.kind for link in given],
                "label": [link.label for link in given],
                "count": [link.count for link in given],
                "directed": [link.directed for link in given],
            },
            schema={
                "from": pl.String,
                "to": pl.String,
                "kind": pl.String,
                "label": pl.String,
                "count": pl.Int64,
                "directed": pl.Boolean,
            },
        )
        .with_row_index("row")
        .join(places.rename({"id": "from", "home": "source", "stays": "from_stays"}), on="from")
        .join(places.rename({"id": "to", "home": "target", "stays": "to_stays"}), on="to")
    )
    itself = pl.col("from_stays") & pl.col("to_stays")
    alone = rows.filter(itself)["row"].sort().to_list()
    apart = rows.filter(~itself & (pl.col("source") != pl.col("target")))
    swapped = ~pl.col("directed") & (pl.col("source") > pl.col("target"))
    summed = (
        apart.with_columns(
            pl.when(swapped).then("target").otherwise("source").alias("source"),
            pl.when(swapped).then("source").otherwise("target").alias("target"),
        )
        .group_by("kind", "source", "target", "label", "directed")
        .agg(pl.col("count").sum())
        .sort("kind", "source", "target", "label", "directed")
    )
    made = [
        PictureLink(
            f"{PREFIX}{kind}:{label}:{'>' if directed else '-'}:{source}>{target}",
            source,
            target,
            kind,
            label,
            count,
            directed,
        )
        for kind, source, target, label, directed, count in summed.iter_rows()
    ]
    return (*made, *(given[row] for row in alone)), len(alone) + apart.height
