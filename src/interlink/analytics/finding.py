"""The finding: what an analytic returns, with evidence, parameters, caveats and a fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from interlink.analytics.cite import Behind, Cite, LinkCite, RecordCite
from interlink.analytics.explain import untimed_caveat
from interlink.analytics.stability import WEAK
from interlink.errors import QueryError, UnknownName, nearest
from interlink.model.evidence import Evidence
from interlink.model.marking import Marking
from interlink.projection import Projection

__all__ = ["SHOWN", "Finding", "finding_of", "inherited", "versions_of"]

# Links that a picture of a finding holds at most.
SHOWN = 5_000


@dataclass(frozen=True, eq=False)
class Finding:
    """What was found, and everything needed to check it or find it again.

    `tables` holds the result by name; the first is the one `frame()` gives. A table with a column
    `confidence` says of each row in which share of repeats it was found again; `resamples` is how
    many there were, and `confidence` the mean of the main table, None where there were none. `cites`
    gives, for a table, the records behind a row. `measures` are figures of the whole result. `inputs`
    is the fingerprint of what was analysed, `made_from` says what that was. `marking` is that of the
    inputs, None where they have none. `links` are those to draw, a row each: source, target, layer,
    weight, records.
    """

    analytic: str
    params: Mapping[str, object]
    seed: int
    versions: Mapping[str, str]
    caveats: tuple[str, ...]
    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    cites: Mapping[str, Cite] = field(repr=False)
    summary: str = field(repr=False)
    inputs: str = field(repr=False)
    made_from: Mapping[str, object] = field(repr=False)
    links: Callable[[], pd.DataFrame] = field(repr=False)
    measures: Mapping[str, float] = field(default_factory=dict)
    resamples: int = 0
    confidence: float | None = None
    marking: Marking | None = None
    keeper: Callable[[Finding, str], int] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        """How many rows the result has."""
        return len(self.tables[self.main])

    @property
    def main(self) -> str:
        """The name of the table that is the result."""
        return next(iter(self.tables))

    def frame(self) -> pd.DataFrame:
        """The result, a copy; the analytic documents its columns and order."""
        return self.table(self.main)

    def table(self, name: str) -> pd.DataFrame:
        """One of the result's tables, a copy.

        Raises
        ------
        UnknownName   the finding has no such table
        """
        if name not in self.tables:
            raise UnknownName(
                f"{self.analytic}: the finding has no table '{name}'; its tables: {', '.join(self.tables)}."
                f"{nearest(name, self.tables)}"
            )
        return self.tables[name].copy()

    def evidence(self, i: int, *, table: str | None = None) -> list[Evidence]:
        """The records behind row i, each once; of the result, or of the table named.

        Raises
        ------
        UnknownName   rows of this table have no evidence of their own
        QueryError    there is no such row
        """
        name = self.main if table is None else table
        if name not in self.cites:
            close = nearest(name, self.cites)
            raise UnknownName(f"{self.analytic}: no evidence by row for table '{name}'.{close}")
        rows = len(self.tables[name])
        if not 0 <= i < rows:
            counted = f"it has {rows:,}, counted from 0" if rows else "it is empty"
            raise QueryError(f"{self.analytic}: table '{name}' has no row {i}; {counted}")
        return self.cites[name].evidence(int(i))

    def explain(self) -> str:
        """The result and its caveats in plain words, one statement a line."""
        lines = [self.summary]
        if self.confidence is not None:
            lines.append(f"Held in {self.confidence:.0%} of the repeats in which some links were left out.")
            weak = int(self.weak().sum())
            if weak:
                rows = f"{weak:,} of {len(self):,} rows are weak"
                lines.append(f"{rows}: found again in fewer than {WEAK:.0%} of the repeats.")
        return "\n".join([*lines, *(f"Note: {caveat}" for caveat in self.caveats)])

    def weak(self, *, table: str | None = None) -> npt.NDArray[np.bool_]:
        """Which rows were found again in fewer than seven of ten repeats; none where nothing was repeated."""
        frame = self.tables[self.main if table is None else table]
        if "confidence" not in frame.columns:
            return np.zeros(len(frame), dtype=bool)
        return frame["confidence"].to_numpy() < WEAK

    def save(self, title: str = "") -> int:
        """Keeps the finding in the ledger of the home it was made in; gives the number it is opened by.

        Raises
        ------
        QueryError   it was not made through a workspace
        """
        if self.keeper is None:
            raise QueryError(
                f"{self.analytic}: made without a home; `workspace.keep_finding(finding)` keeps it in one"
            )
        return self.keeper(self, title)

    def to_graph(self) -> Any:
        """What was found as a networkx graph: rows with an `id` as nodes, the links behind them as edges.

        A node has the columns of its row; an edge `layer`, `weight` and `records` (how many). Of more than
        5,000 links the heaviest are there.
        """
        graph = nx.MultiGraph()
        main = self.tables[self.main]
        if "id" in main.columns:
            rows = main.drop_duplicates("id").set_index("id", drop=False)
            graph.add_nodes_from((str(id_), row) for id_, row in rows.to_dict("index").items())
        for link in self.links().to_dict("records"):
            said = {name: link[name] for name in ("layer", "weight", "records")}
            graph.add_edge(link["source"], link["target"], **said)
        return graph

    @cached_property
    def fingerprint(self) -> str:
        """A sha256 over inputs, parameters, seed and result: the same in, the same out."""
        digest = hashlib.sha256()
        said = [self.analytic, dict(self.params), self.seed, self.inputs, dict(self.measures)]
        digest.update(json.dumps(said, sort_keys=True, default=str).encode())
        for name, table in self.tables.items():
            digest.update(f"\n{name} {len(table)}".encode())
            for column in table.columns:
                digest.update(f"\n{column} ".encode())
                digest.update(column_bytes(table[column]))
        return digest.hexdigest()


def finding_of(
    projection: Projection,
    analytic: str,
    *,
    params: Mapping[str, object],
    seed: int,
    tables: Mapping[str, pd.DataFrame],
    behind: Mapping[str, Callable[[], Behind]],
    summary: str,
    caveats: Iterable[str],
    packages: Sequence[str],
    measures: Mapping[str, float] | None = None,
    resamples: int = 0,
    single_records: Collection[str] = (),
) -> Finding:
    """A finding on a projection: what is the same for every analytic is filled in.

    `behind` gives for a table the links behind each row, or the records where the table is among
    `single_records`; see `interlink.analytics.cite`.
    """
    cites = {
        name: (RecordCite if name in single_records else LinkCite)(projection, find)
        for name, find in behind.items()
    }
    main = next(iter(tables.values()))
    shares = main["confidence"] if resamples and "confidence" in main.columns and len(main) else None
    return Finding(
        analytic=analytic,
        params={**{name: _plain(value) for name, value in params.items()}, "resamples": int(resamples)},
        seed=int(seed),
        versions=versions_of(*packages, "numpy"),
        caveats=(*caveats, *untimed_caveat(projection)),
        tables=tables,
        cites=cites,
        summary=summary,
        inputs=projection.fingerprint,
        made_from=projection.made_from,
        links=lambda: links_drawn(projection, next(iter(cites.values()), None)),
        measures=measures or {},
        resamples=int(resamples),
        confidence=None if shares is None else float(shares.mean()),
        marking=inherited(projection.made_from),
    )


def _plain(value: object) -> object:
    """A number of numpy, such as a table gives, as one of Python: equal questions have one fingerprint."""
    return value.item() if isinstance(value, np.generic) else value


def links_drawn(projection: Projection, cite: LinkCite | RecordCite | None) -> pd.DataFrame:
    """The links behind a finding, each once, the heaviest where there are more than 5,000."""
    if isinstance(cite, LinkCite):
        links = np.unique(cite.links[1])
    else:
        links = np.zeros(0, dtype=np.int64) if cite is None else projection.links_with(cite.records()[1])
    if links.size > SHOWN:
        links = np.sort(links[np.lexsort((links, -projection.weight[links]))[:SHOWN]])
    return pd.DataFrame(
        {
            "source": projection.ids_of(projection.source[links].astype(np.int64)),
            "target": projection.ids_of(projection.target[links].astype(np.int64)),
            "layer": pd.Series([projection.layers[n] for n in projection.layer[links]], dtype="str"),
            "weight": projection.weight[links],
            "records": projection.record_offsets[links + 1] - projection.record_offsets[links],
        }
    )


def column_bytes(column: pd.Series[Any]) -> bytes:
    """The values of a column as bytes that do not depend on machine or pandas version."""
    if column.dtype.kind == "f":
        values = column.to_numpy(dtype="<f8")
        # NaN has many bytes, and which of them a library gives differs; so has 0.
        return np.where(np.isnan(values), np.nan, values + 0.0).astype("<f8").tobytes()
    if column.dtype.kind in "iub":
        return np.ascontiguousarray(column.to_numpy(), dtype="<i8").tobytes()
    if column.dtype.kind == "M":
        return np.ascontiguousarray(column.to_numpy(dtype="datetime64[us]").astype("<i8")).tobytes()
    return json.dumps(column.tolist(), default=str).encode()


def inherited(made_from: Mapping[str, object]) -> Marking | None:
    """The marking of a finding on a projection that was so made; None where no records of ours are in it."""
    marking = made_from.get("marking")
    return None if marking is None else Marking.from_json(str(marking))


def versions_of(*packages: str) -> dict[str, str]:
    """The installed versions of interlink and the packages named."""
    return {name: installed(name) for name in ("interlink", *packages)}


@cache
def installed(package: str) -> str:
    """The version of a package, or 'not installed' where it runs from its source tree."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
