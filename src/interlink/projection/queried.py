"""A projection of what a Cypher query gives: one row a link, each with the records behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
import pyarrow as pa

from interlink.access.look import Look
from interlink.access.view import View
from interlink.errors import QueryError, ReadError, UnknownName, nearest
from interlink.graph.assemble import link_ids
from interlink.graph.audience import Audience
from interlink.graph.store import Rows
from interlink.model.evidence import Evidence
from interlink.model.marking import inherit
from interlink.model.schema import Schema
from interlink.projection.columns import MISSING_TIME, Ints, encode_names
from interlink.projection.edges import read_edges
from interlink.projection.projection import ONE_LAYER, Projection
from interlink.projection.rows import rows_of
from interlink.projection.told import micros

__all__ = ["project_queried", "queried_caveats", "rows_of_a_query"]

PARTS = ("source", "target", "weight", "at", "until", "layer", "confidence")
LINK = "link"
# What stands in a finding as it is; any other value of a parameter as its text.
PLAIN = (str, int, float, bool, type(None))
BEHIND = {
    "link": pl.String(),
    "seq": pl.Int64(),
    "marking": pl.Int16(),
    "at": pl.Int64(),
    "until": pl.Int64(),
    "schema": pl.String(),
}


def project_queried(
    view: View,
    audience: Audience,
    found: Rows,
    *,
    statement: str,
    params: Mapping[str, object],
    directed: bool = False,
) -> Projection:
    """The links that a query on an audience's graph gave, as arrays.

    Columns: `source` and `target`, entities or their ids; and if wanted `weight`, `at`, `until`, `layer` and
    `confidence` as in an edge table, and `link`, a relationship or its id. What a relationship says need not
    be said again: its ends, its type as layer, and the times of its records. Records of a link are those of
    its relationship; a row without one has its number in the query's result as evidence, and a caveat says
    so. Marked like everything in that graph, for what a query leaves out it has read as well.

    Raises
    ------
    UnknownName   a column is none of these, or source or target is missing
    ReadError     an entity or a link is not there, or a value cannot be what its column needs; with the rows
    QueryError    the result was cut
    """
    if found.truncated:
        raise QueryError(
            f"the query gives more than {len(found.rows):,} rows, and nothing can be concluded from a part."
            " Narrow it, or allow more."
        )
    columns = _columns(found)
    named = [_named(value) for value in columns.pop(LINK, [None] * len(found.rows))]
    read = read_edges(pa.table(columns), {name: name for name in columns})
    ids, (source, target) = encode_names(read["source"], read["target"])
    given = {name: value if isinstance(value, PLAIN) else str(value) for name, value in params.items()}
    said: dict[str, object] = {"statement": statement, "params": given, "rows": len(found.rows)}
    look = view.combine("projection", **{"from": "cypher", "graph": audience.name, **said})
    entities = _entities(look, ids, columns, found.caveat)
    behind = _behind(look, audience, named)
    rows = _records(named, behind)
    unlinked = int((rows["record"] < 0).sum())
    place = rows["row"].to_numpy()
    layers, (layer,) = encode_names(read.get("layer", pa.repeat(pa.scalar(ONE_LAYER), len(named))))
    # Of several records of a link one weighs what the row does, the others nothing.
    weight = read.get("weight", np.ones(len(named)))[place] * rows["first"].to_numpy()
    timed = "at" in read or "until" in read
    none = np.full(len(named), MISSING_TIME, dtype=np.int64)
    at, until = (read.get(name, none)[place] if timed else rows[name].to_numpy() for name in ("at", "until"))
    seen = audience.sees(look.markings)
    made_from: dict[str, object] = {
        "from": "cypher",
        **said,
        "graph": audience.name,
        "nodes": [],
        "links": sorted({look.ontology.get(name).graph_name for name in behind["schema"].unique()}),
        "marking": inherit(look.markings[number] for number in seen).to_json(),
        "caveats": [*_caveats(unlinked), *([found.caveat] if found.caveat else [])],
    }
    schema_of = behind.select("seq", "schema").unique()
    return Projection.from_rows(
        rows_of(
            source[place],
            target[place],
            layer[place],
            weight=weight,
            at=at,
            until=until,
            confidence=read["confidence"][place] if "confidence" in read else None,
            marking=None if unlinked or not len(rows) else rows["marking"].to_numpy(),
            record=rows["record"].to_numpy(),
        ),
        ids=ids,
        layers=layers,
        captions=tuple(entities["caption"].fill_null("").to_list()),
        kinds=tuple(entities["schema"].to_list()),
        directed=directed,
        lookup=lambda records: _cite(view, look.loads, schema_of, records),
        made_from=made_from,
        markings=look.markings,
    )


def rows_of_a_query(numbers: Iterable[int]) -> dict[int, Evidence]:
    """The evidence of those that are rows of a query, numbered from -1 down: they name no link."""
    return {n: Evidence(source="query", load=0, file="", locator=f"row {-1 - n}") for n in numbers if n < 0}


def queried_caveats(made_from: Mapping[str, object]) -> tuple[str, ...]:
    """What to know of any finding on a projection that was so made; of one not from a query, nothing."""
    caveats = made_from.get("caveats")
    return tuple(map(str, caveats)) if isinstance(caveats, list) else ()


def _columns(found: Rows) -> dict[str, list[object]]:
    """The query's columns by name, ends as ids; those that its links say are added."""
    names = found.columns
    for name in names:
        if name not in (*PARTS, LINK):
            raise UnknownName(
                f"the query returns '{name}'; expected {', '.join(PARTS)} or {LINK}."
                f"{nearest(name, (*PARTS, LINK))} Name columns by AS."
            )
    columns: dict[str, list[object]] = {name: [row[n] for row in found.rows] for n, name in enumerate(names)}
    if not found.rows:
        # The embedded store names no columns where there are no rows.
        return {**columns, "source": [], "target": []}
    for end in ("source", "target"):
        said = columns[end] if end in columns else _said(columns.get(LINK), end, names)
        columns[end] = [_id_of(value) for value in said]
    if "layer" not in columns and any(isinstance(link, dict) for link in columns.get(LINK, [])):
        columns["layer"] = [link["type"] if isinstance(link, dict) else ONE_LAYER for link in columns[LINK]]
    return columns


def _said(links: Sequence[object] | None, end: str, returned: Sequence[str]) -> list[object]:
    """The ends as the links say them."""
    said = [link[end] for link in links or [] if isinstance(link, dict)]
    if links is None or len(said) < len(links):
        raise UnknownName(
            f"the query returns no column '{end}', only {', '.join(returned)}. Return the ids of both ends,"
            " `RETURN a.id AS source, b.id AS target`, or in every row a relationship, `RETURN r AS link`."
        )
    return said


def _id_of(value: object) -> object:
    return value["id"] if isinstance(value, dict) and "labels" in value else value


def _named(value: object) -> tuple[str, str] | None:
    """A link's type, where that is known, and its id."""
    if value is None:
        return None
    if isinstance(value, dict) and "properties" in value:
        return str(value.get("type", "")), str(value["properties"].get("id"))
    return "", str(value)


def _entities(
    look: Look, ids: Sequence[str], columns: Mapping[str, Sequence[object]], caveat: str
) -> pl.DataFrame:
    """The entities of these ids, in their order."""
    known = look.describe(ids)
    missing = sorted(set(ids) - set(known["id"]))
    if missing:
        end = "source" if missing[0] in map(str, columns["source"]) else "target"
        row = list(map(str, columns[end])).index(missing[0])
        raise ReadError(
            f"{end} column '{end}': row {row}: there is no entity '{missing[0]}'; expected ids of entities in"
            f" every row, {len(missing):,} are none. Return them by `a.id AS {end}`. {caveat}".rstrip()
        )
    return known


def _behind(look: Look, audience: Audience, named: Sequence[tuple[str, str] | None]) -> pl.DataFrame:
    """The fragments of links: of which, seq, marking, when, schema; those that are in the graph alone."""
    wanted = {each for each in named if each is not None}
    seen = pl.Series(audience.sees(look.markings), dtype=pl.Int16).implode()
    scans = []
    for kind in look.ontology.links():
        for type_, link in _ways(kind):
            ids = pl.Series(sorted({id_ for said, id_ in wanted if said in ("", type_)}), dtype=pl.String)
            if ids.len() and kind.name in look.held:
                start, end = kind.period
                told = (
                    look.scan(kind)
                    .filter(pl.col("marking").is_in(seen))
                    .select(
                        link.alias("link"),
                        "seq",
                        "marking",
                        micros(kind, start).alias("at"),
                        micros(kind, end).alias("until"),
                        pl.lit(kind.name).alias("schema"),
                    )
                )
                scans.append(told.filter(pl.col("link").is_in(ids.implode())))
    found = pl.concat([pl.DataFrame(schema=BEHIND), *pl.collect_all(scans)])
    known = set(found["link"])
    for row, each in enumerate(named):
        if each is not None and each[1] not in known:
            raise ReadError(
                f"link column '{LINK}': row {row}: there is no link '{each[1]}'. Return the relationship"
                f" itself, `r AS {LINK}`, or `r.id`, or null where there is none."
            )
    return found


def _ways(kind: Schema) -> list[tuple[str, pl.Expr]]:
    """The types of a schema's links in a graph, and the id that a fragment has as such."""
    ways = [(kind.graph_name, link_ids(kind))]
    if kind.total is not None:
        keys = ["src", "dst", *(["currency"] if "currency" in kind.properties else [])]
        pair = pl.concat_str(*keys, separator=">", ignore_nulls=True)
        ways.append((kind.total.type, pl.lit(f"{kind.total.type.lower()}:") + pair))
    return ways


def _records(named: Sequence[tuple[str, str] | None], behind: pl.DataFrame) -> pl.DataFrame:
    """A row for each record of each of the query's rows; `record` is below 0 where none is known."""
    links = pl.DataFrame(
        {"link": [None if each is None else each[1] for each in named]}, schema={"link": pl.String}
    ).with_row_index("row")
    joined = links.join(behind, on="link", how="left").sort("row", "seq")
    missing = pl.col("at", "until").fill_null(MISSING_TIME)
    return joined.with_columns(
        pl.coalesce("seq", -1 - pl.col("row").cast(pl.Int64)).alias("record"),
        pl.col("row").is_first_distinct().cast(pl.Float64).alias("first"),
        missing,
    )


def _caveats(unlinked: int) -> list[str]:
    """What a reader of any finding on the projection has to know."""
    found = ["What the query left out was not looked at."]
    if unlinked:
        rows = "1 row of the query names" if unlinked == 1 else f"{unlinked:,} rows of the query name"
        found.append(
            f"{rows} no link: the evidence is the number of the row, not a record. Return the relationship"
            f" as {LINK}."
        )
    return found


def _cite(view: View, loads: tuple[int, ...], schema_of: pl.DataFrame, numbers: Ints) -> list[Evidence]:
    """The evidence of records and rows, in order; looking it up is a look of its own."""
    wanted = pl.DataFrame({"seq": np.asarray(numbers, dtype=np.int64)})
    named = schema_of.join(wanted, on="seq", how="semi").sort("schema", "seq")
    fragments = {
        str(name): rows["seq"].to_list()
        for (name,), rows in named.partition_by("schema", as_dict=True).items()
    }
    look = replace(view.consult("evidence", fragments=fragments), loads=loads)
    found = look.cite(fragments) | rows_of_a_query(numbers.tolist())
    return [found[number] for number in wanted["seq"].to_list() if number in found]
