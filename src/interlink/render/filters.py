"""Filters on a neighbourhood: what a person leaves out of what the view gave, and what there is to choose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from interlink.access.expand import Neighbourhood
from interlink.errors import QueryError
from interlink.model.grades import UNKNOWN, information_place, read_grade, source_place
from interlink.model.schema import Ontology

__all__ = ["Choice", "Choices", "Filters", "choices", "filtered", "hidden_words"]

# The place of a code in its scheme's order.
Order = Callable[[str, str], int]
CALLED = {
    "kinds": "kinds of entity",
    "links": "kinds of link",
    "sources": "sources",
    "source_grade": "least source grade",
    "information_grade": "least information grade",
    "since": "links since",
    "until": "links until",
    "linked_only": "only entities with a link",
}


@dataclass(frozen=True)
class Filters:
    """What to show; a field left empty or None shows all.

    `kinds` are schemas of entities, `links` schemas of links, `sources` names of sources. `source_grade` and
    `information_grade` are the least that will do. `since` and `until` are days, both included, on which a
    link may have held; a link that says no time stays. `linked_only` leaves out entities without a link that
    is shown.

    Raises
    ------
    QueryError   since is after until
    """

    kinds: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    source_grade: str | None = None
    information_grade: str | None = None
    since: date | None = None
    until: date | None = None
    linked_only: bool = False

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.since > self.until:
            raise QueryError(
                f"since {self.since} is after until {self.until}: no link lies between them. Swap the two."
            )

    @property
    def count(self) -> int:
        """How many of them are on."""
        return len(self.chosen)

    @property
    def chosen(self) -> dict[str, object]:
        """Those that are on, by name, as plain values: texts, lists of texts, ISO days."""
        plain = {name: _plain(value) for name, value in vars(self).items()}
        return {name: value for name, value in plain.items() if value}

    @property
    def words(self) -> str:
        """Those that are on, in words: `sources: north, east; least source grade: B`."""
        said = {
            each: ", ".join(value) if isinstance(value, list) else value
            for each, value in self.chosen.items()
        }
        return "; ".join(
            CALLED[each] + (f": {value}" if value is not True else "") for each, value in said.items()
        )


@dataclass(frozen=True)
class Choice:
    """One value of a filter, what to call it, and how many entities or links have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Choices:
    """What a neighbourhood offers to choose from.

    Kinds count entities or links, the most first. Sources count both. Grades, best first, count entities and
    links of which something is said at that grade or a better one. `first` and `last` are the days between
    which dated links lie, None where none is dated.
    """

    kinds: tuple[Choice, ...]
    links: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    source_grades: tuple[Choice, ...]
    information_grades: tuple[Choice, ...]
    first: date | None
    last: date | None


def filtered(neighbourhood: Neighbourhood, filters: Filters) -> Neighbourhood:
    """The neighbourhood with only what the filters show; its totals stay, so that "n of N" stays true.

    Sources, grades and days hold for single fragments: an entity or link is shown where one of its fragments
    passes them all, and says no more than those that do; a link counts them alone. A link leaves with either
    of its ends.
    """
    nodes = _of_kinds(neighbourhood.nodes, filters.kinds)
    links = _of_kinds(neighbourhood.links, filters.links)
    if filters.sources or filters.source_grade or filters.information_grade:
        passing = _said(nodes, neighbourhood).filter(_trusted(filters))
        left = passing.group_by("id").agg(pl.struct("source", "marking").alias("said"))
        nodes = nodes.drop("said").join(left, on="id", maintain_order="left").select(*nodes.columns)
    shown = nodes["id"].implode()
    links = links.filter(pl.col("source").is_in(shown) & pl.col("target").is_in(shown))
    said = _said(links, neighbourhood)
    links = _counted_anew(links, said.filter(_trusted(filters) & _within(filters)))
    if filters.linked_only:
        apart = links.filter(pl.col("source") != pl.col("target"))
        ends = pl.concat([apart["source"], apart["target"]]).unique().implode()
        nodes = nodes.filter(pl.col("id").is_in(ends))
        links = links.filter(pl.col("source").is_in(ends))
    return replace(neighbourhood, nodes=nodes, links=links)


def hidden_words(whole: Neighbourhood, shown: Neighbourhood) -> str:
    """What of the whole is not shown: what filters hide, and what stands next to it; empty for nothing."""
    said = []
    nodes, links = whole.nodes.height - shown.nodes.height, whole.links.height - shown.links.height
    if nodes or links:
        entities = f"{nodes:,} entit{'y' if nodes == 1 else 'ies'}"
        said.append(f"filters hide {entities} and {links:,} link{'s' * (links != 1)}")
    if whole.total_nodes > whole.nodes.height:
        said.append("the rest stands next to what is drawn")
    return ", ".join(said)


def choices(neighbourhood: Neighbourhood, ontology: Ontology) -> Choices:
    """What there is to choose from in what the view gave."""
    grades = ["source_grade", "information_grade", "source_grade_place", "information_grade_place"]
    of_nodes, of_links = (_said(frame, neighbourhood) for frame in (neighbourhood.nodes, neighbourhood.links))
    # Ids of links and entities are counted apart: nothing keeps them from being the same.
    both = pl.concat(
        said.select("id", "source", *grades, pl.lit(number).alias("what"))
        for number, said in enumerate((of_nodes, of_links))
    )
    sources = both.unique(["what", "id", "source"]).group_by("source").len()
    days = pl.concat([of_links["first"], of_links["last"]]).drop_nulls().sort().to_list()
    return Choices(
        kinds=_kinds(neighbourhood.nodes, ontology),
        links=_kinds(neighbourhood.links, ontology),
        sources=tuple(
            Choice(source, source, count)
            for source, count in sources.sort("len", "source", descending=[True, False]).iter_rows()
        ),
        source_grades=_grades(both, "source_grade", source_place),
        information_grades=_grades(both, "information_grade", information_place),
        first=days[0] if days else None,
        last=days[-1] if days else None,
    )


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _of_kinds(frame: pl.DataFrame, kinds: Sequence[str]) -> pl.DataFrame:
    return frame.filter(pl.col("schema").is_in(kinds)) if kinds else frame


def _said(frame: pl.DataFrame, neighbourhood: Neighbourhood) -> pl.DataFrame:
    """What is said of each entity or link: its id, the fields of `said`, both grades and their places."""
    grades = pl.DataFrame(
        [
            (
                number,
                source,
                information,
                _place(source_place, source),
                _place(information_place, information),
            )
            for number, (source, information) in neighbourhood.grades.items()
        ],
        schema={
            "marking": pl.Int16,
            "source_grade": pl.String,
            "information_grade": pl.String,
            "source_grade_place": pl.Int64,
            "information_grade_place": pl.Int64,
        },
        orient="row",
    )
    flat = frame.select("id", "said").explode("said").unnest("said")
    return flat.join(grades, on="marking", how="left", maintain_order="left")


def _trusted(filters: Filters) -> pl.Expr:
    kept = pl.lit(value=True)
    if filters.sources:
        kept = kept & pl.col("source").is_in(filters.sources)
    if filters.source_grade:
        kept = kept & _at_least("source_grade", filters.source_grade, source_place)
    if filters.information_grade:
        kept = kept & _at_least("information_grade", filters.information_grade, information_place)
    return kept


def _at_least(name: str, grade: str, order: Order) -> pl.Expr:
    """The grade is no worse, whatever its scheme; what no scheme knows is worse than all that one does."""
    place = _place(order, grade)
    return (pl.col(f"{name}_place") <= min(place, UNKNOWN - 1)) | (pl.col(name) == grade)


def _place(order: Order, grade: str) -> int:
    return order(*read_grade(grade))


def _within(filters: Filters) -> pl.Expr:
    """A fragment may have held between the days; a null day is open."""
    kept = pl.lit(value=True)
    if filters.until is not None:
        kept = kept & (pl.col("first") <= filters.until).fill_null(value=True)
    if filters.since is not None:
        kept = kept & (pl.col("last") >= filters.since).fill_null(value=True)
    return kept


def _counted_anew(links: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """The links of which these fragments are left, standing for no others."""
    left = said.group_by("id").agg(
        pl.len().cast(pl.Int64).alias("count"),
        pl.col("seq").sort().alias("seqs"),
        pl.col("marking").unique().sort().alias("markings"),
        pl.struct("seq", "source", "marking", "first", "last").sort_by("seq").alias("said"),
    )
    ends = links.select("id", pl.exclude(left.columns))
    return ends.join(left, on="id", maintain_order="left").select(*links.columns)


def _kinds(frame: pl.DataFrame, ontology: Ontology) -> tuple[Choice, ...]:
    counts = frame.group_by("schema").len().sort("len", "schema", descending=[True, False])
    return tuple(Choice(name, ontology.get(name).label, count) for name, count in counts.iter_rows())


def _grades(said: pl.DataFrame, name: str, order: Order) -> tuple[Choice, ...]:
    counted = said.select("what", "id", name, f"{name}_place")
    ranked = sorted(said[name].unique().to_list(), key=lambda grade: (_place(order, grade), grade))
    return tuple(
        Choice(grade, grade, counted.filter(_at_least(name, grade, order)).n_unique(["what", "id"]))
        for grade in ranked
    )
