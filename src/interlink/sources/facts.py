"""What a source's page says of it before what it maps: publisher, licence, delivery, marking and the like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from interlink.mapping.spec import SourceSpec
from interlink.sources.said import code, names, said_property, said_range, said_where

__all__ = ["facts"]

DELIVERY = {
    "full": "full: what a delivery no longer holds is retired",
    "increment": "increment: what a delivery does not hold stays",
    "changes": "changes: each record adds, restates or deletes",
}
# What a page says in words of its own; whatever else a source states is shown as it is written.
TOLD = {
    "source",
    "title",
    "description",
    "publisher",
    "licence",
    "delivery",
    "edition",
    "operation",
    "marking",
    "mark_by",
    "file",
    "derived",
    "entities",
    "links",
    "lookups",
    "expect",
    "ignore",
    "only",
    "quarantine_limit",
}
TOLD_OF_FILE = {"format", "columns", "optional", "tables"}


def facts(spec: SourceSpec) -> Iterator[tuple[str, str]]:
    """What holds for the whole source, each with its name; the last are fields that have no words here."""
    yield "Source", code(spec.source)
    if spec.extends is not None:
        base = f"[{code(spec.extends)}]({spec.extends}.md)"
        yield "Extends", f"{base}, from which it takes what its file does not say"
    publisher = [spec.publisher.name, spec.publisher.country, spec.publisher.url]
    yield "Publisher", ", ".join(each for each in publisher if each)
    yield "Licence", spec.licence
    yield "Delivery", DELIVERY[spec.delivery]
    if spec.edition:
        yield "Edition", f"{code(spec.edition)}; one older than the last loaded is refused"
    if spec.operation is not None:
        keys = " and ".join(map(said_property, spec.operation.key))
        deletes = f"{code(spec.operation.column)} {names(spec.operation.delete)} deletes"
        yield "Operation", f"{deletes}; records are told apart by {keys}"
    yield (
        "Format",
        "; ".join([spec.file.format, *_stated(spec.file.model_dump(exclude_unset=True), TOLD_OF_FILE)]),
    )
    yield "Marking", _marking(spec)
    if columns := [f"{field} by {code(name)}" for field, name in spec.mark_by.model_dump().items() if name]:
        yield "Marked by record", ", ".join(columns)
    if spec.only:
        yield "Only records", said_where(spec.only).removeprefix(" where ")
    yield "Expected", said_range(spec.expect)
    yield "Quarantine", f"a load fails with more than {spec.quarantine_limit:.0%} of its records there"
    for said in _stated(spec.model_dump(exclude_unset=True), TOLD):
        name, _, value = said.partition(": ")
        yield name.replace("_", " ").capitalize(), value


def _stated(given: Mapping[str, object], told: set[str]) -> list[str]:
    """The other fields that the source states, as it writes them."""
    return [f"{name}: {_value(value)}" for name, value in given.items() if name not in told and value]


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_value(each)}" for name, each in value.items() if each is not None)
    return names(value) if isinstance(value, list) else code(value)


def _marking(spec: SourceSpec) -> str:
    marking = spec.marking.marking()
    parts = [f"source {code(marking.source_grade)}, information {code(marking.information_grade)}"]
    parts.append(f"handling {names(marking.handling)}")
    for name, values in (
        ("scheme", [marking.source_scheme]),
        ("originator", [marking.originator]),
        ("releasable to", marking.releasable_to),
        ("purposes", marking.purposes),
        ("category", [marking.person_category]),
    ):
        if said := [value for value in values if value]:
            parts.append(f"{name} {', '.join(said)}")
    return "; ".join([*parts, *([] if marking.is_fact else ["an assessment"])])
