"""The parties graph: people and companies as an analyst sees them, and who has to do with whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from interlink.model.schema import load_ontology
from interlink.projection import Projection
from interlink.projection.columns import MISSING_TIME, Ints
from interlink.projection.rows import rows_of
from interlink.worlds.finding.gather import PARTIES, SAY_NOTHING, TOUCHED_BY_ALL, Gathered

__all__ = ["RESOLVERS", "Parties", "find_parties", "join_born_alike", "join_numbers"]

NUMBERS = ("IdentityCard", "RegistrationNumber", "Passport")
# A phone, address or account that more parties share is a switchboard, a tower or a mistake.
MOST_SHARING = 25
# How a plate belongs to a vehicle, and to a crossing at which it was seen.
BY_PLATE = ("RegisteredUnder", "MentionedIn")
PAIR = {"source": pl.Int32(), "target": pl.Int32(), "kind": pl.String(), "at": pl.Int64()}


@dataclass(frozen=True, eq=False)
class Parties:
    """Entities of people and companies, joined into parties.

    `members` has a row for each entity: id, kind, party (0, 1, ...); `ids` names each party by the
    smallest id of its entities, in order.
    """

    gathered: Gathered
    members: pl.DataFrame
    ids: tuple[str, ...]

    @cached_property
    def number_of(self) -> Mapping[str, int]:
        """The party of each entity id."""
        return dict(zip(self.members["id"].to_list(), self.members["party"].to_list(), strict=True))

    @cached_property
    def things(self) -> pl.DataFrame:
        """What parties have to do with: party, thing, kind, link, is_source (the party is), at, feed, row."""
        gathered = self.gathered
        kinds = gathered.entities.filter(~pl.col("kind").is_in([*PARTIES, *TOUCHED_BY_ALL]))
        links = gathered.links.filter(~pl.col("kind").is_in(SAY_NOTHING)).rename({"kind": "link"})
        party = self.members.select("id", "party")
        found = []
        for mine, other in (("source", "target"), ("target", "source")):
            found.append(
                links.join(party, left_on=mine, right_on="id")
                .join(kinds, left_on=other, right_on="id")
                .select(
                    "party",
                    pl.col(other).alias("thing"),
                    "kind",
                    "link",
                    pl.lit(mine == "source").alias("is_source"),
                    "at",
                    "feed",
                    "row",
                )
            )
        return pl.concat(found).sort("party", "thing", "link", "at", "feed", "row")

    @cached_property
    def owners(self) -> pl.DataFrame:
        """Who uses or holds each thing that few share: party, thing, kind."""
        held = self.things.filter(~pl.col("link").is_in(_events())).select("party", "thing", "kind")
        whole = pl.concat([held, self._plates(held)]).unique(["party", "thing"])
        few = pl.len().over("thing") <= MOST_SHARING
        return whole.filter(few).sort("thing", "party")

    @cached_property
    def graph(self) -> Projection:
        """Parties linked where they share or use a thing, exchange something, or one is tied to the other.

        A pair's weight is the number of records, of a shared thing one. Things that more than 25 share,
        and what everybody touches, link nobody.
        """
        pairs = pl.concat([pl.DataFrame(schema=PAIR), *self._pairs()])
        pairs = pairs.filter(pl.col("source") != pl.col("target"))
        layers = sorted(pairs["kind"].unique().to_list())
        number = {name: place for place, name in enumerate(layers)}
        rows = rows_of(
            pairs["source"].to_numpy(),
            pairs["target"].to_numpy(),
            pairs["kind"].replace_strict(number, return_dtype=pl.Int16).to_numpy()
            if layers
            else np.zeros(0, dtype=np.int16),
            at=pairs["at"].fill_null(MISSING_TIME).to_numpy().astype(np.int64),
        )
        return Projection.from_rows(rows, ids=self.ids, layers=tuple(layers), made_from={"from": "parties"})

    @cached_property
    def exchanges(self) -> pl.DataFrame:
        """Calls, payments and messages, a row for each pair of parties at their ends.

        Columns: source and target (the party or null), from and to (entity ids), kind, at, feed, row.
        """
        ends = pl.concat(
            [
                self.members.select(pl.col("id").alias("end"), "party"),
                self.owners.select(pl.col("thing").alias("end"), "party"),
            ]
        )
        links = self.gathered.links.filter(pl.col("kind").is_in(_events()))
        return (
            links.rename({"source": "from", "target": "to"})
            .join(ends.rename({"end": "from", "party": "source"}), on="from", how="left")
            .join(ends.rename({"end": "to", "party": "target"}), on="to", how="left")
            .select("source", "target", "from", "to", "kind", "at", "feed", "row")
            .sort("kind", "feed", "row", "source", "target")
        )

    def _plates(self, held: pl.DataFrame) -> pl.DataFrame:
        """The number plates of a party's vehicles, and those it crossed a border with: party, thing, kind."""
        links = self.gathered.links.filter(pl.col("kind").is_in(BY_PLATE)).select("source", "target")
        plates = self.gathered.entities.filter(pl.col("kind") == "NumberPlate")["id"].implode()
        ways = pl.concat([links, links.select(source="target", target="source")])
        return held.join(
            ways.filter(pl.col("target").is_in(plates)), left_on="thing", right_on="source"
        ).select("party", pl.col("target").alias("thing"), pl.lit("NumberPlate").alias("kind"))

    def _pairs(self) -> Iterator[pl.DataFrame]:
        party = self.members.select("id", "party")
        yield (
            self.gathered.links.filter(~pl.col("kind").is_in(_events()))
            .join(party.rename({"id": "source", "party": "tail"}), on="source")
            .join(party.rename({"id": "target", "party": "head"}), on="target")
            .select(pl.col("tail").alias("source"), pl.col("head").alias("target"), "kind", "at")
        )
        yield self.exchanges.drop_nulls(["source", "target"]).select(*PAIR)
        shared = self.owners.filter(pl.len().over("thing") > 1)
        yield (
            shared.join(shared.select("thing", pl.col("party").alias("target")), on="thing")
            .filter(pl.col("party") < pl.col("target"))
            .select(
                pl.col("party").alias("source"),
                "target",
                pl.col("kind"),
                pl.lit(None, dtype=pl.Int64).alias("at"),
            )
        )


def find_parties(gathered: Gathered) -> Parties:
    """The parties of a world, entities joined by `join_born_alike`."""
    entities = _party_entities(gathered)
    labels = join_born_alike(gathered, entities)
    # numbered by the smallest id of each, so that `ids` are in order
    _, first, label = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(first.size, dtype=np.int32)
    rank[np.argsort(first)] = np.arange(first.size, dtype=np.int32)
    ids = entities["id"].gather(np.sort(first)).to_list()
    members = entities.with_columns(pl.Series("party", rank[label], dtype=pl.Int32))
    return Parties(gathered, members, tuple(ids))


def join_numbers(gathered: Gathered, entities: pl.DataFrame) -> Ints:
    """A number for each entity, the same for those joined by any card, passport or register number."""
    held = _held(gathered, entities)
    return _joined(entities.height, held["place"].to_numpy(), held["number"].to_numpy())


def join_born_alike(gathered: Gathered, entities: pl.DataFrame) -> Ints:
    """The same, but of two who show one number only where their dates of birth agree.

    One without a date joins the others where these have no more than one date. So several travellers
    on one passport stay apart, and are linked by it.
    """
    held = _held(gathered, entities).join(_births(gathered), on="id", how="left")
    dates = held.group_by("number").agg(
        pl.col("born").drop_nulls().n_unique().alias("dates"), pl.col("born").drop_nulls().min().alias("only")
    )
    held = held.join(dates, on="number", maintain_order="left")
    # where there are several dates, one without any stays alone
    undated = pl.when(pl.col("dates") <= 1).then(pl.col("only").fill_null("")).otherwise("id")
    group = pl.concat_str("number", pl.coalesce("born", undated), separator="|").rank("dense")
    grouped = held.select("place", group.alias("group"))
    return _joined(entities.height, grouped["place"].to_numpy(), grouped["group"].to_numpy())


# How entities are joined into parties: f(gathered, entities) gives a number for each, alike for joined ones.
RESOLVERS: Mapping[str, Callable[[Gathered, pl.DataFrame], Ints]] = {
    "shared-number": join_numbers,
    "shared-number-born-alike": join_born_alike,
}


def _events() -> list[str]:
    return [schema.name for schema in load_ontology().links() if schema.is_a("Exchange")]


def _party_entities(gathered: Gathered) -> pl.DataFrame:
    """People and companies but those of whom nothing is known but that they carried goods; by id."""
    linked = gathered.links.filter(~pl.col("kind").is_in(SAY_NOTHING))
    ends = pl.concat([linked["source"], linked["target"]]).unique().implode()
    carriers = gathered.links.filter(pl.col("kind") == "ShippedBy")["target"].unique().implode()
    only_carries = pl.col("id").is_in(carriers) & ~pl.col("id").is_in(ends)
    return gathered.entities.filter(pl.col("kind").is_in(PARTIES) & ~only_carries)


def _held(gathered: Gathered, entities: pl.DataFrame) -> pl.DataFrame:
    """Which numbers each entity shows: place (the row of the entity), id, number."""
    kinds = gathered.entities.filter(pl.col("kind").is_in(NUMBERS))["id"].implode()
    places = entities.select("id").with_row_index("place")
    return (
        gathered.links.filter((pl.col("kind") == "Holds") & pl.col("target").is_in(kinds))
        .join(places, left_on="source", right_on="id")
        .select("place", pl.col("source").alias("id"), pl.col("target").alias("number"))
        .unique()
        .sort("place", "number")
        .with_columns(pl.col("number").rank("dense"))
    )


def _births(gathered: Gathered) -> pl.DataFrame:
    """id, born: the earliest date of birth that is claimed of each person."""
    people = gathered.fragments.get("Person")
    if people is None:
        return pl.DataFrame(schema={"id": pl.String(), "born": pl.String()})
    return (
        people.select(pl.col("entity").alias("id"), pl.col("birth_date").list.min().alias("born"))
        .drop_nulls()
        .group_by("id")
        .agg(pl.col("born").min())
    )


def _joined(size: int, entity: Ints, number: Ints) -> Ints:
    """The connected component of each entity, where entities of one number are connected."""
    if not entity.size:
        return np.arange(size, dtype=np.int64)
    width = size + int(number.max()) + 1
    ones = np.ones(entity.size, dtype=np.int8)
    matrix = sparse.coo_matrix((ones, (entity, number.astype(np.int64) + size)), shape=(width, width))
    _, labels = connected_components(matrix, directed=False)
    return np.asarray(labels[:size], dtype=np.int64)
