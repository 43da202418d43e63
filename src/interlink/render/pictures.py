"""Pictures of what a view gave: a neighbourhood, coloured by kind or by community."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from interlink.access.expand import Neighbourhood
from interlink.analytics import Finding
from interlink.model.schema import Ontology
from interlink.render.picture import Picture, PictureLink, PictureNode

__all__ = ["communities_of", "newcomers_of", "picture_of"]


def picture_of(
    neighbourhood: Neighbourhood,
    ontology: Ontology,
    *,
    communities: Mapping[str, int] | None = None,
    pinned: Collection[str] = (),
) -> Picture:
    """The picture of a neighbourhood; `communities` gives the community of each entity that has one.

    Entities with a topic, such as wanted, are marked as listed. Links are labelled with their kind.
    """
    member = communities or {}
    nodes = tuple(
        PictureNode(
            row["id"],
            row["caption"],
            row["schema"],
            member.get(row["id"]),
            listed=bool(row["topics"]),
            pinned=row["id"] in pinned,
        )
        for row in neighbourhood.nodes.iter_rows(named=True)
    )
    links = tuple(
        PictureLink(row["id"], row["source"], row["target"], kind.graph_name, kind.label, row["count"])
        for row in neighbourhood.links.iter_rows(named=True)
        for kind in [ontology.get(row["schema"])]
    )
    return Picture(
        nodes,
        links,
        total_nodes=max(neighbourhood.total_nodes, len(nodes)),
        total_links=max(neighbourhood.total_links, len(links)),
    )


def communities_of(finding: Finding) -> dict[str, int]:
    """The community of each entity, by id, of a finding of communities; those who stand alone have none."""
    frame = finding.frame()
    together = frame[frame["community_size"] > 1]
    return dict(zip(together["id"].astype(str), together["community"].astype(int), strict=True))


def newcomers_of(neighbourhood: Neighbourhood, drawn: Collection[str]) -> tuple[list[str], int]:
    """The neighbours that are not drawn yet, and how many there are with those that the limit cut."""
    new = [id_ for id_ in neighbourhood.nodes["id"].to_list() if id_ not in set(drawn)]
    return new, len(new) + neighbourhood.total_nodes - neighbourhood.nodes.height
