"""Every error interlink raises on purpose.

InterlinkError
├── SettingsError          a setting or the home folder is wrong
├── SchemaError            the ontology is wrong
├── SpecError              a source file is wrong; carries every problem found
├── ReadError              a delivered file is not what it should be; carries the place
├── FetchError             a delivery could not be fetched; nothing was changed
├── LoadError              a load failed or was refused; nothing of it shows
│   ├── UnmetExpectation   fewer or more of a schema than its source expects
│   └── StaleEdition       older than the last committed edition
├── AccessDenied           the view refuses; never says what exists
├── ChangedMeanwhile       another changed or made it first; nothing was done
├── UnknownEntity          an id that this view does not have
├── UnknownName            no source, analytic or kind of that name
├── QueryError             a statement is refused, wrong, too slow or too large
├── StoreUnavailable       a store cannot be reached or is broken
└── AuditError             the audit log is broken or cannot be written

A message says what, where, what was expected and what to do. It never quotes what a record says: it is kept
in the ledger and sent on to schedulers, and who may read the record reads it at the place that is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

__all__ = [
    "AccessDenied",
    "AuditError",
    "ChangedMeanwhile",
    "FetchError",
    "InterlinkError",
    "LoadError",
    "QueryError",
    "ReadError",
    "SchemaError",
    "SettingsError",
    "SpecError",
    "StaleEdition",
    "StoreUnavailable",
    "UnknownEntity",
    "UnknownName",
    "UnmetExpectation",
    "kept_words",
    "nearest",
]


class InterlinkError(Exception):
    """The root: catching it catches every error interlink raises on purpose."""


class SettingsError(InterlinkError):
    """A setting or the home folder is wrong."""


class SchemaError(InterlinkError):
    """The ontology's YAML is wrong."""


class SpecError(InterlinkError):
    """A source file is wrong; `problems` holds every one found, each with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class ReadError(InterlinkError):
    """A delivered file is not what the source expects; the message names file and place."""


class FetchError(InterlinkError):
    """A delivery could not be fetched after so many `tries`; nothing was changed."""

    def __init__(self, words: str, *, tries: int = 1) -> None:
        super().__init__(words)
        self.tries = tries


class LoadError(InterlinkError):
    """A load failed or was refused; nothing of it shows."""


class UnmetExpectation(LoadError):
    """Fewer or more of a schema than its source expects; `unmet` says by schema what was found."""

    def __init__(self, words: str, unmet: Mapping[str, str]) -> None:
        super().__init__(words)
        self.unmet = dict(unmet)


class StaleEdition(LoadError):
    """The delivered edition is older than the last committed one."""


class AccessDenied(InterlinkError):
    """The view refuses; the message never says what exists."""


class ChangedMeanwhile(InterlinkError):
    """Another changed or made it first; nothing was done."""


class UnknownEntity(InterlinkError):
    """No entity of this id in what this view may see."""


class UnknownName(InterlinkError):
    """No source, analytic, schema or column of that name."""


class QueryError(InterlinkError):
    """A statement is refused, wrong, too slow or too large."""


class StoreUnavailable(InterlinkError):
    """A store cannot be reached or is broken."""


class AuditError(InterlinkError):
    """The audit log is broken or cannot be written; nothing is read without it."""


def kept_words(error: BaseException) -> str:
    """An error as it is kept and sent on: of one that is not ours the kind alone, as it may quote records."""
    kind = type(error).__name__
    return f"{kind}: {error}" if isinstance(error, InterlinkError) else kind


def nearest(name: str, known: Iterable[str]) -> str:
    """' Did you mean X?' for the known name closest to `name`, else ''."""
    found = get_close_matches(name, sorted(known), n=1)
    return f" Did you mean '{found[0]}'?" if found else ""
