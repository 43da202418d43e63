"""What may be passed on, and whom to ask where it may not.

Europol's H2 lets nothing go on without the permission of whoever gave it, nor does a code that nobody knows;
a releasable-to list lets it go to those it names, and to the originator. The refusal names what the look has
and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from interlink.access.look import Look
from interlink.errors import AccessDenied
from interlink.model.grades import needs_permission
from interlink.model.marking import NOBODY, Marking

__all__ = ["check_onward"]


def check_onward(look: Look, said: pl.DataFrame, *, to: Iterable[str] = ()) -> None:
    """Refuses what may not be passed on; `said` has schema, seq and marking of each fragment that would go.

    `to` are the names of the recipient; without any, releasable-to lists are not asked: whoever takes it
    away sees it, and does not pass it on.

    Raises
    ------
    AccessDenied   by originator, how many records need a permission, and for what
    """
    names = frozenset(to) - {""}
    reasons = {
        number: list(_reasons(look.markings[number], names)) for number in said["marking"].unique().sort()
    }
    refused = said.filter(pl.col("marking").is_in([number for number, why in reasons.items() if why]))
    if not refused.height:
        return
    by_schema = {str(name): group["seq"].to_list() for (name,), group in refused.group_by("schema")}
    places = look.cite(by_schema, records=False)
    # by whom to ask and for what: the records, each once
    asked: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for seq, number in refused.select("seq", "marking").iter_rows():
        place = places[seq]
        whom = look.markings[number].originator or f"whoever gave the source '{place.source}'"
        for why in reasons[number]:
            asked.setdefault((whom, why), set()).add((place.file, place.locator))
    raise AccessDenied(
        "Not passed on: "
        + "; ".join(
            f"ask {whom} for permission to send on {len(records):,} record{'s' * (len(records) != 1)} {why}"
            for (whom, why), records in sorted(asked.items())
        )
        + ". Name the permission once it is granted, or leave these records out."
    )


def _reasons(marking: Marking, to: frozenset[str]) -> Iterator[str]:
    if marking.originator and marking.originator in to:
        return  # it goes back to where it came from
    codes = [code for code in marking.handling if needs_permission(code)]
    if codes:
        yield f"marked {', '.join(codes)}"
    if to and marking.releasable_to and not (to - {NOBODY}).intersection(marking.releasable_to):
        yield f"not released to {', '.join(sorted(to))}"
