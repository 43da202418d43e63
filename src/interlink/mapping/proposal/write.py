"""A draft as the YAML of a source, with comments that say what was guessed, why, and what to check."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping

import yaml

from interlink.mapping.proposal.columns import Column
from interlink.mapping.proposal.draft import Draft, Row
from interlink.mapping.proposal.written import Written
from interlink.model.types import Hints
from interlink.readers import FLAT_TABLE, READERS

__all__ = ["flow", "write_source"]

WIDTH = 112
# What to check of where the records lie, and of what repeats in them.
TABLES = ("tables", "parts")
HEAD = (
    "Proposed from {file}: {read} records were read, and the values of {seen} looked at. It passes"
    " `interlink sources check` as it is; whether it is true, only whoever knows the records can say. Read"
    " every comment, correct what is wrong, take the comments out, then try `interlink load --dry-run`."
)
SHORT_KINDS = {
    "birth": "a birth date", "id": "a number or code", "name": "names",
    "words": "names of people or things", "several": "several values in one",
    "nothing": "empty", "text": "text",
    "label": "a label", "number": "numbers", "bill": "a bill of lading", "plate": "a number plate",
    "account": "an account", "time": "times", "date": "dates", "money": "amounts", "count": "counts",
}  # fmt: skip


def write_source(
    name: str, file: str, draft: Draft, *, written: Written, hints: Hints, doubts: Mapping[str, str]
) -> str:
    """The text of a source's file; `doubts` say what to check of a hint."""
    lines = [
        *_comment(HEAD.format(file=file, read=f"{written.read:,}", seen=f"{written.sample.height:,}")),
        f"source: {name}",
        f"title: {_plain(_title(name))}  # CHECK: what it is called",
        "description: Not described yet.  # CHECK: what its records are, by which standard",
        "publisher: {name: Not stated}  # CHECK: who publishes it",
        "licence: Not stated  # CHECK: what its publisher allows",
        *_comment("CHECK: increment never takes back; full retires what a later delivery leaves out."),
        "delivery: increment",
        *_comment(
            "CHECK: grades that say 'cannot be judged', and codes for neither use in court nor passing on"
            " without permission, until the publisher says otherwise."
        ),
        'marking: {source_grade: X, information_grade: "4", handling: [H1, H2]}',
        *_hints(hints, doubts),
        "",
        *_file(written),
        "",
        "entities:",
    ]
    for row in draft.entities:
        lines += _row(row)
    if draft.links or draft.unsure:
        lines += ["", *(["links:"] if draft.links else ["# links:"])]
    for row in draft.links:
        lines += _row(row)
    for row, why in draft.unsure:
        ends = row.ends or ("", "")
        lines += _comment(f"CHECK: {why}.", "  ")
        lines.append(f"  # {row.name}: {{schema: {row.schema}, source: {ends[0]}, target: {ends[1]}}}")
    main = next(
        (row for row in (*draft.links, *draft.entities) if row.required or (row.key and row.ends is None)),
        draft.entities[0],
    )
    lines += [
        "",
        *_comment("A delivery with fewer fails whole."),
        "expect:",
        f"  {main.schema}: {{least: 1}}",
    ]
    lines += _ignored(list(draft.ignored()), nested=READERS[written.fmt.format].nested)
    return "\n".join(lines) + "\n"


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _hints(hints: Hints, doubts: Mapping[str, str]) -> Iterator[str]:
    for hint in ("day_first", "decimal", "epoch"):
        if hint in doubts:
            yield from _comment(f"CHECK {hint}: {doubts[hint]}.")
    given = {
        "day_first": None if hints.day_first and "day_first" not in doubts else hints.day_first,
        "decimal": hints.decimal if hints.decimal != "." else None,
        "epoch": hints.epoch or None,
    }
    said = {hint: value for hint, value in given.items() if value is not None}
    if said:
        yield f"hints: {flow(said)}"


def _file(written: Written) -> Iterator[str]:
    fmt = written.fmt
    yield "file:"
    yield f"  format: {fmt.format}"
    for field in ("encoding", "delimiter", "header", "quote", "sheet", "skip_lines", "columns", *TABLES):
        if field in written.doubts:
            yield from _comment(f"CHECK {field}: {written.doubts[field]}.", "  ")
    if fmt.encoding != "utf-8":
        yield f"  encoding: {fmt.encoding}"
    if fmt.delimiter != ",":
        yield f"  delimiter: {flow(fmt.delimiter)}"
    if fmt.quote != '"':
        yield f"  quote: {flow(fmt.quote)}"
    if fmt.columns:
        yield f"  columns: {flow(list(fmt.columns))}"
    if fmt.sheet:
        yield f"  sheet: {flow(fmt.sheet)}"
    if fmt.skip_lines:
        yield f"  skip_lines: {fmt.skip_lines}"
    if READERS[fmt.format].nested and READERS[fmt.format].at_paths:
        yield f"  tables: {{{FLAT_TABLE}: {{path: {flow(fmt.tables[FLAT_TABLE].path)}}}}}"


def _row(row: Row) -> Iterator[str]:
    for note in row.notes:
        yield from _comment(note, "  ")
    yield f"  {row.name}:"
    yield f"    schema: {row.schema}"
    if row.ends is not None:
        yield f"    source: {row.ends[0]}"
        yield f"    target: {row.ends[1]}"
    if row.key:
        yield f"    key: {flow(row.key)}"
    if row.where:
        yield f"    where: {flow(row.where)}"
    if row.required:
        yield "    required: true"
    if row.properties:
        yield "    properties:"
        for name, given in row.properties.items():
            yield f"      {name}: {flow(given)}"


def _ignored(columns: list[tuple[Column, str]], *, nested: bool) -> Iterator[str]:
    if not columns:
        return
    yield ""
    yield from _comment(
        "Left out until they are mapped: nothing says what they mean, or another says the same."
    )
    yield "ignore:"
    for column, why in columns:
        seems = SHORT_KINDS.get(column.kind, column.kind)
        example = f", such as {column.examples[0]}" if column.examples else ""
        table = "; it repeats in a record and needs a table of its own" if column.repeats else ""
        said = _printable(f"seems to be {seems}{example}{f'; {why}' if why else ''}{table}")
        name = f"{FLAT_TABLE}/{column.name}" if nested else column.name
        yield f"  - {flow(name)}  # {said}"


def _comment(text: str, margin: str = "") -> Iterable[str]:
    """Lines of a comment; whatever a record brings stays in it."""
    lines = textwrap.wrap(_printable(text), WIDTH - len(margin), break_on_hyphens=False)
    return [f"{margin}# {line}" for line in lines]


def _printable(text: str) -> str:
    """Text without line ends and controls, which would end a comment."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _plain(text: str) -> str:
    return flow(text)


class _Flow(yaml.SafeDumper):
    """YAML whose texts stand on one line, with escapes for what is not printable."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if text.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Flow.add_representer(str, _text)


def flow(value: object) -> str:
    """A value on one line of YAML, quoted where it has to be."""
    # Python shows what is not printable in escapes, and so does YAML then.
    escaped = any(mark in repr(value) for mark in (r"\x", r"\u", r"\U"))
    text: str = yaml.dump(
        value,
        Dumper=_Flow,
        default_flow_style=True,
        width=float("inf"),
        allow_unicode=not escaped,
        sort_keys=False,
    )
    return text.removesuffix("\n").removesuffix("...").rstrip("\n")
