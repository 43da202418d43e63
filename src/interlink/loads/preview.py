"""What a source makes of a file, before anything is loaded: nothing is written, and no store is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from interlink.loads.columns import check_columns
from interlink.mapping.apply import map_batch
from interlink.mapping.spec import SourceSpec
from interlink.model.samples import Sample, samples_of
from interlink.model.schema import Ontology
from interlink.readers import read_batches

__all__ = ["Kept", "Preview", "preview"]

SHOWN_QUARANTINE = 100
SHOWN_KEPT = 50


@dataclass(frozen=True)
class Kept:
    """A property whose values could not all be normalised: how many stay as delivered, and one of them."""

    schema: str
    property: str
    count: int
    example: str


@dataclass(frozen=True)
class Preview:
    """What became of the first records of a file, at most a batch of them (`is_all` when that is all).

    `counts` are fragments by schema, links with each their own; `rows` the first records as delivered;
    `quarantined` how many could not be mapped, `reasons` the first of them: row and reason. `fails` says
    why a load of these records would be refused.
    """

    records: int
    is_all: bool
    counts: Mapping[str, int]
    samples: Sequence[Sample]
    rows: pl.DataFrame
    quarantined: int
    reasons: Sequence[tuple[int, str]]
    kept: Sequence[Kept] = ()
    warnings: Sequence[str] = ()
    fails: str = field(default="")


def preview(spec: SourceSpec, ontology: Ontology, path: Path, *, most: int = 5) -> Preview:
    """What a source makes of the first batch of `path`; `most` samples of each schema.

    Raises
    ------
    ReadError   the file is not what the source says it is
    """
    fmt = spec.file_format()
    batches = read_batches(path, fmt)
    batch = next(batches)
    warnings = list(check_columns(spec, batch, path.name))
    mapped = map_batch(spec, ontology, batch, marking_id=lambda _marking: 0)
    samples: list[Sample] = []
    counts: dict[str, int] = {}
    for name, fragments in mapped.fragments.items():
        counts[name] = (
            int(fragments["records"].sum()) if ontology.get(name).is_link else fragments["entity"].n_unique()
        )
        samples += samples_of(ontology.get(name), fragments, most)
    bad = mapped.quarantined
    main = batch[fmt.main_tables[0]]
    return Preview(
        records=mapped.records,
        is_all=next(batches, None) is None,
        counts=counts,
        samples=samples,
        rows=main.head(most).drop("_path", "_item", "_parent").rename({"_row": "row"}, strict=False),
        quarantined=bad.height,
        reasons=list(bad.head(SHOWN_QUARANTINE).select("row", "reason").iter_rows()),
        kept=_kept(mapped.fragments),
        warnings=warnings,
        fails=_fails(spec, mapped.records, bad.height, counts),
    )


def _kept(fragments: Mapping[str, pl.DataFrame]) -> list[Kept]:
    found: Counter[tuple[str, str]] = Counter()
    example: dict[tuple[str, str], str] = {}
    for schema, frame in fragments.items():
        for flags in frame["flagged"].drop_nulls():
            for flag in flags:
                name, _, value = str(flag).partition("=")
                found[schema, name] += 1
                example.setdefault((schema, name), value)
    most = found.most_common(SHOWN_KEPT)
    return [Kept(schema, name, count, example[schema, name]) for (schema, name), count in most]


def _fails(spec: SourceSpec, records: int, quarantined: int, counts: Mapping[str, int]) -> str:
    if quarantined > spec.quarantine_limit * records:
        return (
            f"{quarantined:,} of {records:,} records could not be mapped, more than the source's limit of"
            f" {spec.quarantine_limit:.0%}: the load would be refused."
        )
    short = [name for name, expected in spec.expect.items() if counts.get(name, 0) < expected.least]
    return (
        f"No {', '.join(short)} came of it, as the source expects: the load would be refused."
        if short
        else ""
    )
