"""The records behind links, one row each: what a projection is merged from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from interlink.errors import QueryError
from interlink.model.grades import likelihood
from interlink.model.marking import Marking
from interlink.projection.columns import MISSING_TIME, Floats, Ints
from interlink.projection.merge import Vertices

__all__ = ["Contacts", "Rows", "contacts_of", "likely_rows", "refuse_unusable", "rows_of"]


@dataclass(frozen=True, eq=False)
class Rows:
    """Links as records gave them, in any order; ends are vertex numbers in the direction given.

    `at` and `until` are microseconds since 1970 UTC or `MISSING_TIME`; `confidence` is how likely each row
    is right, 0 to 1; `marking` its number among the markings of the projection. None where nothing is known
    of any row. Rows alike in `once` weigh together what each says; None where each weighs for itself.
    """

    source: Vertices
    target: Vertices
    layer: npt.NDArray[np.int16]
    weight: Floats
    at: Ints | None
    until: Ints | None
    confidence: Floats | None
    marking: npt.NDArray[np.int16] | None
    record: Ints
    once: Ints | None = None

    def __len__(self) -> int:
        """How many rows."""
        return int(self.source.size)

    def ends(self, *, directed: bool) -> tuple[Vertices, Vertices]:
        """Source and target of each row; undirected, the smaller vertex number and the larger."""
        if directed:
            return self.source, self.target
        return np.minimum(self.source, self.target), np.maximum(self.source, self.target)

    def counted(self, chosen: Ints | None = None) -> Floats:
        """What each row weighs, of those chosen where some are; of those that weigh together one alone does.

        That is the earliest of those chosen, so that what is left of several still weighs as much.
        """
        places = np.arange(len(self)) if chosen is None else chosen
        weight = self.weight[places]
        if self.once is None or not places.size:
            return weight
        at = np.zeros(len(self), dtype=np.int64) if self.at is None else self.at
        order = np.lexsort((self.record[places], at[places], self.once[places]))
        together = self.once[places][order]
        again = np.zeros(places.size, dtype=bool)
        again[order[1:]] = together[1:] == together[:-1]
        return np.where(again, 0.0, weight)

    def kept(self, chosen: npt.NDArray[np.bool_] | Ints) -> Rows:
        """The rows chosen, by a mask or by their numbers."""
        held = {field.name: getattr(self, field.name) for field in fields(self)}
        changed: dict[str, Any] = {
            name: column[chosen] for name, column in held.items() if column is not None
        }
        return replace(self, **changed)


@dataclass(frozen=True, eq=False)
class Contacts:
    """Rows that have a time, in order of time: what time-respecting searches walk.

    `at` is when a contact begins and `until` when what it carries has arrived, in microseconds since 1970
    UTC; one that does not say when it ends ends as it begins. `link` is the merged link of each, `row` its
    row. Of contacts alike in time the order is that of their ends, layer and weight, whatever the order of
    rows. `impossible` rows end before they begin, and `untimed` rows have no time: both are left out.
    """

    source: Vertices
    target: Vertices
    layer: npt.NDArray[np.int16]
    weight: Floats
    at: Ints
    until: Ints
    record: Ints
    link: Ints
    row: Ints
    impossible: int
    untimed: int

    def __len__(self) -> int:
        """How many contacts."""
        return int(self.source.size)


def rows_of(
    source: Vertices,
    target: Vertices,
    layer: npt.NDArray[Any],
    *,
    weight: Floats | None = None,
    at: Ints | None = None,
    until: Ints | None = None,
    confidence: Floats | None = None,
    marking: npt.NDArray[np.int16] | None = None,
    record: Ints | None = None,
    once: Ints | None = None,
) -> Rows:
    """Rows of columns of equal length, layers by numbers of 16 bits.

    Without `weight` a row weighs 1; without `record` a row's record is its number.
    """
    return Rows(
        source=source,
        target=target,
        layer=layer.astype(np.int16),
        weight=np.ones(source.size) if weight is None else weight,
        at=at,
        until=until,
        confidence=confidence,
        marking=marking,
        record=np.arange(source.size, dtype=np.int64) if record is None else record,
        once=once,
    )


def refuse_unusable(rows: Rows, ids: Sequence[str]) -> None:
    """Nothing where the weights of all rows together are a number.

    Raises
    ------
    QueryError   one is NaN or infinite, or they add up to more than a number holds; the message names ends
    """
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(np.abs(rows.weight).sum()):
            return
    # NaN counts as the largest.
    worst = int(np.argmax(np.abs(rows.weight)))
    said = f"weight {rows.weight[worst]} between '{ids[rows.source[worst]]}' and '{ids[rows.target[worst]]}'"
    if not np.isfinite(rows.weight[worst]):
        raise QueryError(f"{said}; expected a number. Leave such rows out.")
    raise QueryError(
        f"{said}: all weights add up to more than a number holds. Divide them by the same number."
    )


def contacts_of(rows: Rows, link_of_row: Ints) -> Contacts:
    """The rows that have a time, in order. O(m log m)."""
    none = np.full(len(rows), MISSING_TIME, dtype=np.int64)
    at = none if rows.at is None else rows.at
    until = none if rows.until is None else rows.until
    at = np.where(at == MISSING_TIME, until, at)
    until = np.where(until == MISSING_TIME, at, until)
    is_timed = at != MISSING_TIME
    timed = np.flatnonzero(is_timed & (until >= at))
    order = timed[np.argsort(at[timed], kind="stable")]
    weight = rows.counted()
    order = _parted(order, at, [rows.record, weight, rows.layer, rows.target, rows.source, until])
    return Contacts(
        source=rows.source[order],
        target=rows.target[order],
        layer=rows.layer[order],
        weight=weight[order],
        at=at[order],
        until=until[order],
        record=rows.record[order],
        link=link_of_row[order],
        row=order,
        impossible=int(is_timed.sum()) - timed.size,
        untimed=len(rows) - int(is_timed.sum()),
    )


def _parted(order: Ints, at: Ints, columns: list[npt.NDArray[Any]]) -> Ints:
    """The order with rows of one moment put in order of the columns, the last first."""
    moments = at[order]
    same = np.zeros(order.size + 1, dtype=bool)
    same[1:-1] = moments[1:] == moments[:-1]
    tied = np.flatnonzero(same[1:] | same[:-1])
    if tied.size:
        rows = order[tied]
        order[tied] = rows[np.lexsort((*(column[rows] for column in columns), at[rows]))]
    return order


def likely_rows(rows: Rows, markings: Mapping[int, Marking] | None) -> Floats | None:
    """How likely each row is: as it says, else as the information grade of its marking does."""
    if rows.confidence is not None or rows.marking is None or markings is None:
        return rows.confidence
    by_number = np.zeros(max(markings, default=0) + 1)
    for number, marking in markings.items():
        by_number[number] = likelihood(marking.information_grade, marking.information_scheme)
    return np.asarray(by_number[rows.marking])
