"""What a finding shows on a screen: the entities of its rows, and a picture of the links behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd
import polars as pl

from interlink.analytics import Finding
from interlink.model.schema import Ontology, Schema
from interlink.render.picture import Picture, PictureLink, PictureNode

__all__ = ["entities_of", "heaviest_links", "names_of", "picture_of_links", "table_of"]

# Columns of findings that hold ids of entities, one or several.
HOLDING_IDS = (
    "id", "what", "source", "target", "start", "end", "nodes", "members", "entities", "path", "old", "new",
    "to", "others", "common", "shared",
)  # fmt: skip
# Columns that say how a row is called, alone or as its two ends, the first that a table has.
NAMING = (("caption",), ("source_caption", "target_caption"), ("old_caption", "new_caption"))
NAMING_BY_ID = (("id",), ("source", "target"), ("corridor",), ("layer",))


def entities_of(finding: Finding, table: str, rows: Sequence[int]) -> tuple[str, ...]:
    """The ids of the entities of these rows, each once, in order.

    Rows without ids, such as those of groups, stand for the rows of the main table that have the same value
    in their first column.
    """
    chosen = finding.tables[table].iloc[list(rows)]
    found = tuple(dict.fromkeys(_ids(chosen)))
    main = finding.tables[finding.main]
    key = str(chosen.columns[0])
    if found or table == finding.main or key not in main.columns:
        return found
    return tuple(dict.fromkeys(_ids(main[main[key].isin(chosen[key])])))


def names_of(rows: pd.DataFrame) -> list[str]:
    """How each row is called: by its name or its ends' names, else by ids, else by its first value."""
    if "captions" in rows.columns or "nodes" in rows.columns:
        ways = rows["captions" if "captions" in rows.columns else "nodes"]
        return [_way(list(map(str, way))) for way in ways]
    for columns in (*NAMING, *NAMING_BY_ID):
        if all(name in rows.columns for name in columns):
            told = (rows[name].map(str) for name in columns)
            return [" to ".join(parts) for parts in zip(*told, strict=True)]
    first = rows.columns[0]
    return [f"{str(first).replace('_', ' ')} {value}" for value in rows[first]]


def table_of(finding: Finding, name: str) -> pl.DataFrame:
    """A finding's table as it leaves: lists as text, their parts with semicolons between."""
    frame = finding.tables[name]
    return pl.DataFrame(
        {
            str(column): [_joined(value) for value in frame[column]]
            if frame[column].dtype == object
            else pl.from_pandas(frame[column])
            for column in frame.columns
        },
        strict=False,
    )


def _way(names: Sequence[str]) -> str:
    """A way by its ends, and by whom it leads where that is one."""
    if len(names) < 2:
        return "".join(names)
    by = f" by {names[1]}" if len(names) == 3 else f" by {len(names) - 2:,} others" if len(names) > 3 else ""
    return f"{names[0]} to {names[-1]}{by}"


def _joined(value: object) -> str | None:
    if isinstance(value, tuple | list):
        return "; ".join(map(str, value))
    return None if value is None else str(value)


def heaviest_links(finding: Finding, most: int) -> pd.DataFrame:
    """The links behind a finding, the heaviest first, until they would join more than so many entities."""
    links = finding.links().sort_values(["weight", "source", "target"], ascending=[False, True, True])
    ends: set[str] = set()
    kept = []
    for number, (source, target) in enumerate(zip(links["source"], links["target"], strict=True)):
        if len(ends | {source, target}) <= most:
            ends |= {source, target}
            kept.append(number)
    return links.iloc[kept]


def picture_of_links(
    links: pd.DataFrame,
    nodes: pl.DataFrame,
    ontology: Ontology,
    *,
    communities: Mapping[str, int] | None = None,
    total_links: int,
) -> Picture:
    """The picture of links between `nodes` (id, caption, schema); those that end elsewhere are left out."""
    member = communities or {}
    ends = {*links["source"], *links["target"]}
    drawn = tuple(
        PictureNode(id_, caption or id_, schema, member.get(id_))
        for id_, caption, schema in nodes.select("id", "caption", "schema").iter_rows()
        if id_ in ends
    )
    known = {node.id for node in drawn}
    labels = dict(_labels(ontology.links()))
    lines = tuple(
        PictureLink(
            f"{link['layer']}:{link['source']}>{link['target']}",
            link["source"],
            link["target"],
            link["layer"],
            labels.get(link["layer"], link["layer"]),
            count=int(link["records"]),
            directed=False,
        )
        for link in links.to_dict("records")
        if link["source"] in known and link["target"] in known
    )
    return Picture(drawn, lines, total_nodes=len(drawn), total_links=max(total_links, len(lines)))


def _labels(links: Iterable[Schema]) -> Iterator[tuple[str, str]]:
    for kind in links:
        yield kind.graph_name, kind.label
        if kind.total is not None:
            yield kind.total.type, kind.label


def _ids(rows: pd.DataFrame) -> Iterator[str]:
    for name in HOLDING_IDS:
        for value in rows[name] if name in rows.columns else ():
            if isinstance(value, tuple | list):
                yield from map(str, value)
            elif isinstance(value, str) and value:
                yield value
