"""What may be passed on, and whom to ask where it may not.

Europol's H2 lets nothing go on without the permission of whoever gave it, nor does a code that nobody knows;
a releasable-to list lets it go to those it names, and to the originator. Each originator gives permission for
what is its own, and nobody for what names none. The refusal names what the look has and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from interlink.access.look import Look
from interlink.errors import AccessDenied, QueryError
from interlink.model.grades import needs_permission
from interlink.model.marking import NOBODY, Marking, originators_of

__all__ = ["check_derived", "check_onward", "permission_words", "read_permissions"]


def read_permissions(given: str | Mapping[str, str]) -> dict[str, str]:
    """The reference of each originator's permission, in order: `Customs: letter 7; Police: letter 9` as text.

    Raises
    ------
    QueryError   an originator or a reference is missing, or an originator is named twice
    """
    if isinstance(given, str):
        pairs = [each.partition(":")[::2] for each in given.split(";") if each.strip()]
    else:
        pairs = list(given.items())
    said = [(originator.strip(), reference.strip()) for originator, reference in pairs]
    named = [originator for originator, _ in said]
    if not all(map(all, said)) or len(set(named)) < len(named):
        raise QueryError(
            "permission: expected the reference of each originator's own, each originator once, such as"
            " 'Customs: letter 7; Police: letter 9'"
        )
    return dict(sorted(said))


def permission_words(permitted: Mapping[str, str]) -> str:
    """Permissions as text, as `read_permissions` reads it."""
    return "; ".join(f"{originator}: {reference}" for originator, reference in permitted.items())


def check_onward(
    look: Look, said: pl.DataFrame, *, to: Iterable[str] = (), permitted: Iterable[str] = ()
) -> None:
    """Refuses what may not be passed on; `said` has schema, seq and marking of each fragment that would go.

    `to` are the names of the recipient; without any, releasable-to lists are not asked: whoever takes it
    away sees it, and does not pass it on. `permitted` are the originators that gave their permission.

    Raises
    ------
    AccessDenied   by originator, how many records need a permission, and for what
    """
    names, owners = frozenset(to) - {""}, frozenset(permitted) - {""}
    reasons = {
        number: list(_reasons(mark, names))
        for number in said["marking"].unique().sort()
        for mark in [look.markings[number]]
        if mark.originator not in owners
    }
    refused = said.filter(pl.col("marking").is_in([number for number, why in reasons.items() if why]))
    if not refused.height:
        return
    by_schema = {str(name): group["seq"].to_list() for (name,), group in refused.group_by("schema")}
    places = look.cite(by_schema, records=False)
    # by whom to ask and for what: the records, each once; of whom nobody can be asked, by source
    asked: dict[tuple[str, str], set[tuple[str, str]]] = {}
    unowned: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for seq, number in refused.select("seq", "marking").iter_rows():
        place = places[seq]
        owner = look.markings[number].originator
        for why in reasons[number]:
            kept, whom = (asked, owner) if owner else (unowned, place.source)
            kept.setdefault((whom, why), set()).add((place.file, place.locator))
    words = [
        f"ask {whom} for permission to send on {_counted(records)} {why}"
        for (whom, why), records in sorted(asked.items())
    ]
    words += [
        f"nobody can permit to send on {_counted(records)} {why} of the source '{source}':"
        " no originator is named"
        for (source, why), records in sorted(unowned.items())
    ]
    how = " Name each permission once it is granted, as ORIGINATOR: reference." if asked else ""
    raise AccessDenied(f"Not passed on: {'; '.join(words)}.{how} Or leave these records out.")


def check_derived(marking: Marking, *, to: Iterable[str] = (), permitted: Iterable[str] = ()) -> None:
    """Refuses what was made of records so marked together, such as a finding, where it may not be passed on.

    Every originator of them gives permission, for none can tell whose records which figure comes from.

    Raises
    ------
    AccessDenied   whom to ask, and for what
    """
    names, owners = frozenset(to) - {""}, frozenset(permitted) - {""}
    why = " and ".join(_reasons(marking, names))
    asked, is_named = originators_of(marking)
    if not why or (is_named and not asked - owners):
        return
    said = f"Not passed on: among the records behind this are some {why};"
    if not is_named:
        raise AccessDenied(
            f"{said} nobody can permit it: some name no originator. Choose fewer kinds, and run it again."
        )
    raise AccessDenied(
        f"{said} ask {' and '.join(sorted(asked - owners))} for permission."
        " Name each permission once it is granted, as ORIGINATOR: reference. Or choose fewer kinds."
    )


def _counted(records: set[tuple[str, str]]) -> str:
    return f"{len(records):,} record{'s' * (len(records) != 1)}"


def _reasons(marking: Marking, to: frozenset[str]) -> Iterator[str]:
    if marking.originator and marking.originator in to:
        return  # it goes back to where it came from
    codes = [code for code in marking.handling if needs_permission(code)]
    if codes:
        yield f"marked {', '.join(codes)}"
    if to and marking.releasable_to and not (to - {NOBODY}).intersection(marking.releasable_to):
        yield f"not released to {', '.join(sorted(to))}"
