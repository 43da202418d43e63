"""Constraints on links, each meaning the same in whatever analytic they are given to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from interlink.access.view import read_moment
from interlink.errors import QueryError, UnknownName, nearest
from interlink.model.grades import SCHEMES, information_place, read_grade, source_place
from interlink.model.marking import Marking
from interlink.projection.columns import MISSING_TIME, fill_missing

if TYPE_CHECKING:
    from interlink.projection.attributes import Attributes
    from interlink.projection.projection import Projection
    from interlink.projection.rows import Rows

__all__ = ["UNCONSTRAINED", "Constraints", "Grade", "Moment", "grade_place", "narrow", "place_of"]

Moment = str | date | datetime
Grade = Literal["source", "information"]
Mask = npt.NDArray[np.bool_]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Constraints:
    """Which links count; empty or None means no constraint. `kinds` does not apply to `ends`.

    What records say of entities counts by the same rules, but for `layers` and `least_confidence`.

    Options
    -------
    layers             only links of these layers
    kinds              only links between entities of these kinds
    avoid              no link of these entities
    since              no link that ended before; one without a time stays
    until              no link that began after; one without a time stays
    source_grade       no record whose source is graded worse than this code
    information_grade  no record that is itself graded worse than this code
    least_confidence   no link less likely than this share, its records taken together
    """

    layers: Collection[str] = ()
    kinds: Collection[str] = ()
    avoid: Collection[str] = ()
    since: Moment | None = None
    until: Moment | None = None
    source_grade: str | None = None
    information_grade: str | None = None
    least_confidence: float | None = None
    ends: Collection[str] = ()

    def __post_init__(self) -> None:
        """Refuses a text where a list is expected: its letters would be taken for names.

        Raises
        ------
        QueryError   one of the lists is a text
        """
        for name in ("layers", "kinds", "avoid", "ends"):
            value = getattr(self, name)
            if isinstance(value, str):
                raise QueryError(f"{name} is the text '{value}'; expected a list, such as ['{value}']")

    def said(self) -> dict[str, object]:
        """The constraints that were given, as they go into parameters and fingerprints."""
        given = {name: value for name, value in vars(self).items() if value is not None and name != "ends"}
        return {name: _words(value) for name, value in given.items() if isinstance(value, float) or value}


UNCONSTRAINED = Constraints()


def narrow(projection: Projection, asked: Constraints) -> Projection:
    """The same entities, linked by the records that meet every constraint; itself where none is given.

    Links are merged anew, so that weights, times and records are those of what is left. So it is with
    `attributes`: those of entities that may be used, within the window, of records good enough.

    Raises
    ------
    UnknownName     no such layer, kind or grade
    UnknownEntity   an entity to avoid is not in the projection
    QueryError      a moment cannot be read, `since` is after `until`, the confidence is not within 0 and 1,
                    or the projection knows no kinds, grades or confidences
    """
    said = asked.said()
    if not said:
        return projection
    rows, usable = projection.rows, _usable(projection, asked)
    kept = _of_layers(projection, asked) & usable[rows.source] & usable[rows.target]
    kept &= _within(rows, asked) & _graded(projection, rows.marking, asked)
    found = projection.only_rows(kept, narrowed=said)
    if projection.attributes is not None:
        told = projection.attributes
        left = usable[told.vertex] & _within(told, asked) & _graded(projection, told.marking, asked)
        found = replace(found, attributes=told.kept(left))
    if asked.least_confidence is None:
        return found
    if not 0 <= asked.least_confidence <= 1:
        raise QueryError(f"least confidence is {asked.least_confidence}; expected a share within 0 and 1")
    if found.confidence is None:
        raise QueryError("these links say nothing of their confidence. Leave the least confidence out.")
    return found.only_rows(found.confidence[found.link_of_row] >= asked.least_confidence)


def grade_place(code: str, what: Grade) -> int:
    """The place of a grade that a person gives, `B` or `B (4x4)`, 0 the best.

    Raises
    ------
    UnknownName   no scheme knows it
    """
    letter, scheme = read_grade(code.strip())
    if scheme not in SCHEMES:
        known = [name for name in SCHEMES if name]
        raise UnknownName(f"no scheme '{scheme}'; expected {', '.join(known)}.{nearest(scheme, known)}")
    places = SCHEMES[scheme].source if what == "source" else SCHEMES[scheme].information
    if letter.upper() not in places:
        raise UnknownName(f"no {what} grade '{code}'; expected one of {', '.join(places)}")
    return places[letter.upper()]


def place_of(marking: Marking, what: Grade) -> int:
    """The place of a marking's grade of source or information, 0 the best."""
    if what == "source":
        return source_place(marking.source_grade, marking.source_scheme)
    return information_place(marking.information_grade, marking.information_scheme)


def _of_layers(projection: Projection, asked: Constraints) -> Mask:
    for name in asked.layers:
        if name not in projection.layers:
            known = projection.layers
            raise UnknownName(f"no layer '{name}'; there are {', '.join(known)}.{nearest(name, known)}")
    if not asked.layers:
        return np.ones(len(projection.rows), dtype=bool)
    wanted = np.array([name in asked.layers for name in projection.layers])
    return np.asarray(wanted[projection.rows.layer])


def _usable(projection: Projection, asked: Constraints) -> Mask:
    """Which entities may stand at the ends of links."""
    usable = np.ones(projection.n_nodes, dtype=bool)
    if asked.kinds:
        if projection.kinds is None:
            raise QueryError("entities of an edge table have no kinds. Leave the kinds out.")
        known = sorted(set(projection.kinds) - {""})
        for name in asked.kinds:
            if name not in known:
                raise UnknownName(
                    f"no entity of kind '{name}'; there are {', '.join(known)}.{nearest(name, known)}"
                )
        usable = np.fromiter((kind in asked.kinds for kind in projection.kinds), bool, projection.n_nodes)
        usable[[projection.index_of(end) for end in asked.ends]] = True
    usable[[projection.index_of(entity) for entity in asked.avoid]] = False
    return usable


def _within(rows: Rows | Attributes, asked: Constraints) -> Mask:
    kept = np.ones(len(rows), dtype=bool)
    since = None if asked.since is None else read_moment(asked.since, day_ends=False)
    until = None if asked.until is None else read_moment(asked.until)
    if since is not None and until is not None and since > until:
        raise QueryError(
            f"since {asked.since} is after until {asked.until}: no link lies between. Swap the two."
        )
    began, ended = fill_missing(rows.at, rows.until), fill_missing(rows.until, rows.at)
    if began is None or ended is None:
        return kept
    if until is not None:
        kept &= (began == MISSING_TIME) | (began <= _micros(until))
    if since is not None:
        kept &= (ended == MISSING_TIME) | (ended >= _micros(since))
    return kept


def _graded(projection: Projection, marking: npt.NDArray[np.int16] | None, asked: Constraints) -> Mask | bool:
    """Which records, by the number of their marking, are graded well enough."""
    wanted: dict[Grade, str | None] = {
        "source": asked.source_grade,
        "information": asked.information_grade,
    }
    kept: Mask | bool = True
    for what, code in wanted.items():
        if code is None:
            continue
        worst, markings = grade_place(code, what), projection.markings
        if marking is None or markings is None:
            raise QueryError(f"links of an edge table have no grades. Leave the {what} grade out.")
        good = np.zeros(max(markings, default=0) + 1, dtype=bool)
        for number, each in markings.items():
            good[number] = place_of(each, what) <= worst
        kept = kept & good[marking]
    return kept


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def _words(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(map(str, value)) if isinstance(value, Collection) and not isinstance(value, str) else value
