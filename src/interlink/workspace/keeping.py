"""Findings: made, kept in the ledger by whom and marked how, and opened again as they were."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl

from interlink.access.look import Look
from interlink.access.view import View
from interlink.errors import QueryError, UnknownName
from interlink.ledger.findings import FindingRow, Findings
from interlink.model.evidence import Evidence
from interlink.model.marking import Marking, is_visible
from interlink.model.schema import Schema
from interlink.workspace.audiences import Audiences
from interlink.workspace.reading import Reading

if TYPE_CHECKING:
    from interlink.analytics import Finding
    from interlink.analytics.keep import Packed
    from interlink.projection import Projection
    from interlink.projection.columns import Ints

__all__ = ["Keeping", "KeptFinding", "gone_words", "packed_records"]

LONGEST_TITLE = 200


@dataclass(frozen=True)
class KeptFinding:
    """A finding in the ledger, told apart from others without opening it.

    `written_to` are the audiences to whose graphs it was written, of those that the view may ask.
    """

    id: int
    title: str
    analytic: str
    kept_by: str
    kept_at: datetime
    fingerprint: str
    marking: Marking | None
    written_to: tuple[str, ...] = ()


class Keeping(Reading, Audiences):
    """The doors of those who come back to what they found."""

    def analyze(
        self,
        name: str,
        projection: Projection,
        params: Mapping[str, object] | None = None,
        *,
        view: View | None = None,
    ) -> Finding:
        """A finding, marked like the records it comes from; its `save` keeps it here.

        Raises
        ------
        UnknownName   no such analytic or parameter
        QueryError    a parameter has no usable value
        """
        # their libraries take half a second to import, which whoever looks something up should not wait for
        from interlink.analytics import find_analytic, run  # noqa: PLC0415
        from interlink.projection.queried import queried_caveats  # noqa: PLC0415

        # Found first: the log holds names of analytics in plain text, and nothing else in their place.
        known = find_analytic(name).name
        (view or self.view()).combine(known, params=dict(params or {}), on=projection.fingerprint)
        found = run(known, projection, dict(params or {}))
        return replace(
            found,
            caveats=(*found.caveats, *queried_caveats(projection.made_from)),
            keeper=lambda finding, title: self.keep_finding(finding, title, view=view),
        )

    def keep_finding(self, finding: Finding, title: str = "", *, view: View | None = None) -> int:
        """Keeps a finding with the numbers of all records behind it; gives the number it is opened by.

        Without a title it is called by its analytic and the first line of its summary.

        Raises
        ------
        QueryError   the title is longer than 200 characters, or whoever keeps it could not open it again:
                     what is derived from records that are marked for different people is for those alone
                     whom all of them are marked for
        """
        from interlink.analytics.keep import pack  # noqa: PLC0415

        called = title.strip() or f"{finding.analytic}: {finding.summary.splitlines()[0]}"[:LONGEST_TITLE]
        if len(called) > LONGEST_TITLE:
            raise QueryError(f"the title has {len(called)} characters; expected at most {LONGEST_TITLE}")
        packed = pack(finding)
        if finding.marking is not None and not _may_see(finding.marking, view or self.view()):
            raise QueryError(
                "the records behind this are marked for different people, and you are not among those whom"
                " all of them are marked for: you could not open it again. Choose fewer kinds and keep that."
            )
        said: dict[str, object] = {"what": "keep finding", "analytic": finding.analytic, "title": called}
        principal = self._act("combine", "collection", said, view=view)
        return self._findings.add(
            title=called,
            analytic=finding.analytic,
            principal=principal.name,
            made_at=int(self._stores.now().timestamp() * 1_000_000),
            fingerprint=finding.fingerprint,
            marking=packed.marking,
            said=packed.said,
            parts=packed.parts,
        )

    def findings(self, *, view: View | None = None) -> list[KeptFinding]:
        """The findings that the view may see, the latest first."""
        door = view or self.view()
        door.consult("findings")
        clearance = door.principal.clearance.with_purpose(door.purpose)
        own = {each.name for each in self._audiences() if each.within(clearance)}
        written = self._written.audiences()
        return [
            _kept(row, [name for name in written.get(row.id, []) if name in own])
            for row in self._findings.all()
            if _visible(row, door)
        ]

    def finding(self, number: int, *, view: View | None = None) -> Finding:
        """A kept finding as it was, its evidence looked up anew.

        Records behind it that were withdrawn or erased since are counted in a caveat.

        Raises
        ------
        UnknownName   the view has no such finding
        """
        from interlink.analytics.keep import unpack  # noqa: PLC0415
        from interlink.projection.attributes import rows_of_two_tables  # noqa: PLC0415
        from interlink.projection.queried import rows_of_a_query  # noqa: PLC0415

        door = view or self.view()
        look = door.consult("finding", finding=number)
        row = self._found(number, door)
        packed = self._packed(row)

        def lookup(records: Ints) -> list[Evidence]:
            if row.marking is None:
                return rows_of_two_tables(records.tolist(), packed.made_from.get("attributes_from"))
            wanted = records.tolist()
            asked = door.consult("evidence", finding=number, records=wanted)
            found = asked.cite({schema.name: wanted for schema in schemas}) | rows_of_a_query(wanted)
            return [found[seq] for seq in dict.fromkeys(wanted) if seq in found]

        schemas = self._cited(packed)
        gone = "" if row.marking is None else gone_words(look, schemas, packed)
        return unpack(packed, lookup, caveats=(gone,) if gone else ())

    def forget_finding(self, number: int, *, view: View | None = None) -> None:
        """Removes a kept finding, and what it says in graphs.

        Raises
        ------
        UnknownName        the view has no such finding
        StoreUnavailable   a graph that it was written to cannot be reached: the finding is removed, and
                           the graph follows before it answers again
        """
        door = view or self.view()
        self._act("combine", "erasure", {"what": "forget finding", "finding": number}, view=door)
        self._found(number, door)
        written = self._written.audiences().get(number, [])
        self._findings.remove(number)
        self._follow(written)

    def _follow(self, names: Collection[str]) -> None:
        """Brings the graphs of these audiences to what findings say now, where this store holds them."""
        for each in self._audiences():
            if each.name in names and self._is_here(each) and self._builder.is_built(each):
                self._builder.catch_up(each)

    def _packed(self, row: FindingRow) -> Packed:
        from interlink.analytics.keep import Packed  # noqa: PLC0415

        return Packed(row.said, row.marking, self._findings.parts(row.id))

    def _cited(self, packed: Packed) -> list[Schema]:
        """What the records behind a finding are fragments of."""
        from interlink.projection.lake import cited_schemas  # noqa: PLC0415

        return cited_schemas(self.ontology, packed.made_from)

    @property
    def _findings(self) -> Findings:
        return Findings(self._ledger)

    def _found(self, number: int, door: View) -> FindingRow:
        for row in self._findings.all():
            if row.id == number and _visible(row, door):
                return row
        raise UnknownName(f"no finding {number}. `interlink analyze findings` lists those that are kept.")


def _kept(row: FindingRow, written_to: Collection[str]) -> KeptFinding:
    return KeptFinding(
        id=row.id,
        title=row.title,
        analytic=row.analytic,
        kept_by=row.principal,
        kept_at=datetime.fromtimestamp(row.made_at / 1_000_000, UTC),
        fingerprint=row.fingerprint,
        marking=None if row.marking is None else Marking.from_json(row.marking),
        written_to=tuple(written_to),
    )


def _visible(row: FindingRow, door: View) -> bool:
    """A finding is seen as its marking says; one that has none, made of a table, by its maker alone."""
    if row.marking is None:
        return row.principal == door.principal.name
    return _may_see(Marking.from_json(row.marking), door)


def _may_see(marking: Marking, door: View) -> bool:
    return is_visible(marking, door.principal.clearance.with_purpose(door.purpose))


def packed_records(packed: Packed) -> pl.Series:
    """The numbers of the records behind a finding, without rows of a query that name none."""
    numbers = pl.Series(packed.records(), dtype=pl.Int64)
    return numbers.filter(numbers >= 0)


def gone_words(look: Look, schemas: list[Schema], packed: Packed) -> str:
    """How many of the records behind a finding are not there any more; empty where all are."""
    behind = packed_records(packed)
    scans = [
        look.scan(schema).filter(pl.col("seq").is_in(behind.implode())).select("seq") for schema in schemas
    ]
    there = pl.concat(pl.collect_all(scans)) if scans else pl.DataFrame({"seq": []})
    gone = behind.len() - there["seq"].n_unique()
    if not gone:
        return ""
    return f"{gone:,} of {behind.len():,} records behind this were withdrawn or replaced since. Run it again."
