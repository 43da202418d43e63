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
from interlink.graph.audience import Audience
from interlink.graph.store import Rows
from interlink.model.evidence import Evidence
from interlink.model.marking import inherit
from interlink.projection.behind import fragments_of, rows_with_records
from interlink.projection.columns import MISSING_TIME, Ints, encode_names
from interlink.projection.edges import read_edges
from interlink.projection.projection import ONE_LAYER, Projection
from interlink.projection.rows import rows_of

__all__ = ["LINK_PARTS", "project_queried", "queried_caveats", "rows_of_a_query"]

PARTS = ("source", "target", "weight", "at", "until", "layer", "confidence")
LINK = "link"
LINK_PARTS = (*PARTS, LINK)
# What stands in a finding as it is; any other value of a parameter as its text.
PLAIN = (str, int, float, bool, type(None))


def project_queried(
    view: View,
    audience: Audience,
    found: Rows,
    *,
    statement: str,
    params: Mapping[str, object],
    directed: bool = False,
    saved: Mapping[str, str] | None = None,
) -> Projection:
    """The links that a query on an audience's graph gave, as arrays.

    Columns: `source` and `target`, entities or their ids; and if wanted `weight`, `at`, `until`, `layer` and
    `confidence` as in an edge table, and `link`, a relationship or its id. What a relationship says need not
    be said again: its ends, its type as layer, and the times of its records. Records of a link are those of
    its relationship; a row without one has its number in the query's result as evidence, and a caveat says
    so. `saved` says which saved query it was. Marked like everything in that graph, for what a query leaves
    out it has read as well.

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
    _refuse_nested(columns)
    table = pa.table({name: _array(values) for name, values in columns.items()})
    read = read_edges(table, {name: name for name in columns})
    ids, (source, target) = encode_names(read["source"], read["target"])
    given = {name: value if isinstance(value, PLAIN) else str(value) for name, value in params.items()}
    said: dict[str, object] = {
        **(saved or {}),
        "statement": statement,
        "params": given,
        "rows": len(found.rows),
    }
    look = view.combine("projection", **{"from": "cypher", "graph": audience.name, **said})
    entities = _entities(look, ids, columns, found.caveat)
    behind = fragments_of(look, audience, named)
    rows = rows_with_records(named, behind)
    unlinked = int((rows["record"] < 0).sum())
    place = rows["row"].to_numpy()
    layers, (layer,) = encode_names(read.get("layer", pa.repeat(pa.scalar(ONE_LAYER), len(named))))
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
            weight=read.get("weight", np.ones(len(named)))[place],
            at=at,
            until=until,
            confidence=read["confidence"][place] if "confidence" in read else None,
            marking=None if unlinked or not len(rows) else rows["marking"].to_numpy(),
            record=rows["record"].to_numpy(),
            # Several records of a link weigh what its row does, together.
            once=place.astype(np.int64) if place.size > len(named) else None,
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
        if name not in LINK_PARTS:
            raise UnknownName(
                f"the query returns '{name}'; expected {', '.join(PARTS)} or {LINK}."
                f"{nearest(name, LINK_PARTS)} Name columns by AS."
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


def _refuse_nested(columns: Mapping[str, Sequence[object]]) -> None:
    for name, values in columns.items():
        for row, value in enumerate(values):
            if isinstance(value, list | dict):
                kind = "a list" if isinstance(value, list) else "a node, link, path or map"
                raise ReadError(f"{name} column '{name}': row {row}: {kind}; expected one value a row.")


def _array(values: Sequence[object]) -> pa.Array:
    """The values as one column; as text where they are of several types."""
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([None if value is None else str(value) for value in values], pa.large_string())


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
