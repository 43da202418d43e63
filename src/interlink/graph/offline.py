"""A graph as files that `neo4j-admin database import full` reads into a server that is stopped.

Source: Neo4j 5 Operations Manual, "Neo4j-admin import". Each file holds the nodes of one label or the
links of one type between two labels; the headers give names, types and which ids the ends refer to.
"""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from interlink.errors import StoreUnavailable
from interlink.graph.desired import Desired, labels_of
from interlink.graph.manifest import Plan
from interlink.model.schema import Ontology

__all__ = ["write_import"]

# What parts the values of a list: a character that stands in none of them.
SEPARATORS = "\x1f\x1e\x1d\x1c\ue000\ue001"
STATE = "InterlinkGraph"
ENDS = {"id": "id:ID({0})", "src": ":START_ID({1})", "dst": ":END_ID({2})"}
MOMENT = "%Y-%m-%dT%H:%M:%S%.3fZ"


def write_import(folder: Path, wanted: Desired, plan: Plan, ontology: Ontology, *, database: str) -> str:
    """The command that imports the files written to `folder`, which it names as the one to run it in.

    What stood in the folder is removed. With the graph goes the node that says that it holds all of
    `plan`, so that whoever catches up next finds nothing left but the constraints.

    Raises
    ------
    StoreUnavailable   every character that could part the values of lists stands in one of them
    """
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    separator = _separator([*wanted.nodes.values(), *wanted.links.values()])
    options = [
        "--overwrite-destination",
        "--multiline-fields=true",
        f"--array-delimiter=U+{ord(separator):04X}",
    ]
    for label, frame in wanted.nodes.items():
        file = f"nodes-{label}.csv"
        _write(folder / file, frame.drop("hash"), separator, label)
        options.append(f"--nodes={':'.join(labels_of(ontology.get(label)))}={file}")
    done = {"batch": plan.batches, "batches": plan.batches}
    state = {"id": "state", "plan": plan.key, **done, "load": plan.load}
    _write(folder / f"nodes-{STATE}.csv", pl.DataFrame([state]), separator, STATE)
    options.append(f"--nodes={STATE}=nodes-{STATE}.csv")
    for (name, source, target), frame in wanted.links.items():
        file = f"links-{name}-{source}-{target}.csv"
        rows = frame.drop("hash", "src_label", "dst_label")
        _write(folder / file, rows, separator, "", source, target)
        options.append(f"--relationships={name}={file}")
    command = ["neo4j-admin", "database", "import", "full", database, *options]
    return f"cd {shlex.quote(str(folder))} && {shlex.join(command)}"


def _write(path: Path, rows: pl.DataFrame, separator: str, *labels: str) -> None:
    """One file: text in quotes, where it may hold anything; no value is nothing between two commas."""
    header = ",".join(_heading(name, dtype, labels) for name, dtype in rows.schema.items())
    with path.open("wb") as file:
        file.write(header.encode() + b"\n")
        texts = rows.select(_text(name, dtype, separator) for name, dtype in rows.schema.items())
        texts.write_csv(file, include_header=False, quote_style="non_numeric", null_value="")


def _heading(name: str, dtype: pl.DataType, labels: tuple[str, ...]) -> str:
    """The column's name and type; of a link, its ends are ids of nodes and its id is a property."""
    of_link = len(labels) > 1
    if name in ENDS and (name != "id" or not of_link):
        return ENDS[name].format(*labels)
    return f"{name}:{_type(dtype)}"


def _type(dtype: object) -> str:
    if isinstance(dtype, pl.List):
        return f"{_type(dtype.inner)}[]"
    if isinstance(dtype, pl.Datetime):
        return "datetime"
    plain: Mapping[object, str] = {pl.String(): "string", pl.Float64(): "double", pl.Boolean(): "boolean"}
    return plain.get(dtype, "long")


def _text(name: str, dtype: pl.DataType, separator: str) -> pl.Expr:
    """The column as text, to the millisecond that the graph holds otherwise too."""
    column = pl.col(name)
    if isinstance(dtype, pl.List):
        moments = isinstance(dtype.inner, pl.Datetime)
        texts = pl.element().dt.strftime(MOMENT) if moments else pl.element().cast(pl.String)
        return column.list.eval(texts).list.join(separator)
    return column.dt.strftime(MOMENT) if isinstance(dtype, pl.Datetime) else column


def _separator(frames: list[pl.DataFrame]) -> str:
    held = {separator for separator in SEPARATORS for texts in _listed(frames) if _holds(texts, separator)}
    free = [separator for separator in SEPARATORS if separator not in held]
    if not free:
        raise StoreUnavailable(
            "lists hold every character that could part their values in import files."
            " Build the graph over Bolt: `interlink graph rebuild`."
        )
    return free[0]


def _listed(frames: list[pl.DataFrame]) -> Iterator[pl.Series]:
    """The columns of lists of text."""
    for frame in frames:
        for name, dtype in frame.schema.items():
            if dtype == pl.List(pl.String):
                yield frame[name]


def _holds(texts: pl.Series, separator: str) -> bool:
    return bool(texts.list.join("").str.contains(separator, literal=True).any())
